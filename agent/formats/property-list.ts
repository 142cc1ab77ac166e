/**
 * Apple property lists in XML. Only what inventories hold: dictionaries, arrays and booleans; texts, numbers and dates are kept as text.
 * One pass, no recursion, no entity expansion beyond the five of XML and character references. Binary lists are not read.
 */

export type PropertyValue = string | boolean | PropertyValue[] | Map<string, PropertyValue>;

type Open = { container: PropertyValue[] | Map<string, PropertyValue>; key: string | undefined };

/** The first value of the list, or undefined when there is none. A list cut short gives what came before the cut. */
export function parsePropertyList(text: string): PropertyValue | undefined {
  let root: PropertyValue | undefined;
  const stack: Open[] = [];

  function add(value: PropertyValue): void {
    const parent = stack.at(-1);
    if (parent === undefined) root ??= value;
    else if (Array.isArray(parent.container)) parent.container.push(value);
    else if (parent.key !== undefined) parent.container.set(parent.key, value);
    if (parent !== undefined) parent.key = undefined;
  }
  function open(container: Open['container']): void {
    add(container);
    stack.push({ container, key: undefined });
  }

  let position = 0;
  for (;;) {
    const start = text.indexOf('<', position);
    if (start === -1) break;
    if (text.startsWith('<!--', start)) {
      const end = text.indexOf('-->', start + 4);
      if (end === -1) break;
      position = end + 3;
      continue;
    }
    const end = text.indexOf('>', start);
    if (end === -1) break;
    const tag = text.slice(start + 1, end);
    position = end + 1;
    if (tag === 'dict') open(new Map());
    else if (tag === 'array') open([]);
    else if (tag === '/dict' || tag === '/array') stack.pop();
    else if (tag === 'dict/') add(new Map());
    else if (tag === 'array/') add([]);
    else if (tag === 'true/' || tag === 'false/') add(tag === 'true/');
    else if (tag === 'key' || tag === 'string' || tag === 'integer' || tag === 'real' || tag === 'date') {
      const close = text.indexOf('<', position);
      const content = decodeEntities(text.slice(position, close === -1 ? undefined : close));
      const parent = stack.at(-1);
      if (tag !== 'key') add(content);
      else if (parent !== undefined) parent.key = content;
      position = close === -1 ? text.length : close;
    } else if (tag === 'string/') add('');
  }
  return root;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#x([0-9a-fA-F]{1,6})|#([0-9]{1,7}));/g,
    (whole, name, hex, decimal) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
