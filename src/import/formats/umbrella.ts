/** Exports of Cisco Umbrella: DNS and proxy, in a fixed order. */
import type { Importer } from '../importer.ts';
import { type Cells, cellsParser, type Layout } from '../network/cells.ts';
import { endOfRow } from '../network/lines.ts';
import { logImporter } from '../network/log.ts';

const COMMA = 0x2c;

const dns = { date: 0, client: 3, action: 5, host: 8 };
const proxy = { date: 0, client: 2, action: 6, url: 7 };
/** Sorts of identity, in the cells that say of what sort it is, that are machines. */
const machines = ['anyconnect roaming client', 'roaming computers', 'ad computers'];

function isMachine(cells: Cells, bytes: Buffer, cell: number): boolean {
  return machines.some((sort) => cells.is(bytes, cell, sort));
}

/** "2024-01-15 17:29:16". */
function isDate(cells: Cells, bytes: Buffer): boolean {
  const start = cells.starts[0] as number;
  return (cells.ends[0] as number) - start === 19 && bytes[start + 4] === 0x2d && bytes[start + 13] === 0x3a;
}

function isAction(cells: Cells, bytes: Buffer, cell: number): boolean {
  return ['allowed', 'blocked', 'proxied'].some((word) => cells.is(bytes, cell, word));
}

const layout: Layout = (cells, bytes) => {
  if (!isDate(cells, bytes)) return undefined;
  if (isAction(cells, bytes, 5)) return isMachine(cells, bytes, 10) ? { ...dns, machine: 1 } : dns;
  if (isAction(cells, bytes, 6)) return isMachine(cells, bytes, 21) ? { ...proxy, machine: 1 } : proxy;
  return undefined;
};

export const umbrella: Importer = logImporter({
  id: 'umbrella',
  begins: /^\s*"\d{4}-\d\d-\d\d/,
  endOf: endOfRow,
  openParser: () => cellsParser(COMMA, layout),
});
