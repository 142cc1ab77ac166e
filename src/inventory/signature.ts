/**
 * The signature of a document: made by the agent, checked by the receiver and by whoever reads a folder.
 *
 * In: the text of a JSON object, and a machine's Ed25519 key. Out: the same object with `signature` as its last member, so that it
 * stays plain JSON and is checked by cutting bytes: nothing is parsed nor put in order again. It covers what the document is
 * (`inventory` or `seen`) and every UTF-8 byte before the `,"signature":{` that closes it; a newline may follow.
 * It does not say whose key it is: that is for who keeps a register of keys. Free of dependencies but Node's crypto, because the
 * agent bundles it.
 */
import { createPublicKey, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { sha256 } from './digest.ts';

/** What is signed: a signature made for one is worth nothing for the other. */
export type SignedDocument = 'inventory' | 'seen';

export type Verification =
  /** No signature closes these bytes. A document that bears one elsewhere was rewritten: its reader calls it invalid. */
  { status: 'unsigned' } | { status: 'invalid' } | { status: 'valid'; publicKey: string; fingerprint: string };

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const BEFORE_KEY = ',"signature":{"algorithm":"Ed25519","publicKey":"';
const BEFORE_VALUE = '","value":"';
const AFTER_VALUE = '"}}';

const KEY_LENGTH = Math.ceil((KEY_BYTES * 4) / 3);
const VALUE_LENGTH = Math.ceil((SIGNATURE_BYTES * 4) / 3);
const CLOSING_LENGTH = BEFORE_KEY.length + KEY_LENGTH + BEFORE_VALUE.length + VALUE_LENGTH + AFTER_VALUE.length;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The text of a JSON object, signed; a newline at its end stays there. */
export function sign(text: string, privateKey: KeyObject, what: SignedDocument = 'inventory'): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  if (text[end - 1] !== '}' || end < 4)
    throw new TypeError('only the text of a JSON object that holds something can be signed');
  const body = text.slice(0, end - 1);
  const value = signBytes(null, coveredText(what, body), privateKey).toString('base64url');
  const closing = `${BEFORE_KEY}${rawPublicKey(privateKey).toString('base64url')}${BEFORE_VALUE}${value}${AFTER_VALUE}`;
  return `${body}${closing}${text.slice(end)}`;
}

/** Whether the signature that closes a document is the one of the key it names. */
export function verify(bytes: Uint8Array, what: SignedDocument = 'inventory'): Verification {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(document);
  const start = end - CLOSING_LENGTH;
  if (start < 1) return { status: 'unsigned' };
  const closing = document.toString('latin1', start, end);
  if (!closing.startsWith(BEFORE_KEY)) return { status: 'unsigned' };
  const publicKey = closing.substr(BEFORE_KEY.length, KEY_LENGTH);
  const value = closing.substr(BEFORE_KEY.length + KEY_LENGTH + BEFORE_VALUE.length, VALUE_LENGTH);
  if (closing !== `${BEFORE_KEY}${publicKey}${BEFORE_VALUE}${value}${AFTER_VALUE}`) return { status: 'invalid' };
  const key = exactBytes(publicKey, KEY_BYTES);
  const signature = exactBytes(value, SIGNATURE_BYTES);
  if (key === undefined || signature === undefined) return { status: 'invalid' };
  if (!isSignedBy(publicKey, covered(what, document.subarray(0, start)), signature)) return { status: 'invalid' };
  return { status: 'valid', publicKey, fingerprint: fingerprint(key) };
}

/** The name of a key in folders and registers: the first 32 hexadecimal digits of its SHA-256. */
export function fingerprint(publicKey: Uint8Array): string {
  return sha256(publicKey).slice(0, 32);
}

/** The 32 bytes of the public half of a key. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}

function prefixOf(what: SignedDocument): string {
  return `tiebreak ${what} v1\0`;
}

/** Written in place: a document is long, and the text of both would be a copy more. */
function coveredText(what: SignedDocument, body: string): Buffer {
  const prefix = prefixOf(what);
  const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(body));
  bytes.write(prefix, 0, 'latin1');
  bytes.write(body, prefix.length);
  return bytes;
}

function covered(what: SignedDocument, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(prefixOf(what)), body]);
}

/** A line that was split from others may keep half of its end. */
function endOf(document: Buffer): number {
  let end = document.length;
  if (document[end - 1] === NEWLINE) end--;
  if (document[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

/** The bytes of a base64url text; undefined for any other spelling of them, lest one document have several. */
function exactBytes(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : undefined;
}

function isSignedBy(publicKey: string, data: Buffer, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verifyBytes(null, data, key, signature);
  } catch {
    // Not every 32 bytes are a point of the curve.
    return false;
  }
}
