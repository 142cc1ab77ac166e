/**
 * Names received from machines are hostile until shown otherwise: whatever could move a cursor, reverse a line or hide a letter is
 * replaced by something that can be seen.
 *
 * In: any text. Out: one line of well-formed text with no control character, bidirectional control or invisible letter.
 * It does not escape: each format escapes for itself, after this.
 */

const spaces = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const controls = /[\u0000-\u001f\u007f]/g;
/** C1 controls, bidirectional controls, zero-width characters (joiners apart, which some scripts need), interlinear marks, variation and tag characters. */
const invisible =
  /[\u0080-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** More combining marks on one letter than any language stacks: they would cover the neighbouring lines. */
const stacked = /(\p{M}{4})\p{M}+/gu;

/** The text as one harmless line; `limit` cuts it, in characters, and says so with an ellipsis. */
export function visible(text: string, limit = Number.POSITIVE_INFINITY): string {
  const clean = text
    .toWellFormed()
    .replace(spaces, ' ')
    .replace(controls, controlPicture)
    .replace(invisible, codePoint)
    .replace(stacked, '$1')
    .trim();
  if (clean.length <= limit) return clean;
  return `${[...clean].slice(0, limit - 1).join('')}…`;
}

function controlPicture(character: string): string {
  const code = character.charCodeAt(0);
  return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
}

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
