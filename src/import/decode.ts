/** Bytes → text: the encodings in which inventories really come, told by the bytes themselves. */
import { isUtf8 } from 'node:buffer';
import type { Note } from './account.ts';
import { decode850, looks850 } from './code-page-850.ts';
import { mended } from './mojibake.ts';

/** UTF-16 of a text that begins with an ASCII character, with or without its mark. PowerShell 5 writes it. */
export function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  return undefined;
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** The text of a whole document; `note` says when its encoding was not sound. */
export function decode(bytes: Buffer): { text: string; note?: Note } {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes) };
  const marked = withoutMark(bytes);
  const text = marked.toString('utf8');
  // What does not conform was replaced by U+FFFD, which a document may also contain.
  if (!text.includes('\ufffd') || isUtf8(marked)) return { text };
  // Some sound sequences beside unsound ones: damaged UTF-8. None at all: the 8-bit code page of western Windows.
  if (/[^\0-\x7f\ufffd]/.test(text)) return { text, note: 'encoding-damaged' };
  if (looks850(marked)) return { text: decode850(marked), note: 'encoding-cp850' };
  return { text: new TextDecoder('windows-1252').decode(marked), note: 'encoding-windows-1252' };
}

/** The same for a document of another program, whose text may have been decoded wrongly before. */
export function decodeForeign(bytes: Buffer): { text: string; note?: Note } {
  const { note, text } = decode(bytes);
  const known = mended(text);
  if (known !== text) return { text: known, note: note ?? 'text-mended' };
  return note === undefined ? { text } : { text, note };
}

/** Enough text to recognise a format by: cut anywhere, so no judgement is passed on its encoding. */
export function peek(head: Buffer, bytes: number): string {
  const start = head.subarray(0, bytes);
  const utf16 = utf16Of(start);
  return utf16 === undefined ? withoutMark(start).toString('latin1') : new TextDecoder(utf16).decode(start);
}
