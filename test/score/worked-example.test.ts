/** The worked example of the method, section 7: every number a reader can redo by hand. */
import { describe, expect, test } from 'vitest';
import { applyReplacement, machinesByProduct, rowAfter, scoreAfter } from '../../src/plan/replacement.ts';
import { contributionsOf } from '../../src/score/score.ts';
import { productOfBase, smallBase, type TerseVendor } from '../knowledge/small-base.ts';
import { type ScoredPark, scorePark } from './park.ts';

const free = { licence: 'GPL-3.0-or-later' };

function vendors(microsoft365: string[]): Record<string, TerseVendor> {
  return {
    canonical: { seat: 'GB', products: { ubuntu: { functions: ['operating-system'], role: 'platform', ...free } } },
    google: { seat: 'US', products: { chrome: { functions: ['browser'] } } },
    'igor-pavlov': { kind: 'community', seat: null, products: { '7-zip': { functions: ['utilities'], ...free } } },
    microsoft: {
      seat: 'US',
      products: {
        'microsoft-365': { functions: microsoft365, subscription: true },
        'windows-11': { functions: ['operating-system'], role: 'platform' },
      },
    },
    mozilla: { seat: 'US', products: { firefox: { functions: ['browser'], licence: 'MPL-2.0' } } },
    tdf: { kind: 'foundation', seat: 'DE', products: { libreoffice: { functions: ['office'], licence: 'MPL-2.0' } } },
  };
}

const machines = {
  'PC-1': { products: ['windows-11', 'microsoft-365', 'firefox', '7-zip'] },
  'PC-2': { products: ['ubuntu', 'libreoffice', 'chrome', 'firefox'], unknown: 1 },
};

const exampleFunctions = {
  'operating-system': '!5',
  office: 5,
  mail: 5,
  storage: 4,
  collaboration: 4,
  browser: 3,
  utilities: 1,
} as const;
const base = smallBase(vendors(['office']), { functions: exampleFunctions });
const suiteBase = smallBase(vendors(['office', 'mail', 'storage', 'collaboration']), { functions: exampleFunctions });
const park = scorePark(base, machines);
const suitePark = scorePark(suiteBase, machines);

function replaced(
  { fleet, degrees, score }: ScoredPark,
  of: typeof base,
  from: string,
  to: string,
  functions: string[],
) {
  const ids = of.rules.functions.functions.map((entry) => entry.id);
  const product = productOfBase(of, from).index;
  const pairs = functions.map((f) => ({ function: ids.indexOf(f), to: productOfBase(of, to).index }));
  const none = { of: () => [], satisfies: () => false, isRequired: () => false };
  const outcome = applyReplacement(fleet, machinesByProduct(fleet).get(product) ?? [], { from: product, pairs }, none);
  return { outcome, after: scoreAfter(fleet, degrees, score, outcome, true) };
}

describe('the classes of the example', () => {
  test.each([
    ['windows-11', 'D'],
    ['microsoft-365', 'D'],
    ['chrome', 'D'],
    ['firefox', 'B'],
    ['7-zip', 'B'],
    ['ubuntu', 'B'],
    ['libreoffice', 'B'],
  ])('%s is %s', (id, expected) => {
    expect(park.degrees.verdictOf(productOfBase(base, id).index).class).toBe(expected);
  });
});

describe('D', () => {
  test('PC-1 is (5 + 5) / 14', () => expect(park.score.machines.at(0).d).toBeCloseTo(10 / 14, 12));
  test('PC-2 is 1.5 / 13', () => expect(park.score.machines.at(1).d).toBeCloseTo(1.5 / 13, 12));
  test('workstations are their mean, 0.414835', () =>
    expect(park.score.scopes.workstations.d).toBeCloseTo(0.414835, 6));
  test('with one scope measured, D is that scope', () =>
    expect(park.score.overall.d).toBeCloseTo(park.score.scopes.workstations.d!, 12));
  test('D_max of PC-2 is 3 / 13', () => expect(park.score.machines.at(1).dMax).toBeCloseTo(3 / 13, 12));
  test('D_max is 0.472527', () => expect(park.score.overall.dMax).toBeCloseTo(0.472527, 6));
});

describe('the interval', () => {
  test('PC-1 has nothing unknown: its interval is a point', () => {
    expect(park.score.machines.at(0).low).toBeCloseTo(10 / 14, 12);
    expect(park.score.machines.at(0).high).toBeCloseTo(10 / 14, 12);
  });
  test('lower bound of PC-2: the unknown joins the browsers, 1 / 13', () =>
    expect(park.score.machines.at(1).low).toBeCloseTo(1 / 13, 12));
  test('upper bound of PC-2: the unknown opens its own function, 6.5 / 18', () =>
    expect(park.score.machines.at(1).high).toBeCloseTo(6.5 / 18, 12));
  test('workstations are in [0.395604, 0.537698]', () => {
    expect(park.score.scopes.workstations.low).toBeCloseTo(0.395604, 6);
    expect(park.score.scopes.workstations.high).toBeCloseTo(0.537698, 6);
  });
});

describe('the coverage', () => {
  test('eight products attributed, one title unknown', () => {
    expect(park.score.scopes.workstations).toMatchObject({ attributed: 8, unknown: 1 });
  });
});

describe('the contributions', () => {
  const parts = contributionsOf(park.fleet, park.degrees, park.score);
  const of = (id: string) =>
    parts.filter((part) => part.product === productOfBase(base, id).index).reduce((sum, part) => sum + part.overall, 0);
  test.each([
    ['windows-11', 0.178571],
    ['microsoft-365', 0.178571],
    ['chrome', 0.057692],
    ['firefox', 0],
    ['libreoffice', 0],
  ])('%s: %d', (id, expected) => expect(of(id)).toBeCloseTo(expected, 6));
  test('they add up to D', () => {
    expect(parts.reduce((sum, part) => sum + part.overall, 0)).toBeCloseTo(park.score.overall.d!, 12);
  });
});

describe('Microsoft 365 → LibreOffice', () => {
  const { outcome, after } = replaced(park, base, 'microsoft-365', 'libreoffice', ['office']);
  test('only PC-1 changes', () => expect(outcome.open).toEqual([0]));
  test('D becomes 0.236264', () => expect(after.d).toBeCloseTo(0.236264, 6));
  test('the gain is 17.86 points', () => expect((park.score.overall.d! - after.d!) * 100).toBeCloseTo(17.857143, 6));
  test('PC-1 becomes 5 / 14', () => expect(after.d! * 2 - 1.5 / 13).toBeCloseTo(5 / 14, 12));
});

describe('Microsoft 365 that serves office, mail, storage and collaboration', () => {
  const { outcome, after } = replaced(suitePark, suiteBase, 'microsoft-365', 'libreoffice', ['office']);
  test('PC-1 is 23 / 27', () => expect(suitePark.score.machines.at(0).d).toBeCloseTo(23 / 27, 12));
  test('the suite counts once in the coverage', () => expect(suitePark.score.machines.at(0).attributed).toBe(4));
  test('after the replacement PC-1 is 18 / 27: mail, storage and meetings stay', () =>
    expect(after.d! * 2 - 1.5 / 13).toBeCloseTo(18 / 27, 12));
  test('the suite stays on the machine', () => {
    const product = productOfBase(suiteBase, 'microsoft-365').index;
    const left = [...rowAfter(suitePark.fleet.machines[0]!, outcome.replacement).pairs].filter(
      (pair) => Math.floor(pair / 256) === product,
    );
    expect(left).toHaveLength(3);
  });
});
