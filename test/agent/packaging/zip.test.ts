import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zip } from '../../../agent/packaging/zip.ts';
import { missing } from './wine.ts';

const DATE = new Date('2026-01-02T03:04:06Z');

test.skipIf(missing('unzip'))('another program reads back names, contents and rights', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-zip-'));
  const random = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) & 0xff));
  const members = [
    { name: 'dossier/été.txt', content: Buffer.from('accentué '.repeat(500)) },
    { name: 'vide', content: Buffer.alloc(0) },
    { name: 'run.sh', content: random, executable: true },
  ];
  writeFileSync(join(folder, 'a.zip'), zip(members, DATE));
  const unzip = spawnSync('unzip', ['-q', join(folder, 'a.zip'), '-d', folder], { encoding: 'utf8' });
  expect([unzip.status, unzip.stderr]).toEqual([0, '']);
  for (const { name, content } of members) expect(readFileSync(join(folder, name)).equals(content)).toBe(true);
  expect(statSync(join(folder, 'run.sh')).mode & 0o111).toBe(0o111);
  rmSync(folder, { recursive: true });
});

test('the bytes depend on content and date alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string(), content: fc.uint8Array().map((bytes) => Buffer.from(bytes)) })),
      (members) => {
        expect(zip(members, DATE).equals(zip(members, new Date(DATE)))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
