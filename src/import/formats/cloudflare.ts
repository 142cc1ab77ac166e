/** Logs of Cloudflare Gateway, DNS and HTTP, as Logpush writes them. */
import type { Importer } from '../importer.ts';
import { jsonParser } from '../network/json-fields.ts';
import { endOfObject } from '../network/lines.ts';
import { logImporter } from '../network/log.ts';

const keys = {
  client: ['SrcIP', 'SourceIP'],
  machine: ['DeviceName'],
  host: ['QueryName', 'HTTPHost', 'SNI'],
  url: ['URL'],
  address: ['DestinationIP'],
  date: ['Datetime', 'CreatedAt'],
  action: ['ResolverDecision', 'Action'],
};

export const cloudflare: Importer = logImporter({
  id: 'cloudflare',
  begins: /^\s*\{[^\0]*"(?:QueryName|HTTPHost|ResolverDecision|RayID)"/,
  endOf: endOfObject,
  openParser: () => jsonParser(keys),
});
