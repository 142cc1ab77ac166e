import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, fixtures, machineOf, machinesOf, problemsOf } from './events.ts';

test('one-document: the inventory, its account and its key', async () => {
  const { inventory, account, machine, format } = await machineOf('native', 'one-document.json');
  expect(format).toBe('native');
  expect(inventory.software.map((item) => item.name)).toEqual(['Mozilla Firefox (x64 fr)']);
  expect(account).toEqual({ read: 2, kept: 2, merged: 0, refused: {}, notes: [] });
  expect(machine).toBe(['a', 'b', 'c'].map((letter) => letter.repeat(32)).join('+'));
});

test('one-document-a-line: each is a machine', async () => {
  const events = await eventsOf([join(fixtures, 'native', 'one-document-a-line.ndjson')]);
  expect(machinesOf(events).map((event) => event.machine)).toEqual(['0', '1', '2'].map((digit) => digit.repeat(32)));
});

test.each(['utf8', 'utf16le'] as const)('one-document-a-line: with a byte order mark, in %s', async (encoding) => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-native-'));
  const text = readFileSync(join(fixtures, 'native', 'one-document-a-line.ndjson'), 'utf8');
  writeFileSync(join(folder, 'a.ndjson'), `\ufeff${text.replaceAll('\n', '\r\n')}`, encoding);
  expect(machinesOf(await eventsOf([folder]))).toHaveLength(3);
  rmSync(folder, { recursive: true });
});

test('one-line-broken-among-good-ones: the good ones come out, the bad one is named by its line', async () => {
  const events = await eventsOf([join(fixtures, 'native', 'one-line-broken-among-good-ones.ndjson')]);
  expect(machinesOf(events)).toHaveLength(2);
  const [problem] = events.flatMap((event) => ('problem' in event ? [event.problem] : []));
  expect(problem?.code).toBe('document-truncated');
  expect(problem?.in('fr')).toContain('one-line-broken-among-good-ones.ndjson:2 :');
});

test('newer-minor: read, without what it adds', async () => {
  const { inventory } = await machineOf('native', 'newer-minor.json');
  expect(inventory.software).toEqual([{ name: 'A', kind: 'program', foundBy: 'x' }]);
});

test('other-major: refused with the remedy', async () => {
  const events = await eventsOf([join(fixtures, 'native', 'other-major.json')]);
  expect(problemsOf(events)).toEqual(['other-major.json inventory-version']);
});

test('keys-sorted-by-another-tool: recognised all the same', async () => {
  const { inventory } = await machineOf('native', 'keys-sorted-by-another-tool.json');
  expect(inventory.browserExtensions).toHaveLength(400);
});

test('partial-software-only: completes the document of the same machine, whichever is read first', async () => {
  const paths = ['partial-software-only.json', 'one-document.json'].map((name) => join(fixtures, 'native', name));
  const [full, completed, ...others] = machinesOf(await eventsOf(paths));
  expect(others).toEqual([]);
  expect(completed?.replaces).toBe(full?.machine);
  expect(completed?.inventory.partial).toBeUndefined();
  expect(completed?.inventory.software.map((item) => item.name)).toEqual(
    ['Mozilla Firefox (x64 fr)'].slice(1).concat('Thunderbird'),
  );
  expect(completed?.inventory.endpoints).toHaveLength(1);
  expect(completed?.inventory.collectedAt).toBe('2026-10-06T08:00:00.000Z');
});
