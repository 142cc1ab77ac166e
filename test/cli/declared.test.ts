/** From declared documents to the report and to the explanation, as a user runs it. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nativeInventory, place } from './run.ts';

const fixtures = join(import.meta.dirname, '../fixtures/declared');

test('contracts alone give the lens of spending, the reseller apart, and their facts on demand', async () => {
  const { run, folder, remove } = place();
  copyFileSync(join(fixtures, 'contracts-of-a-spreadsheet.csv'), join(folder, 'contracts.csv'));
  const { code, out } = await run(['report', 'contracts.csv', '--json', '--format', 'csv,html,md']);
  expect(code).toBe(0);
  const { lenses, contracts, candidates } = JSON.parse(out);
  expect(lenses.spend).toMatchObject({ euros: 89_000.5, attributed: 66_300.5, lines: 5 });
  expect(lenses.spend.d).toBeCloseTo(48_000 / 66_300.5, 9);
  const ugap = contracts.lines.find(({ name }: { name: string }) => name === 'UGAP');
  expect(ugap).toMatchObject({ resold: true, product: null, vendor: null, degree: null });
  expect(candidates[0]).toMatchObject({
    from: { id: 'microsoft-365' },
    contract: { endsOn: '2027-03-31', sensitive: true, yearlyEuros: 48_000 },
  });
  expect(candidates[0].urgency.reasons).toEqual(expect.arrayContaining(['sensitive-data']));
  const explained = await run(['explain', 'microsoft-365', 'contracts.csv']);
  expect(explained.out).toContain(
    'paid to SCC France, 48,000.00 EUR a year, ends on 2027-03-31, 320 users, sensitive data',
  );
  remove();
});

test('public procurement of one buyer, and a number that is none', async () => {
  const { run, folder, remove } = place();
  copyFileSync(join(fixtures, 'decp-2022.json'), join(folder, 'decp.json'));
  const { code, out } = await run(['report', 'decp.json', '--buyer', '213 501 976 00017', '--json']);
  expect([code, JSON.parse(out).lenses.spend.euros]).toEqual([0, 12_000]);
  expect((await run(['report', 'decp.json', '--buyer', '12'])).err[0]).toMatch(/SIRET/);
  expect((await run(['report', 'decp.json'])).err[0]).toMatch(/--buyer/);
  remove();
});

test('the size of the park comes from a list of Active Directory', async () => {
  const { run, folder, remove } = place();
  copyFileSync(join(fixtures, 'active-directory.csv'), join(folder, 'ad.csv'));
  const unit = { unit: 'Mairie' };
  const office = [{ name: 'Mozilla Firefox 128', publisher: 'Mozilla' }];
  writeFileSync(join(folder, 'a.json'), nativeInventory('1', office, unit));
  writeFileSync(join(folder, 'b.json'), nativeInventory('2', office, unit));
  const { code, out, err } = await run(['report', 'a.json', 'b.json', '--population', 'ad.csv', '--json']);
  expect([code, err]).toEqual([0, []]);
  expect(JSON.parse(out).sampling).toMatchObject({ sample: 2 });
  remove();
});
