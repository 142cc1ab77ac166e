import { describe, expect, test } from 'vitest';
import { formatFor } from '../../src/report/format.ts';
import { typeset } from '../../src/report/typography.ts';

const fr = formatFor('fr');
const en = formatFor('en');

describe('percentages', () => {
  test.each([
    [null, 'non mesurable', 'not measurable'],
    [0, '0\u202f%', '0%'],
    [1, '100\u202f%', '100%'],
    [0.624, '62\u202f%', '62%'],
    [0.0003, '<\u00a01\u202f%', '<\u00a01%'],
    [0.9996, '>\u00a099\u202f%', '>\u00a099%'],
  ])('%s', (value, french, english) => {
    expect(fr.percent(value)).toBe(french);
    expect(en.percent(value)).toBe(english);
  });

  test('interval bounds are rounded outwards, and float noise does not move them', () => {
    expect(fr.interval({ low: 0.589, high: 0.711 })).toBe('58–72\u202f%');
    expect(fr.interval({ low: 0.58, high: 0.57 + 0.14 })).toBe('58–71\u202f%');
    expect(fr.interval({ low: 0.29, high: 0.29 })).toBe('29\u202f%');
    expect(fr.interval({ low: 0, high: 1 })).toBe('0–100\u202f%');
    expect(fr.interval(null)).toBe('non mesurable');
  });
});

describe('numbers, days, countries', () => {
  test('a small quantity is never printed as nothing', () => {
    expect(fr.points(0.0001)).toBe('<\u00a00,1');
    expect(fr.points(-0.0001)).toBe('>\u00a0\u22120,1');
    expect(fr.points(0)).toBe('0,0');
    expect(fr.points(-0)).toBe('0,0');
    expect(fr.points(0.1786)).toBe('17,9');
    expect(en.points(0.1786, 2)).toBe('17.86');
  });

  test('French groups thousands with a narrow space', () => {
    expect(fr.integer(12345)).toBe('12\u202f345');
  });

  test('days are those of UTC, whatever the machine', () => {
    expect(fr.day('2026-11-21T23:59:59.000Z')).toBe('21 novembre 2026');
    expect(fr.day('2026-11-01')).toBe('1er novembre 2026');
    expect(en.day('2026-11-01')).toBe('1 November 2026');
    expect(fr.day('2025')).toBe('2025');
    expect(fr.day('2026-99-99')).toBe('2026-99-99');
    expect(fr.day('2025-03')).toBe('2025-03');
  });

  test('countries are named, and anything else comes back as it is', () => {
    expect(fr.country('US')).toBe('États-Unis');
    expect(en.country('DE')).toBe('Germany');
    expect(fr.country(null)).toBe('pays inconnu');
    expect(fr.country('nowhere!')).toBe('nowhere!');
  });

  test('an identifier the catalogue does not know is printed as it is', () => {
    expect(fr.word(fr.texts.roles, 'platform')).toBe('plateforme');
    expect(fr.word(fr.texts.roles, 'constructor')).toBe('constructor');
    expect(fr.word(fr.texts.roles, '__proto__')).toBe('__proto__');
  });
});

describe('typography', () => {
  test('French sentences get narrow no-break spaces and curly apostrophes', () => {
    expect(typeset("l'avis : « non » ; 62 % ?", 'fr')).toBe('l’avis\u202f: «\u202fnon\u202f»\u202f; 62\u202f%\u202f?');
    expect(typeset('a : b', 'en')).toBe('a : b');
  });

  test('no sentence of the French catalogue has an ordinary space before a high mark', () => {
    for (const entries of Object.values(fr.texts)) {
      for (const entry of Object.values(entries)) {
        if (typeof entry === 'string') expect(entry).not.toMatch(/ [;:!?%»]|« |[a-z]'[a-zàéè]/);
      }
    }
  });
});
