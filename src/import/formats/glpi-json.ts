/** JSON of the GLPI agent (GLPI inventory format): one document a file, full or partial. */
import { originOf } from '../document.ts';
import { inventoryOf } from '../glpi/inventory.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';

/** Sections enough for any document to show one among its first. */
const SECTION =
  /^content\.(?:accesslog|antivirus|batteries|bios|controllers|cpus|databases_services|drives|envs|firewalls|hardware|licenseinfos|network_device|network_ports|networks|operatingsystem|remote_mgmt|softwares|versionclient|virtualmachines)$/;

/** The envelope where it comes first, or a section of its content. */
function detect({ keys }: Head): boolean {
  if (keys.has('deviceid') && (keys.has('action') || keys.has('content') || keys.has('itemtype'))) return true;
  return keys.has('content') && [...keys.keys()].some((key) => SECTION.test(key));
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  yield inventoryOf(value, originOf(source, glpiJson.id, key, notes));
}

export const glpiJson: Importer = { id: 'glpi-json', detect, read };
