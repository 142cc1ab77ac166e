/**
 * A bill of CycloneDX, parsed from JSON or XML → a document: its components, whatever their depth, as software, its
 * services as services. Licences, hashes, vulnerabilities and descriptions are not read.
 */
import { keyId, pseudonym } from '../../inventory/identity.ts';
import { MAX_LIST } from '../../inventory/read.ts';
import type { Inventory, Machine, SoftwareKind } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { openAccount, refuse } from '../account.ts';
import { BILL_WARNING, gatherParts, type Part, partOf, refuseEmpty } from '../bill-of-materials.ts';
import { documentOf, type Origin, reportOf } from '../document.ts';
import type { Imported } from '../importer.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import { defined, type Fields, fieldsOf, isoInstant, listOf, textOf } from '../values.ts';

type Service = Inventory['services'][number];

/** Types of components that are installed, used or built in. */
const kinds: ReadonlyMap<string, SoftwareKind> = new Map([
  ['application', 'application'],
  ['container', 'image'],
  ['device-driver', 'package'],
  ['firmware', 'package'],
  ['framework', 'package'],
  ['library', 'package'],
  ['machine-learning-model', 'package'],
  ['platform', 'package'],
]);

/** The children of a node: a list in JSON, an element that holds them in XML. */
function children(node: Fields, list: string, element: string): readonly unknown[] {
  const value = node[list];
  return Array.isArray(value) ? value : listOf(fieldsOf(value)[element]);
}

/** Every component or service, at any depth, parents first. */
function flattened(root: readonly unknown[], list: string, element: string, { file }: Origin): unknown[] {
  const found: unknown[] = [];
  const waiting = [...root].reverse();
  while (waiting.length > 0) {
    const node = waiting.pop();
    found.push(node);
    if (found.length + waiting.length > MAX_LIST)
      throw new Problem('document-list-too-long', { file, list, limit: MAX_LIST });
    const below = children(fieldsOf(node), list, element);
    for (let index = below.length - 1; index >= 0; index--) waiting.push(below[index]);
  }
  return found;
}

function typeOf(node: Fields): string {
  return (textOf(node.type) ?? textOf(node['@type']) ?? '').toLowerCase();
}

/** Who publishes or supplies it; an author may be a person. */
function publisherOf(node: Fields): string | undefined {
  const { manufacturer, publisher, supplier } = node;
  return textOf(publisher) ?? textOf(fieldsOf(supplier).name) ?? textOf(fieldsOf(manufacturer).name);
}

function componentOf(node: Fields, format: string): Part {
  const type = typeOf(node);
  if (type === 'operating-system') {
    const system = systemNamed(node.name, { version: node.version });
    return system === undefined ? undefined : { system };
  }
  // Neither "file", "data", "device" nor "cryptographic-asset" is software.
  const kind = type === '' ? 'package' : kinds.get(type);
  if (kind === undefined) return 'not-software';
  const { name, purl, version } = node;
  return partOf({ name, publisher: publisherOf(node), version, purl }, kind, format);
}

function hostOf(endpoint: unknown): string | undefined {
  const address = textOf(endpoint) ?? '';
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  // Neither an address nor a name of the local network says who is behind.
  return /[a-z]/i.test(host) && host.includes('.') ? host : undefined;
}

function serviceOf(node: Fields, source: string): Service | undefined {
  const name = textOf(node.name);
  if (name === undefined) return undefined;
  const domain = children(node, 'endpoints', 'endpoint')
    .map(hostOf)
    .find((host) => host !== undefined);
  return defined({ name, vendor: textOf(fieldsOf(node.provider).name), domain, source });
}

/** The program that made the bill: a list of tools until 1.4, components since. */
function agentOf(metadata: Fields): Inventory['agent'] {
  const { tools } = metadata;
  const [tool] = [
    ...(Array.isArray(tools) ? tools : listOf(fieldsOf(tools).tool)),
    ...children(fieldsOf(tools), 'components', 'component'),
  ].map(fieldsOf);
  return { name: textOf(tool?.name) ?? 'unknown', version: textOf(tool?.version) ?? '' };
}

function machineOf(subject: Fields, system: Machine['operatingSystem'], key: Uint8Array): Machine {
  // The name of a device is that of a machine, or of a model; that of an application is neither.
  const name = typeOf(subject) === 'device' ? textOf(subject.name) : undefined;
  return defined({
    identifiers: defined({ name: pseudonym(key, 'name', name), keyId: keyId(key) }),
    ...decideKind({ family: system?.family, operatingSystem: system?.name }),
    operatingSystem: system,
  });
}

export function billDocument(bill: Fields, origin: Origin): Imported {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const metadata = fieldsOf(bill.metadata);
  const subject = fieldsOf(metadata.component);
  const subjects = Object.keys(subject).length > 0 && typeOf(subject) !== 'device' ? [subject] : [];
  const components = flattened(
    [...subjects, ...children(bill, 'components', 'component')],
    'components',
    'component',
    origin,
  );
  const { software, system } = gatherParts(origin, account, components, (node) => componentOf(node, origin.format));
  const services: Service[] = [];
  for (const node of flattened(children(bill, 'services', 'service'), 'services', 'service', origin)) {
    const service = serviceOf(fieldsOf(node), origin.format);
    account.read++;
    if (service === undefined) refuse(account, 'no-name');
    else services.push(service);
  }
  account.kept += services.length;
  refuseEmpty(origin, account);
  const findings = defined({
    agent: agentOf(metadata),
    collectedAt: isoInstant(metadata.timestamp),
    machine: machineOf(subject, system, origin.key),
    software,
    services,
    // A bill of services only is of no machine.
    observedFrom: software.length === 0 && services.length > 0 ? ('declaration' as const) : undefined,
    collectors: [reportOf(origin.format, software.length + services.length, [BILL_WARNING])],
  });
  return documentOf(origin, account, findings);
}
