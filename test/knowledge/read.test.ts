/** Reading the base from disk: every problem at once, local records, the cache. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lint } from '../../src/authoring/lint.ts';
import { wholeRecord } from '../../src/knowledge/base.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { Problem } from '../../src/problem.ts';

const repository = join(import.meta.dirname, '../..');
let folder = '';
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-knowledge-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = (more = ''): string => `name: Example
kind: company
seat: { statutory: FR, administration: FR, source: s1 }
${more}
sources:
  s1: { title: Legal notice, url: "https://example.org", basis: read, consultedOn: 2026-11-21 }
reviewedOn: 2026-11-21
`;

/** A base on disk: the rules of the repository and the vendor files given, by name. */
function root(vendors: Record<string, string | Buffer>): string {
  count += 1;
  const at = join(folder, `root-${count}`);
  mkdirSync(join(at, 'data', 'vendors'), { recursive: true });
  cpSync(join(repository, 'rules'), join(at, 'rules'), { recursive: true });
  for (const [name, content] of Object.entries(vendors)) writeFileSync(join(at, 'data', 'vendors', name), content);
  return at;
}
function local(vendors: Record<string, string>): string {
  count += 1;
  const at = join(folder, `local-${count}`);
  mkdirSync(at);
  for (const [name, content] of Object.entries(vendors)) writeFileSync(join(at, name), content);
  return at;
}
const problemsOf = (vendors: Record<string, string | Buffer>): string[] =>
  readKnowledge({ root: root(vendors) }).problems.map((problem) => problem.in('en'));

describe('a base that can be used', () => {
  test('vendors by file name, products numbered in order', () => {
    const products = (id: string) =>
      record(`products:\n  - { id: ${id}, title: T, functions: [office], role: application, licence: MIT }`);
    const { base, problems } = readKnowledge({ root: root({ 'b.yml': products('bb'), 'a.yaml': products('aa') }) });
    expect(problems).toEqual([]);
    expect([...base!.vendors.keys()]).toEqual(['a', 'b']);
    expect(base!.products.map(({ id, index, vendor }) => [id, index, vendor.id])).toEqual([
      ['aa', 0, 'a'],
      ['bb', 1, 'b'],
    ]);
  });
  test('the same records give the same fingerprint, another day too', () => {
    const [a, b] = [1, 2].map(() => readKnowledge({ root: root({ 'a.yml': record() }) }).base!.version);
    expect(a).toMatch(/^[0-9a-f]{12}$/);
    expect(b).toBe(a);
  });
  test('another fact gives another', () => {
    const [a, b] = ['', 'note: different'].map(
      (more) => readKnowledge({ root: root({ 'a.yml': record(more) }) }).base!.version,
    );
    expect(a).not.toBe(b);
  });
  test('other files are left alone', () => {
    const { base, problems } = readKnowledge({
      root: root({ 'a.yml': record(), 'README.md': 'text', 'notes.txt': 'x' }),
    });
    expect([problems, base!.vendors.size]).toEqual([[], 1]);
  });
  test('a byte order mark does not matter', () => expect(problemsOf({ 'a.yml': `\ufeff${record()}` })).toEqual([]));
});

describe('what is wrong is told, all at once, with the file', () => {
  test('every problem of every file', () => {
    const problems = problemsOf({
      'a.yml': record('colour: blue\nowners: [{ holder: X, share: 200, source: s1 }]'),
      'b.yml': 'name: [',
      'c.yml': '',
      'good.yml': record(),
    });
    expect(problems.filter((line) => line.startsWith('a.yml'))).toHaveLength(2);
    for (const file of ['a.yml', 'b.yml', 'c.yml'])
      expect(problems.some((line) => line.startsWith(`${file}:`))).toBe(true);
    expect(problems.some((line) => line.startsWith('good.yml'))).toBe(false);
  });
  test.each<[string, string, RegExp]>([
    ['an unknown key', record('colour: blue'), /colour/],
    ['a key given twice', record('kind: company'), /unique|duplicate/i],
    ['a country that is no code', record().replace('statutory: FR', 'statutory: France'), /ISO 3166-1/],
    ['an owner both vendor and holder', record('owners: [{ vendor: a, holder: B, source: s1 }]'), /either "vendor"/],
    ['a page read without address', record().replace('url: "https://example.org", ', ''), /url/],
    ['an address that is no web page', record().replace('https://example.org', 'ftp://example.org'), /url/i],
    [
      'a match without seen nor assumed',
      record('products: [{ id: p, title: P, functions: [], role: driver, licence: MIT, match: [{ name: P }] }]'),
      /seen: <source>/,
    ],
    ['a domain with capitals', record('domains: [Example.org]'), /domain/],
    ['a control character', record('note: x').replace('name: Example', 'name: "Exa\\u0007mple"'), /control characters/],
    ['a list instead of a record', '- a\n- b', /expected object|Invalid input/],
    ['a text', 'hello', /expected object|Invalid input/],
    [
      'aliases that multiply',
      'a: &a [1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]',
      /alias/i,
    ],
    ['an empty file', '', /expected object|Invalid input/],
  ])('%s', (_, content, expected) => expect(problemsOf({ 'a.yml': content }).join('\n')).toMatch(expected));
  test('a file name that cannot be an id', () =>
    expect(problemsOf({ 'Example Soft.yml': record() })[0]).toMatch(/lower-case ASCII/));
  test('a file as large as a book', () => {
    expect(problemsOf({ 'a.yml': `#${'x'.repeat(3_000_000)}` })[0]).toMatch(/over the limit/);
  });
  test('bytes that are no text', () =>
    expect(problemsOf({ 'a.yml': Buffer.from([0xff, 0xfe, 0x00, 0x80]) })).not.toEqual([]));
  test('rules that are missing', () => {
    const at = root({ 'a.yml': record() });
    rmSync(join(at, 'rules', 'perimeters.yml'));
    const { base, problems } = readKnowledge({ root: at });
    expect([base, problems.map((problem) => problem.code)]).toEqual([null, ['file-unreadable']]);
  });
  test('no folder of vendors: one known error', () => {
    expect(() => readKnowledge({ root: join(folder, 'nowhere') })).toThrow(Problem);
  });
  test('each message is one line, with the remedy', () => {
    for (const line of problemsOf({ 'a.yml': record('colour: blue'), 'b.yml': 'name: [' })) {
      expect(line).not.toContain('\n');
      expect(line).toContain(';');
    }
  });
});

