/** Inputs too large for every run: what is meant to take the memory or the time of a reader, read as every format in turn. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { workbookOf } from '../import/workbook-writer.ts';
import { zipOf } from '../import/zip-writer.ts';

export type Giant = { readonly name: string; readonly write: (folder: string) => string };

const MIB = 1024 * 1024;

function put(folder: string, name: string, content: Buffer | string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** A file of a beginning, then one block as many times as it takes. */
function grown(folder: string, name: string, start: string, repeated: string, bytes: number): string {
  const file = put(folder, name, start);
  const block = Buffer.alloc(MIB, repeated);
  for (let written = 0; written < bytes; written += MIB) appendFileSync(file, block);
  return file;
}

function entityBomb(): string {
  const entities = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE REQUEST [<!ENTITY e0 "lol">${entities.join('')}]><REQUEST><CONTENT>&e20;</CONTENT></REQUEST>`;
}

const SHEET = { name: 'a', rows: [['Poste', 'Logiciel', 'Version']] };

/** What archives hold as many times their size of as they let one; made when it is asked for, since those who read are measured. */
function zeros(bytes = 128 * MIB): Buffer {
  return Buffer.alloc(bytes, 0x30);
}

export const giants: readonly Giant[] = [
  { name: 'XML entity bomb', write: (folder) => put(folder, 'bomb.xml', entityBomb()) },
  {
    name: 'XML 200,000 deep',
    write: (folder) => put(folder, 'deep.xml', `<REQUEST><CONTENT>${'<a>'.repeat(200_000)}`),
  },
  {
    name: 'JSON 10,000 deep',
    write: (folder) =>
      put(folder, 'deep.json', `{"document":"inventory","content":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  },
  { name: 'JSON 20,000,000 deep', write: (folder) => grown(folder, 'deeper.json', '{"content":', '[', 20 * MIB) },
  { name: 'gzip bomb', write: (folder) => put(folder, 'bomb.gz', gzipSync(zeros())) },
  { name: 'Zstandard bomb', write: (folder) => put(folder, 'bomb.zst', zstdCompressSync(zeros())) },
  { name: 'zip bomb', write: (folder) => put(folder, 'bomb.zip', zipOf([{ name: 'a', content: zeros() }])) },
  {
    name: 'zip in zip in zip',
    write: (folder) => {
      const inner = zipOf([{ name: 'c.zip', content: zipOf([{ name: 'a', content: zeros(8 * MIB) }]) }]);
      return put(folder, 'nested.zip', zipOf([{ name: 'b.zip', content: inner }]));
    },
  },
  {
    name: 'workbook bomb',
    write: (folder) =>
      put(folder, 'bomb.xlsx', workbookOf([SHEET], [{ name: 'xl/sharedStrings.xml', content: zeros() }])),
  },
  {
    name: 'a line of 1 GB',
    write: (folder) => grown(folder, 'line.txt', 'machine;logiciel;version\n"', 'a', 1024 * MIB),
  },
  { name: '64 MiB of NUL bytes', write: (folder) => grown(folder, 'nul.bin', '', '\0', 64 * MIB) },
  {
    name: '64 MiB of line ends',
    write: (folder) => grown(folder, 'ends.txt', 'machine;logiciel;version\n', '\n', 64 * MIB),
  },
  { name: '64 MiB of quotes', write: (folder) => grown(folder, 'quotes.txt', '{"a":"', '\\"', 64 * MIB) },
  {
    name: '64 MiB of empty objects',
    write: (folder) => grown(folder, 'objects.json', '{"content":{"softwares":[', '{},', 60 * MIB),
  },
];
