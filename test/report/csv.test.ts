import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../src/assessment.ts';
import type { Language } from '../../src/language.ts';
import { renderers } from '../../src/report/index.ts';
import { hostileTexts, renamed, turning } from './hostile.ts';
import { emptySample, sample } from './sample.ts';

function files(assessment: Assessment, language: Language) {
  return renderers.find(({ id }) => id === 'csv')?.files(assessment, language) ?? [];
}

function sheet(assessment: Assessment, name: string, language: Language = 'fr'): string[][] {
  const content = files(assessment, language).find((file) => file.name === name)?.content;
  if (content === undefined) throw new Error(`no ${name}`);
  return parsed(content.replace(/^\ufeff/, ''), language === 'fr' ? ';' : ',');
}

/** RFC 4180, one character at a time. */
function parsed(content: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < content.length; i += 1) {
    const character = content[i];
    if (quoted) {
      if (character === '"' && content[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (character === '"') quoted = false;
      else cell += character;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\r' && content[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i += 1;
    } else cell += character;
  }
  expect(quoted).toBe(false);
  expect([...row, cell]).toEqual(['']);
  return rows;
}

describe('French spreadsheets', () => {
  test('semicolons, decimal commas, byte order mark, CRLF', () => {
    const all = files(sample(), 'fr');
    expect(all.map(({ name }) => name)).toEqual([
      'synthese.csv',
      'repartition.csv',
      'produits.csv',
      'titres.csv',
      'faits.csv',
      'candidats.csv',
      'retraits.csv',
      'contrats.csv',
      'inconnus.csv',
      'non-comptes.csv',
      'domaines.csv',
      'services.csv',
      'machines.csv',
      'qualite.csv',
    ]);
    for (const { content } of all) {
      expect(content.startsWith('\ufeff')).toBe(true);
      expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
    expect(sheet(sample(), 'synthese.csv')[1]?.slice(3, 7)).toEqual(['62,37', '58,3', '71,38', '78,1']);
  });

  test('negative numbers stay numbers; measures that do not exist stay empty', () => {
    const candidates = sheet(sample(), 'candidats.csv');
    const gain = candidates[0]?.indexOf('gain (points)') ?? -1;
    expect(candidates[5]?.[gain]).toBe('-0,04');
    const services = sheet(sample(), 'synthese.csv').find((row) => row[1] === 'services');
    expect(services?.slice(3, 9)).toEqual(['', '', '', '', '', '']);
  });
});

test('English spreadsheets have commas, dots and no byte order mark', () => {
  const all = files(sample(), 'en');
  expect(all.map(({ name }) => name)).toContain('not-counted.csv');
  expect(all.every(({ content }) => !content.startsWith('\ufeff'))).toBe(true);
  expect(sheet(sample(), 'summary.csv', 'en')[1]?.slice(3, 5)).toEqual(['62.37', '58.3']);
});

test('every row of a sheet has as many cells as its head', () => {
  for (const assessment of [sample(), emptySample()]) {
    for (const { name } of files(assessment, 'fr')) {
      const [head, ...rows] = sheet(assessment, name);
      for (const row of rows) expect(row, name).toHaveLength(head?.length ?? 0);
    }
  }
});

test('no name becomes a formula, and no name changes the shape of a sheet', () => {
  const shapes = (assessment: Assessment) =>
    files(assessment, 'fr').map(({ name }) => sheet(assessment, name).map((row) => row.length));
  const reference = shapes(renamed(sample(), () => 'name'));
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const assessment = renamed(sample(), turning(texts));
      expect(shapes(assessment)).toEqual(reference);
      for (const { name } of files(assessment, 'fr')) {
        for (const cell of sheet(assessment, name).flat()) {
          if (!/^-?\d+(?:,\d+)?$/.test(cell)) expect(cell).not.toMatch(/^[\s\ufeff]*[=+\-@\t\r＝＋－＠]/);
          expect(cell).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        }
      }
    }),
    { numRuns: 40 },
  );
});
