import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildRelease } from '../../bin/build.ts';
import { type Batch, BatchReader, BatchWriter, openSlots } from '../../src/import/ahead/document.ts';
import { Reading } from '../../src/import/ahead/reading.ts';
import { KnownItems } from '../../src/import/known-items.ts';
import { valueAround } from '../../src/import/known-list.ts';
import { sign } from '../../src/inventory/signature.ts';
import { eventsOf, fixtures } from './events.ts';

const start = {
  document: 'inventory',
  schemaVersion: '1.0',
  agent: { name: 'tiebreak-agent', version: '0.1.0' },
  collectedAt: '2026-10-05T08:00:00Z',
};

/** An inventory of a machine of its own, with items that others have too. */
function inventory(number: number, software: readonly unknown[] = items(number)): Record<string, unknown> {
  const serial = number.toString(16).padStart(32, '0');
  return { ...start, machine: { identifiers: { serial }, kind: 'workstation' }, software, endpoints: [] };
}

function items(number: number): unknown[] {
  return Array.from({ length: number % 7 }, (_, at) => ({
    name: `Éditeur ${(number * at) % 11}`,
    publisher: 'Société "A"',
    version: `${number}.${at}`,
    kind: 'program',
    foundBy: 'test',
  }));
}

describe('a batch', () => {
  const word = fc.constantFrom('A', 'Café', 'a "b"', '12.0', '', '2025-01-01', '😀', '\u0000');
  const item = fc.record(
    {
      name: fc.constantFrom('A', 'B', 'Café'),
      version: word,
      publisher: word,
      kind: fc.constant('program'),
      foundBy: word,
    },
    { requiredKeys: ['name', 'kind', 'foundBy'] },
  );

  test('gives the documents that were put in it, through any number of slots', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.array(item, { maxLength: 5 })), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (documents, together) => {
          const slots = openSlots();
          const batches: Batch[] = [];
          const known = new KnownItems();
          const writer = new BatchWriter(slots, known.shapes, (batch) => batches.push(structuredClone(batch)));
          const reader = new BatchReader(slots);
          const given: unknown[] = [];
          const empty = (): void => {
            for (const batch of batches.splice(0)) {
              reader.open(batch);
              while (!reader.isDone) {
                const next = reader.next();
                given.push(next && { ...valueAround(next.before, next.after), software: next.software.items });
              }
            }
          };
          for (const [index, software] of documents.entries()) {
            const bytes = Buffer.from(JSON.stringify(inventory(index, software ?? [])));
            const list = software === null ? undefined : known.scan(bytes);
            if (list === undefined) writer.addNothing();
            else writer.add(bytes, list, undefined);
            bytes.fill(0);
            if (writer.files === together) {
              writer.post();
              empty();
            }
          }
          if (writer.files > 0) writer.post();
          empty();
          const expected = documents.map((software, index) =>
            software === null ? undefined : inventory(index, software),
          );
          expect(given).toEqual(expected);
        },
      ),
    );
  });

  test('leaves a document that no slot can hold to who asked', () => {
    const slots = openSlots();
    const batches: Batch[] = [];
    const known = new KnownItems();
    const writer = new BatchWriter(slots, known.shapes, (batch) => batches.push(batch));
    const reader = new BatchReader(slots);
    const bytes = Buffer.from(JSON.stringify({ ...inventory(3), note: 'x'.repeat(600_000) }));
    const list = known.scan(bytes);
    if (list === undefined) throw new Error('no list');
    writer.add(bytes, list, undefined);
    writer.post();
    for (const batch of batches) reader.open(batch);
    expect(reader.next()).toBeUndefined();
    expect(reader.isDone).toBe(true);
  });
});

