/** Query logs of Unbound. */
import type { Importer } from '../importer.ts';
import { parseUnbound } from '../network/dns-queries.ts';
import { logImporter } from '../network/log.ts';

export const unbound: Importer = logImporter({ id: 'unbound', begins: /^[^{]/, openParser: () => parseUnbound });
