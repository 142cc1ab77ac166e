/** The two harms, each by the first line of its table that holds. */
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/score/classify.ts';
import { exposureOf } from '../../src/score/exposure.ts';
import { options, productOfBase, smallBase, type TerseProduct, type TerseVendor } from '../knowledge/small-base.ts';

const today = '2026-11-21';

function harms(vendor: TerseVendor, product: TerseProduct = {}): string {
  const base = smallBase({ maker: { ...vendor, products: { thing: product } } });
  const found = productOfBase(base, 'thing');
  const { cutOff, lawfulAccess } = exposureOf(base, found, classify(base, found, options()), today);
  return `${cutOff} / ${lawfulAccess}`;
}

const american: TerseVendor = { seat: 'US' };
const exposed: TerseVendor = { owners: [{ holder: 'Fund', country: 'US', control: true }] };
const european: TerseVendor = { control: { status: 'known', holder: 'none', source: 's1' } };
const service: TerseProduct = { role: 'service', deployment: ['service'] };
const qualified = (until?: string): TerseVendor => ({
  ...exposed,
  qualifications: [{ scheme: 'SecNumCloud', scope: 'thing', source: 's1', ...(until === undefined ? {} : { until }) }],
});

describe('cut-off / lawful access', () => {
  test.each<[string, TerseVendor, TerseProduct, string]>([
    ['an American service', american, service, 'immediate / content'],
    ['a European service under American control', exposed, service, 'immediate / content'],
    ['a European service', european, service, 'not-identified / not-identified'],
    ['American software that needs a service', american, { onlineServiceRequired: true }, 'immediate / metadata'],
    ['American software by subscription', american, { subscription: true }, 'at-renewal / not-identified'],
    ['American software', american, {}, 'updates-only / not-identified'],
    ['free American software', american, { licence: 'MIT' }, 'not-identified / not-identified'],
    ['European software by subscription', european, { subscription: true }, 'not-identified / not-identified'],
    ['European software of unverified control', {}, { subscription: true }, 'not-identified / not-identified'],
  ])('%s', (_, vendor, product, expected) => expect(harms(vendor, product)).toBe(expected));
});

describe('a qualification against extraterritorial law', () => {
  test('is evidence that content is not reached; it does not prevent a cut-off', () =>
    expect(harms(qualified(), service)).toBe('immediate / not-identified'));
  test('counts until its end', () => expect(harms(qualified(today), service)).toBe('immediate / not-identified'));
  test('no longer counts after', () => expect(harms(qualified('2026-11-20'), service)).toBe('immediate / content'));
  test('until a month is until its last day', () =>
    expect(harms(qualified('2026-11'), service)).toBe('immediate / not-identified'));
  test('does not cover another product of the vendor', () =>
    expect(harms(qualified(), { ...service, title: 'Another Cloud' })).toBe('immediate / content'));
});
