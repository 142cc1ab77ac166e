/** Feeds of Zscaler (NSS): web and DNS, as JSON, as keys and values, or as CSV with titles. */

import { peek } from '../decode.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { jsonParser } from '../network/json-fields.ts';
import { keyValueParser } from '../network/key-value.ts';
import { endOfObject } from '../network/lines.ts';
import { logImporter } from '../network/log.ts';
import { csvParser } from '../network/titled.ts';
import type { Source } from '../source.ts';

const keys = {
  client: ['ClientIP', 'clientip', 'clt_sip', 'cip', 'csip', 'Client IP', 'clientpublicIP'],
  machine: ['devicehostname', 'Device Hostname', 'Device Host Name'],
  host: ['hostname', 'host', 'ehost', 'dns_req', 'Hostname', 'Host'],
  url: ['url', 'eurl', 'URL'],
  address: ['serverip', 'cdip', 'Server IP'],
  date: ['datetime', 'time', 'Event Time', 'Logged Time'],
  action: ['action', 'reqaction', 'Action', 'Policy Action'],
};

const json = logImporter({
  id: 'zscaler',
  begins: /^\s*\{[^\0]{0,400}"zscalernss-/,
  endOf: endOfObject,
  openParser: () => jsonParser({ ...keys, mark: ['sourcetype'] }),
});

const pairs = logImporter({
  id: 'zscaler',
  begins: /\b(?:vendor|product)=(?:Zscaler|NSS)\b/,
  openParser: () => keyValueParser({ ...keys, mark: ['vendor', 'product'] }),
});

const table = logImporter({
  id: 'zscaler',
  begins: /^"?(?:Event Time|Logged Time|datetime|time)"?[,;\t][^\n]*(?:Client IP|ClientIP|cip)\b/,
  openParser: () => csvParser(keys),
});

const writings = [json, pairs, table];

function detect(head: Head): boolean {
  return writings.some((writing) => writing.detect(head));
}

async function* read(source: Source, context: ImportContext): AsyncGenerator<Outcome> {
  const text = peek(source.head, 16 * 1024);
  const writing = writings.find((candidate) => candidate.detect({ text, keys: new Map() })) ?? json;
  yield* writing.read(source, context);
}

export const zscaler: Importer = { id: 'zscaler', detect, read };
