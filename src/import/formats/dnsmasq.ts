/** Query logs of dnsmasq and Pi-hole. */
import type { Importer } from '../importer.ts';
import { parseDnsmasq } from '../network/dns-queries.ts';
import { logImporter } from '../network/log.ts';

export const dnsmasq: Importer = logImporter({ id: 'dnsmasq', begins: /^[^{[]/, openParser: () => parseDnsmasq });
