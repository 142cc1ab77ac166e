/** `tiebreak knowledge …` on small folders of an organisation. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { place } from './run.ts';

// Each test starts programs: on a busy machine they wait for one another.
vi.setConfig({ testTimeout: 180_000 });

const at = place();
beforeAll(() => {
  mkdirSync(join(at.folder, 'broken'));
  mkdirSync(join(at.folder, 'wrong'));
  writeFileSync(join(at.folder, 'broken', 'zorglub.yml'), 'name: Zorglub\ncolour: blue\n');
  writeFileSync(
    join(at.folder, 'wrong', 'zorglub.yml'),
    `name: Zorglub
kind: company
seat: { statutory: ZY, administration: FR, source: s1 }
sources:
  s1: { title: our contract, basis: unverified, asOf: 2026 }
reviewedOn: 2026-11-21
`,
  );
});
afterAll(at.remove);

describe.concurrent('knowledge', () => {
  test('a record that does not fit: every problem, a line each, code 2', async () => {
    const { code, err } = await at.run(['knowledge', 'lint', '--knowledge', 'broken']);
    expect(code).toBe(2);
    expect(err.length).toBeGreaterThan(1);
    for (const line of err) expect(line).toMatch(/^tiebreak: zorglub\.yml: /);
  });
  test('a record the lint objects to: the remedy, code 1', async () => {
    const { code, err } = await at.run(['knowledge', 'lint', '--knowledge', 'wrong']);
    expect(code).toBe(1);
    expect(err).toContain('tiebreak: zorglub.yml: seat/owners: unknown country "ZY"; use an ISO 3166-1 code');
  });
  test('test runs every example', async () => {
    const { code, out } = await at.run(['knowledge', 'test', '--json']);
    const { run, issues } = JSON.parse(out) as { run: number; issues: object[] };
    expect(run).toBeGreaterThan(1000);
    expect(code).toBe(issues.length === 0 ? 0 : 1);
  });
  test('new writes a template that the lint accepts, and never over another', async () => {
    mkdirSync(join(at.folder, 'mine'));
    const first = await at.run(['knowledge', 'new', 'zorglub', '-o', 'mine']);
    expect(first.code).toBe(0);
    const written = readFileSync(join(at.folder, 'mine', 'zorglub.yml'), 'utf8');
    const lint = await at.run(['knowledge', 'lint', '--knowledge', 'mine']);
    expect(lint.err.filter((line) => line.includes('zorglub'))).toEqual([]);
    const second = await at.run(['knowledge', 'new', 'zorglub', '-o', 'mine']);
    expect([second.code, second.err.length]).toEqual([2, 1]);
    expect(readFileSync(join(at.folder, 'mine', 'zorglub.yml'), 'utf8')).toBe(written);
  });
  test('stats are numbers', async () => {
    const { code, out } = await at.run(['knowledge', 'stats', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { vendors: number }).vendors).toBeGreaterThan(100);
  });
});
