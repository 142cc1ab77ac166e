/**
 * Text of a file whose encoding nobody declared: decided on the evidence of its bytes, never on the machine's language.
 * One invalid byte changes one character, not the decision: valid and invalid sequences are weighed.
 */

export type Encoding = 'utf-16le' | 'utf-16be' | 'utf-8' | 'windows-1252' | 'cp850';

export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = detectEncoding(bytes);
  return { text: decodeAs(bytes, encoding).replace(/^\ufeff/, ''), encoding };
}

function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const utf16 = detectUtf16(bytes);
  if (utf16 !== undefined) return utf16;
  if (looksLikeUtf8(bytes)) return 'utf-8';
  return looksLikeCp850(bytes) ? 'cp850' : 'windows-1252';
}

/** Without a byte-order mark, UTF-16 of mostly Western text shows one zero byte in two, always on the same side. */
function detectUtf16(bytes: Uint8Array): Encoding | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < length; index += 2) {
    if (bytes[index] === 0) even++;
    if (bytes[index + 1] === 0) odd++;
  }
  const enough = length / 2 / 4;
  if (odd > enough && even * 4 < odd) return 'utf-16le';
  if (even > enough && odd * 4 < even) return 'utf-16be';
  return undefined;
}

function looksLikeUtf8(bytes: Uint8Array): boolean {
  let valid = 0;
  let invalid = 0;
  let index = 0;
  while (index < bytes.length) {
    const lead = bytes[index] ?? 0;
    index++;
    if (lead < 0x80) continue;
    const trailing =
      lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
    let seen = 0;
    while (seen < trailing && ((bytes[index + seen] ?? 0) & 0xc0) === 0x80) seen++;
    if (trailing > 0 && seen === trailing) valid++;
    else invalid++;
    index += seen;
  }
  return valid >= invalid;
}

/**
 * The console of a Western Windows (850) against its windows (1252): inside a word, the accented letters of one are punctuation,
 * capitals or signs of the other. Bytes that may stand inside a word in both (quotation marks, œ) say nothing.
 */
function looksLikeCp850(bytes: Uint8Array): boolean {
  let cp850 = 0;
  let windows = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80) continue;
    const after = isLetter(bytes[index - 1] ?? 0);
    const inside = after && isLetter(bytes[index + 1] ?? 0);
    if (UNASSIGNED_1252.has(byte)) cp850++;
    else if (byte >= 0xc0 && byte !== 0xff) windows += inside ? 1 : 0;
    else if (QUOTES_1252.has(byte)) cp850 += inside ? 1 : 0;
    else if (LETTERS_850.has(byte)) cp850 += after ? 1 : 0;
  }
  return cp850 > windows;
}

const UNASSIGNED_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
/** ô and ö of one, quotation marks of the other. */
const QUOTES_1252 = new Set([0x93, 0x94]);
/** é â ä å ç ê ë è ï Ä, then á í ó ú ñ. */
const LETTERS_850 = new Set([0x82, 0x83, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8e, 0xa1, 0xa2, 0xa3, 0xa4]);

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === 'utf-8') return buffer.toString('utf8');
  if (encoding === 'windows-1252') return decodeWindows1252(buffer);
  if (encoding === 'cp850') return decodeCp850(buffer);
  if (encoding === 'utf-16le') return buffer.toString('utf16le').toWellFormed();
  return Buffer.from(buffer.subarray(0, buffer.length & ~1))
    .swap16()
    .toString('utf16le')
    .toWellFormed();
}

/** 0x80 to 0x9f, where Windows-1252 and Latin-1 differ. Node's own decoder took them for Latin-1 in several releases of 22 and 23. */
const WINDOWS_1252 =
  '\u20ac\ufffd\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\ufffd\u017d\ufffd' +
  '\ufffd\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\ufffd\u017e\u0178';

function decodeWindows1252(buffer: Buffer): string {
  return buffer
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? '\ufffd');
}

/** 0x80 to 0xff of the console of a Western Windows. */
const CP850 =
  '\u00c7\u00fc\u00e9\u00e2\u00e4\u00e0\u00e5\u00e7\u00ea\u00eb\u00e8\u00ef\u00ee\u00ec\u00c4\u00c5' +
  '\u00c9\u00e6\u00c6\u00f4\u00f6\u00f2\u00fb\u00f9\u00ff\u00d6\u00dc\u00f8\u00a3\u00d8\u00d7\u0192' +
  '\u00e1\u00ed\u00f3\u00fa\u00f1\u00d1\u00aa\u00ba\u00bf\u00ae\u00ac\u00bd\u00bc\u00a1\u00ab\u00bb' +
  '\u2591\u2592\u2593\u2502\u2524\u00c1\u00c2\u00c0\u00a9\u2563\u2551\u2557\u255d\u00a2\u00a5\u2510' +
  '\u2514\u2534\u252c\u251c\u2500\u253c\u00e3\u00c3\u255a\u2554\u2569\u2566\u2560\u2550\u256c\u00a4' +
  '\u00f0\u00d0\u00ca\u00cb\u00c8\u0131\u00cd\u00ce\u00cf\u2518\u250c\u2588\u2584\u00a6\u00cc\u2580' +
  '\u00d3\u00df\u00d4\u00d2\u00f5\u00d5\u00b5\u00fe\u00de\u00da\u00db\u00d9\u00fd\u00dd\u00af\u00b4' +
  '\u00ad\u00b1\u2017\u00be\u00b6\u00a7\u00f7\u00b8\u00b0\u00a8\u00b7\u00b9\u00b3\u00b2\u25a0\u00a0';

function decodeCp850(buffer: Buffer): string {
  return buffer
    .toString('latin1')
    .replace(/[\u0080-\u00ff]/g, (character) => CP850[character.charCodeAt(0) - 0x80] ?? '\ufffd');
}
