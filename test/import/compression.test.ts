import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, fixtures, machinesOf, problemsOf } from './events.ts';
import { zipOf } from './zip-writer.ts';

const full = readFileSync(join(fixtures, 'glpi', 'windows-laptop', 'full.json'));
const partial = readFileSync(join(fixtures, 'glpi', 'windows-laptop', 'partial-software-later.json'));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-compression-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, bytes: Buffer | string): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** More than a block once compressed, so that it is read as it comes. */
function largeTable(): Buffer {
  const rows = Array.from({ length: 120_000 }, (_, row) => {
    const noise = Buffer.from(`${row * 7919}:${row}`).toString('base64');
    return `PC-${row % 800};Programme ${row % 700};Éditeur ${row % 90};${noise}`;
  });
  return Buffer.from(`machine;logiciel;éditeur;version\n${rows.join('\n')}\n`);
}

describe('what a compressed file holds is read as if it were not', () => {
  test.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
    ['zstd', zstdCompressSync],
  ])('%s, small and large', async (id, compress) => {
    const [plain] = machinesOf(await eventsOf([put('small.json', full)]));
    const [small] = machinesOf(await eventsOf([put(`small.${id}`, compress(full))]));
    expect(small?.inventory.software).toEqual(plain?.inventory.software);
    const table = largeTable();
    const packed = compress(table);
    expect(packed.length).toBeGreaterThan(1024 * 1024);
    const machines = machinesOf(await eventsOf([put(`large.${id}`, packed)]));
    expect(machines).toHaveLength(800);
    expect(machines.reduce((sum, { account }) => sum + account.read, 0)).toBe(120_000);
  });

  test('standard input too', () => {
    const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
    const script = `
      import { importPaths } from ${JSON.stringify(index)};
      for await (const event of importPaths(['-'], { key: new Uint8Array(32) }))
        console.log('problem' in event ? event.problem.code : event.format + ' ' + event.account.kept);`;
    const { stdout } = spawnSync(execPath, ['--input-type=module', '-e', script], { input: gzipSync(full) });
    expect(stdout.toString().trim()).toBe('glpi-json 13');
  });

  test('a text that begins like zlib is a text', async () => {
    expect(problemsOf(await eventsOf([put('x.txt', 'x^ marks the spot')]))).toEqual(['x.txt format-unknown']);
  });

  test('a truncated one is named', async () => {
    const [small, large] = [gzipSync(full), gzipSync(largeTable())];
    const files = [
      put('small-cut.gz', small.subarray(0, small.length - 20)),
      put('large-cut.gz', large.subarray(0, large.length - 20)),
    ];
    expect(problemsOf(await eventsOf(files))).toEqual([
      'small-cut.gz compressed-damaged',
      'large-cut.gz compressed-damaged',
    ]);
  });
});

