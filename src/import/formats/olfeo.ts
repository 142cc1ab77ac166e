/** Access logs of Olfeo: the common format, with the day before the month in digits, and a category at the end. */
import type { Importer } from '../importer.ts';
import { parseCommon } from '../network/common-log.ts';
import { logImporter } from '../network/log.ts';

export const olfeo: Importer = logImporter({
  id: 'olfeo',
  begins: /^[^\r\n]{0,300}\[\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\]/,
  openParser: () => parseCommon,
});
