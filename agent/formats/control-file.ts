/** Stanzas of "Field: value" lines separated by empty lines: dpkg's status, apt's Packages and Release, apk's database, assertions. */
import { isAscii } from 'node:buffer';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The wanted fields of every stanza, from the bytes of the file. What is no field is passed over, as is a stanza without any of them.
 *
 * The searching is left to native code, one stanza at a time, in one text of the whole: walking the lines of a package database in
 * JavaScript, or making a text of each stanza, takes three times as long.
 */
export function parseStanzas<Field extends string>(
  bytes: Buffer,
  fields: readonly Field[],
): Partial<Record<Field, string>>[] {
  const lines = bytes.includes(CARRIAGE_RETURN) ? withoutCarriageReturns(bytes) : bytes;
  // A character for a byte: what is found in the text is at the same place in the bytes.
  const text = lines.toString('latin1');
  // A field that no stanza has would be looked for to the end of each.
  const marks = fields
    .map((field) => ({ field, mark: `\n${field}:` }))
    .filter(({ mark }) => text.startsWith(mark.slice(1)) || text.includes(mark));
  const shortest = Math.min(...fields.map((field) => field.length + 1));
  const stanzas: Partial<Record<Field, string>>[] = [];
  let start = 0;
  while (start < text.length) {
    if (text.charCodeAt(start) === LINE_FEED) {
      start++;
      continue;
    }
    const blank = text.indexOf('\n\n', start);
    const end = blank === -1 ? text.length : blank;
    if (end - start >= shortest) {
      const ascii = isAscii(lines.subarray(start, end));
      const stanza = parseStanza(withItsBreaks(ascii ? text : lines, start, end), marks);
      if (stanza !== undefined) stanzas.push(stanza);
    }
    start = end + 1;
  }
  return stanzas;
}

/** The text of a stanza between two line breaks: those of the file where it has them. */
function withItsBreaks(lines: string | Buffer, start: number, end: number): string {
  if (start > 0 && end < lines.length) return textOf(lines, start - 1, end + 1);
  return `\n${textOf(lines, start, end)}\n`;
}

function textOf(lines: string | Buffer, start: number, end: number): string {
  return typeof lines === 'string' ? lines.slice(start, end) : lines.toString('utf8', start, end);
}

/** A stanza begins and ends with a line break. */
function parseStanza<Field extends string>(
  text: string,
  marks: readonly { field: Field; mark: string }[],
): Partial<Record<Field, string>> | undefined {
  let stanza: Partial<Record<Field, string>> | undefined;
  // Of a database, six thousand turns that nothing has time to optimise: an iterator would double them.
  for (let index = 0; index < marks.length; index++) {
    const { field, mark } = marks[index] as (typeof marks)[number];
    const found = text.indexOf(mark);
    if (found === -1) continue;
    const start = found + mark.length;
    stanza ??= {};
    stanza[field] = text.slice(start, text.indexOf('\n', start)).trim();
  }
  return stanza;
}

function withoutCarriageReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r', ''), 'latin1');
}
