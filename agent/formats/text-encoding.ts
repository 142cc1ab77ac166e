/**
 * Text of a file whose encoding nobody declared: decided on the evidence of its bytes, never on the machine's language.
 * One invalid byte changes one character, not the decision: valid and invalid sequences are weighed.
 */

export type Encoding = 'utf-16le' | 'utf-16be' | 'utf-8' | 'windows-1252';

export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = detectEncoding(bytes);
  return { text: decodeAs(bytes, encoding).replace(/^\ufeff/, ''), encoding };
}

function detectEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return detectUtf16(bytes) ?? (looksLikeUtf8(bytes) ? 'utf-8' : 'windows-1252');
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

function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === 'utf-8') return buffer.toString('utf8');
  if (encoding === 'windows-1252') return decodeWindows1252(buffer);
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
