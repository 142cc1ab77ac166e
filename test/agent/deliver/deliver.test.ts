/** The order of things: spool, send, remember; what is sent whole, what in a few bytes, what waits. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { deliver } from '../../../agent/deliver/deliver.ts';
import type { Destination, Outcome } from '../../../agent/deliver/destination.ts';
import { openSpool } from '../../../agent/deliver/spool.ts';
import type { Inventory } from '../../../src/inventory/schema.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { inventoryOf, key } from './documents.ts';

let stateFolder = '';
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'tiebreak-state-'));
});

/** Answers in turn, then "delivered"; notes what it was given, and what was on the disk at that moment. */
function destinationThat(...answers: (Outcome | { result: 'unknown' })[]) {
  const calls: string[] = [];
  const waiting: string[][] = [];
  const next = () => answers.shift() ?? { result: 'delivered' };
  const destination: Destination = {
    id: 'test',
    send: async ({ text }) => {
      expect(verify(Buffer.from(text)).status).toBe('valid');
      calls.push(`document ${JSON.parse(text).software[0].name}`);
      waiting.push(openSpool(stateFolder).names());
      return next() as Outcome;
    },
    sendSeen: async (text) => {
      expect(verify(Buffer.from(text), 'seen').status).toBe('valid');
      calls.push(`seen ${JSON.parse(text).seenAt.slice(0, 10)}`);
      return next();
    },
    close: async () => {},
  };
  return { destination, calls, waiting };
}

const down: Outcome = { result: 'unavailable', detail: 'down' };

function run(inventory: Inventory, destination: Destination, fullEveryDays = 7) {
  return deliver({ inventory, key, stateFolder, destination, fullEveryDays });
}

const on = (day: number, name = 'a') => inventoryOf(name, `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`);
const nothing = { delivered: 0, unchanged: false, waiting: 0, problems: [] };

test('in the spool before it is sent, out of it once acknowledged', async () => {
  const { destination, calls, waiting } = destinationThat();
  expect(await run(on(1), destination)).toEqual({ ...nothing, delivered: 1 });
  expect([calls, waiting.map((names) => names.length)]).toEqual([['document a'], [1]]);
  expect(openSpool(stateFolder).names()).toEqual([]);
});

test('unchanged: a few bytes; changed, or after some days: the document', async () => {
  const { destination, calls } = destinationThat();
  await run(on(1), destination);
  expect(await run(on(2), destination)).toEqual({ ...nothing, unchanged: true });
  await run(on(7), destination);
  await run(on(8), destination);
  await run(on(9, 'b'), destination);
  await run(on(10, 'b'), destination);
  expect(calls).toEqual([
    'document a',
    'seen 2026-11-02',
    'seen 2026-11-07',
    'document a',
    'document b',
    'seen 2026-11-10',
  ]);
});

test('elsewhere, or with a clock that went back: the document', async () => {
  const { destination, calls } = destinationThat();
  await run(on(5), destination);
  await run(on(5), { ...destination, id: 'another' });
  await run(on(4), { ...destination, id: 'another' });
  expect(calls).toEqual(['document a', 'document a', 'document a']);
});

test('a destination that lost the document gets it again', async () => {
  const { destination, calls } = destinationThat({ result: 'delivered' }, { result: 'unknown' });
  await run(on(1), destination);
  expect(await run(on(2), destination)).toEqual({ ...nothing, delivered: 1 });
  expect(calls).toEqual(['document a', 'seen 2026-11-02', 'document a']);
});

test('down for days: every change is kept, what says nothing new is kept once, all goes in order', async () => {
  const { destination, calls } = destinationThat(down, down, down, down);
  expect(await run(on(1), destination)).toEqual({ ...nothing, waiting: 1, problems: ['down'] });
  expect(await run(on(2), destination)).toMatchObject({ waiting: 1 });
  expect(await run(on(3, 'b'), destination)).toMatchObject({ waiting: 2 });
  expect(await run(on(4, 'b'), destination)).toMatchObject({ waiting: 2 });
  calls.length = 0;
  expect(await run(on(5, 'b'), destination)).toEqual({ ...nothing, delivered: 2 });
  expect(await run(on(6, 'b'), destination)).toEqual({ ...nothing, unchanged: true });
  expect(calls).toEqual(['document a', 'document b', 'seen 2026-11-06']);
});

test('an unchanged machine whose collector is down leaves nothing behind', async () => {
  const { destination } = destinationThat({ result: 'delivered' }, down);
  await run(on(1), destination);
  expect(await run(on(2), destination)).toEqual({ ...nothing, problems: ['down'] });
});

test('a document refused waits, and does not hold back the next', async () => {
  const { destination, calls } = destinationThat(down, { result: 'refused', detail: 'too large' });
  await run(on(1), destination);
  expect(await run(on(2, 'b'), destination)).toEqual({ ...nothing, delivered: 1, waiting: 1, problems: ['too large'] });
  expect(calls).toEqual(['document a', 'document a', 'document b']);
});

test('a spool that cannot be written: sent without it', async () => {
  writeFileSync(join(stateFolder, 'spool'), 'a file');
  const { destination, calls } = destinationThat();
  const report = await run(on(1), destination);
  expect(report).toMatchObject({ delivered: 1, waiting: 0, problems: [expect.stringContaining('spool')] });
  expect(calls).toEqual(['document a']);
});

test.for(['', '{', '[]', '{"documentId":1}', '{"digest":"x","contacts":3}'])(
  'what was delivered last is damaged (%s): the document',
  async (damage) => {
    const { destination, calls } = destinationThat();
    await run(on(1), destination);
    expect(readdirSync(stateFolder)).toContain('last-delivery.json');
    expect(JSON.parse(readFileSync(join(stateFolder, 'last-delivery.json'), 'utf8'))).toMatchObject({
      destination: 'test',
    });
    writeFileSync(join(stateFolder, 'last-delivery.json'), damage);
    await run(on(2), destination);
    expect(calls).toEqual(['document a', 'document a']);
  },
);

test('a document damaged in the spool hides no other', async () => {
  const { destination, calls } = destinationThat(down);
  await run(on(1), destination);
  const [name = ''] = openSpool(stateFolder).names();
  writeFileSync(join(stateFolder, 'spool', name), 'damaged');
  destination.send = async ({ text }) => {
    calls.push(text.slice(0, 7));
    return text === 'damaged' ? { result: 'refused', detail: 'not JSON' } : { result: 'delivered' };
  };
  expect(await run(on(2), destination)).toMatchObject({ delivered: 1, waiting: 1 });
  expect(calls).toEqual(['document a', 'damaged', '{"docum']);
});
