/** Logs of Palo Alto firewalls as syslog sends them: commas, and a fixed order. URL logs are threats of subtype "url". */
import type { Importer } from '../importer.ts';
import { cellsParser, type Layout } from '../network/cells.ts';
import { logImporter } from '../network/log.ts';

const COMMA = 0x2c;

const traffic = { date: 6, client: 7, address: 8, action: 30 };
/** Lines about the firewall itself. */
const other = { date: 1 };
const web = { ...traffic, url: 31 };

const layout: Layout = (cells, bytes) => {
  if (cells.count < 31)
    return cells.count > 5 && /^(?:CONFIG|SYSTEM|GLOBALPROTECT)$/.test(typeOf(cells, bytes)) ? other : undefined;
  if (cells.is(bytes, 3, 'traffic')) return traffic;
  if (cells.is(bytes, 3, 'threat')) return cells.is(bytes, 4, 'url') ? web : traffic;
  return /^[A-Z-]{4,20}$/.test(typeOf(cells, bytes)) ? other : undefined;
};

function typeOf({ starts, ends }: { starts: Int32Array; ends: Int32Array }, bytes: Buffer): string {
  const start = starts[3] as number;
  return bytes.toString('latin1', start, Math.min(ends[3] as number, start + 21));
}

export const paloalto: Importer = logImporter({
  id: 'paloalto',
  begins: /,(?:TRAFFIC|THREAT),/,
  openParser: () => cellsParser(COMMA, layout),
});
