import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

const hostile = join(fixtures, 'hostile');
const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');

describe('a folder of small hostile files', () => {
  test('each bad one is named with its reason, each good one comes out', async () => {
    const events = await eventsOf([hostile]);
    expect(problemsOf(events)).toEqual([
      'binary.json format-unknown',
      'blank.json document-empty',
      'empty.json document-empty',
      'not-an-inventory.txt format-unknown',
      'nul-inside.json json-invalid',
      'other-json.json format-unknown',
      'truncated.json document-truncated',
    ]);
    expect(machinesOf(events).map((event) => event.file.split('/').at(-1))).toEqual([
      'one-invalid-byte.json',
      'proto-keys.json',
      'utf-16be-without-mark.json',
      'utf-16le-with-mark.json',
      'utf-8-mark.json',
      'windows-1252.json',
      'wrong-types.json',
    ]);
    for (const { inventory } of machinesOf(events)) expect(inventorySchema.parse(inventory)).toEqual(inventory);
  });

  test('every problem is one line, in both languages, that names the file', async () => {
    for (const event of await eventsOf([hostile])) {
      if (!('problem' in event)) continue;
      for (const line of Object.values(event.problem.label())) {
        expect(line).toContain(event.file);
        expect(line).toContain(';');
        expect(line).not.toContain('\n');
      }
    }
  });
});

test('windows-1252: read as such, and said', async () => {
  const { inventory, account } = await machineOf('hostile', 'windows-1252.json');
  expect(inventory.software[0]).toMatchObject({ name: 'Gestion de l’état civil', publisher: "Société d'édition" });
  expect(account.notes).toEqual(['encoding-windows-1252']);
});

test('one-invalid-byte: costs its own characters only, and is said', async () => {
  const { inventory, account } = await machineOf('hostile', 'one-invalid-byte.json');
  expect(inventory.software[0]).toMatchObject({ name: 'État civil', publisher: 'Soci\ufffdt\ufffd' });
  expect(account.notes).toEqual(['encoding-damaged']);
});

test('proto-keys: reach nothing', async () => {
  const { inventory } = await machineOf('hostile', 'proto-keys.json');
  expect(inventory.software.map((item) => `${item.name} ${item.kind}`)).toEqual([
    'toString package',
    'hasOwnProperty package',
  ]);
  expect(inventory.machine.identifiers.uuid).toBeUndefined();
  expect(({} as Record<string, unknown>).softwares).toBeUndefined();
});

test('wrong-types: nothing is made up of them', async () => {
  const { inventory, account } = await machineOf('hostile', 'wrong-types.json');
  expect(inventory.software).toEqual([]);
  expect(account).toMatchObject({ read: 8, kept: 0, merged: 0 });
});

describe('a folder of huge hostile files among good ones', () => {
  let folder = '';
  const MIB = 1024 * 1024;

  function write(name: string, start: string, repeated: string, bytes: number, end = ''): void {
    const block = repeated.repeat(Math.ceil(MIB / repeated.length));
    writeFileSync(join(folder, name), start);
    for (let written = 0; written < bytes; written += block.length) appendFileSync(join(folder, name), block);
    appendFileSync(join(folder, name), end);
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-hostile-'));
    const native =
      '{"document":"inventory","schemaVersion":"1.0","agent":{"name":"a","version":"1"},"collectedAt":"2026-10-05T08:00:00Z","machine":{"identifiers":{},"kind":"server"},';
    const glpi = '{"action":"inventory","deviceid":"x","content":{';
    copyFileSync(join(fixtures, 'native', 'one-document.json'), join(folder, 'a-good.json'));
    write('deep.json', `${native}"x":`, '[', 40 * MIB);
    writeFileSync(join(folder, 'deep-10000.json'), `${native}"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
    write('empty-objects.json', `${glpi}"softwares":[`, '{},', 60 * MIB, '{}]}}');
    write('glpi-600-mib.json', `${glpi}"softwares":[`, '{"name":"x"},', 600 * MIB, '{}]}}');
    write('huge-strings.json', `${glpi}"softwares":[{"name":"`, 'é', 20 * MIB, '"}]}}');
    write('line-500-mib.json', `${native}"x":"`, 'a', 500 * MIB);
    write('many-escapes.json', `${glpi}"softwares":[{"name":"`, '\\"', 20 * MIB, '"}]}}');
    writeFileSync(
      join(folder, 'million-items.json'),
      `${native}"software":[${'{"name":"x","kind":"package","foundBy":"y"},'.repeat(1e6).slice(0, -1)}]}`,
    );
    write('spaces.json', '', ' ', 80 * MIB);
    copyFileSync(join(fixtures, 'glpi', 'windows-laptop', 'full.json'), join(folder, 'z-good.json'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('names the bad ones, gives the good ones, in bounded memory and time', () => {
    const script = `
      import { resourceUsage } from 'node:process';
      import { importPaths } from ${JSON.stringify(index)};
      const told = [];
      for await (const event of importPaths([${JSON.stringify(folder)}], { key: new Uint8Array(32) }))
        told.push(event.file.split('/').at(-1) + ' ' + ('problem' in event ? event.problem.code : event.format));
      console.log(JSON.stringify({ told, peakMiB: resourceUsage().maxRSS / 1024 }));`;
    const started = Date.now();
    const { stdout, stderr } = spawnSync(execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { told, peakMiB } = JSON.parse(stdout);
    expect(told).toEqual([
      'a-good.json native',
      'deep-10000.json native',
      'deep.json document-too-complex',
      'empty-objects.json document-too-complex',
      'glpi-600-mib.json document-too-large',
      'huge-strings.json glpi-json',
      'line-500-mib.json document-too-large',
      'many-escapes.json glpi-json',
      'million-items.json document-too-complex',
      'spaces.json format-unknown',
      'z-good.json glpi-json',
    ]);
    expect(peakMiB).toBeLessThan(512);
    expect(Date.now() - started).toBeLessThan(30_000);
  });
});

describe('mutated documents', () => {
  const documents = [
    readFileSync(join(fixtures, 'glpi', 'windows-laptop', 'full.json')),
    readFileSync(join(fixtures, 'glpi', 'linux-hypervisor.json')),
    readFileSync(join(fixtures, 'native', 'one-document.json')),
    readFileSync(join(fixtures, 'native', 'one-document-a-line.ndjson')),
  ];
  const patch = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 4 }), drop: fc.nat({ max: 40 }) });
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-mutated-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('give inventories that conform or problems, and never fail otherwise', async () => {
    const file = join(folder, 'mutated.json');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...documents),
        fc.array(patch, { minLength: 1, maxLength: 4 }),
        async (document, patches) => {
          let bytes = document;
          for (const { at, bytes: inserted, drop } of patches) {
            const place = at % bytes.length;
            bytes = Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + drop)]);
          }
          writeFileSync(file, bytes);
          for (const event of await eventsOf([file])) {
            if ('problem' in event) expect(event.problem.code).not.toBe('import-failed');
            else expect(inventorySchema.safeParse(event.inventory).success).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
