import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byteIn850, decode850, looks850 } from '../../src/import/code-page-850.ts';
import { mended, mendedPieces } from '../../src/import/mojibake.ts';
import { eventsOf, machinesOf } from './events.ts';

const as1252 = (text: string) => new TextDecoder('windows-1252').decode(Buffer.from(text));
const as850 = (text: string) => decode850(Buffer.from(text));
const from850 = (text: string) => Buffer.from([...text].map((character) => byteIn850(character) ?? 0x3f));

const names = [
  "Gestion de l'état civil – Société d’Édition",
  'Élections à Évry, où ça ?',
  'Cœur de ville™ « Œuvre »',
  'Trésorerie No 12 : 3 €',
];

describe('what was decoded wrongly is mended', () => {
  test.each(names)('%s: UTF-8 taken for Windows-1252', (name) => {
    expect(mended(as1252(name))).toBe(name);
  });

  test.each(names)('%s: UTF-8 taken for code page 850', (name) => {
    expect(mended(as850(name))).toBe(name);
  });

  test.each([
    ['S‚curit‚ du r‚seau de la mairie', 'Sécurité du réseau de la mairie'],
    ['‚diteur "‚tat civil" et proc‚dures', 'éditeur "état civil" et procédures'],
    ['T‰l‰phone fran‡ais de la BibliothŠque', 'Tëlëphone français de la Bibliothèque'],
  ])('%s: code page 850 taken for Windows-1252', (shown, meant) => {
    expect(mended(shown)).toBe(meant);
  });
});

test.each([
  ...names,
  'Škoda Dealer Œuvres ƒ(x) 5 ‰ „Wort‘ ‚Wort‘',
  'NÃO, São João, ÂNGULO, Ação',
  'THÉÂTRE « À LA CARTE » Â.',
  'Ångström Ålesund Größe Žluťoučký kůň',
  '№ ┌──┐ ├ dossier └ fichier',
  '日本語 Кириллица',
])('%s: stays as it is', (text) => {
  expect(mended(text)).toBe(text);
});

test('however it is cut, a text is mended the same; nothing becomes a mark of a format', async () => {
  const character = fc.constantFrom(
    'Ã',
    '©',
    'â',
    '€',
    '™',
    '├',
    '®',
    'Ô',
    'Ç',
    'Ö',
    'a',
    ' ',
    '"',
    '<',
    'é',
    '\u00a0',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: character, maxLength: 12 }), { maxLength: 6 }), async (pieces) => {
      async function* given(): AsyncGenerator<string> {
        yield* pieces;
      }
      let text = '';
      for await (const piece of mendedPieces(given(), () => {})) text += piece;
      const whole = pieces.join('');
      expect(text).toBe(mended(whole));
      expect(text.replace(/[^"<]/g, '')).toBe(whole.replace(/[^"<]/g, ''));
    }),
  );
});

describe('the code page is told by the bytes', () => {
  test('code page 850, Windows-1252', () => {
    const text = "Logiciel;Éditeur\nGestion de l'état civil;Société d'édition";
    expect(looks850(from850(text))).toBe(true);
    expect(looks850(Buffer.from(text, 'latin1'))).toBe(false);
    expect(looks850(Buffer.from([0x6c, 0x92, 0x9c, 0x75, 0x76, 0x72, 0x65]))).toBe(false);
  });
});

describe('an import says so', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tiebreak-mojibake-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const table = "machine;logiciel;éditeur;version\nPC-1;Gestion de l'état civil;Société d'édition;7.2\n";
  const json =
    '{"deviceid":"a","action":"inventory","content":{"hardware":{"name":"PC-1"},"softwares":[{"name":"Gestion de l\'état civil","publisher":"Société d\'édition"}]}}';
  const xml =
    '<?xml version="1.0"?><REQUEST><CONTENT><HARDWARE><NAME>PC-1</NAME></HARDWARE><SOFTWARES><NAME>Gestion de l\'état civil</NAME><PUBLISHER>Société d\'édition</PUBLISHER></SOFTWARES></CONTENT></REQUEST>';

  test.each([
    ['table.csv', Buffer.from(as1252(table)), 'text-mended'],
    ['console.csv', Buffer.from(as850(table)), 'text-mended'],
    ['cp850.csv', from850(table), 'encoding-cp850'],
    ['glpi.json', Buffer.from(as1252(json)), 'text-mended'],
    ['cp850.json', from850(json), 'encoding-cp850'],
    ['ocs.xml', Buffer.from(as1252(xml)), 'text-mended'],
    ['cp850.xml', from850(xml), 'encoding-cp850'],
  ])('%s', async (name, bytes, note) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    const [machine] = machinesOf(await eventsOf([file]));
    expect(machine?.inventory.software).toMatchObject([
      { name: "Gestion de l'état civil", publisher: "Société d'édition" },
    ]);
    expect(machine?.account.notes).toContain(note);
  });
});
