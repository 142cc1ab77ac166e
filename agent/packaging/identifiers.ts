/** Identifiers that a package must carry, derived from what they identify: the same content gives the same ones, another content others. */
import { createHash } from 'node:crypto';

/** Drawn once for this project: everything below is derived under it. */
const NAMESPACE = Buffer.from('5c1c6b1fd4f64d0c9f0e2a7c5d3b8e14', 'hex');

/** An RFC 9562 identifier of version 5, in upper case as Windows Installer wants it. */
export function identifier(...parts: readonly string[]): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(parts.join('\0')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
