/**
 * JSON of OCS Inventory: what its REST API says of computers (`/computers/…`, by number), or an inventory under its
 * long titles ("SERIAL NUMBER"). Both are read as the XML of the same agents.
 */
import { Problem } from '../../problem.ts';
import { originOf } from '../document.ts';
import { inventoryOf } from '../glpi/inventory.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import type { Source } from '../source.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../values.ts';

/** Names of the agents for what OCS calls otherwise, by section. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bios: {
    biosmanufacturer: 'bmanufacturer',
    manufacturer: 'smanufacturer',
    model: 'smodel',
    motherboardmanufacturer: 'mmanufacturer',
    motherboardmodel: 'mmodel',
    serialnumber: 'ssn',
  },
  hardware: { operatingsystem: 'osname', operatingsystemversion: 'osversion' },
  softwares: { installationdate: 'installdate' },
};

const sections: Readonly<Record<string, string>> = { software: 'softwares' };
const LONE = new Set(['bios', 'hardware']);

function detect({ keys }: Head): boolean {
  if (keys.has('template_inventory')) return true;
  return [...keys.keys()].some((key) => /^\d{1,10}\.(?:hardware|bios|softwares?)$/i.test(key));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '');
}

/** The home page of a package is not its publisher. */
function publisherOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^https?:/i.test(text) ? undefined : text;
}

function entryOf(section: string, entry: unknown): unknown {
  if (entry !== fieldsOf(entry)) return entry;
  const names = renamed[section] ?? {};
  const fields = Object.fromEntries(
    Object.entries(fieldsOf(entry)).map(([name, value]) => [names[plain(name)] ?? plain(name), value]),
  );
  return section === 'softwares' ? { ...fields, publisher: publisherOf(fields.publisher) } : fields;
}

function contentOf(computer: Fields): Fields {
  return Object.fromEntries(
    Object.entries(computer).map(([name, value]): [string, unknown] => {
      const section = sections[plain(name)] ?? plain(name);
      const entries = listOf(value).map((entry) => entryOf(section, entry));
      return [section, LONE.has(section) ? entries[0] : entries];
    }),
  );
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const document = fieldsOf(value);
  const computers = document.template_inventory === undefined ? Object.values(document) : [document.template_inventory];
  const origin = originOf(source, ocsJson.id, key, notes);
  for (const [index, computer] of computers.entries()) {
    if (computer === fieldsOf(computer))
      yield { ...inventoryOf({ content: contentOf(fieldsOf(computer)) }, origin), line: index + 1 };
    else yield { problem: new Problem('document-not-inventory', { file: source.file, what: 'OCS' }) };
  }
}

export const ocsJson: Importer = { id: 'ocs-json', detect, read };
