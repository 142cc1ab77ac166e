/** What a CSV file of the report is made of. */

export type Cell = string | number | boolean | null | undefined;
export type Row = readonly Cell[];
export type Sheet = { name: string; head: readonly string[]; rows: readonly Row[] };

export function percent(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : value * 100;
}

export function padded(row: Row, length: number): Cell[] {
  return [...row, ...Array.from<Cell>({ length: Math.max(0, length - row.length) }).fill(null)];
}
