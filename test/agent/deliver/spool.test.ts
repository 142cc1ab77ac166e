import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openSpool } from '../../../agent/deliver/spool.ts';
import { inventoryOf, outgoing } from './documents.ts';

let state = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tiebreak-spool-'));
});

const dated = (day: number) => outgoing(inventoryOf('a', `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`));

test('what is put is there, oldest first, until it is taken away', () => {
  const spool = openSpool(state);
  expect(spool.names()).toEqual([]);
  const [second, first] = [dated(2), dated(1)];
  for (const document of [second, first]) expect(spool.put(document)).toEqual({ replaced: 0 });
  expect(spool.names()).toEqual([first.name, second.name]);
  expect(spool.read(first.name)).toEqual(first);
  expect(spool.remove(first.name)).toBe(true);
  expect(openSpool(state).names()).toEqual([second.name]);
  expect(spool.read(first.name)).toBeUndefined();
});

test('bounded in number: the oldest give way, never the one just put', () => {
  const spool = openSpool(state, { documents: 3, bytes: 1_000_000 });
  const documents = [10, 11, 12, 13].map(dated);
  for (const document of documents) spool.put(document);
  expect(spool.names()).toEqual(documents.slice(1).map(({ name }) => name));
  // A clock that went back.
  const late = dated(1);
  expect(spool.put(late)).toEqual({ replaced: 1 });
  expect(spool.names()).toEqual([late, ...documents.slice(2)].map(({ name }) => name));
});

test('bounded in bytes, whatever the size of the one just put', () => {
  const documents = [10, 11, 12].map(dated);
  const size = documents[0]?.text.length ?? 0;
  const spool = openSpool(state, { documents: 30, bytes: 2 * size + 10 });
  for (const document of documents) spool.put(document);
  expect(spool.names()).toEqual(documents.slice(1).map(({ name }) => name));
  const large = { ...dated(13), text: 'x'.repeat(3 * size) };
  expect(spool.put(large)).toEqual({ replaced: 2 });
  expect(spool.names()).toEqual([large.name]);
});

test('what is not a document is neither counted, sent nor taken away', () => {
  mkdirSync(join(state, 'spool'));
  for (const name of ['notes.txt', '.20261121T000000Z-01234567.inventory.json.x.tmp'])
    writeFileSync(join(state, 'spool', name), '');
  const spool = openSpool(state, { documents: 1, bytes: 1 });
  spool.put(dated(1));
  expect(spool.names()).toHaveLength(1);
  expect(readdirSync(join(state, 'spool'))).toHaveLength(3);
});

test('a link in the place of the spool is not followed', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'tiebreak-elsewhere-'));
  symlinkSync(elsewhere, join(state, 'spool'));
  const spool = openSpool(state);
  expect(spool.put(dated(1))).toHaveProperty('problem');
  expect([spool.names(), readdirSync(elsewhere)]).toEqual([[], []]);
});

test('a monstrous file under a good name is not read', () => {
  const spool = openSpool(state);
  const document = dated(1);
  spool.put(document);
  truncateSync(join(state, 'spool', document.name), 100_000_000);
  expect(spool.read(document.name)).toBeUndefined();
});
