/** Logs of Stormshield firewalls: filtering, plug-ins, web. Names are those that the firewall knows objects by. */
import type { Importer } from '../importer.ts';
import { keyValueParser } from '../network/key-value.ts';
import { logImporter } from '../network/log.ts';

const keys = {
  client: ['src'],
  machine: ['srcname'],
  host: ['dstname'],
  address: ['dst'],
  date: ['startime', 'time'],
  action: ['action'],
  mark: ['fw'],
};

export const stormshield: Importer = logImporter({
  id: 'stormshield',
  begins: /\bfw=.*\blogtype=|\blogtype=.*\bfw=/,
  openParser: () => keyValueParser(keys),
});
