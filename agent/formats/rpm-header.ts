/**
 * The header of an installed package, as every rpm database stores it: an index of tags, then their data (big-endian).
 *
 * In: the bytes of one header. Out: the wanted tags, or undefined when it is not a header. A damaged tag costs that tag.
 */

const INDEX_ENTRY_BYTES = 16;
const INT32 = 4;
const TEXTS = new Set([6, 9]);
/** What every rpm refuses too. */
const MOST_TAGS = 65_535;

const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  installTime: 1008,
  vendor: 1011,
  packager: 1015,
  architecture: 1022,
} as const;

export type RpmHeader = Partial<Record<keyof typeof TAGS, string>>;

const WANTED = new Map<number, keyof typeof TAGS>(
  Object.entries(TAGS).map(([name, tag]) => [tag, name as keyof typeof TAGS]),
);

export function parseRpmHeader(bytes: Buffer): RpmHeader | undefined {
  if (bytes.length < 8) return undefined;
  const tags = bytes.readUInt32BE(0);
  const data = 8 + tags * INDEX_ENTRY_BYTES;
  if (tags === 0 || tags > MOST_TAGS || data > bytes.length) return undefined;
  const header: RpmHeader = {};
  for (let entry = 8; entry < data; entry += INDEX_ENTRY_BYTES) {
    const field = WANTED.get(bytes.readUInt32BE(entry));
    if (field === undefined || header[field] !== undefined) continue;
    const value = readValue(bytes, bytes.readUInt32BE(entry + 4), data + bytes.readUInt32BE(entry + 8));
    if (value !== undefined) header[field] = value;
  }
  return header.name ? header : undefined;
}

function readValue(bytes: Buffer, type: number, start: number): string | undefined {
  if (type === INT32) return start + 4 <= bytes.length ? String(bytes.readUInt32BE(start)) : undefined;
  if (!TEXTS.has(type)) return undefined;
  const end = bytes.indexOf(0, start);
  // A list of texts has its first: translations come after the original.
  return start >= bytes.length || end === -1 ? undefined : bytes.toString('utf8', start, end);
}
