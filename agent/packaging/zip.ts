/**
 * A ZIP archive whose bytes depend on its content alone: members in the order given, one date for all, no owner, no local time.
 *
 * In: names and contents. Out: the archive. It does not do ZIP64: everything packed here is far under 4 GB, and more is an error.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export type Member = { name: string; content: Buffer; executable?: boolean };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAME = 0x0800;
const DEFLATE = 8;
const STORED = 0;
/** Made by a Unix 2.0 program, so that the execution bit of what must have one survives. */
const MADE_BY = (3 << 8) | 20;
const LIMIT = 0xffff_ffff;

export function zip(members: readonly Member[], date: Date): Buffer {
  const stamp = dosDate(date);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, executable = false } of members) {
    const deflated = deflateRawSync(content);
    const data = deflated.length < content.length ? deflated : content;
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAME, 2);
    common.writeUInt16LE(data === content ? STORED : DEFLATE, 4);
    common.writeUInt32LE(stamp, 6);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([u32(LOCAL), common, path, data]);
    // The two counts of the central record (comment and disk) precede the attributes; they are the zeros of `rest`.
    directory.push(Buffer.concat([u32(CENTRAL), u16(MADE_BY), common, rest, path]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  if (members.length > 0xffff || offset + central.length > LIMIT) throw new Error('too large for a plain ZIP archive');
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, u32(END), end]);
}

function dosDate(date: Date): number {
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
