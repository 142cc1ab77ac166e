/**
 * What `ipconfig /displaydns` prints, whatever its language and code page: told by its shape, never by its words.
 *
 * A heading (a name, then a line of dashes) is followed by records of "label . . . : value" lines: name, type as a number, life,
 * length, section, data. Out: the records. Records that only say that a name does not exist have no such lines, and are not here.
 */
import { decodeText } from '../../src/inventory/text-encoding.ts';

/** One record of a resolver's cache; `type` as DNS numbers it (1 address, 5 alias, 28 IPv6 address). */
export type CachedName = { name: string; type: number; data: string };

const FIELD = /^ {4}\S[^:]{0,60}? ?: ?(.*)$/;
const FIELDS_BEFORE_DATA = 5;

export function parseDisplayDns(bytes: Uint8Array): CachedName[] {
  const records: CachedName[] = [];
  let fields: string[] = [];
  for (const line of decodeText(bytes).text.split('\n')) {
    const value = line.length > 600 ? undefined : FIELD.exec(line.trimEnd())?.[1];
    if (value !== undefined) {
      fields.push(value.trim());
      continue;
    }
    take(fields, records);
    fields = [];
  }
  take(fields, records);
  return records;
}

function take(fields: readonly string[], records: CachedName[]): void {
  const [name = '', type = ''] = fields;
  const data = fields[FIELDS_BEFORE_DATA];
  if (data === undefined || name === '' || !/^\d{1,5}$/.test(type)) return;
  records.push({ name, type: Number(type), data });
}
