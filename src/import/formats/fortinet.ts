/** Logs of FortiGate, FortiProxy and FortiClient: traffic, web filter, application control, DNS. */
import type { Importer } from '../importer.ts';
import { keyValueParser } from '../network/key-value.ts';
import { logImporter } from '../network/log.ts';

const keys = {
  client: ['clientip', 'deviceip', 'srcip'],
  machine: ['srcname'],
  host: ['hostname', 'qname', 'dstname'],
  url: ['url'],
  remote: ['remotename'],
  address: ['dstip'],
  date: ['eventtime', 'date'],
  time: ['time'],
  action: ['action', 'utmaction'],
  mark: ['devid', 'fctsn'],
};

export const fortinet: Importer = logImporter({
  id: 'fortinet',
  begins: /\b(?:devid|fctsn)=/,
  openParser: () => keyValueParser(keys),
});
