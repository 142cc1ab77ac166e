import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, instantOf, textOf } from '../../src/import/values.ts';
import { MAX_TEXT } from '../../src/inventory/schema.ts';

test.each([
  ['  Mozilla \u00a0Firefox\t', 'Mozilla Firefox'],
  ['L&rsquo;&eacute;tat &#39;civil&#x27; &lt;b&gt;', "L’état 'civil' <b>"],
  ['AT&amp;amp;T', 'AT&amp;T'],
  ['R&D; &bogus; &#0; &#xD800;x', 'R&D; &bogus; &#0; \ufffdx'],
  ['e\u0301', 'é'],
  ['a\u0000b\u001bc', 'a b c'],
  [12, '12'],
  ['', undefined],
  [' \u0000 ', undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [['a'], undefined],
  [true, undefined],
])('textOf(%j) is %j', (value, text) => {
  expect(textOf(value)).toBe(text);
});

test('textOf gives nothing that an Inventory refuses, whatever it is given, and says the same twice', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 2000 }),
        fc.string({ unit: fc.constantFrom('&', '#', 'x', '3', '9', ';', ' ', '\ud800', 'é') }),
        fc.anything(),
      ),
      (value) => {
        const text = textOf(value);
        if (text === undefined) return;
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\p{Cc}\u00a0]|^\s|\s$|\s\s/u);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['2025-02-11', '2025-02-11'],
  ['2025-02-11 10:00:00', '2025-02-11'],
  ['11/02/2025', '2025-02-11'],
  ['N/A', undefined],
  ['2025-13-40', undefined],
  [undefined, undefined],
])('dayOf(%j) is %j', (value, day) => {
  expect(dayOf(value)).toBe(day);
});

test.each([
  ['2025-03-03 08:15:00', '+0100', '2025-03-03T07:15:00.000Z'],
  ['2025-03-03 08:15:00', '-05:30', '2025-03-03T13:45:00.000Z'],
  ['2025-03-03 08:15:00', undefined, '2025-03-03T08:15:00.000Z'],
  ['2025-03-03 08:15:00', '+9999', '2025-03-03T08:15:00.000Z'],
  ['9999-99-99 99:99:99', undefined, undefined],
  ['yesterday', '+0100', undefined],
])('instantOf(%j, %j) is %j', (value, offset, instant) => {
  expect(instantOf(value, offset)).toBe(instant);
});
