/** What a replacement changes on machines and services: open, blocked, shares that move. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyReplacement,
  machinesByProduct,
  requirementsOf,
  rowAfter,
  scoreAfter,
} from '../../src/plan/replacement.ts';
import { type Fleet, functionOf, pairOf, productOf } from '../../src/score/fleet.ts';
import { productOfBase, smallBase } from '../knowledge/small-base.ts';
import { parkOf, scorePark, type TerseMachine } from '../score/park.ts';

const free = { licence: 'MIT' };
const service = { role: 'service', deployment: ['service'] } as const;
const base = smallBase({
  american: {
    seat: 'US',
    products: {
      windows: { functions: ['operating-system'], role: 'platform' },
      suite: { functions: ['office', 'mail', 'storage'] },
      'add-in': { functions: ['document'], requires: ['suite'] },
      addon: { functions: ['utilities'], requires: ['windows'], ...free },
      'cloud-mail': { functions: ['mail', 'storage'], ...service, deployment: ['service'] },
    },
  },
  european: {
    control: { status: 'known', holder: 'none', source: 's1' },
    products: {
      writer: { functions: ['office'] },
      'writer-plus': { functions: ['office'], requires: ['engine'] },
      engine: { functions: ['utilities'] },
      'other-engine': { functions: ['utilities'], provides: ['engine'] },
      courrier: { functions: ['mail'], ...service, deployment: ['service'] },
      linux: { functions: ['operating-system'], role: 'platform', provides: ['windows'] },
      ubuntu: { functions: ['operating-system'], role: 'platform' },
    },
  },
  nobody: { seat: null, kind: 'community', products: { mystery: { functions: ['document'], requires: ['suite'] } } },
});

const requirements = requirementsOf(base);
const functions = base.rules.functions.functions.map((entry) => entry.id);

function replace(fleet: Fleet, from: string, to: string, on: string[]) {
  const index = productOfBase(base, from).index;
  const pairs = on.map((f) => ({ function: functions.indexOf(f), to: productOfBase(base, to).index }));
  return applyReplacement(fleet, machinesByProduct(fleet).get(index) ?? [], { from: index, pairs }, requirements);
}
const names = (pairs: Iterable<number>): string[] =>
  [...pairs].map((pair) => `${base.products[productOf(pair)]?.id}:${functions[functionOf(pair)]}`).sort();
const leaves = (products: string[], from: string, to: string, on: string[]): string[] | 'blocked' | 'untouched' => {
  const fleet = parkOf(base, { pc: { products } });
  const outcome = replace(fleet, from, to, on);
  if (outcome.blocked.length > 0) return 'blocked';
  return outcome.open.length === 0 ? 'untouched' : names(rowAfter(fleet.machines[0]!, outcome.replacement).pairs);
};
function blockers(products: string[], from: string, to: string, on: string[]): string[] {
  const [blocked] = replace(parkOf(base, { pc: { products } }), from, to, on).blocked;
  return (blocked?.by ?? []).map((by) =>
    'product' in by ? (base.products[by.product]?.id ?? '') : `missing ${by.missing}`,
  );
}

describe('on one machine', () => {
  test('only the function replaced changes; the rest of the suite stays', () =>
    expect(leaves(['suite'], 'suite', 'writer', ['office'])).toEqual(['suite:mail', 'suite:storage', 'writer:office']));
  test('where the alternative is already there, the product simply leaves the function', () =>
    expect(leaves(['suite', 'writer'], 'suite', 'writer', ['office'])).toEqual([
      'suite:mail',
      'suite:storage',
      'writer:office',
    ]));
  test('a bundle takes every function away: the product leaves', () => {
    const fleet = parkOf(base, { pc: { products: ['suite'] } });
    const index = productOfBase(base, 'suite').index;
    const pairs = [
      { function: functions.indexOf('office'), to: productOfBase(base, 'writer').index },
      { function: functions.indexOf('mail'), to: productOfBase(base, 'courrier').index },
      { function: functions.indexOf('storage'), to: productOfBase(base, 'courrier').index },
    ];
    const outcome = applyReplacement(fleet, [0], { from: index, pairs }, requirements);
    expect(names(rowAfter(fleet.machines[0]!, outcome.replacement).pairs)).toEqual([
      'courrier:mail',
      'courrier:storage',
      'writer:office',
    ]);
  });
  test('a machine without the product is untouched', () =>
    expect(leaves(['writer'], 'suite', 'writer', ['office'])).toBe('untouched'));
  test('the machine before is not changed', () => {
    const fleet = parkOf(base, { pc: { products: ['suite'] } });
    const before = names(fleet.machines[0]!.pairs);
    replace(fleet, 'suite', 'writer', ['office']);
    expect(names(fleet.machines[0]!.pairs)).toEqual(before);
  });
});

describe('blocked', () => {
  test('by a product that stays and requires the one that leaves, whatever its class', () =>
    expect(blockers(['windows', 'addon'], 'windows', 'ubuntu', ['operating-system'])).toEqual(['addon']));
  test('even by one without degree', () => {
    const fleet = parkOf(base, { pc: { products: ['suite', 'mystery'] } });
    const index = productOfBase(base, 'suite').index;
    const pairs = ['office', 'mail', 'storage'].map((f) => ({
      function: functions.indexOf(f),
      to: productOfBase(base, 'writer').index,
    }));
    expect(applyReplacement(fleet, [0], { from: index, pairs }, requirements).blocked).toHaveLength(1);
  });
  test('not while the product keeps another function', () =>
    expect(leaves(['suite', 'add-in'], 'suite', 'writer', ['office'])).toContain('add-in:document'));
  test('not when the new product stands for the old one', () =>
    expect(leaves(['windows', 'addon'], 'windows', 'linux', ['operating-system'])).toEqual([
      'addon:utilities',
      'linux:operating-system',
    ]));
  test('by what the new product requires and the machine lacks', () =>
    expect(blockers(['suite'], 'suite', 'writer-plus', ['office'])).toEqual(['missing engine']));
  test('not when the machine has it', () =>
    expect(leaves(['suite', 'engine'], 'suite', 'writer-plus', ['office'])).not.toBe('blocked'));
  test('nor when another product stands for it', () =>
    expect(leaves(['suite', 'other-engine'], 'suite', 'writer-plus', ['office'])).not.toBe('blocked'));
  test('a requirement that was already missing does not block', () =>
    expect(leaves(['windows', 'add-in'], 'windows', 'ubuntu', ['operating-system'])).not.toBe('blocked'));
  test('one machine blocked does not block the others', () => {
    const machines: Record<string, TerseMachine> = {
      a: { products: ['windows', 'addon'] },
      b: { products: ['windows'] },
    };
    const outcome = replace(parkOf(base, machines), 'windows', 'ubuntu', ['operating-system']);
    expect([outcome.open, outcome.blocked.map((entry) => entry.machine)]).toEqual([[1], [0]]);
  });
});

describe('services', () => {
  const sharesAfter = (services: Record<string, number>) =>
    replace(parkOf(base, {}, services), 'cloud-mail', 'courrier', ['mail'])
      .servicesAfter.map(
        (pair) => `${base.products[pair.product]?.id}:${functions[pair.function]} ${Math.round(pair.w * 100)}`,
      )
      .sort();
  test('the share moves to the new service, in the function replaced', () =>
    expect(sharesAfter({ 'cloud-mail': 0.6 })).toEqual(['cloud-mail:storage 60', 'courrier:mail 60']));
  test('it adds to the share the new one had', () =>
    expect(sharesAfter({ 'cloud-mail': 0.3, courrier: 0.2 })).toEqual(['cloud-mail:storage 30', 'courrier:mail 50']));
  test('a share is never over 1', () =>
    expect(sharesAfter({ 'cloud-mail': 0.9, courrier: 0.8 })).toContain('courrier:mail 100'));
  test('other services are untouched', () => {
    const fleet = parkOf(base, {}, { courrier: 1 });
    const outcome = replace(fleet, 'cloud-mail', 'courrier', ['mail']);
    expect([outcome.touchesServices, outcome.servicesAfter]).toEqual([false, fleet.services]);
  });
});

describe('the score after', () => {
  test('nothing open changes nothing', () => {
    const { fleet, degrees, score } = scorePark(base, { pc: { products: ['windows', 'addon'] } });
    const outcome = replace(fleet, 'windows', 'ubuntu', ['operating-system']);
    const { d, dMax, low, high } = scoreAfter(fleet, degrees, score, outcome, true);
    expect({ d, dMax, low, high }).toMatchObject({ d: score.overall.d, dMax: score.overall.dMax });
  });
  test('without interval, bounds are left as they were', () => {
    const { fleet, degrees, score } = scorePark(base, { pc: { products: ['windows'], unknown: 1 } });
    const outcome = replace(fleet, 'windows', 'ubuntu', ['operating-system']);
    const after = scoreAfter(fleet, degrees, score, outcome, false);
    expect([after.d, after.low, after.high]).toEqual([0, score.overall.low, score.overall.high]);
  });
});

test('a row after a replacement is the set of its pairs without those that leave and with those that come, in order', () => {
  const few = fc.integer({ min: 0, max: 4 });
  const pairsOf = fc.uniqueArray(fc.tuple(few, few), { selector: String, maxLength: 12 });
  fc.assert(
    fc.property(pairsOf, few, fc.uniqueArray(few), few, (kept, from, on, to) => {
      fc.pre(from !== to);
      const pairs = Uint32Array.from(kept, ([product, f]) => pairOf(product, f)).sort();
      const row = { id: 'pc', scope: 'workstations', unit: '', pairs, unknown: 0 } as const;
      const replacement = { from, pairs: on.map((f) => ({ function: f, to })) };
      const expected = new Set<number>(pairs);
      for (const f of on) if (expected.delete(pairOf(from, f))) expected.add(pairOf(to, f));
      expect([...rowAfter(row, replacement).pairs]).toEqual([...expected].sort((a, b) => a - b));
      expect(row.pairs).toEqual(pairs);
    }),
  );
});