describe('files read ahead', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ahead-'));
  const { privateKey } = generateKeyPairSync('ed25519');
  const name = (number: number): string => `PC-${String(number).padStart(3, '0')}.json`;
  const FILES = 420;

  /** Most are plain; some are all that can come among them. */
  function contentOf(number: number): string | Buffer {
    const text = JSON.stringify(inventory(number));
    switch (number % 20) {
      case 1:
        return sign(text, privateKey);
      case 2:
        return sign(text, privateKey).replace('Société', 'Sociétè');
      case 3:
        return text.slice(0, -20);
      case 4:
        return number % 40 === 4 ? '' : Buffer.from('\x00\x01\xff\xfe garbage', 'latin1');
      case 5:
        return Buffer.from(`\ufeff${text}`, 'utf16le');
      case 6:
        return `${text}\n${JSON.stringify(inventory(number + 1000))}\n`;
      case 7:
        return JSON.stringify(
          inventory(number, [{ name: 'A "b" \\ <script>', kind: 'program', foundBy: 'x', version: 'é' }]),
        );
      case 8:
        return gzipSync(text);
      case 9:
        return text.replace('"collectedAt"', '"newer":{"software":[]},"collectedAt"');
      case 10:
        return text.replace('"kind":"workstation"', '"kind":"toaster"');
      case 11:
        return sign(text, privateKey).replace('"signature"', '"signatur\\u0065"');
      case 12:
        return JSON.stringify(JSON.parse(text), null, 2);
      default:
        return text;
    }
  }

  beforeAll(() => {
    for (let number = 0; number < FILES; number++) writeFileSync(join(folder, name(number)), contentOf(number));
    cpSync(join(fixtures, 'glpi', 'windows-laptop', 'full.json'), join(folder, 'z-other-format.json'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('give the same events as files read one by one', async () => {
    const names = [...Array.from({ length: FILES }, (_, number) => name(number)), 'z-other-format.json'];
    const paths = names.map((file) => join(folder, file));
    const told = (events: Awaited<ReturnType<typeof eventsOf>>): string[] =>
      events.map((event) => ('problem' in event ? `${event.file} ${event.problem.code}` : JSON.stringify(event)));
    const alone: string[] = [];
    for (const path of paths) alone.push(...told(await eventsOf([path])));
    expect(told(await eventsOf([folder]))).toEqual(alone);
    expect(alone.filter((event) => event.includes('"signer"')).length).toBeGreaterThan(10);
    expect(alone.filter((event) => event.endsWith('signature-invalid')).length).toBeGreaterThan(10);
  });

  test('are those of our own, compressed or not, in their order', async () => {
    const numbers = Array.from({ length: FILES }, (_, number) => number);
    const reading = new Reading([...numbers.map((number) => join(folder, name(number))), '']);
    const read: number[] = [];
    for (const number of numbers) {
      const ahead = await reading.take();
      if (ahead === undefined) continue;
      read.push(number);
      expect(ahead.before + ahead.after).toContain(number.toString(16).padStart(32, '0'));
    }
    expect(await reading.take()).toBeUndefined();
    expect(read).toEqual(numbers.filter((number) => ![3, 4, 5, 6].includes(number % 20)));
    await reading.close();
  });

  test('are given up once none of so many was of our own', async () => {
    const files = Array.from({ length: 500 }, () => join(folder, 'z-other-format.json'));
    const reading = new Reading([...files, join(folder, name(0))]);
    for (const _ of files) expect(await reading.take()).toBeUndefined();
    expect(await reading.take()).toBeUndefined();
    await reading.close();
  });

  test('are read by who asked when the thread is gone, which ends though it waits', async () => {
    const files = Array.from({ length: 5000 }, () => join(folder, name(0)));
    const reading = new Reading(files);
    expect(await reading.take()).toBeDefined();
    await reading.close();
    let left = 0;
    for (const _ of files.slice(1)) if ((await reading.take()) === undefined) left++;
    // What was handed over before is still there: four slots of sixteen.
    expect(left).toBeGreaterThan(files.length - 5 * 16);
  });

  test('are read by the thread of a release too', async () => {
    const release = join(folder, 'release');
    await buildRelease(release);
    const slots = openSlots();
    const workerData = { files: [join(folder, name(13))], slots };
    const thread = new Worker(join(release, 'lib/cli/read-ahead.js'), { workerData });
    const [batch] = (await once(thread, 'message')) as [Batch];
    const reader = new BatchReader(slots);
    reader.open(batch);
    expect(reader.next()?.software.items).toEqual(items(13));
    await thread.terminate();
    rmSync(release, { recursive: true });
  }, 60_000);

  test('that are not wanted to the end keep nothing alive', async () => {
    const many = join(folder, 'many');
    mkdirSync(many);
    const text = readFileSync(join(folder, name(0)));
    for (let number = 0; number < 3000; number++) writeFileSync(join(many, name(number)), text);
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 100) controller.abort(new Error('enough'));
    };
    await expect(eventsOf([many], { onProgress, signal: controller.signal })).rejects.toThrow('enough');
  });
});
