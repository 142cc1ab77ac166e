/** `tiebreak knowledge …` on small folders of an organisation. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { vendorTemplate } from '../../src/authoring/template.ts';
import { nativeInventory, place } from './run.ts';

// Each test starts programs: on a busy machine they wait for one another.
vi.setConfig({ testTimeout: 180_000 });

const at = place();
beforeAll(() => {
  mkdirSync(join(at.folder, 'broken'));
  mkdirSync(join(at.folder, 'wrong'));
  writeFileSync(join(at.folder, 'zorglub-template.yml'), vendorTemplate('zorglub', '2026-11-21', 'en'));
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
    const first = await at.run(['knowledge', 'new', 'zorglub', '-o', 'mine']);
    expect(first.code).toBe(0);
    const written = readFileSync(join(at.folder, 'mine', 'zorglub.yml'), 'utf8');
    const lint = await at.run(['knowledge', 'lint', '--knowledge', 'mine']);
    expect(lint.err.filter((line) => line.includes('zorglub'))).toEqual([]);
    const second = await at.run(['knowledge', 'new', 'zorglub', '-o', 'mine']);
    expect([second.code, second.err.length]).toEqual([2, 1]);
    expect(readFileSync(join(at.folder, 'mine', 'zorglub.yml'), 'utf8')).toBe(written);
  });
  test('show: a vendor by its id, a product by its name, nothing for another, in one line', async () => {
    type Shown = { id: string; products: { id: string; match: object[]; alternatives: object[] }[]; sources: object };
    const [vendor] = JSON.parse((await at.run(['knowledge', 'show', 'mozilla', '--json'])).out) as Shown[];
    expect(vendor?.id).toBe('mozilla');
    expect(Object.keys(vendor?.sources ?? {}).length).toBeGreaterThan(0);
    const [own] = JSON.parse((await at.run(['knowledge', 'show', 'MOZILLA firefox', '--json'])).out) as Shown[];
    expect([own?.id, own?.products.map(({ id }) => id)]).toEqual(['mozilla', ['firefox']]);
    expect(own?.products[0]?.match.length).toBeGreaterThan(0);
    expect(own?.products[0]?.alternatives).toEqual([]);
    expect((await at.run(['knowledge', 'show', 'firefox'])).out).toMatch(/^id: mozilla$/m);
    const none = await at.run(['knowledge', 'show', 'zorglub\u001b[31m']);
    expect([none.code, none.out, none.err.length, none.err[0]?.includes('\u001b')]).toEqual([2, '', 1, false]);
  });
  test('stats are numbers', async () => {
    const { code, out } = await at.run(['knowledge', 'stats', '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { vendors: number }).vendors).toBeGreaterThan(100);
  });
  test('stats of inventories: products without alternative, then the titles nobody knows, the most frequent first', async () => {
    const unknown = (name: string) => ({ name, publisher: 'Éditeur inconnu' });
    writeFileSync(
      join(at.folder, 'one.json'),
      nativeInventory('1', [unknown('Zorglub Paie 1'), unknown('Zorglub Eau 2.1')]),
    );
    writeFileSync(join(at.folder, 'two.json'), nativeInventory('2', [unknown('Zorglub Eau 3.2')]));
    const { code, out } = await at.run(['knowledge', 'stats', 'one.json', 'two.json']);
    expect(code).toBe(0);
    expect(out).toMatch(/oldest review: \d{4}-\d\d-\d\d \([a-z0-9-]+\); records due for review: \d+/);
    const [figures = '', titles = ''] = out.split('titles not attributed, by frequency:\n');
    expect(figures).toMatch(/without alternative: \d+\n {2}[a-z0-9-]+\n/);
    expect(titles.split('\n').filter((line) => line !== '')).toEqual(['  2  Zorglub Eau 2.1', '  1  Zorglub Paie 1']);
  });
  test('suggest: a draft a publisher, and how many titles were left aside and why', async () => {
    const software = [{ name: 'Zorglub Voirie 1', publisher: 'Zorglub SARL' }, { name: 'Sans éditeur 4' }];
    writeFileSync(join(at.folder, 'three.json'), nativeInventory('3', software));
    const { code, out } = await at.run(['knowledge', 'suggest', 'three.json', '-o', 'drafts']);
    expect(code).toBe(0);
    expect(out).toMatch(/^1 file.* written to drafts\n/);
    expect(out).toContain('left aside: 1 title(s) that tell no publisher, 0 of a vendor that has its record');
    expect(readFileSync(join(at.folder, 'drafts', 'zorglub.yml'), 'utf8')).toContain('seat: null');
  });
  test('lint runs the examples too', async () => {
    mkdirSync(join(at.folder, 'examples'));
    const template = readFileSync(join(at.folder, 'zorglub-template.yml'), 'utf8');
    writeFileSync(join(at.folder, 'examples', 'zorglub.yml'), template.replace('Product 1.0', 'Something 1.0'));
    const { code, err } = await at.run(['knowledge', 'lint', '--knowledge', 'examples']);
    expect(code).toBe(1);
    expect(err.join()).toContain('example "Zorglub Something 1.0" should match');
  });
});
