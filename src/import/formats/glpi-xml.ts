/**
 * XML of the agents of GLPI, FusionInventory and OCS Inventory ("<REQUEST>"): a full or partial inventory of the
 * machine of the agent, or what SNMP told it of other devices, each of which is then a document.
 */
import { Problem } from '../../problem.ts';
import { type Origin, originOf } from '../document.ts';
import { inventoryOf } from '../glpi/inventory.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import type { Source } from '../source.ts';
import { booleanOf, defined, type Fields, fieldsOf, listOf, textOf } from '../values.ts';
import { readXml } from '../xml.ts';

/** Sections that are read; the others are passed over. */
const SECTIONS = new Set(
  'accesslog accountinfo antivirus bios databases_services device hardware licenseinfos operatingsystem partial remote_mgmt softwares versionclient virtualmachines'.split(
    ' ',
  ),
);

/** Sections of which a document has one: where it comes again, the first is read. */
const LONE = ['accesslog', 'bios', 'hardware', 'operatingsystem', 'versionclient'] as const;

const DEVICE_PARTS = new Set('info manufacturer model serial snmphostname type'.split(' '));

function detect({ text }: Head): boolean {
  return /^\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype )?request[\s>]/i.test(text);
}

function wanted(path: string): boolean {
  const [, content, section, part] = path.split('/');
  if (content !== 'content' || section === undefined) return true;
  return SECTIONS.has(section) && (section !== 'device' || part === undefined || DEVICE_PARTS.has(part));
}

function isLone(section: string): boolean {
  return (LONE as readonly string[]).includes(section);
}

/** Content as JSON has it; agents leave a name and nothing in it where they have nothing to say. */
function contentOf(value: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fieldsOf(value.content))
      .map(([section, content]): [string, unknown] => [section, isLone(section) ? listOf(content)[0] : content])
      .filter(([, content]) => typeof content !== 'string' || content.trim() !== ''),
  );
}

/** Without any of the sections that a full document always has, a document completes another. */
function isPartial(value: Fields, content: Fields): boolean {
  if (booleanOf(value.partial) ?? booleanOf(content.partial)) return true;
  return [content.hardware, content.bios, content.operatingsystem].every((section) => section === undefined);
}

/** A device that SNMP described, as the section network_device of JSON; undefined when nothing is said of it. */
function networkDevice(entry: unknown): Fields | undefined {
  const device = fieldsOf(entry);
  const { manufacturer, model, name, serial, snmphostname, type } = { ...device, ...fieldsOf(device.info) };
  const known = defined({
    name: textOf(name) ?? textOf(snmphostname),
    manufacturer: textOf(manufacturer),
    model: textOf(model),
    serial: textOf(serial),
    type: textOf(type),
  });
  return Object.keys(known).length === 0 ? undefined : known;
}

function* devicesOf(content: Fields, origin: Origin): Generator<Outcome> {
  for (const entry of listOf(content.device)) {
    const device = networkDevice(entry);
    if (device === undefined) yield { problem: notInventory(origin.file, 'SNMP') };
    else yield inventoryOf({ content: { network_device: device } }, origin);
  }
}

function notInventory(file: string, query: string | undefined): Problem {
  return new Problem('document-not-inventory', { file, what: `<REQUEST> ${query ?? ''}`.trim() });
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { file } = source;
  const { root, value, notes } = await readXml(source, { wanted, levels: 4 });
  if (root !== 'request') throw new Problem('document-not-inventory', { file, what: `<${root}>` });
  const origin = originOf(source, glpiXml.id, key, notes);
  const content = contentOf(value);
  if (content.device !== undefined) {
    yield* devicesOf(content, origin);
    return;
  }
  const query = textOf(value.query);
  if (Object.keys(content).length === 0 || /^PROLOG$/i.test(query ?? '')) throw notInventory(file, query);
  yield inventoryOf({ ...value, content, partial: isPartial(value, content) }, origin);
}

export const glpiXml: Importer = { id: 'glpi-xml', detect, read };
