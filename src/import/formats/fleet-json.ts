/** Hosts of Fleet with their software, as its API and `fleetctl get host --json` give them: one, or any number. */
import { Problem } from '../../problem.ts';
import { openAccount } from '../account.ts';
import { documentOf, gather, type Origin, originOf, reportOf } from '../document.ts';
import { identifiersFrom } from '../identifiers.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readJson } from '../json.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import { extensionOf, osqueryItem } from '../osquery/row.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, fieldsOf, isoInstant, listOf, textOf } from '../values.ts';

const HOST_FIELD = /"(?:hostname|hardware_serial|os_version)"\s*:/;

function detect({ keys, text }: Head): boolean {
  if (keys.get('kind') === 'host' && keys.has('spec')) return true;
  if (keys.has('host.hostname') || keys.has('host.os_version')) return true;
  return keys.has('hosts') && /"hosts"\s*:\s*\[/.test(text) && HOST_FIELD.test(text);
}

function hostsOf(value: unknown): readonly unknown[] {
  const { host, hosts, spec } = fieldsOf(value);
  return hosts !== undefined ? listOf(hosts) : [host ?? spec];
}

function hostDocument(host: Fields, index: number, origin: Origin): Outcome {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const operatingSystem = systemNamed(host.os_version, {
    build: host.build,
    architecture: host.cpu_type,
    hint: host.platform,
  });
  const entries = listOf(host.software);
  const isExtension = (entry: unknown) => extensionOf(fieldsOf(entry)) !== undefined;
  const reading = { file: origin.file, account };
  const software = gather(
    reading,
    'software',
    entries.filter((entry) => !isExtension(entry)),
    (row) => osqueryItem(row, operatingSystem?.family, origin.format),
  );
  const browserExtensions = gather(reading, 'software', entries.filter(isExtension), extensionOf);
  const warnings =
    host.software === undefined ? ['the document has no such section: ask Fleet for populate_software'] : [];
  const hardware = defined({ vendor: textOf(host.hardware_vendor), model: textOf(host.hardware_model) });
  const findings = defined({
    agent: { name: 'osquery', version: textOf(host.osquery_version) ?? '' },
    collectedAt: isoInstant(host.software_updated_at) ?? isoInstant(host.detail_updated_at),
    machine: defined({
      identifiers: identifiersFrom(origin.key, {
        serial: host.hardware_serial,
        uuid: host.uuid,
        names: [host.hostname, host.computer_name],
      }),
      ...decideKind({
        family: operatingSystem?.family,
        operatingSystem: operatingSystem?.name,
        model: hardware.model,
      }),
      site: textOf(host.team_name),
      operatingSystem,
      hardware: Object.keys(hardware).length === 0 ? undefined : hardware,
    }),
    software,
    browserExtensions,
    collectors: [reportOf(origin.format, software.length + browserExtensions.length, warnings)],
  });
  return documentOf(origin, account, findings, { line: index + 1 });
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const { value, notes } = await readJson(source);
  const origin = originOf(source, fleetJson.id, key, notes);
  for (const [index, host] of hostsOf(value).entries()) {
    if (host === fieldsOf(host)) yield hostDocument(fieldsOf(host), index, origin);
    else
      yield { problem: new Problem('document-not-inventory', { file: `${source.file}:${index + 1}`, what: 'hosts' }) };
  }
}

export const fleetJson: Importer = { id: 'fleet-json', detect, read };
