/** `report` and `explain` on files as they come: good, bad, mixed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Assessment, assessmentSchema } from '../../src/assessment.ts';
import { nativeInventory, place, type Run } from './run.ts';

// Each test starts programs: on a busy machine they wait for one another.
vi.setConfig({ testTimeout: 180_000 });

const at = place();
const write = (name: string, content: string | Buffer): void => writeFileSync(join(at.folder, name), content);
const chrome = { name: 'Google Chrome', publisher: 'Google LLC' };
const firefox = { name: 'Mozilla Firefox (x64 fr)', publisher: 'Mozilla' };
const office = { name: 'LibreOffice 7.5.3.2', publisher: 'The Document Foundation' };
const unknown = { name: 'Zorglub Comptabilité 3.1', publisher: 'Éditeur inconnu' };

beforeAll(() => {
  for (const folder of ['empty', 'mixed', 'bad']) mkdirSync(join(at.folder, folder));
  write('pc-1.json', nativeInventory('1', [chrome, firefox, unknown], { label: 'Poste d’accueil', unit: 'Mairie' }));
  write('pc-2.json', nativeInventory('2', [firefox, office, { name: '<script>alert(1)</script>' }], { unit: 'École' }));
  write('mixed/good.json', nativeInventory('3', [chrome, office]));
  write('mixed/empty.json', '');
  write('mixed/truncated.json', nativeInventory('4', [chrome]).slice(0, 200));
  write('mixed/binary.json', Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 73) % 256)));
  write('bad/empty.json', '');
  write('bad/other.json', '{"hello": "world"}');
  write('zero.json', '');
  write('garbage.json', Buffer.from([0, 1, 2, 255, 254, 0]));
});
afterAll(at.remove);

const assessed = ({ out }: Run): Assessment => assessmentSchema.parse(JSON.parse(out));

describe.concurrent('report', () => {
  test('--json prints the Assessment, as its schema says, and nothing else', async () => {
    const run = await at.run(['report', 'pc-1.json', 'pc-2.json', '--json', '-o', 'out-json']);
    expect([run.code, run.err]).toEqual([0, []]);
    const { headline, machines } = assessed(run);
    expect(headline.machines).toBe(2);
    expect(headline.d).toBeGreaterThan(0);
    expect(headline.coverage.machines.unknown).toBe(2);
    expect(machines.map((machine) => machine.unit).sort()).toEqual(['Mairie', 'École']);
  });
  test('writes each format asked', async () => {
    const { code } = await at.run(['report', 'pc-1.json', '-o', 'out-all', '--format', 'html,csv,json,md']);
    expect(code).toBe(0);
    const files = readdirSync(join(at.folder, 'out-all'));
    for (const extension of ['html', 'csv', 'json', 'md'])
      expect(files.some((file) => file.endsWith(extension))).toBe(true);
    expect(files.some((file) => file.endsWith('.part'))).toBe(false);
  });
  test('the summary gives D, the interval and the coverage, in the language asked', async () => {
    const [en, fr] = await Promise.all(
      ['en', 'fr'].map((lang) => at.run(['report', 'pc-1.json', '-o', `out-${lang}`, '--lang', lang])),
    );
    expect(en!.out).toMatch(/extra-European technology/);
    expect(en!.out).toMatch(/Interval/);
    expect(fr!.out).toMatch(/technologies? extra-européennes?/);
    expect(fr!.out).toMatch(/Couverture/);
  });
  test('markup in a title never becomes markup of the page', async () => {
    await at.run(['report', 'pc-2.json', '-o', 'out-script']);
    const page = readFileSync(join(at.folder, 'out-script', 'index.html'), 'utf8');
    expect(page).not.toContain('<script>alert(1)');
  });
  test('reads the standard input', async () => {
    const run = await at.run(['report', '-', '--json', '-o', 'out-stdin'], readFileSync(join(at.folder, 'pc-1.json')));
    expect([run.code, run.err, assessed(run).headline.machines]).toEqual([0, [], 1]);
  });
  test('the same machine given twice counts once', async () => {
    const run = await at.run(['report', 'pc-1.json', 'pc-1.json', '--json', '-o', 'out-twice']);
    expect(assessed(run).headline.machines).toBe(1);
  });
  test('the order of paths does not matter', async () => {
    const [a, b] = await Promise.all([
      at.run(['report', 'pc-1.json', 'pc-2.json', '--json', '-o', 'out-ab']),
      at.run(['report', 'pc-2.json', 'pc-1.json', '--json', '-o', 'out-ba']),
    ]);
    expect(assessed(a!).headline).toEqual(assessed(b!).headline);
  });
  test('a perimeter and a profile', async () => {
    const run = await at.run([
      'report',
      'pc-1.json',
      '--json',
      '--perimeter',
      'europe',
      '--profile',
      'strict',
      '-o',
      'out-strict',
    ]);
    expect(assessed(run).settings).toMatchObject({
      perimeter: { id: 'europe' },
      profile: { id: 'strict' },
      exposed: 1,
    });
  });
  test('the size of the park gives the sampling error', async () => {
    write('park.csv', 'unité;machines\r\nMairie;10\r\n"École";20\r\n');
    const run = await at.run([
      'report',
      'pc-1.json',
      'pc-2.json',
      '--json',
      '--population',
      'park.csv',
      '-o',
      'out-park',
    ]);
    expect(assessed(run).sampling).toMatchObject({ population: 30, sample: 2 });
  });
  test('records of an organisation recognise what the base does not', async () => {
    mkdirSync(join(at.folder, 'ours'), { recursive: true });
    write(
      'ours/zorglub.yml',
      `name: Zorglub
kind: company
seat: { statutory: FR, administration: FR, source: s1 }
products:
  - { id: zorglub-comptabilite, title: Zorglub, functions: [office], role: application, licence: proprietary, match: [{ name: "Zorglub *", seen: s1 }] }
sources:
  s1: { title: our contract, basis: unverified, asOf: 2026 }
reviewedOn: 2026-11-21
`,
    );
    const run = await at.run(['report', 'pc-1.json', '--json', '--knowledge', 'ours', '-o', 'out-ours']);
    const { products, headline, knowledge } = assessed(run);
    expect(products.find((product) => product.id === 'zorglub-comptabilite')).toMatchObject({
      class: 'A?',
      origin: 'organisation',
    });
    expect([headline.coverage.machines.unknown, knowledge.localRecords]).toEqual([0, 1]);
  });
});

describe.concurrent('a folder where good and bad are mixed', () => {
  test('reports the good ones, names the bad ones, exits 1', async () => {
    const run = await at.run(['report', 'mixed', '--json', '-o', 'out-mixed']);
    expect(run.code).toBe(1);
    expect(existsSync(join(at.folder, 'out-mixed', 'index.html'))).toBe(true);
    expect(assessed(run).headline.machines).toBe(1);
    for (const name of ['empty.json', 'truncated.json', 'binary.json'])
      expect(run.err.filter((line) => line.includes(name))).toHaveLength(1);
    expect(
      assessed(run)
        .sources.problems.map((problem) => problem.file.split('/').at(-1))
        .sort(),
    ).toEqual(['binary.json', 'empty.json', 'truncated.json']);
  });
});

describe.concurrent('nothing usable: code 2, one line with the remedy', () => {
  test.each([
    ['an empty file', 'zero.json', /empty file; collect or copy it again/],
    ['garbage', 'garbage.json', /;/],
    ['an empty folder', 'empty', /folder without any file; check the path/],
    ['only bad files', 'bad', /;/],
  ])('%s', async (_, path, expected) => {
    const { code, out, err } = await at.run(['report', path, '-o', 'out-none']);
    expect([code, out, err.length]).toEqual([2, '', 1]);
    expect(err[0]).toMatch(expected);
    expect(existsSync(join(at.folder, 'out-none'))).toBe(false);
  });
});

describe.concurrent('explain', () => {
  const explain = (...what: string[]) => at.run(['explain', ...what, 'pc-1.json', 'pc-2.json']);
  test('a product: raw title, rule, vendor, facts with their source, class, degree, contribution', async () => {
    const { code, out } = await explain('Google Chrome');
    expect(code).toBe(0);
    for (const part of [
      /« Google Chrome · Google LLC »/,
      /rule google\//,
      /vendor : Google/,
      /central administration/,
      /class D/,
      /degree 1/,
      /contribution to D/,
    ])
      expect(out).toMatch(part);
  });
  test('a vendor', async () => expect((await explain('mozilla')).out).toMatch(/Firefox[\s\S]*class B/));
  test('a function, by id and by name with its accents', async () => {
    const [byId, byName] = await Promise.all([
      explain('browser'),
      at.run(['explain', 'Système d’exploitation'.replace('’', "'"), 'pc-1.json', '--lang', 'fr']),
    ]);
    expect(byId!.out).toContain('Chrome');
    expect(byName!.out).toContain('Windows');
  });
  test('a country, by code and by name', async () => {
    const runs = await Promise.all(['US', 'états-unis'].map((country) => explain(country)));
    for (const { code, out } of runs) {
      expect(code).toBe(0);
      expect(out).toContain('Chrome');
    }
  });
  test('a machine: its terms, what is counted, what is unknown', async () => {
    const { out } = await explain('Poste d’accueil');
    expect(out).toMatch(/D = .* = .* \/ /);
    expect(out).toContain('Zorglub Comptabilité 3.1');
    expect(out).toContain('no source shows what this machine contacts');
  });
  test('as JSON', async () => {
    const { out } = await explain('browser', '--json');
    expect((JSON.parse(out) as { id: string }[]).map((product) => product.id).sort()).toEqual([
      'firefox',
      'google-chrome',
    ]);
  });
  test('names that are markup or escapes are told as they are, without effect', async () => {
    const { code, err } = await explain('<script>\u001b[31m');
    expect([code, err.length]).toEqual([2, 1]);
    expect(err[0]).not.toContain('\u001b');
  });
});

const examples = join(import.meta.dirname, '../../../shared/corpora/glpi-inventory-format');
describe.skipIf(!existsSync(examples))('GLPI inventories of the corpus (shared/corpora/glpi-inventory-format)', () => {
  const files = existsSync(examples)
    ? readdirSync(examples).filter((name) => /^examples__computer_\d\.json$/.test(name))
    : [];
  test('give a percentage, an interval, a coverage', async () => {
    const run = await at.run(['report', ...files.map((name) => join(examples, name)), '--json', '-o', 'out-glpi']);
    const { headline, products } = assessed(run);
    expect(headline.machines).toBe(files.length);
    expect(headline.d).not.toBeNull();
    expect(headline.interval!.low).toBeLessThanOrEqual(headline.d!);
    expect(headline.coverage.machines.ratio).toBeGreaterThan(0);
    expect(products.length).toBeGreaterThan(0);
  });
  test('imported first, they give the same', async () => {
    const paths = files.map((name) => join(examples, name));
    const imported = await at.run(['import', ...paths, '-o', 'imported']);
    expect(imported.code).toBe(0);
    const [direct, through] = await Promise.all([
      at.run(['report', ...paths, '--json', '-o', 'out-direct']),
      at.run(['report', 'imported', '--json', '-o', 'out-through']),
    ]);
    expect(assessed(through!).headline).toEqual(assessed(direct!).headline);
  });
});

describe.concurrent('records of the organisation', () => {
  const record = (fields: string): string => `name: Éditeur inconnu
kind: company
seat: { statutory: FR, administration: FR, source: s1 }
publishers: [Éditeur inconnu]
dispute: { by: Éditeur inconnu, on: "2026-10-01", text: nous sommes français, source: "https://example.org/reponse" }
products:
  - id: zorglub-comptabilite
    title: Zorglub Comptabilité
    functions: [business/finance]
    role: application
    licence: proprietary
    match:
      - { name: Zorglub Comptabilité *, seen: s1 }
    examples: { matches: [{ name: Zorglub Comptabilité 3.1 }] }
sources:
  s1: { title: our contract, basis: unverified, asOf: 2026 }
reviewedOn: "2024-01-01"
${fields}`;
  beforeAll(() => {
    for (const folder of ['own', 'pack']) mkdirSync(join(at.folder, folder));
    write('own/zorglub.yml', record(''));
    write('pack/zorglub.yml', record('origin: pack:metropoles@1.2\n'));
  });
  test.each([
    ['own', 'record of your organisation'],
    ['pack', 'record added by pack:metropoles@1.2'],
  ])('%s: explain says whose record it is, of the product, of each fact and of the item', async (folder, words) => {
    const args = ['pc-1.json', '--knowledge', folder, '-o', `out-${folder}`];
    const { out } = await at.run(['explain', 'zorglub-comptabilite', ...args]);
    expect(out).toContain(`\n  ${words}\n`);
    expect(out).toContain(`registered seat: France [unverified, as of 2026] (${words})`);
    expect(out).toContain(
      'right of reply of Éditeur inconnu, 2026-10-01: nous sommes français (https://example.org/reponse)',
    );
    expect(out).toContain('record due for review');
    const machine = await at.run(['explain', 'Poste d’accueil', ...args]);
    expect(machine.out).toMatch(new RegExp(`« Zorglub Comptabilité 3.1 · Éditeur inconnu ».*, ${words}`));
    expect(machine.out).not.toMatch(new RegExp(`« Google Chrome.*${words}`));
  });
  test('what the base explains is not said to be of the organisation', async () => {
    const { out } = await at.run(['explain', 'firefox', 'pc-1.json', '--knowledge', 'own', '-o', 'out-base']);
    expect(out).toContain('Mozilla');
    expect(out).not.toContain('record of your organisation');
  });
});
