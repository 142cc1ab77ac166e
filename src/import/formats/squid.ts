/** Access logs of Squid: its own format, and the common and combined ones that it can write too. */
import type { Importer } from '../importer.ts';
import { parseCommon } from '../network/common-log.ts';
import { logImporter } from '../network/log.ts';
import { parseSquid } from '../network/squid.ts';
import { UsualSquid } from '../network/usual-squid.ts';
import { type LineParser, NOT_UNDERSTOOD } from '../network/visit.ts';

const parse: LineParser = (bytes, start, end, visit, span) => {
  const verdict = parseSquid(bytes, start, end, visit, span);
  return verdict === NOT_UNDERSTOOD ? parseCommon(bytes, start, end, visit, span) : verdict;
};

export const squid: Importer = logImporter({
  id: 'squid',
  begins: /^[<\w.:[]/,
  openParser: () => parse,
  openRuns: (span) => new UsualSquid(span),
});
