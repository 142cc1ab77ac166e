/**
 * A table that stays a table for screen readers when a narrow screen shows its rows as cards, and that is cut when it is long.
 *
 * In: columns, rows, how many to show. Out: Markup. What is cut is counted and the file that holds it is named.
 */
import type { Format } from '../format.ts';
import { html, type Markup } from './markup.ts';

export type Column<Row> = {
  head: string;
  cell(row: Row): Markup | string;
  /** name: heads the row; number: set right; wide: a drawing, takes the room that is left; text: words; code: a technical identifier */
  kind?: 'name' | 'number' | 'wide' | 'text' | 'code';
};

export type Cut = {
  /** Rows shown at once; the rest of `most` opens on demand. */
  first?: number;
  /** Rows in the page; the rest is in `file`. */
  most?: number;
  /** Where every row is. */
  file?: string;
};

export function table<Row>(
  format: Format,
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cut: Cut = {},
): Markup {
  const most = cut.most ?? 50;
  const first = cut.first ?? 12;
  // A fold that hides two or three lines costs more than it saves.
  const shown = rows.length <= first + 3 ? rows.length : first;
  const kept = rows.slice(0, most);
  const folded = kept.slice(shown);
  return html`${grid(caption, columns, kept.slice(0, shown))}${
    folded.length > 0 &&
    html`<details class="more"><summary>${format.texts.common.showMore(folded.length, format.integer(folded.length))}</summary>
${grid(caption, columns, folded)}</details>`
  }${hidden(format, rows.length - kept.length, cut.file)}`;
}

/** "1 204 more lines are not shown here; the file produits.csv holds them all." */
export function hidden(format: Format, count: number, file?: string): Markup | null {
  if (count <= 0) return null;
  const written = format.integer(count);
  const words = format.texts.common;
  return html`<p class="note">${file === undefined ? words.hiddenNowhere(count, written) : words.hidden(count, written, file)}</p>`;
}

/** Name of a file of the CSV renderer. */
export function csvFile(format: Format, key: keyof Format['texts']['files']): string {
  return `${format.texts.files[key]}.csv`;
}

function grid<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  const heads = columns.map(
    (column) => html`<th role="columnheader" scope="col" class="${column.kind ?? ''}">${column.head}</th>`,
  );
  return html`<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => html`<tr role="row">${columns.map((column) => cell(column, row))}</tr>\n`)}</tbody></table>`;
}

function cell<Row>(column: Column<Row>, row: Row): Markup {
  const content = column.cell(row);
  if (column.kind === 'name') return html`<th role="rowheader" scope="row" class="name">${content}</th>`;
  return html`<td role="cell" class="${column.kind ?? ''}" data-label="${column.head}">${content}</td>`;
}
