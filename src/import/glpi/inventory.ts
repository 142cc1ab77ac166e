/**
 * A document of the GLPI agent (GLPI inventory format, or FusionInventory's in the same shape) → an Inventory and its
 * account.
 *
 * In: the parsed document. Out: what it says of the machine and of its software, its antivirus and its licences.
 * Networks, devices, printers, processes, users and environment are not read. Machines it hosts are other machines:
 * only their number is used, as evidence of the kind.
 */
import type { CollectorReport, Inventory, SecurityProduct, SoftwareItem, UseEvidence } from '../../inventory/schema.ts';
import { type Account, openAccount, refuse } from '../account.ts';
import { documentOf, gather, type Origin, reportOf } from '../document.ts';
import type { Imported } from '../importer.ts';
import { booleanOf, defined, type Fields, fieldsOf, instantOf, listOf, textOf } from '../values.ts';
import { machineOf } from './machine.ts';
import { databaseItem, remoteControlItem, softwareItem } from './software.ts';

type Reading = {
  readonly file: string;
  readonly content: Fields;
  readonly account: Account;
  readonly collectors: CollectorReport[];
};

/** The items of one section; it counts what becomes of each, and reports the section as a collector of its own. */
function readSection<T>(reading: Reading, section: string, convert: (entry: Fields) => T | undefined): T[] {
  const { collectors, content } = reading;
  if (content[section] === undefined) return [];
  const items = gather(reading, section, listOf(content[section]), convert);
  collectors.push(reportOf(`glpi:${section}`, items.length));
  return items;
}

function countGuests({ account, content }: Reading): void {
  const guests = listOf(content.virtualmachines).length;
  if (guests === 0) return;
  account.read += guests;
  refuse(account, 'other-machine', guests);
}

/** Windows lists every antivirus it knows of; the one that is enabled is the one in charge. */
function antivirusOf(entry: Fields, isWindows: boolean): SecurityProduct | undefined {
  const name = textOf(entry.name);
  if (name === undefined) return undefined;
  const enabled = booleanOf(entry.enabled);
  return defined({
    name,
    publisher: textOf(entry.company),
    category: 'antivirus' as const,
    registered: isWindows ? enabled : undefined,
    enabled,
  });
}

/** What the licence is for; never its key nor its number. */
function licenceOf(entry: Fields): UseEvidence | undefined {
  const product = textOf(entry.fullname) ?? textOf(entry.name);
  if (product === undefined) return undefined;
  return { kind: 'declared-licence', subject: textOf(entry.components) ?? product, product };
}

const OCS_WINDOWS = /^OCS-NG_WINDOWS/i;

/** "FusionInventory-Agent_v2.5.2-1.fc31" → name and version. */
function agentOf(content: Fields): Inventory['agent'] {
  const client = textOf(content.versionclient) ?? '';
  const parts = /^(.+?)[ _-]v?(\d.*)$/.exec(client);
  return { name: parts?.[1] ?? (client || 'unknown'), version: parts?.[2] ?? '' };
}

/** What the source did not see of software: everything, which is not the same as having none, or what its agent leaves out. */
function reportAbsence({ content, collectors }: Reading): void {
  const softwares = collectors.find(({ id }) => id === 'glpi:softwares');
  const warnings = softwares?.warnings ?? [];
  if (softwares === undefined) {
    warnings.push('the document has no such section');
    collectors.push({ id: 'glpi:softwares', status: 'empty', items: 0, warnings });
  } else if (OCS_WINDOWS.test(textOf(content.versionclient) ?? '')) {
    warnings.push('per-user software is not collected by OCS');
  }
}

/** Converts one parsed document; throws a Problem when a list is too long for a machine. */
export function inventoryOf(value: unknown, origin: Origin): Imported {
  const { file, key } = origin;
  const document = fieldsOf(value);
  const content = fieldsOf(document.content);
  const account = { ...openAccount(), notes: [...origin.notes] };
  const reading: Reading = { file, content, account, collectors: [] };
  const partial = document.partial === true;

  const machine = machineOf(document, content, key);
  const system = machine.operatingSystem;
  const software: SoftwareItem[] = [
    ...readSection(reading, 'softwares', (entry) => softwareItem(entry, system)),
    ...readSection(reading, 'databases_services', databaseItem),
    ...readSection(reading, 'remote_mgmt', remoteControlItem),
  ];
  const securityProducts = readSection(reading, 'antivirus', (entry) =>
    antivirusOf(entry, system?.family === 'windows'),
  );
  const useEvidence = readSection(reading, 'licenseinfos', licenceOf);
  countGuests(reading);
  if (!partial) reportAbsence(reading);

  const observedAt = instantOf(
    fieldsOf(content.accesslog).logdate,
    fieldsOf(fieldsOf(content.operatingsystem).timezone).offset,
  );
  const findings = defined({
    agent: agentOf(content),
    collectedAt: observedAt,
    partial: partial || undefined,
    machine,
    software,
    securityProducts,
    useEvidence,
    collectors: reading.collectors,
  });
  return documentOf(origin, account, findings, defined({ device: textOf(document.deviceid) }));
}
