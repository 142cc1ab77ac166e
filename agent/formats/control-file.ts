/** Stanzas of "Field: value" lines separated by empty lines: dpkg's status, apt's Packages and Release, apk's database, assertions. */

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The wanted fields of every stanza, from the bytes of the file. What is no field is passed over, as is a stanza without any of them.
 *
 * The searching is left to native code, one stanza at a time, and only the wanted values are decoded: walking the lines of a package
 * database in JavaScript costs the agent 10 MB and three times the time.
 */
export function parseStanzas<Field extends string>(
  bytes: Buffer,
  fields: readonly Field[],
): Partial<Record<Field, string>>[] {
  const lines = bytes.includes(CARRIAGE_RETURN) ? withoutCarriageReturns(bytes) : bytes;
  const marks = fields.map((field) => ({ field, mark: `\n${field}:` }));
  const shortest = Math.min(...fields.map((field) => field.length + 1));
  const stanzas: Partial<Record<Field, string>>[] = [];
  let start = 0;
  while (start < lines.length) {
    if (lines[start] === LINE_FEED) {
      start++;
      continue;
    }
    const blank = lines.indexOf('\n\n', start, 'latin1');
    const end = blank === -1 ? lines.length : blank;
    if (end - start >= shortest) {
      const stanza = parseStanza(withItsBreaks(lines, start, end), marks);
      if (stanza !== undefined) stanzas.push(stanza);
    }
    start = end + 1;
  }
  return stanzas;
}

/** The text of a stanza between two line breaks: those of the file where it has them. */
function withItsBreaks(lines: Buffer, start: number, end: number): string {
  if (start > 0 && end < lines.length) return lines.toString('latin1', start - 1, end + 1);
  return `\n${lines.toString('latin1', start, end)}\n`;
}

/** A stanza begins and ends with a line break. */
function parseStanza<Field extends string>(
  text: string,
  marks: readonly { field: Field; mark: string }[],
): Partial<Record<Field, string>> | undefined {
  let stanza: Partial<Record<Field, string>> | undefined;
  for (const { field, mark } of marks) {
    const found = text.indexOf(mark);
    if (found === -1) continue;
    const start = found + mark.length;
    stanza ??= {};
    stanza[field] = decode(text.slice(start, text.indexOf('\n', start)).trim());
  }
  return stanza;
}

function decode(value: string): string {
  return /^[\x00-\x7f]*$/.test(value) ? value : Buffer.from(value, 'latin1').toString('utf8');
}

function withoutCarriageReturns(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r', ''), 'latin1');
}
