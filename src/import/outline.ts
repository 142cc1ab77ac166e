/** What a JSON document shows of itself in its first bytes, so that its format is recognised before it is parsed. */

/** Keys enough to tell a format: scanning stops there. */
const MAX_KEYS = 16;

function endOfString(text: string, start: number): number {
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index;
    if (code === 0x5c) index++;
  }
  return -1;
}

/**
 * The keys of the first two levels of an object, as "content" and "content.hardware", each with its value where that is a string (else
 * empty). The text may be cut anywhere; anything but an object gives nothing.
 */
export function outline(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const opened: string[] = [];
  let parent = '';
  let key = '';
  if (text.trimStart()[0] !== '{') return keys;
  for (let index = 0; index < text.length && keys.size < MAX_KEYS; index++) {
    const character = text[index];
    if (character === '{' || character === '[') {
      opened.push(character);
      if (opened.length === 2) parent = key;
    } else if (character === '}' || character === ']') opened.pop();
    else if (character === '"') {
      const end = endOfString(text, index + 1);
      if (end === -1) break;
      const depth = opened.length;
      if (depth <= 2 && opened[depth - 1] === '{') {
        const word = text.slice(index + 1, end);
        if (/^\s*:/.test(text.slice(end + 1, end + 20))) {
          key = depth === 2 ? `${parent}.${word}` : word;
          keys.set(key, '');
        } else keys.set(key, word);
      }
      index = end;
    }
  }
  return keys;
}
