/** Access logs of Skyhigh and McAfee web gateways. */
import type { Importer } from '../importer.ts';
import { keyValueParser } from '../network/key-value.ts';
import { logImporter } from '../network/log.ts';

const keys = {
  client: ['client_ip', 'source_ip'],
  machine: ['client_system_name'],
  host: ['requested_host', 'destination_host'],
  address: ['destination_ip'],
  date: ['request_timestamp_epoch', 'date'],
  action: ['result', 'block_reason'],
};

export const skyhigh: Importer = logImporter({
  id: 'skyhigh',
  begins: /\bsource_ip=/,
  openParser: () => keyValueParser(keys),
});
