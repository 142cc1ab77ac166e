import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { suggestRecords } from '../../src/authoring/suggest.ts';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';

const titles = [
  { name: 'Gestion Cimetière 4.2 (x64)', publisher: 'Élan Cité SARL', machines: 3 },
  { name: 'Gestion Cimetière 4.3', publisher: 'Élan Cité', machines: 2 },
  { name: 'Planning "agents": <b>', publisher: 'élan cité', machines: 1 },
  { name: '=cmd|calc', publisher: '# yaml: {x', machines: 9 },
  { name: 'Sans éditeur', machines: 50 },
];
const drafts = suggestRecords(titles, '2026-11-21', 'fr');

describe('drafts of records for unknown titles', () => {
  test('one a publisher, the most frequent first', () =>
    expect(drafts.map(({ id, machines }) => [id, machines])).toEqual([
      ['yaml-x', 9],
      ['elan-cite', 6],
    ]));
  test('each fits the schema, whatever was read', () => {
    for (const { yaml } of drafts) expect(vendorSchema.safeParse(parse(yaml)).error?.issues ?? []).toEqual([]);
  });
  test('nothing is guessed', () => {
    const record = vendorSchema.parse(parse(drafts[1]?.yaml ?? ''));
    expect([record.seat, record.control.status, record.owners]).toEqual([null, 'unknown', []]);
    expect(record.products.every((product) => product.functions.length === 0 && product.licence === 'unknown')).toBe(
      true,
    );
  });
  test('versions of one title are one product', () => {
    const record = vendorSchema.parse(parse(drafts[1]?.yaml ?? ''));
    expect(record.products.map((product) => product.id)).toEqual(['gestion-cimetiere', 'planning-agents-b']);
  });
});
