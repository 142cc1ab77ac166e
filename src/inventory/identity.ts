/**
 * Pseudonyms of a machine, made the same way by the agent and by the importers so that both recognise one machine.
 * Free of dependencies but Node's crypto, because the agent bundles it.
 */
import { createHash, createHmac, type KeyObject } from 'node:crypto';

/** What firmware writes when nobody filled the field in: such a value identifies nothing. */
const PLACEHOLDER =
  /^(?:0+|f+|x+|-+|none|null|n\/?a|unknown|default(?: string)?|to be filled by o\.?e\.?m\.?|not (?:specified|applicable|available)|system serial number|serial ?number|chassis serial number|invalid|oem|empty|o\.e\.m\.|123456789|0123456789|1234567890)$/i;

/** UUIDs that makers of boards leave on all of them, in their first byte order. */
const FACTORY_UUIDS: ReadonlySet<string> = new Set([
  '00020003000400050006000700080009',
  '0102030405060708090a0b0c0d0e0f10',
  '12345678123456781234567812345678',
  '123456781234567890abcddeefaabbcc',
]);

/** The first three fields of a UUID are little-endian for the firmware and some tools, big-endian for others: of both, the lesser. */
function firstOrder(digits: string): string {
  const fields = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16)];
  const swapped =
    fields.map((field) => Buffer.from(field, 'hex').reverse().toString('hex')).join('') + digits.slice(16);
  return swapped < digits ? swapped : digits;
}

export type IdentityKind = 'address' | 'domain' | 'serial' | 'uuid' | 'name';

/** Canonical form of an identity, or undefined when the value identifies nothing (a firmware placeholder, an all-zero UUID). */
export function canonicalIdentity(kind: IdentityKind, value: string): string | undefined {
  const trimmed = value.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (PLACEHOLDER.test(trimmed)) return undefined;
  if (kind === 'uuid') {
    const digits = trimmed.toLowerCase().replace(/[^0-9a-f]/g, '');
    if (digits.length !== 32 || /^(.)\1*$/.test(digits)) return undefined;
    const known = firstOrder(digits);
    return FACTORY_UUIDS.has(known) ? undefined : known;
  }
  if (kind === 'address')
    return (
      trimmed
        .toLowerCase()
        .replace(/%.*$/, '')
        .replace(/^::ffff:(?=\d+\.)/, '') || undefined
    );
  if (kind === 'domain') return trimmed.toLowerCase().replace(/\.$/, '') || undefined;
  // A machine is known by its short name: sources disagree on whether they print the domain.
  if (kind === 'name') {
    const name = (trimmed.split('.')[0] ?? '').toLowerCase();
    return name === 'localhost' ? undefined : name || undefined;
  }
  return trimmed.length < 3 ? undefined : trimmed.toUpperCase();
}

/**
 * Pseudonym of one identity: the first 128 bits of HMAC-SHA-256(key, kind NUL canonical value), in hexadecimal.
 * Undefined when the value identifies nothing. For many at once, a prepared key takes a sixth of the time.
 */
export function pseudonym(
  key: Uint8Array | KeyObject,
  kind: IdentityKind,
  value: string | undefined,
): string | undefined {
  const canonical = value === undefined ? undefined : canonicalIdentity(kind, value);
  if (canonical === undefined) return undefined;
  return createHmac('sha256', key).update(`${kind}\0${canonical}`).digest('hex').slice(0, 32);
}

/** Public name of an organisation key, so that documents made under two keys are not compared by mistake. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update('tiebreak key id\0').update(key).digest('hex').slice(0, 8);
}

/** Fewest bytes of a raw key: a shorter one protects nothing. */
const SHORTEST_KEY = 16;

/** The key a file holds: 64 hexadecimal digits, or raw bytes; undefined when it is too short to protect anything. */
export function parseKey(content: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(content).toString('latin1').trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  return content.length >= SHORTEST_KEY ? content : undefined;
}
