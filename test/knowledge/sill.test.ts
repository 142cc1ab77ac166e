/** The number a product has in the State's list of free software: a number and nothing else. */
import { describe, expect, test } from 'vitest';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';

const record = (sill: unknown) => ({
  name: 'Maker',
  kind: 'company',
  seat: null,
  sources: {},
  reviewedOn: '2026-11-21',
  products: [{ id: 'a', title: 'A', functions: ['office'], role: 'application', licence: 'MIT', sill }],
});

describe('sill', () => {
  test('a positive whole number is kept', () => {
    expect(vendorSchema.parse(record(89)).products[0]?.sill).toBe(89);
  });
  test.each(['89', 0, -1, 8.9, null, 'Firefox'])('%j is refused, by name', (sill) => {
    const { error } = vendorSchema.safeParse(record(sill));
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['products.0.sill']);
  });
});
