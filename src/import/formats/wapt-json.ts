/**
 * WAPT: what `wapt-get inventory` prints of one machine, hosts of its server (`/api/…/hosts`), or the list of programs of
 * one host that the server gives without its name (`host_data?field=installed_softwares`).
 */
import { Problem } from '../../problem.ts';
import { openAccount } from '../account.ts';
import { documentOf, gather, type Origin, originOf, reportOf } from '../document.ts';
import { identifiersFrom } from '../identifiers.ts';
import type { Head, ImportContext, Imported, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import { decideKind } from '../kind.ts';
import { systemNamed, usualKind } from '../operating-system.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, fieldsOf, isoInstant, listOf, textOf } from '../values.ts';
import { windowsProgram } from '../windows-program.ts';

const USERS_WARNING = 'WAPT lists the programs of the machine: per-user software may not be seen';

/** Fields that the entries of its lists have, and no other tool together. */
const HOST_FIELD = /"computer_fqdn"\s*:/;
const PROGRAM_FIELD = /"uninstall_string"\s*:/;

function detect({ keys, text }: Head): boolean {
  if (keys.has('installed_softwares') || keys.has('installed_packages')) return true;
  if (keys.has('softwares') && (keys.has('host') || keys.has('wapt') || keys.has('dmi'))) return true;
  const isAnswer = (keys.has('result') && keys.has('success')) || /^\s*\[\s*\{/.test(text.slice(0, 200));
  if (!isAnswer) return keys.has('result') && PROGRAM_FIELD.test(text) && /"system_component"\s*:/.test(text);
  return HOST_FIELD.test(text) || (keys.has('result') && PROGRAM_FIELD.test(text));
}

/** The home page of a package is not its publisher. */
function publisherOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^https?:/i.test(text) ? undefined : text;
}

function systemOf(host: Fields, info: Fields): ReturnType<typeof systemNamed> {
  const products = fieldsOf(info.windows_product_infos);
  return systemNamed(host.os_name ?? info.os_name ?? products.version ?? info.distrib, {
    version: host.os_version ?? info.os_version ?? info.windows_version ?? products.windows_version,
    build: info.kernel_version,
    architecture: host.os_architecture,
    hint: info.platform ?? (products.version === undefined ? undefined : 'windows'),
  });
}

function hostDocument(host: Fields, line: number, origin: Origin): Imported {
  const info = { ...fieldsOf(host.host), ...fieldsOf(host.host_info) };
  const dmi = fieldsOf(host.dmi);
  const [board, chassis] = [fieldsOf(dmi.System_Information), fieldsOf(dmi.Chassis_Information)];
  const operatingSystem = systemOf(host, info);
  const kind = usualKind(operatingSystem?.family);
  const account = { ...openAccount(), notes: [...origin.notes] };
  const list = host.installed_softwares ?? host.softwares;
  const software = gather({ file: origin.file, account }, 'installed_softwares', listOf(list), (entry) => {
    const key = textOf(entry.key);
    const program = windowsProgram(
      {
        displayName: entry.name,
        publisher: publisherOf(entry.publisher),
        displayVersion: entry.version,
        installDate: entry.install_date,
        systemComponent: entry.system_component,
        path: kind === 'program' && key !== undefined ? `\\Uninstall\\${key}` : undefined,
      },
      origin.format,
    );
    return program && { ...program, kind };
  });
  const warnings =
    list === undefined ? ['the document has no installed_softwares: ask the server for that column'] : [USERS_WARNING];
  const hardware = defined({
    vendor: textOf(host.manufacturer ?? info.system_manufacturer ?? board.Manufacturer),
    model: textOf(host.productname ?? info.system_productname ?? board.Product_Name),
    chassis: textOf(host.computer_type ?? chassis.Type),
  });
  const machine = defined({
    identifiers: identifiersFrom(origin.key, {
      serial: board.Serial_Number ?? host.serialnr ?? chassis.Serial_Number,
      uuid: board.UUID ?? host.uuid ?? info.uuid,
      names: [host.computer_name, info.computer_name, host.computer_fqdn, info.computer_fqdn],
    }),
    ...decideKind({
      family: operatingSystem?.family,
      operatingSystem: operatingSystem?.name,
      chassis: hardware.chassis,
      model: hardware.model,
    }),
    operatingSystem,
    hardware: Object.keys(hardware).length === 0 ? undefined : hardware,
  });
  const findings = defined({
    agent: { name: 'wapt', version: textOf(fieldsOf(host.wapt_status ?? host.wapt)['wapt-exe-version']) ?? '' },
    collectedAt: isoInstant(host.last_seen_on),
    machine,
    software,
    collectors: [reportOf(origin.format, software.length, warnings)],
  });
  return documentOf(origin, account, findings, { line });
}

/** The hosts of an answer or of a document; a bare list of programs is of one host, that is not named. */
function hostsOf(value: unknown): readonly unknown[] {
  const list = Array.isArray(value) ? value : fieldsOf(value).result;
  if (list === undefined) return [value];
  const isPrograms = listOf(list).some((entry) => fieldsOf(entry).uninstall_string !== undefined);
  return isPrograms ? [{ installed_softwares: list }] : listOf(list);
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const origin = originOf(source, waptJson.id, key, notes);
  const hosts = hostsOf(value);
  for (const [index, host] of hosts.entries()) {
    const line = index + 1;
    if (host === fieldsOf(host)) yield hostDocument(fieldsOf(host), line, origin);
    else yield { problem: new Problem('document-not-inventory', { file: `${source.file}:${line}`, what: 'WAPT' }) };
  }
  if (hosts.length === 0) throw new Problem('document-not-inventory', { file: source.file, what: 'WAPT: 0' });
}

export const waptJson: Importer = { id: 'wapt-json', detect, read };
