import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessmentSchema } from '../../src/assessment.ts';
import { type Renderer, renderers, renderTerminal } from '../../src/report/index.ts';
import { visible } from '../../src/report/visible.ts';
import { hostileText, hostileTexts, renamed, turning } from './hostile.ts';
import { emptySample, sample } from './sample.ts';

function renderer(id: Renderer['id']): Renderer {
  const found = renderers.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no renderer ${id}`);
  return found;
}

const widths =
  /[\u1100-\u115e\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
function columns(line: string): number {
  return [...line.replace(/[\p{M}\u200c\u200d]/gu, '')].reduce((sum, letter) => sum + (widths.test(letter) ? 2 : 1), 0);
}

test('the registry is alphabetical', () => {
  const ids = renderers.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
});

describe('visible', () => {
  test('removes nothing silently and lets nothing through', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = visible(text);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
        );
        expect(visible(shown)).toBe(shown);
      }),
    );
  });

  test('keeps accents, non-Latin scripts and joiners, and cuts by character', () => {
    expect(visible('Œuvre à l’été — 日本語 עברית नमस्ते')).toBe('Œuvre à l’été — 日本語 עברית नमस्ते');
    expect(visible('😀😀😀', 2)).toBe('😀…');
  });
});

describe('terminal: files with a problem', () => {
  const withProblems = (count: number) => {
    const assessment = sample();
    const problem = { file: 'x.json', message: { fr: 'fichier vide', en: 'empty file' } };
    return renderTerminal(
      { ...assessment, sources: { ...assessment.sources, problems: Array.from({ length: count }, () => problem) } },
      { language: 'fr', colour: false, width: 80 },
    );
  };
  test('the first four are named, the others are counted, none is passed over', () => {
    expect(withProblems(4)).not.toContain('dans le rapport');
    expect(withProblems(5)).toContain('  et un autre, dans le rapport');
    expect(withProblems(9)).toContain('  et 5 autres, dans le rapport');
    expect(withProblems(9).match(/x\.json/g)).toHaveLength(4);
  });
});

describe('JSON', () => {
  test('is the Assessment, whole, whatever the order of its keys', () => {
    const [file] = renderer('json').files(sample(), 'fr');
    expect(file?.name).toBe('assessment.json');
    expect(assessmentSchema.parse(JSON.parse(file?.content ?? ''))).toEqual(sample());
    const shuffled = JSON.parse(JSON.stringify(sample()), (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(renderer('json').files(shuffled, 'en')[0]?.content).toBe(file?.content);
    expect(file?.content.startsWith('{\n  "document": "assessment",\n  "schemaVersion": "1.0",')).toBe(true);
  });
});

describe('Markdown', () => {
  test('says the headline and the limits in both languages', () => {
    const [french] = renderer('md').files(sample(), 'fr');
    expect(french?.name).toBe('resume.md');
    expect(french?.content).toContain('62\u202f% des fonctions, pondérées par leur criticité');
    expect(french?.content).toContain('affilié au programme TIE BREAK');
    expect(renderer('md').files(emptySample(), 'en')[0]?.content).toContain('not measurable');
  });

  test('no name becomes markup, a link or another line', () => {
    const shape = (text: string) =>
      text
        .split('\n')
        .map((line) => line.replace(/(?<!\\)[^|#*\n-]/g, '').length >= 0 && /^(#+ |\| |- |\*\*|$)/.exec(line)?.[0]);
    const render = (make: () => string) => renderer('md').files(renamed(sample(), make), 'fr')[0]?.content ?? '';
    const reference = shape(render(() => 'name'));
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const content = render(turning(texts));
        expect(shape(content)).toEqual(reference);
        expect(content).not.toMatch(/<|(?<!\\)[[\]`]|:\/\/|www\./i);
      }),
      { numRuns: 40 },
    );
  });
});

describe('terminal', () => {
  test('says the headline, the scopes, what weighs, where to start and where the report is', () => {
    const text = renderTerminal(sample(), {
      language: 'fr',
      colour: false,
      width: 80,
      report: './tiebreak-report/index.html',
    });
    for (const part of [
      '62 %',
      '58–72 %',
      'Postes de travail',
      'Windows 11',
      'LibreOffice',
      'Non attribués',
      './tiebreak-report/index.html',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/ +$/m);
  });

  test('an empty organisation prints "non mesurable"', () => {
    expect(renderTerminal(emptySample(), { language: 'fr', colour: false, width: 80 })).toContain('non mesurable');
  });

  test('no escape sequence comes from the data, and no line is wider than the screen', () => {
    fc.assert(
      fc.property(hostileTexts, fc.integer({ min: 41, max: 130 }), fc.boolean(), (texts, width, colour) => {
        const assessment = renamed(sample(), turning(texts));
        const written = renderTerminal(assessment, { language: 'fr', colour, width });
        const plain = colour ? written.replace(/\u001b\[(?:0|1|2|33|36)m/g, '') : written;
        expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        for (const line of plain.split('\n')) expect(columns(line)).toBeLessThan(width);
      }),
      { numRuns: 60 },
    );
  });
});
