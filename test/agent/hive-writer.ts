/** A registry hive written from scratch, in every form Windows gives to lists, names and large data; independent of what reads it. */
export type HiveValue = { name: string; type: number; data: Buffer };
export type HiveKey = { name: string; values?: HiveValue[]; keys?: HiveKey[] };
export type HiveForm = { list: 'lf' | 'lh' | 'li' | 'ri'; latinNames: boolean; dirty?: boolean };

export function text(name: string, value: string, type = 1): HiveValue {
  return { name, type, data: Buffer.from(`${value}\0`, 'utf16le') };
}

export function number(name: string, value: number): HiveValue {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return { name, type: 4, data };
}

export function writeHive(root: HiveKey, form: HiveForm = { list: 'lh', latinNames: true }): Buffer {
  const cells: Buffer[] = [];
  let end = 32;

  function add(content: Buffer): number {
    const size = (content.length + 4 + 7) & ~7;
    const cell = Buffer.alloc(size);
    cell.writeInt32LE(-size);
    content.copy(cell, 4);
    const offset = end;
    cells.push(cell);
    end += size;
    return offset;
  }

  function named(header: Buffer, name: string, flagAt: number, flag: number): Buffer {
    const latin = form.latinNames && [...name].every((character) => character.charCodeAt(0) < 0x100);
    if (latin) header.writeUInt16LE(header.readUInt16LE(flagAt) | flag, flagAt);
    return Buffer.from(name, latin ? 'latin1' : 'utf16le');
  }

  function addData(data: Buffer): number {
    if (data.length <= 16_344) return add(data);
    const pieces = [];
    for (let at = 0; at < data.length; at += 16_344) pieces.push(add(data.subarray(at, at + 16_344)));
    const list = Buffer.alloc(pieces.length * 4);
    for (const [index, piece] of pieces.entries()) list.writeUInt32LE(piece, index * 4);
    const big = Buffer.alloc(12);
    big.write('db', 'latin1');
    big.writeUInt16LE(pieces.length, 2);
    big.writeUInt32LE(add(list), 4);
    return add(big);
  }

  function addValue({ name, type, data }: HiveValue): number {
    const header = Buffer.alloc(20);
    header.write('vk', 'latin1');
    header.writeUInt32LE(data.length <= 4 ? data.length + 0x80000000 : data.length, 4);
    if (data.length <= 4) data.copy(header, 8);
    else header.writeUInt32LE(addData(data), 8);
    header.writeUInt32LE(type, 12);
    const bytes = named(header, name, 16, 1);
    header.writeUInt16LE(bytes.length, 2);
    return add(Buffer.concat([header, bytes]));
  }

  function addList(kind: 'lf' | 'lh' | 'li' | 'ri', offsets: readonly number[]): number {
    if (kind === 'ri') {
      const halves = [offsets.slice(0, offsets.length >> 1), offsets.slice(offsets.length >> 1)];
      return writeList(
        'ri',
        halves.map((half) => addList('lh', half)),
        4,
      );
    }
    return writeList(kind, offsets, kind === 'li' ? 4 : 8);
  }

  function writeList(kind: string, offsets: readonly number[], step: number): number {
    const list = Buffer.alloc(4 + offsets.length * step);
    list.write(kind, 'latin1');
    list.writeUInt16LE(offsets.length, 2);
    for (const [index, offset] of offsets.entries()) list.writeUInt32LE(offset, 4 + index * step);
    return add(list);
  }

  function addKey({ name, values = [], keys = [] }: HiveKey): number {
    const children = keys.map(addKey);
    const offsets = values.map(addValue);
    const valueList = Buffer.alloc(offsets.length * 4);
    for (const [index, offset] of offsets.entries()) valueList.writeUInt32LE(offset, index * 4);
    const header = Buffer.alloc(76);
    header.write('nk', 'latin1');
    header.writeUInt32LE(children.length, 20);
    header.writeUInt32LE(children.length === 0 ? 0xffffffff : addList(form.list, children), 28);
    header.writeUInt32LE(values.length, 36);
    header.writeUInt32LE(values.length === 0 ? 0xffffffff : add(valueList), 40);
    const bytes = named(header, name, 2, 0x20);
    header.writeUInt16LE(bytes.length, 72);
    return add(Buffer.concat([header, bytes]));
  }

  const top = addKey(root);
  const header = Buffer.alloc(4096);
  header.write('regf', 'latin1');
  header.writeUInt32LE(7, 4);
  header.writeUInt32LE(form.dirty === true ? 6 : 7, 8);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(5, 24);
  header.writeUInt32LE(top, 36);
  const bin = Buffer.alloc(32);
  bin.write('hbin', 'latin1');
  const body = Buffer.concat([bin, ...cells]);
  const padded = Buffer.alloc((body.length + 4095) & ~4095);
  body.copy(padded);
  // What is left of the last page is one free cell.
  if (padded.length - body.length >= 8) padded.writeInt32LE(padded.length - body.length, body.length);
  padded.writeUInt32LE(padded.length, 8);
  header.writeUInt32LE(padded.length, 40);
  header.writeUInt32LE(1, 44);
  let sum = 0;
  for (let at = 0; at < 508; at += 4) sum ^= header.readUInt32LE(at);
  header.writeUInt32LE(sum >>> 0, 508);
  return Buffer.concat([header, padded]);
}
