/** Debug logs of the DNS server of Windows. */
import type { Importer } from '../importer.ts';
import { logImporter } from '../network/log.ts';
import { parseWindowsDns } from '../network/windows-dns.ts';

export const windowsDns: Importer = logImporter({
  id: 'windows-dns',
  begins: /^[^{[]/,
  openParser: () => parseWindowsDns,
});
