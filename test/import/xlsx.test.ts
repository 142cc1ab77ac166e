import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showsDay } from '../../src/import/workbook/contents.ts';
import { dayOfSerial } from '../../src/import/workbook/rows.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { eventsOf, machinesOf, problemsOf } from './events.ts';
import { workbookOf } from './workbook-writer.ts';
import { zipOf } from './zip-writer.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiebreak-xlsx-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, bytes: Buffer): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const titles = ['Poste', 'Logiciel', 'Éditeur', 'Version', 'Date d’installation'];

describe('a workbook is read as a table', () => {
  test('the first sheet whose titles are recognised, under whatever stands before them', async () => {
    const file = put(
      'parc.xlsx',
      workbookOf([
        { name: 'Lisez-moi', rows: [['Parc de la commune'], ['Version', 'du 3 mars']] },
        {
          name: 'Parc & postes',
          rows: [
            ['Inventaire au 3 mars 2025'],
            [],
            titles,
            [
              'PC-1',
              'Gestion de l’état civil',
              'Société d’édition',
              7.2,
              { attributes: 's="1"', content: '<v>45719</v>' },
            ],
            [
              'PC-1',
              {
                attributes: 't="inlineStr"',
                content: '<is><r><t>LibreOffice </t></r><r><t>25.2</t></r><rPh><t>no</t></rPh></is>',
              },
              null,
              { attributes: 't="str"', content: '<f>A1</f><v>25.2.1</v>' },
              { attributes: 's="2"', content: '<v>45719.75</v>' },
            ],
            ['PC-2', '7-Zip 23.01 (x64)', 'Igor Pavlov', '23.01', '12/04/2024'],
            [
              'PC-2',
              'Outil_x000D_',
              null,
              { attributes: 's="3"', content: '<v>0.10000000000000001</v>' },
              { attributes: 't="e"', content: '<v>#N/A</v>' },
            ],
          ],
        },
      ]),
    );
    const events = await eventsOf([file]);
    expect(problemsOf(events)).toEqual([]);
    const [first, second] = machinesOf(events);
    expect(first?.format).toBe('xlsx');
    expect(first?.inventory.software).toEqual([
      {
        name: 'Gestion de l’état civil',
        publisher: 'Société d’édition',
        version: '7.2',
        kind: 'program',
        foundBy: 'xlsx',
        installedOn: '2025-03-03',
      },
      { name: 'LibreOffice 25.2', version: '25.2.1', kind: 'program', foundBy: 'xlsx', installedOn: '2025-03-03' },
    ]);
    expect(second?.inventory.software).toMatchObject([
      { installedOn: '2024-04-12' },
      { name: 'Outil', version: '0.1' },
    ]);
    expect(second?.account).toMatchObject({ read: 2, kept: 2, notes: ['date-of-file'] });
    for (const { inventory } of machinesOf(events)) expect(inventorySchema.parse(inventory)).toEqual(inventory);
  });

  test('in an archive, and on standard input', async () => {
    const workbook = workbookOf([{ name: 'a', rows: [titles, ['PC-1', 'nginx', 'F5', '1.26', null]] }]);
    const archive = zipOf([{ name: 'parc.xlsx', content: workbook }]);
    const [inside] = machinesOf(await eventsOf([put('lot.zip', archive)]));
    expect(inside?.inventory.software).toMatchObject([{ name: 'nginx', version: '1.26' }]);
    const index = join(import.meta.dirname, '..', '..', 'src', 'import', 'index.ts');
    const script = `
      import { importPaths } from ${JSON.stringify(index)};
      for await (const event of importPaths(['-'], { key: new Uint8Array(32) }))
        console.log('problem' in event ? event.problem.code : event.format + ' ' + event.account.kept);`;
    for (const input of [workbook, archive]) {
      const { stdout } = spawnSync(execPath, ['--input-type=module', '-e', script], { input });
      expect(stdout.toString().trim()).toBe('xlsx 1');
    }
  });

  test('days from 1904', async () => {
    const rows = [titles, ['PC-1', 'nginx', 'F5', '1', { attributes: 's="1"', content: '<v>44257</v>' }]];
    const file = put('1904.xlsx', workbookOf([{ name: 'a', rows }], [], 'date1904="1"'));
    expect(machinesOf(await eventsOf([file]))[0]?.inventory.software[0]?.installedOn).toBe('2025-03-03');
  });
});

test('what cannot be read is named', async () => {
  const sheet = { name: 'a', rows: [titles, ['PC-1', 'nginx', 'F5', '1', null]] };
  const good = workbookOf([sheet]);
  const bomb = Buffer.from(`<worksheet><sheetData>${'<row></row>'.repeat(8e6)}</sheetData></worksheet>`);
  const dtd = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>';
  const events = await eventsOf([
    put('bomb.xlsx', workbookOf([sheet], [{ name: 'xl/worksheets/bomb.xml', content: bomb }])),
    put('cut.xlsx', good.subarray(0, good.length - 30)),
    put('dtd.xlsx', workbookOf([sheet], [{ name: 'xl/sharedStrings.xml', content: dtd }])),
    put(
      'letter.docx',
      zipOf([
        { name: '[Content_Types].xml', content: '<Types/>' },
        { name: 'word/document.xml', content: '<a/>' },
      ]),
    ),
    put(
      'other.xlsx',
      workbookOf([
        {
          name: 'a',
          rows: [
            ['Nom', 'Prénom'],
            ['x', 'y'],
          ],
        },
      ]),
    ),
  ]);
  expect(problemsOf(events)).toEqual([
    'bomb.xlsx compressed-bomb',
    'cut.xlsx compressed-damaged',
    'dtd.xlsx xml-doctype',
    'letter.docx document-not-inventory',
    'other.xlsx table-no-titles',
  ]);
});

test.each([
  ['dd/mm/yyyy;@', true],
  ['[$-40C]d mmmm yyyy', true],
  ['jj/mm/aaaa', true],
  ['yyyy\\-mm\\-dd', true],
  ['0.00', false],
  ['0" days"', false],
  ['[Red]0.00', false],
  ['h:mm', false],
  ['General', false],
  ['#,##0.00\\ "€"', false],
])('format %s shows a day: %s', (format, expected) => {
  expect(showsDay(format)).toBe(expected);
});

test.each([
  ['1', false, '1900-01-01'],
  ['59', false, '1900-02-28'],
  ['61', false, '1900-03-01'],
  ['45719', false, '2025-03-03'],
  ['0.5', false, '0.5'],
  ['1e99', false, '1e99'],
  ['x', false, 'x'],
])('day %s is %s', (value, from1904, day) => {
  expect(dayOfSerial(value, from1904)).toBe(day);
});
