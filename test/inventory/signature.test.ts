/** A signed document: what is accepted, and that nothing else is. */
import { generateKeyPairSync, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint, rawPublicKey, sign, verify } from '../../src/inventory/signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;
const text = `${JSON.stringify({ document: 'inventory', software: [{ name: 'Éditeur "x" 日本' }] })}\n`;
const signed = sign(text, privateKey);
const bytesOf = (document: string) => Buffer.from(document);

test('a signed document is plain JSON, one line, and verifies', () => {
  expect(signed.endsWith('"}}\n')).toBe(true);
  expect(signed.trimEnd()).not.toContain('\n');
  const { signature, ...rest } = JSON.parse(signed);
  expect(rest).toEqual(JSON.parse(text));
  expect(signature).toEqual({
    algorithm: 'Ed25519',
    publicKey: rawPublicKey(publicKey).toString('base64url'),
    value: expect.stringMatching(/^[\w-]{86}$/),
  });
  expect(verify(bytesOf(signed))).toEqual({
    status: 'valid',
    publicKey: signature.publicKey,
    fingerprint: fingerprint(rawPublicKey(publicKey)),
  });
});

test('the recipe of the protocol, done by hand with nothing of ours, agrees', () => {
  const bytes = bytesOf(signed);
  const body = bytes.subarray(0, bytes.lastIndexOf(',"signature":{'));
  const covered = Buffer.concat([Buffer.from('tiebreak inventory v1\0'), body]);
  const value = Buffer.from(JSON.parse(signed).signature.value, 'base64url');
  expect(verifyBytes(null, covered, publicKey, value)).toBe(true);
});

test('the name of a key is the start of the SHA-256 of its 32 bytes', () => {
  expect(fingerprint(Buffer.alloc(32))).toBe('66687aadf862bd776c8fc18b8e9f8e20');
});

test('with or without its newline, and whatever view of a larger buffer it is', () => {
  for (const document of [signed, signed.trimEnd(), signed.replace('\n', '\r\n'), signed.replace('\n', '\r')]) {
    expect(verify(bytesOf(document)).status).toBe('valid');
  }
  const larger = Buffer.concat([Buffer.from('xyz'), bytesOf(signed), Buffer.from('xyz')]);
  expect(verify(new Uint8Array(larger.buffer, larger.byteOffset + 3, larger.length - 6)).status).toBe('valid');
});

test('no byte can be changed, taken away or added', () => {
  const bytes = bytesOf(signed);
  for (let at = 0; at < bytes.length - 1; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    expect([at, verify(changed).status]).not.toEqual([at, 'valid']);
    expect([at, verify(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])).status]).not.toEqual([
      at,
      'valid',
    ]);
  }
  for (const added of [' ', '\n', '}', 'x']) expect(verify(bytesOf(`${signed}${added}`)).status).toBe('unsigned');
  for (const added of [' ', '\ufeff']) expect(verify(bytesOf(`${added}${signed}`)).status).toBe('invalid');
});

test('a signature by another key than the one it names', () => {
  const foreign = rawPublicKey(other).toString('base64url');
  const forged = signed.replace(/"publicKey":"[^"]+"/, `"publicKey":"${foreign}"`);
  expect(verify(bytesOf(forged)).status).toBe('invalid');
  expect(verify(bytesOf(sign(text, other)))).toMatchObject({ status: 'valid', publicKey: foreign });
});

test('one signature has one spelling', () => {
  const { publicKey: key, value } = JSON.parse(signed).signature;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const spelt of [key, value]) {
    const last = alphabet.indexOf(spelt.at(-1));
    const alias = `${spelt.slice(0, -1)}${alphabet[last ^ 1]}`;
    expect(Buffer.from(alias, 'base64url')).toEqual(Buffer.from(spelt, 'base64url'));
    expect(verify(bytesOf(signed.replace(spelt, alias))).status).toBe('invalid');
  }
});

test('a signature for one kind of document is worth nothing for the other', () => {
  const seen = sign('{"document":"seen"}\n', privateKey, 'seen');
  expect(verify(bytesOf(seen), 'seen').status).toBe('valid');
  expect(verify(bytesOf(seen)).status).toBe('invalid');
  expect(verify(bytesOf(signed), 'seen').status).toBe('invalid');
});

test('a signature without what says what it is for', () => {
  const body = text.trimEnd().slice(0, -1);
  const value = signBytes(null, Buffer.from(body), privateKey).toString('base64url');
  expect(verify(bytesOf(signed.replace(/"value":"[^"]+"/, `"value":"${value}"`))).status).toBe('invalid');
});

test('32 bytes that are no point of the curve', () => {
  const [before, after] = [43, 86].map((length) => 'A'.repeat(length)) as [string, string];
  for (const key of [before, Buffer.alloc(32, 0xff).toString('base64url'), Buffer.alloc(32, 2).toString('base64url')]) {
    const document = `{"a":1,"signature":{"algorithm":"Ed25519","publicKey":"${key}","value":"${after}"}}`;
    expect([key, verify(bytesOf(document)).status]).toEqual([key, 'invalid']);
  }
});

test('an object is signed, and nothing else', () => {
  for (const wrong of ['', '\n', '{}', '[1,2,3]', '"text"', '{"a":1} '])
    expect(() => sign(wrong, privateKey)).toThrow(TypeError);
});

test('rewritten by another tool, it no longer closes with its signature', () => {
  expect(verify(bytesOf(JSON.stringify(JSON.parse(signed), null, 2))).status).toBe('unsigned');
});

test('any object verifies once signed; any bytes are an answer', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const document = sign(JSON.stringify(value), privateKey);
      expect(verify(bytesOf(document)).status).toBe('valid');
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(verify(bytes).status).toBe('unsigned');
      const closing = bytesOf(signed.slice(signed.lastIndexOf(',"signature":{')));
      expect(verify(Buffer.concat([bytes, closing])).status).not.toBe('valid');
    }),
  );
});
