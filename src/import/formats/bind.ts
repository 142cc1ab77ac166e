/** Query logs of BIND, and of the appliances that are made of it (EfficientIP, Infoblox). */
import type { Importer } from '../importer.ts';
import { parseBind } from '../network/dns-queries.ts';
import { logImporter } from '../network/log.ts';

export const bind: Importer = logImporter({ id: 'bind', begins: /^[^{[]/, openParser: () => parseBind });
