/**
 * A part of a workbook → events, one for each element that opens or closes and each text, in constant memory. No entity is
 * declared, nothing outside of the part is opened, damage is a Problem.
 */
import { SaxesParser } from 'saxes';
import { Problem } from '../../problem.ts';
import { blocksOf, decodeBlocks } from '../decode-stream.ts';
import type { Source } from '../source.ts';

/** Most of each that a part may hold in depth: real ones have a tenth. */
const MAX_DEPTH = 100;

/** Longest text between two elements that is kept, in UTF-16 units. */
const MAX_CHARACTERS = 8192;

export type XmlEvents = {
  /** Names are without their prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string, text: string): void;
};

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Goes through a part; between two pieces of it, whatever was taken in may be given out. Throws a Problem. */
export async function* readEvents(source: Source, { close, open }: XmlEvents): AsyncGenerator<undefined> {
  const { file } = source;
  const parser = new SaxesParser({ position: false });
  let [depth, text] = [0, ''];
  const invalid = (detail: string): Problem => new Problem('xml-invalid', { file, detail });
  parser.on('doctype', () => {
    throw new Problem('xml-doctype', { file });
  });
  parser.on('error', ({ message }) => {
    if (!/disallowed character\./.test(message)) throw invalid(message.split(':', 1)[0] ?? '');
  });
  parser.on('opentag', (tag) => {
    if (++depth > MAX_DEPTH) throw invalid('depth');
    text = '';
    open?.(localName(tag.name), tag.attributes as Record<string, string>);
  });
  parser.on('text', (piece) => {
    if (text.length < MAX_CHARACTERS) text += piece.slice(0, MAX_CHARACTERS);
  });
  parser.on('closetag', (tag) => {
    depth--;
    close?.(localName(tag.name), text);
    text = '';
  });
  for await (const piece of decodeBlocks(blocksOf(source), new Set())) {
    // The parser would hold the whole of it before saying that it is there.
    if (/<!DOCTYPE/i.test(piece)) throw new Problem('xml-doctype', { file });
    parser.write(piece);
    yield undefined;
  }
  parser.close();
}

/** Goes through a part of which nothing is given out meanwhile. */
export async function takeEvents(source: Source | undefined, events: XmlEvents): Promise<void> {
  if (source === undefined) return;
  for await (const _ of readEvents(source, events));
}
