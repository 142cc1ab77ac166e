/**
 * Reads files in a thread of its own, in their order, while the one that asked works on those already read. Of documents of our own, one a file, it
 * hands over the software lists as numbers; any other file, and any that cannot be read, is left to who asked, who says why.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { verify } from '../../inventory/signature.ts';
import { peek } from '../decode.ts';
import { KnownItems } from '../known-items.ts';
import { detect, isOnePerLine } from '../native-head.ts';
import { OUTLINES, outline, PEEK_BYTES } from '../outline.ts';
import { BLOCK_BYTES, openFile, type Source } from '../source.ts';
import { BatchWriter, type Slots } from './document.ts';

export type ThreadData = {
  /** In the order in which they are wanted; an empty name stands for what is not to be read here. */
  readonly files: readonly string[];
  readonly slots: Slots;
};

/** Files of a batch: few enough for the first to come soon. */
const BATCH_FILES = 16;

/** So many files in a row that are none of what is read here, and the others will be none either. */
const MOST_UNREAD = 64;

const SIGNATURE = Buffer.from('"signature"');

const known = new KnownItems();
const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
const { files, slots } = workerData as ThreadData;
const batch = new BatchWriter(slots, known.shapes, (message) => parentPort?.postMessage(message));

/** Adds what a source holds to the batch; false when it is none of what is read here. */
function addSource(source: Source): boolean {
  const { head, size } = source;
  if (size !== head.length) return false;
  const text = peek(head, PEEK_BYTES);
  // Recognised at the first look, as whoever asked would.
  if (!detect({ text, keys: outline(text, OUTLINES[0]) }) || isOnePerLine(source)) return false;
  const list = known.scan(head);
  if (list === undefined) return false;
  const isSigned = head.indexOf(SIGNATURE, list.end) !== -1 || head.subarray(0, list.start).includes(SIGNATURE);
  batch.add(head, list, isSigned ? verify(head) : undefined);
  return true;
}

/** Whether the file could be read here. */
function addFile(file: string): boolean {
  let source: Source | undefined;
  try {
    source = openFile(file, block);
    return addSource(source);
  } catch {
    // Read again by who asked, who then has the same failure to tell.
    return false;
  } finally {
    source?.close();
  }
}

let unread = 0;
for (const file of files) {
  if (file !== '' && addFile(file)) unread = 0;
  else {
    batch.addNothing();
    unread++;
  }
  if (batch.files === BATCH_FILES) batch.post();
  if (unread === MOST_UNREAD) break;
}
if (batch.files > 0) batch.post();
