/**
 * Source → tree of XML elements, in the shape that JSON would have: names in lower case, a list where a name comes
 * again, the text of elements that hold nothing else.
 *
 * Read as a stream: what is not wanted is passed over and costs no memory. A document that declares its own entities
 * (DTD) is refused, so that no entity can grow; nothing outside of the document is ever opened. Damage that costs only
 * its own characters (a control character, an entity of HTML) is noted, any other is a Problem.
 */
import { SaxesParser } from 'saxes';
import { Problem } from '../problem.ts';
import type { Note } from './account.ts';
import { blocksOf, decodeBlocks } from './decode-stream.ts';
import { MAX_DOCUMENT_BYTES } from './json.ts';
import type { Source } from './source.ts';
import type { Fields } from './values.ts';

/** Most elements kept: a server with ten thousand packages has a tenth of it; at worst about 200 MiB. */
const MAX_ELEMENTS = 1_000_000;

/** Deepest element, and most attributes of one: inventories and SBOM stay under a tenth of them. */
const MAX_DEPTH = 200;
const MAX_ATTRIBUTES = 1000;

/** Most harmless errors: each takes time, and beyond as many the document is not what it says. */
const MAX_DAMAGE = 10_000;

/** Longest text kept of one element, in UTF-16 units: more than any value that is read. */
const MAX_CHARACTERS = 8192;

/** What costs its own characters only. */
const HARMLESS = /disallowed character\.|undefined entity|text data outside of root node/;
const TRUNCATED = /unclosed tag|unexpected end|must contain a root element/;

export type XmlOptions = {
  /** Whether an element of the first levels is kept, by its path ("request/content/softwares"); deeper ones follow. */
  readonly wanted: (path: string) => boolean;
  /** Levels at which it is asked; the root is level 1. */
  readonly levels: number;
  /** Whether attributes are kept, as "@name" beside the elements. */
  readonly attributes?: boolean;
};

export type XmlDocument = { readonly root: string; readonly value: Fields; readonly notes: Note[] };

type Element = { readonly path: string; fields: Record<string, unknown> | undefined; text: string };

/** Name without its prefix, in lower case. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase();
}

function add(fields: Record<string, unknown>, name: string, value: unknown): void {
  // Assigned, this one would change the object itself.
  if (name === '__proto__') return;
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (known === undefined) fields[name] = value;
  else if (Array.isArray(known)) known.push(value);
  else fields[name] = [known, value];
}

function contentOf({ fields, text }: Element): unknown {
  if (fields === undefined) return text;
  if (text.trim() !== '' && !Object.hasOwn(fields, '#text')) fields['#text'] = text;
  return fields;
}

/** The encoding that the document declares of itself, if it does. */
function declaredEncoding(head: Buffer): string | undefined {
  return /^\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
    head.toString('latin1', 0, 256).replace(/^\xef\xbb\xbf/, ''),
  )?.[1];
}

/** Where the root element begins, or the end of a text that has none. */
function startOfRoot(text: string): number {
  const start = text.search(/<[A-Za-z_]/);
  return start === -1 ? text.length : start;
}

async function* bounded(source: Source): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const block of blocksOf(source)) {
    length += block.length;
    if (Math.max(length, source.size ?? 0) > MAX_DOCUMENT_BYTES)
      throw new Problem('document-too-large', { file: source.file, limit: MAX_DOCUMENT_BYTES / 2 ** 20 });
    yield block;
  }
}

/** Reads a source that holds one XML document; throws a Problem. */
export async function readXml(
  source: Source,
  { wanted, levels, attributes = false }: XmlOptions,
): Promise<XmlDocument> {
  const { file } = source;
  const notes = new Set<Note>();
  const parser = new SaxesParser({ position: false });
  const opened: (Element | undefined)[] = [];
  let [attributeCount, damage, elements] = [0, 0, 0];
  let root: { name: string; element: Element } | undefined;

  function invalid(detail: string): Problem {
    return new Problem('xml-invalid', { file, detail });
  }

  function opensKept(name: string): Element | undefined {
    const parent = opened.at(-1);
    if (opened.length > MAX_DEPTH) throw invalid('depth');
    if (opened.length > 0 && parent === undefined) return undefined;
    const path = opened.length >= levels ? '' : parent === undefined ? name : `${parent.path}/${name}`;
    if (path !== '' && !wanted(path)) return undefined;
    if (++elements > MAX_ELEMENTS) throw new Problem('xml-too-many', { file, limit: MAX_ELEMENTS });
    return { path, fields: undefined, text: '' };
  }

  function takeText(text: string): void {
    const element = opened.at(-1);
    if (element !== undefined && element.text.length < MAX_CHARACTERS)
      element.text += text.length > MAX_CHARACTERS ? Buffer.from(text.slice(0, MAX_CHARACTERS)).toString() : text;
  }

  parser.on('doctype', () => {
    throw new Problem('xml-doctype', { file });
  });
  parser.on('attribute', () => {
    if (++attributeCount > MAX_ATTRIBUTES) throw invalid('attributes');
  });
  parser.on('opentag', (tag) => {
    attributeCount = 0;
    const name = localName(tag.name);
    const element = opensKept(name);
    opened.push(element);
    if (element === undefined) return;
    root ??= { name, element };
    if (!attributes) return;
    for (const [attribute, value] of Object.entries(tag.attributes)) {
      element.fields ??= {};
      add(element.fields, `@${localName(attribute)}`, value);
    }
  });
  parser.on('text', takeText);
  parser.on('cdata', takeText);
  parser.on('closetag', (tag) => {
    const element = opened.pop();
    const parent = opened.at(-1);
    if (element === undefined || parent === undefined) return;
    parent.fields ??= {};
    add(parent.fields, localName(tag.name), contentOf(element));
  });
  parser.on('error', ({ message }) => {
    if (HARMLESS.test(message) && ++damage <= MAX_DAMAGE) notes.add('xml-damaged');
    else if (TRUNCATED.test(message)) throw new Problem('xml-truncated', { file });
    // The message may quote the document: only its beginning, which does not, is kept.
    else throw invalid(message.split(':', 1)[0] ?? '');
  });

  for await (const text of decodeBlocks(bounded(source), notes, declaredEncoding(source.head))) {
    // The parser would hold the whole of it before saying that it is there.
    if (root === undefined && /<!DOCTYPE\b/i.test(text.slice(0, startOfRoot(text))))
      throw new Problem('xml-doctype', { file });
    parser.write(text);
  }
  parser.close();
  if (root === undefined) throw new Problem('xml-truncated', { file });
  return { root: root.name, value: root.element.fields ?? {}, notes: [...notes].sort() };
}
