/** A sheet of a workbook → its rows, each a list of texts, one after another, in constant memory. */
import { partOf, type Workbook } from './archive.ts';
import { type Contents, unescaped } from './contents.ts';
import { readEvents } from './xml-events.ts';

/** Columns that are read; no list of software has as many. */
const MAX_COLUMNS = 500;

export type Row = { readonly number: number; readonly cells: string[] };

type Cell = { column: number; type: string; style: number; text: string };

/** "AB12" is column 27, counted from 0; without a reference, a cell follows the one before. */
function columnOf(reference: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return next;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** The day of a number of days since the end of 1899, or the beginning of 1904; the number itself when it is no day. */
export function dayOfSerial(value: string, from1904: boolean): string {
  const days = Number(value);
  // Until the year 9999.
  if (!(days >= 1 && days < 2_958_466)) return value;
  // Lotus 1-2-3 took 1900 for a leap year, and so do workbooks: the days before March are one more.
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  return new Date(epoch + Math.floor(days) * 86_400_000).toISOString().slice(0, 10);
}

/** A number as the sheet shows it, without what its binary form adds: "0.10000000000000001" is 0.1. */
function numberText(value: string): string {
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) && value.length > 15 ? String(number) : value;
}

function textOf({ style, text, type }: Cell, { from1904, isDay, texts }: Contents): string {
  switch (type) {
    case 's':
      return texts[Number(text)] ?? '';
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return '';
    case 'str':
    case 'inlineStr':
      return unescaped(text);
    case 'd':
      return text;
    default:
      return isDay[style] ? dayOfSerial(text, from1904) : numberText(text);
  }
}

/** The rows of a sheet that hold something; throws a Problem. */
export async function* rowsOf(workbook: Workbook, contents: Contents, part: string): AsyncGenerator<Row> {
  const source = partOf(workbook, part);
  if (source === undefined) return;
  let ready: Row[] = [];
  let cells: string[] = [];
  let cell: Cell | undefined;
  let [number, column, phonetic] = [0, -1, false];
  const events = {
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      if (name === 'row') {
        number = Number(attributes.r ?? number + 1);
        [cells, column] = [[], -1];
      } else if (name === 'c') {
        column = columnOf(attributes.r, column + 1);
        cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), text: '' };
      } else if (name === 'rPh') phonetic = true;
    },
    close(name: string, text: string): void {
      if (name === 'rPh') phonetic = false;
      else if (cell !== undefined && (name === 'v' || (name === 't' && !phonetic))) cell.text += text;
      else if (name === 'c' && cell !== undefined) {
        if (cell.column < MAX_COLUMNS && cell.text !== '') {
          while (cells.length < cell.column) cells.push('');
          cells[cell.column] = textOf(cell, contents);
        }
        cell = undefined;
      } else if (name === 'row' && cells.length > 0) ready.push({ number, cells });
    },
  };
  for await (const _ of readEvents(source, events)) {
    yield* ready;
    ready = [];
  }
  yield* ready;
}
