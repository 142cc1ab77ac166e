/** What the first bytes of a source tell of a document of our own: apart from its reader, for the thread that reads ahead. */
import { decode, utf16Of } from './decode.ts';
import type { Head } from './importer.ts';
import type { Source } from './source.ts';

/** Keys in any order, since other tools sort them: the name of the document, or that of the agent first of all. */
export function detect({ keys }: Head): boolean {
  return (
    keys.get('document') === 'inventory' ||
    (keys.has('agent.name') && keys.has('agent.version') && !keys.has('content'))
  );
}

/** Whether the first line is a document of its own: then the others are too. */
export function isOnePerLine(source: Source): boolean {
  const { head, size } = source;
  const end = head.indexOf(0x0a);
  // A first line longer than the head is either; read as lines, a lone document is a lone line.
  if (end === -1) return size !== head.length;
  if (end >= head.length - 1) return false;
  const text = utf16Of(head) === undefined ? decode(head.subarray(0, end)).text : decode(head).text;
  try {
    JSON.parse(text.split('\n', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
