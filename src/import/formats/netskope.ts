/** Transaction logs of Netskope in their usual order, without titles. With titles they are of the W3C's format. */
import type { Importer } from '../importer.ts';
import { cellsParser, type Layout } from '../network/cells.ts';
import { logImporter } from '../network/log.ts';

const SPACE = 0x20;
const DASH = 0x2d;

const places = { date: 0, time: 1, client: 6, host: 16 };

const layout: Layout = (cells, bytes) => {
  const date = cells.starts[0] as number;
  return cells.count > 40 && bytes[date + 4] === DASH && bytes[date + 7] === DASH ? places : undefined;
};

export const netskope: Importer = logImporter({
  id: 'netskope',
  begins: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\d+|-) \d+ \d+ \d+ \S+ \S+ "/,
  openParser: () => cellsParser(SPACE, layout),
});
