/** Access logs of Symantec's cloud proxy (Blue Coat), as JSON with the field names of its W3C logs. */
import type { Importer } from '../importer.ts';
import { jsonParser } from '../network/json-fields.ts';
import { endOfObject } from '../network/lines.ts';
import { logImporter } from '../network/log.ts';

const keys = {
  client: ['c-ip'],
  machine: ['x-client-agent-computer-name', 'x-client-device-name'],
  host: ['cs-host'],
  date: ['date'],
  time: ['time'],
  action: ['sc-filter-result', 's-action'],
};

export const symantec: Importer = logImporter({
  id: 'symantec',
  begins: /^\s*\{[^\0]*"(?:cs-host|x-bluecoat-[a-z-]+)"\s*:/,
  endOf: endOfObject,
  openParser: () => jsonParser(keys),
});
