/** A document → another that is nearly it: cut, repeated, spliced, with what breaks parsers put in anywhere. */
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { zipOf } from '../import/zip-writer.ts';
import type { Random } from './random.ts';
import type { Seed } from './seeds.ts';

/** Bytes that mean something to some parser. */
const TOKENS = [
  '\0',
  '\0\0\0\0',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  ';',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '<',
  '>',
  '&',
  '&amp;amp;',
  '&#x110000;',
  '&bogus;',
  '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '__proto__',
  '"__proto__":',
  'null',
  'true',
  '-1',
  '1e999',
  '99999999999999999999',
  '0x',
  'PK\x03\x04',
  'PK\x05\x06',
  '\x1f\x8b\x08',
  '\xff\xfe',
  '\xfe\xff',
  '\xef\xbb\xbf',
  '\xc3',
  '\xf0\x9f',
  'Ã©',
  '=cmd|x',
  '../../etc/passwd',
  '[HKEY_LOCAL_MACHINE\\',
  'sep=;',
  '#TYPE',
  '\x1b[2J',
  '\u202e',
].map((token) => Buffer.from(token, /[\u0100-\uffff]/.test(token) ? 'utf8' : 'latin1'));

/** Longest piece that is repeated, and how large repetition may make a document. */
const MAX_REPEATED = 64;
const MAX_BYTES = 128 * 1024;

function spliced(bytes: Buffer, from: number, to: number, middle: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
}

type Mutation = (bytes: Buffer, random: Random, seeds: readonly Seed[]) => Buffer;

function place(bytes: Buffer, random: Random): number {
  return random.below(bytes.length + 1);
}

const mutations: readonly Mutation[] = [
  /* cut */ (bytes, random) => bytes.subarray(0, place(bytes, random)),
  /* without its beginning */ (bytes, random) => bytes.subarray(random.below(64)),
  /* a piece left out */ (bytes, random) => {
    const from = place(bytes, random);
    return spliced(bytes, from, from + random.below(200), Buffer.alloc(0));
  },
  /* a token put in */ (bytes, random) => {
    const from = place(bytes, random);
    return spliced(bytes, from, from + random.below(3), random.of(TOKENS));
  },
  /* a token put in many times */ (bytes, random) => {
    const from = place(bytes, random);
    const token = random.of(TOKENS);
    return spliced(
      bytes,
      from,
      from,
      Buffer.alloc(Math.min(MAX_BYTES, token.length * (1 + random.below(3000))), token),
    );
  },
  /* bytes changed */ (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let times = 1 + random.below(8); times > 0 && changed.length > 0; times--)
      changed[random.below(changed.length)] = random.below(256);
    return changed;
  },
  /* a piece repeated */ (bytes, random) => {
    const from = place(bytes, random);
    const piece = bytes.subarray(from, from + 1 + random.below(MAX_REPEATED));
    if (piece.length === 0) return bytes;
    return spliced(bytes, from, from, Buffer.alloc(Math.min(MAX_BYTES, piece.length * random.below(500)), piece));
  },
  /* the end of another */ (bytes, random, seeds) => {
    const other = random.of(seeds).bytes;
    return Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]);
  },
  /* lines in another order */ (bytes, random) => {
    const lines = bytes.toString('latin1').split('\n');
    const [from, to] = [random.below(lines.length), random.below(lines.length)];
    lines.splice(to, 0, ...lines.splice(from, 1 + random.below(5)));
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  /* numbers grown */ (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replace(/\d+/g, (digits) => (random.below(10) === 0 ? digits.repeat(20) : digits)),
      'latin1',
    ),
];

/** Whole documents in another encoding, or packed. */
const wrappings: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le'),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf8'),
  gzipSync,
  deflateSync,
  zstdCompressSync,
  (bytes) => zipOf([{ name: 'a', content: bytes }]),
];

/** One mutated document, and the format it is to be read as; undefined when that is to be told by its content. */
export function mutate(
  seeds: readonly Seed[],
  formats: readonly string[],
  random: Random,
): { seed: Seed; bytes: Buffer; format: string | undefined } {
  const seed = random.of(seeds);
  let { bytes } = seed;
  for (let times = 1 + random.below(4); times > 0; times--) bytes = random.of(mutations)(bytes, random, seeds);
  if (random.below(10) === 0) bytes = random.of(wrappings)(bytes);
  // What was packed may have been damaged in its turn.
  if (random.below(30) === 0) bytes = random.of(mutations)(bytes, random, seeds);
  const forced = random.below(3);
  const format = forced === 0 ? undefined : forced === 1 ? seed.format : random.of(formats);
  return { seed, bytes: bytes.subarray(0, 4 * MAX_BYTES), format };
}
