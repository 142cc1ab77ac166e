/** Rows of numbers that share their memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rows } from '../../src/identify/rows.ts';
import { smallBase } from '../knowledge/small-base.ts';
import { observe } from './observed.ts';

describe('rows', () => {
  const lists = fc.array(fc.array(fc.nat({ max: 0xffff }), { maxLength: 200 }), { maxLength: 40 });
  test('each is what was put in it, whatever came after', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const short = new Rows((length) => new Uint16Array(length));
        const long = new Rows((length) => new Uint32Array(length));
        const rows = all.map((list) => [short.of(list), long.of(list)].map((row) => [...row]));
        expect(rows).toEqual(all.map((list) => [list, list]));
      }),
    );
  });
  test('more than a block holds, in a row and in all', () => {
    const rows = new Rows((length) => new Uint16Array(length));
    const lengths = [40_000, 40_000, 70_000, 3];
    const made = lengths.map((length, at) => rows.of(new Uint16Array(length).fill(at + 1)));
    expect(made.map((row) => [row.length, new Set(row)])).toEqual(
      lengths.map((length, at) => [length, new Set([at + 1])]),
    );
  });
  test('nothing takes no room', () => {
    const rows = new Rows((length) => new Uint32Array(length));
    expect(rows.ofSet(new Set())).toBe(rows.of([]));
  });
});

test('titles of machines stay apart when there are more of them than two bytes can number', () => {
  const software = Array.from({ length: 66_000 }, (_, i) => `Zorglub ${i.toString(36)}x`);
  const { findings, machines } = observe(smallBase({}), {
    a: { software: software.slice(0, 10) },
    b: { software },
    c: { software: software.slice(-2) },
  });
  const names = machines.map(({ titles }) => [...titles].map((title) => findings[title]?.title.name));
  expect(names.map((list) => list.length)).toEqual([10, 66_000, 2]);
  expect(names[2]).toEqual(software.slice(-2));
});
