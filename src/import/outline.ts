/** What a JSON document shows of itself in its first bytes, so that its format is recognised before it is parsed. */

/** Bytes shown to whoever tells formats apart. */
export const PEEK_BYTES = 16 * 1024;

/** How far an outline goes: little, which nearly always does, then all that is shown. */
export const OUTLINES = [24, PEEK_BYTES] as const;

/**
 * A string with the colon that makes it a key, a bracket, or the opening quote of a string that the text does not end.
 */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}[\]"]/g;

/**
 * The keys of the first two levels of an object, as "content" and "content.hardware", each with its value where that is
 * a string (else empty), as far as `limit` strings and brackets go. The text may be cut anywhere; anything but an
 * object gives nothing.
 */
export function outline(text: string, limit: number): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  if (text.trimStart()[0] !== '{') return keys;
  const opened: string[] = [];
  let left = limit;
  let parent = '';
  let key = '';
  for (const [token, quoted, colon] of text.matchAll(TOKEN)) {
    if (token === '"' || left-- === 0) break;
    if (quoted === undefined) {
      if (token === '{' || token === '[') opened.push(token);
      else opened.pop();
      if (opened.length === 2) parent = key.split('.')[0] ?? '';
      continue;
    }
    if (opened.length > 2 || opened.at(-1) !== '{') continue;
    const word = quoted.slice(1, -1);
    if (colon !== undefined) key = opened.length === 2 ? `${parent}.${word}` : word;
    keys.set(key, colon === undefined ? word : '');
  }
  return keys;
}