describe('a zip archive is a folder', () => {
  test('its members by their names, sorted; partial ones complete the full one', async () => {
    const file = put(
      'lot.zip',
      zipOf([
        { name: 'b/later.json', content: partial },
        { name: 'b/', content: '', stored: true },
        { name: '__MACOSX/._a', content: 'x' },
        { name: 'a/École.json', content: full, stored: true },
        { name: 'c.json.gz', content: gzipSync(full) },
      ]),
    );
    const events = await eventsOf([file]);
    expect(problemsOf(events)).toEqual([]);
    expect(machinesOf(events).map(({ file: name }) => name.slice(folder.length + 1))).toEqual([
      'lot.zip/a/École.json',
      'lot.zip/c.json.gz',
      'lot.zip/b/later.json',
    ]);
    expect(machinesOf(events)[2]?.replaces).toBeDefined();
    expect(machinesOf(events)[0]?.inventory.source?.file).toBe('École.json');
    expect(machinesOf(await eventsOf([folder])).some(({ file: name }) => name.includes('lot.zip/a'))).toBe(true);
  });

  test('what cannot be read is named, the rest is read', async () => {
    const good = { name: 'good.json', content: full };
    const archives = [
      put('cut.zip', zipOf([good]).subarray(0, 500)),
      put('empty.zip', zipOf([])),
      put('lies.zip', zipOf([{ ...good, name: 'lies.json', announced: 10 }])),
      put('locked.zip', zipOf([{ ...good, name: 'locked.json', encrypted: true }, good])),
      put('not-a.zip', 'not an archive'),
      put('other-method.zip', zipOf([{ ...good, name: 'lzma.json', method: 14 }])),
      put('workbook.xlsx', zipOf([good])),
    ];
    const events = await eventsOf(archives);
    expect(problemsOf(events)).toEqual([
      'cut.zip compressed-damaged',
      'empty.zip folder-empty',
      'lies.json compressed-damaged',
      'locked.json zip-method',
      'not-a.zip compressed-damaged',
      'lzma.json zip-method',
      'workbook.xlsx zip-unnamed',
    ]);
    expect(machinesOf(events)).toHaveLength(1);
  });

  test.each(['beyond.zip', 'beyond.xlsx'])('bytes that a member is said to have beyond the end: %s', async (name) => {
    const lies = zipOf([{ name: 'xl/workbook.xml', content: full }]);
    // Length of the name in the header before the bytes.
    lies.writeUInt16LE(0xffff, 26);
    const nested = zipOf([{ name, content: lies }]);
    for (const file of [put(name, lies), put('nested-beyond.zip', nested)])
      expect(problemsOf(await eventsOf([file]))).toEqual([expect.stringMatching(/ compressed-damaged$/)]);
  });

  test('over 4 GB, its numbers are on 64 bits', async () => {
    const members = [
      { name: 'a.json', content: full },
      { name: 'b.json', content: full, stored: true },
    ];
    const machines = machinesOf(await eventsOf([put('large-numbers.zip', zipOf(members, true))]));
    expect(machines.map(({ file }) => file.split('/').at(-1))).toEqual(['a.json', 'b.json']);
    const lies = zipOf(members, true);
    lies.writeBigUInt64LE(2n ** 62n, lies.length - 22 - 20 + 8);
    expect(problemsOf(await eventsOf([put('large-lies.zip', lies)]))).toEqual(['large-lies.zip compressed-damaged']);
  });

  test('an archive in an archive is one more folder, and there is no third', async () => {
    const inner = zipOf([{ name: 'deep/a.json', content: full }]);
    const file = put(
      'nested.zip',
      zipOf([
        { name: 'inner.zip', content: inner },
        { name: 'again.zip', content: zipOf([{ name: 'third.zip', content: inner }]) },
      ]),
    );
    const events = await eventsOf([file]);
    expect(problemsOf(events)).toEqual(['third.zip zip-nested']);
    expect(machinesOf(events).map(({ file: name }) => name.slice(folder.length + 1))).toEqual([
      'nested.zip/inner.zip/deep/a.json',
    ]);
  });

  test('names that lead out lead nowhere: nothing is written', async () => {
    const file = put('out.zip', zipOf([{ name: '../../etc/passwd', content: full }]));
    expect(machinesOf(await eventsOf([file]))).toHaveLength(1);
  });
});

describe('bombs', () => {
  test('are refused, in bounded memory', () => {
    const zeros = Buffer.alloc(256 * 1024 * 1024, 0x30);
    const files = [
      put('bomb.gz', gzipSync(zeros)),
      put('bomb.zst', zstdCompressSync(zeros)),
      put('bomb.zip', zipOf([{ name: 'a.json', content: zeros }])),
      put(
        'bomb-of-many.zip',
        zipOf(Array.from({ length: 40 }, (_, at) => ({ name: `${at}`, content: zeros.subarray(0, 8e6) }))),
      ),
      put('bomb-that-lies.zip', zipOf([{ name: 'small.json', content: zeros, announced: 1000 }])),
    ];
    const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
    const script = `
      import { existsSync, readFileSync } from 'node:fs';
      import { resourceUsage } from 'node:process';
      import { importPaths } from ${JSON.stringify(index)};
      const told = [];
      for await (const event of importPaths(${JSON.stringify(files)}, { key: new Uint8Array(32) }))
        told.push(event.file.split('/').at(-1) + ' ' + event.problem.code);
      // On Linux, maxRSS counts the process that started this one, which holds the bombs.
      const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'latin1') : '';
      const peak = Number(/VmHWM:\\s*(\\d+)/.exec(status)?.[1] ?? resourceUsage().maxRSS);
      console.log(JSON.stringify({ told, peakMiB: peak / 1024 }));`;
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { told, peakMiB } = JSON.parse(stdout);
    expect(told).toEqual([
      'bomb.gz compressed-bomb',
      'bomb.zst compressed-bomb',
      'bomb.zip compressed-bomb',
      'bomb-of-many.zip compressed-bomb',
      expect.stringMatching(/^small\.json compressed-(?:bomb|damaged)$/),
    ]);
    expect(peakMiB).toBeLessThan(300);
  });
});
