/** The blobs of rpm's own database format (Packages.db, SUSE): slots that say where each one lies. Little-endian, blocks of 16 bytes. */
import type { Pieces } from '../files.ts';
import { DamagedFile } from '../files.ts';

const MAGIC = { header: 0x506d7052, slot: 0x746f6c53, blob: 0x53626c42 };
const HEADER_BYTES = 32;
const SLOT_BYTES = 16;
const BLOCK_BYTES = 16;
const PAGE_BYTES = 4096;

export function* blobsOfNdb(file: Pieces): Generator<Buffer> {
  const header = file.at(0, HEADER_BYTES);
  if (header.readUInt32LE(0) !== MAGIC.header) throw new DamagedFile('no ndb header');
  const end = header.readUInt32LE(12) * PAGE_BYTES;
  for (let offset = HEADER_BYTES; offset < end; offset += SLOT_BYTES) {
    const slot = file.at(offset, SLOT_BYTES);
    if (slot.readUInt32LE(0) !== MAGIC.slot) throw new DamagedFile('not a slot');
    const block = slot.readUInt32LE(8);
    if (block === 0) continue;
    const start = block * BLOCK_BYTES;
    const blob = file.at(start, BLOCK_BYTES);
    if (blob.readUInt32LE(0) !== MAGIC.blob || blob.readUInt32LE(4) !== slot.readUInt32LE(4))
      throw new DamagedFile('not the blob of its slot');
    yield file.at(start + BLOCK_BYTES, blob.readUInt32LE(12));
  }
}
