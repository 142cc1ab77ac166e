/** A delivery folder is read while machines write in it: nothing half written, nothing missing that is not replaced. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folderDestination } from '../../agent/deliver/folder.ts';
import { type ImportEvent, importPaths } from '../../src/import/index.ts';
import { inventoryOf, outgoing } from '../agent/deliver/documents.ts';

const MACHINE = '0123456789abcdef0123456789abcdef';
const key = Buffer.alloc(32, 1);

async function eventsOf(root: string, whenFirstRead?: () => void): Promise<ImportEvent[]> {
  const events: ImportEvent[] = [];
  for await (const event of importPaths([root], { key })) {
    if (events.push(event) === 1) whenFirstRead?.();
  }
  return events;
}

async function deliveredIn(root: string): Promise<string[]> {
  const paths: string[] = [];
  for (const day of ['20', '21']) {
    const document = outgoing(inventoryOf(day, `2026-11-${day}T00:00:00Z`));
    await folderDestination(root, MACHINE).send(document);
    paths.push(join(root, MACHINE, document.name));
  }
  return paths;
}

test('a document that its machine took away meanwhile is no problem; any other file that is gone is one', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-delivered-'));
  const [, second = ''] = await deliveredIn(root);
  writeFileSync(join(root, 'z.json'), '{}');
  const events = await eventsOf(root, () => {
    rmSync(second);
    rmSync(join(root, 'z.json'));
  });
  expect(events.map((event) => ('problem' in event ? event.problem.code : event.signature))).toEqual([
    { signer: expect.stringMatching(/^[0-9a-f]{32}$/) },
    'file-missing',
  ]);
});

test('read again and again while documents are written: whole ones only, and no problem', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-delivered-'));
  const share = join(root, 'share');
  mkdirSync(share);
  await deliveredIn(share);
  const runs = JSON.stringify({ stateFolder: join(root, 'state'), ledger: join(root, 'ledger'), share, runs: 40 });
  const entry = fileURLToPath(new URL('../agent/deliver/endless-runs.ts', import.meta.url));
  const writer = spawn(process.execPath, [entry, runs], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(writer, 'exit');
  let readings = 0;
  let documents = 0;
  while (writer.exitCode === null) {
    const events = await eventsOf(share);
    expect(events.filter((event) => 'problem' in event)).toEqual([]);
    documents = events.length;
    readings++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await ended).toEqual([0, null]);
  expect(readings).toBeGreaterThan(2);
  expect(documents).toBeGreaterThan(2);
});
