import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, retryAfterMs } from '../../../agent/deliver/retry.ts';

test('full jitter: anywhere between nothing and a limit that doubles, up to a minute', () => {
  expect([0, 1, 2, 5, 6, 9, 2000].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
    1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000,
  ]);
  expect(backoffMs(3, () => 0)).toBe(0);
});

test('Retry-After: seconds or a date, and nothing else', () => {
  const now = Date.parse('2026-11-21T22:45:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Sat, 21 Nov 2026 22:46:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Sat, 21 Nov 2020 22:46:00 GMT', now)).toBe(0);
  for (const header of [undefined, '', '-1', '1e9', 'soon', '2']) {
    expect([header, retryAfterMs(header, now)]).toEqual([header, header === '2' ? 2000 : undefined]);
  }
  fc.assert(
    fc.property(fc.string(), (header) => {
      const delay = retryAfterMs(header, now);
      expect(delay === undefined || delay >= 0).toBe(true);
    }),
  );
});
