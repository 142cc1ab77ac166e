/**
 * Text that was decoded wrongly before it reached us → the text that was meant, where the evidence leaves no doubt:
 * UTF-8 taken for Windows-1252 or for code page 850, and code page 850 taken for Windows-1252.
 *
 * What comes out is never ASCII where it was not, so that the marks of a format stay what they are. It guesses nothing:
 * what is only odd stays as it is.
 */
import { isUtf8 } from 'node:buffer';
import { byteIn850, decode850 } from './code-page-850.ts';

/** What stands in Windows-1252 for the bytes 0x80 to 0x9f; those that stand for none come through as they are. */
const HIGH_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const bytesOf1252 = new Map([...HIGH_1252].map((character, index): [string, number] => [character, 0x80 + index]));

/** Bytes that continue a character of UTF-8, as each code page shows them. */
const CONTINUED_1252 = `${HIGH_1252}\\xa0-\\xbf`;
const CONTINUED_850 = [...decode850(Buffer.from(Array.from({ length: 64 }, (_, index) => 0x80 + index)))].join('');

/** Two bytes of Latin letters and signs, or three of punctuation: anything else that could be read so is too rare to be sure. */
const AS_1252 = new RegExp(`[ÂÃÅ][${CONTINUED_1252}]|â[€„†‚][${CONTINUED_1252}]`, 'g');
const AS_850 = new RegExp(`[┬├┼][${CONTINUED_850}]|Ô[Çéä][${CONTINUED_850}]`, 'g');

/** Signs that end or begin no word, where code page 850 has the letters of French. */
const ODD = /[a-z][‚ƒˆ‰Š‹‡\x81\x8d\x90]|(?:^|[\s"'>])[‚\x90][a-z]/g;
const ACCENTED = /[à-öù-üÀ-ÖÙ-Ü]/;

/** Fewest odd signs of a text without one accent. */
const ENOUGH_ODD = 2;

function byteIn1252(character: string): number | undefined {
  return character <= '\xff' ? character.charCodeAt(0) : bytesOf1252.get(character);
}

/** The character that was meant, where the bytes behind those that are shown are one character of UTF-8. */
function meant(shown: string, byteIn: (character: string) => number | undefined): string {
  const bytes = Buffer.from([...shown].map((character) => byteIn(character) ?? 0));
  return isUtf8(bytes) ? bytes.toString('utf8') : shown;
}

function is850(text: string): boolean {
  return (text.match(ODD)?.length ?? 0) >= ENOUGH_ODD && !ACCENTED.test(text);
}

/** The same text, mended where it had to be. */
export function mended(text: string): string {
  let known = text;
  if (/[ÂÃÅâ]/.test(known)) known = known.replace(AS_1252, (shown) => meant(shown, byteIn1252));
  if (/[┬├┼Ô]/.test(known)) known = known.replace(AS_850, (shown) => meant(shown, byteIn850));
  if (!is850(known)) return known;
  return known.replace(/[\x80-\xff‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]/g, (character) =>
    decode850(Buffer.from([byteIn1252(character) ?? 0])),
  );
}

/** Longest end of a piece that waits for the next one: no sequence holds ASCII, and none is as long. */
const LONGEST_HELD = 64;

/** Where the last characters begin that the next piece may continue. */
function endOfWhole(text: string): number {
  let end = text.length;
  while (end > 0 && text.length - end < LONGEST_HELD && text.charCodeAt(end - 1) > 0x7f) end--;
  return end;
}

/** The pieces of a text, mended; `onMended` hears of the first that had to be. */
export async function* mendedPieces(pieces: AsyncIterable<string>, onMended: () => void): AsyncGenerator<string> {
  let held = '';
  for await (const piece of pieces) {
    const text = held + piece;
    const whole = endOfWhole(text);
    held = text.slice(whole);
    const known = mended(text.slice(0, whole));
    if (known !== text.slice(0, whole)) onMended();
    yield known;
  }
  if (held === '') return;
  const known = mended(held);
  if (known !== held) onMended();
  yield known;
}
