/** Contracts, public procurement, cloud bills and lists of machines: one fixture for each format, then what is hostile. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amountOf, countOf, endOf, monthsAfter, siretOf } from '../../../src/import/declared/amounts.ts';
import { contractColumns } from '../../../src/import/declared/contracts.ts';
import { readPark } from '../../../src/import/declared/park.ts';
import { inventorySchema } from '../../../src/inventory/schema.ts';
import { eventsOf, fixtures, type Machine, machinesOf, problemsOf } from '../events.ts';
import { workbookOf } from '../workbook-writer.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-declared-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixture = (name: string): string => join(fixtures, 'declared', name);
async function declared(path: string, buyer?: string): Promise<Machine> {
  const events = await eventsOf([path], buyer === undefined ? {} : { buyer });
  const [document] = machinesOf(events);
  if (document === undefined || events.length !== 1) throw new Error(JSON.stringify(events));
  expect(inventorySchema.parse(document.inventory)).toEqual(document.inventory);
  expect(document.inventory.observedFrom).toBe('declaration');
  const { read, kept, merged, refused } = document.account;
  expect(read).toBe(kept + merged + Object.values(refused).reduce((sum, count) => sum + count, 0));
  return document;
}

describe('tables of contracts', () => {
  test('a spreadsheet saved as CSV: titles after a heading, French amounts and days, a total', async () => {
    const { format, inventory, account } = await declared(fixture('contracts-of-a-spreadsheet.csv'));
    expect([format, account.read, account.kept, account.refused]).toEqual(['contracts', 6, 5, { 'not-an-item': 1 }]);
    expect(inventory.services[0]).toEqual({
      name: 'Microsoft 365 Business Premium',
      contract: {
        supplier: 'SCC France',
        yearlyAmount: 48_000,
        currency: 'EUR',
        endsOn: '2027-03-31',
        users: 320,
        sensitive: true,
      },
      source: 'contracts',
    });
    expect(inventory.services[1]).toMatchObject({
      name: 'UGAP',
      contract: { siret: '77605646700587', yearlyAmount: 12_500 },
    });
  });
  test('the same rows in a workbook give the same lines', async () => {
    const rows = readFileSync(fixture('contracts-of-a-spreadsheet.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((row) => row.split(';'));
    const file = join(folder, 'contracts.xlsx');
    writeFileSync(file, workbookOf([{ name: 'Contrats', rows }]));
    const [csv, xlsx] = [await declared(fixture('contracts-of-a-spreadsheet.csv')), await declared(file)];
    const bare = ({ inventory }: Machine) => inventory.services.map(({ source: _, ...service }) => service);
    expect(bare(xlsx)).toEqual(bare(csv));
  });
  test.each<[string, boolean]>([
    ['Supplier,Product,Annual cost,End date', true],
    ['Fournisseur;Montant annuel', true],
    ['Produit;Montant;Date de fin', true],
    ['Fournisseur,Produit', false],
    ['Machine;Logiciel;Éditeur;Version;Coût', false],
    ['Nom;Éditeur;Version', false],
    ['DisplayName,Publisher,InstallDate', false],
  ])('%s: contracts %s', (line, expected) => expect(contractColumns(line.split(/[;,]/)) !== undefined).toBe(expected));
});

describe('public procurement', () => {
  test('JSON of 2019: computing only, by year, to its end', async () => {
    const { format, inventory, account } = await declared(fixture('decp-2019.json'));
    expect([format, account.refused]).toEqual(['decp-json', { 'not-software': 1 }]);
    expect(inventory.services[0]).toMatchObject({
      name: 'Acquisition de licences Microsoft 365 pour les services municipaux',
      contract: { supplier: 'SCC FRANCE', siret: '11111111100001', yearlyAmount: 30_000, endsOn: '2028-03-01' },
    });
  });
  test('JSON of 2022: the amount of the last amendment; the buyer asked for', async () => {
    const { inventory, account } = await declared(fixture('decp-2022.json'), '213501976');
    expect(account.refused).toEqual({ 'other-buyer': 1 });
    expect(inventory.services.map(({ contract }) => contract?.yearlyAmount)).toEqual([12_000]);
  });
  test('several buyers and none asked for: refused, with the remedy', async () =>
    expect(problemsOf(await eventsOf([fixture('decp-2022.json')]))).toEqual(['decp-2022.json decp-buyers']));
  test('CSV', async () => {
    const { format, inventory } = await declared(fixture('decp.csv'), '21350197600017');
    expect(format).toBe('decp-csv');
    expect(inventory.services).toMatchObject([
      {
        name: 'Licences, LibreOffice et support',
        contract: { yearlyAmount: 12_000, endsOn: '2027-06-01', supplier: 'Exemple SAS' },
      },
    ]);
  });
});

describe('cloud bills', () => {
  test('by provider, service and currency, brought to a year; no resource, no person', async () => {
    const { format, inventory, account } = await declared(fixture('focus-1.0.csv'));
    expect([format, account.read, account.kept, account.merged, account.refused]).toEqual([
      'focus',
      6,
      3,
      2,
      { 'not-an-item': 1 },
    ]);
    expect(inventory.services.map(({ name, contract }) => [name, contract?.currency, contract?.yearlyAmount])).toEqual([
      ['AWS Amazon Elastic Compute Cloud', 'EUR', 730],
      ['OVHcloud Public Cloud', 'EUR', 0],
      ['Google Cloud BigQuery', 'USD', expect.closeTo(0.0365, 9)],
    ]);
    expect(JSON.stringify(inventory)).not.toMatch(/jean|i-0123/);
  });
});

describe('lists of machines', () => {
  const park = (name: string, ...units: string[]) => readPark(readFileSync(fixture(name), 'utf8'), name, units);
  test('Active Directory: the nearest unit that was observed, else the outermost; disabled accounts left out', () => {
    expect(park('active-directory.csv', 'mairie')).toEqual([
      { unit: 'Serveurs', scope: 'servers', machines: 1 },
      { unit: 'mairie', scope: 'workstations', machines: 1 },
      { unit: 'École, primaire', scope: 'workstations', machines: 1 },
    ]);
  });
  test('the same as JSON', () => {
    const list = [
      { Name: 'PC', OperatingSystem: 'Windows 11', DistinguishedName: 'CN=PC,OU=Mairie,DC=x', Enabled: true },
    ];
    expect(readPark(JSON.stringify(list), 'ad.json', [])).toEqual([
      { unit: 'Mairie', scope: 'workstations', machines: 1 },
    ]);
  });
  test('GLPI: by entity', () =>
    expect(park('glpi-machines.csv', 'Mairie', 'DSI')).toEqual([
      { unit: 'DSI', scope: 'servers', machines: 1 },
      { unit: 'Mairie', scope: 'workstations', machines: 2 },
    ]));
  test.each(['Mairie;120\nÉcole;80', 'unité;machines\nMairie;12', 'Mairie;servers;3'])('%j is none', (text) =>
    expect(readPark(text, 'x', [])).toBeUndefined(),
  );
});

describe('amounts and days', () => {
  test.each<[unknown, number | undefined]>([
    ['1 234,56 €', 1234.56],
    ['1\u202f234,56', 1234.56],
    ['1.234,56', 1234.56],
    ['1,234.56', 1234.56],
    ['12.000', 12_000],
    ['12000.5', 12_000.5],
    ['48 k€', undefined],
    ['environ 5', undefined],
    ['', undefined],
    [1e300, undefined],
  ])('%j is %j', (text, amount) => expect(amountOf(text)).toBe(amount));
  test('a French amount, as a spreadsheet writes it, is read to the cent', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000_00 }), (cents) => {
        const written = (cents / 100).toLocaleString('fr-FR', { style: 'currency', currency: 'EUR' });
        expect(amountOf(written)).toBeCloseTo(cents / 100, 6);
      }),
    ));
  test('days', () =>
    expect(['31/12/2026', '2026-12-31', '02/2028', '2027', 'un jour'].map(endOf)).toEqual([
      '2026-12-31',
      '2026-12-31',
      '2028-02-29',
      '2027-12-31',
      undefined,
    ]));
  test('numbers of companies, with the zeros that a spreadsheet takes away', () =>
    expect(['213 501 976 00017', '5650000700012', '056500007', '12'].map(siretOf)).toEqual([
      '21350197600017',
      '05650000700012',
      '056500007',
      undefined,
    ]));
  test('counts are whole', () =>
    expect(['12', '1 200', '1,5', '-3'].map(countOf)).toEqual([12, 1200, undefined, undefined]));
  test('an end that is no date is none', () =>
    expect([monthsAfter('2026-13-01', 3), monthsAfter('2026-01-01', -1)]).toEqual([undefined, undefined]));
});

describe('what is hostile', () => {
  test.each<[string, string]>([
    ['a lost quote', `Fournisseur;Produit;Montant annuel\nA;B;1\n"A;${'x'.repeat(300_000)}`],
    ['a formula', 'Fournisseur;Produit;Montant annuel\n=cmd|calc;@SUM(1);-5\n'],
    ['NUL bytes', 'Fournisseur;Produit;Montant annuel\nA\0;B\0;1\n'],
    ['a marche that is a number', '{"marches":[1,null,"x",{"codeCPV":"48000000","acheteur":5,"objet":{}}]}'],
    ['endless amounts', `Fournisseur;Produit;Montant annuel\nA;B;${'9'.repeat(5000)}\n`],
  ])('%s loses no file and throws nothing', async (name, content) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.csv`);
    writeFileSync(file, content);
    const events = await eventsOf([file, fixture('decp-2019.json')]);
    expect(machinesOf(events).some(({ format }) => format === 'decp-json')).toBe(true);
    for (const { inventory } of machinesOf(events)) expect(inventorySchema.safeParse(inventory).success).toBe(true);
  });
});
