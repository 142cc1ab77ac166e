/** Logs in the extended format of the W3C, "#Fields:": Blue Coat and Symantec proxies, Netskope, Forefront TMG and others. */
import type { Importer } from '../importer.ts';
import { logImporter } from '../network/log.ts';
import { extendedParser } from '../network/titled.ts';

const keys = {
  client: ['c-ip', 'x-client-ip', 'x-c-local-ip'],
  machine: ['c-computername', 's-computername-client', 'x-c-device-name'],
  host: ['cs-host', 'r-host', 'cs(Host)', 'x-cs-dns', 'x-cs-sni'],
  url: ['cs-uri', 'c-uri', 'cs-url', 'x-cs-url'],
  address: ['r-ip', 's-ip', 'cs-dst-ip', 'x-cs-dst-ip'],
  date: ['date'],
  time: ['time'],
  action: ['sc-filter-result', 's-action', 'x-policy-action'],
};

export const w3c: Importer = logImporter({
  id: 'w3c',
  begins: /^#(?:Software|Version|Date|Start-Date|Fields|Remark):/,
  openParser: () => extendedParser(keys),
});