describe('records of an organisation', () => {
  test('add to the base, and say where they come from', () => {
    const { base } = readKnowledge({ root: root({ 'a.yml': record() }), local: [local({ 'mine.yml': record() })] });
    expect([base!.vendors.get('a')?.origin, base!.vendors.get('mine')?.origin]).toEqual(['base', 'organisation']);
  });
  test('replace those of the same id', () => {
    const { base } = readKnowledge({
      root: root({ 'a.yml': record() }),
      local: [local({ 'a.yml': record().replace('name: Example', 'name: Mine') })],
    });
    expect([base!.vendors.size, base!.vendors.get('a')?.name]).toEqual([1, 'Mine']);
  });
  test('keep the origin of a pack', () => {
    const { base } = readKnowledge({ root: root({}), local: [local({ 'a.yml': record('origin: pack:friends@1.0') })] });
    expect(base!.vendors.get('a')?.origin).toBe('pack:friends@1.0');
  });
  test('are checked as the others', () => {
    const { base, problems } = readKnowledge({ root: root({}), local: [local({ 'a.yml': 'name: 3' })] });
    expect(base).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
  });
  test('a folder that is not there is a known error', () =>
    expect(() => readKnowledge({ root: root({}), local: [join(folder, 'nowhere')] })).toThrow(Problem));
});

describe('two folders of an organisation', () => {
  test('two records of one vendor: told, not one of them chosen', () => {
    const { base, problems } = readKnowledge({
      root: root({}),
      local: [local({ 'a.yml': record() }), local({ 'a.yml': record() })],
    });
    expect(base).toBeNull();
    expect(problems.map((problem) => problem.in('en'))).toEqual([
      'a.yml: two records of one vendor among the folders given by --knowledge; join them',
    ]);
  });
});

describe('the cache', () => {
  test('gives the same base', () => {
    const product = 'products:\n  - { id: aa, title: T, functions: [office], role: application, licence: MIT }';
    const sources = { root: root({ 'a.yml': record(product) }), cache: join(folder, 'cache-a') };
    const [first, second] = [readKnowledge(sources), readKnowledge(sources)];
    expect(second.base!.version).toBe(first.base!.version);
    const [written, kept] = [first.base!, second.base!].map((base) =>
      [...base.vendors.values()].map((vendor) => wholeRecord(base, vendor)),
    );
    expect(JSON.parse(JSON.stringify(kept))).toEqual(JSON.parse(JSON.stringify(written)));
    expect(second.base!.products).toHaveLength(1);
    expect(lint(second.base!)).toEqual(lint(first.base!));
    for (const part of ['rules', 'facts', 'compiled'] as const)
      expect(second.base![part], part).toEqual(first.base![part]);
  });
  test('is left aside when a file changes', () => {
    const at = root({ 'a.yml': record() });
    const sources = { root: at, cache: join(folder, 'cache-b') };
    readKnowledge(sources);
    writeFileSync(join(at, 'data', 'vendors', 'a.yml'), record().replace('name: Example', 'name: Renamed'));
    expect(readKnowledge(sources).base!.vendors.get('a')?.name).toBe('Renamed');
  });
  test('is left aside when a local folder is added', () => {
    const sources = { root: root({ 'a.yml': record() }), cache: join(folder, 'cache-c') };
    readKnowledge(sources);
    const mine = local({ 'mine.yml': record() });
    expect(readKnowledge({ ...sources, local: [mine] }).base!.vendors.has('mine')).toBe(true);
  });
  test('that is damaged is left aside', () => {
    const cache = join(folder, 'cache-d');
    const sources = { root: root({ 'a.yml': record() }), cache };
    readKnowledge(sources);
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), '{"key": tru');
    expect(readKnowledge(sources).base!.vendors.size).toBe(1);
  });
  test('a folder that cannot be written costs nothing', () => {
    writeFileSync(join(folder, 'a-file'), 'x');
    const { base } = readKnowledge({ root: root({ 'a.yml': record() }), cache: join(folder, 'a-file', 'cache') });
    expect(base!.vendors.size).toBe(1);
  });
  test('a base that cannot be used is never kept', () => {
    const at = root({ 'a.yml': 'name: [' });
    const sources = { root: at, cache: join(folder, 'cache-e') };
    expect([readKnowledge(sources).base, readKnowledge(sources).base]).toEqual([null, null]);
  });
});
