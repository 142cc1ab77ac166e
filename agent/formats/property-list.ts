/**
 * Apple property lists in XML. Only what inventories hold: dictionaries, arrays and booleans; texts, numbers and dates as text.
 * One pass, no recursion, no entity expansion beyond the five of XML and character references. The binary form is read apart.
 */

export type PropertyValue = string | boolean | PropertyValue[] | Map<string, PropertyValue>;

type Container = PropertyValue[] | Map<string, PropertyValue>;
type Open = { container: Container; key: string | undefined };
type Building = { root: PropertyValue | undefined; stack: Open[] };

const SCALARS = new Set(['string', 'integer', 'real', 'date', 'data', 'key']);

/** The first value of the list, or undefined when there is none. A list cut short gives what came before the cut. */
export function parsePropertyList(text: string): PropertyValue | undefined {
  const building: Building = { root: undefined, stack: [] };
  for (const { tag, content } of readTags(text)) build(building, tag, content);
  return building.root;
}

/** Opening and closing tags in order, those of scalars with the text that follows. Comments, headers and attributes are passed over. */
function* readTags(text: string): Generator<{ tag: string; content: string }> {
  let position = 0;
  for (;;) {
    const start = text.indexOf('<', position);
    if (start === -1) return;
    const comment = text.startsWith('<!--', start);
    const end = text.indexOf(comment ? '-->' : '>', start);
    if (end === -1) return;
    position = end + (comment ? 3 : 1);
    if (comment) continue;
    const tag = text.slice(start + 1, end);
    if (!SCALARS.has(tag)) {
      yield { tag, content: '' };
      continue;
    }
    const close = text.indexOf('<', position);
    const contentEnd = close === -1 ? text.length : close;
    yield { tag, content: decodeEntities(text.slice(position, contentEnd)) };
    position = contentEnd;
  }
}

function build(building: Building, tag: string, content: string): void {
  if (tag === '/dict' || tag === '/array') building.stack.pop();
  else if (tag === 'dict') open(building, new Map());
  else if (tag === 'array') open(building, []);
  else if (tag === 'key') nameNext(building, content);
  else if (SCALARS.has(tag)) add(building, content);
  else if (tag === 'true/' || tag === 'false/') add(building, tag === 'true/');
  else if (tag === 'string/') add(building, '');
  else if (tag === 'dict/') add(building, new Map());
  else if (tag === 'array/') add(building, []);
}

function open(building: Building, container: Container): void {
  add(building, container);
  building.stack.push({ container, key: undefined });
}

function nameNext({ stack }: Building, key: string): void {
  const parent = stack.at(-1);
  if (parent !== undefined) parent.key = key;
}

function add(building: Building, value: PropertyValue): void {
  const parent = building.stack.at(-1);
  if (parent === undefined) building.root ??= value;
  else if (Array.isArray(parent.container)) parent.container.push(value);
  else if (parent.key !== undefined) parent.container.set(parent.key, value);
  if (parent !== undefined) parent.key = undefined;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#x([0-9a-fA-F]{1,6})|#([0-9]{1,7}));/g,
    (whole, name: string | undefined, hex: string | undefined, decimal: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
