/** Stanzas of "Field: value" lines separated by empty lines: dpkg's status, apt's Packages and Release. */

/**
 * The wanted fields of every stanza. One pass over the text; a line that is no field, a continuation, a stanza without any
 * wanted field: each is passed over.
 */
export function parseStanzas<Field extends string>(
  text: string,
  fields: readonly Field[],
): Partial<Record<Field, string>>[] {
  const wanted = new Map<string, Field>(fields.map((field) => [field, field]));
  const stanzas: Partial<Record<Field, string>>[] = [];
  let stanza: Partial<Record<Field, string>> = {};
  let filled = false;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline;
    const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    if (end === start) {
      if (filled) stanzas.push(stanza);
      stanza = {};
      filled = false;
    } else if (text.charCodeAt(start) > 32) {
      const line = text.slice(start, end);
      const colon = line.indexOf(':');
      const field = colon > 0 ? wanted.get(line.slice(0, colon)) : undefined;
      if (field !== undefined) {
        stanza[field] = line.slice(colon + 1).trim();
        filled = true;
      }
    }
    start = next + 1;
  }
  if (filled) stanzas.push(stanza);
  return stanzas;
}
