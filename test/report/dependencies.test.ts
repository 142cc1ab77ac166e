/** A product seen as a client on machines and as a service contacted is one line with two terms, in every report (method, section 1). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assessmentSchema } from '../../src/assessment.ts';
import { dependenciesOf } from '../../src/report/dependencies.ts';
import { renderers } from '../../src/report/index.ts';
import { renderTerminal } from '../../src/report/terminal.ts';

const golden = join(import.meta.dirname, '../golden/demonstration.assessment.json');
const assessment = assessmentSchema.parse(JSON.parse(readFileSync(golden, 'utf8')));
const client = 'Microsoft Teams';
const service = 'Microsoft Teams (service)';
const file = (id: string, name: string): string[] =>
  (renderers.find((renderer) => renderer.id === id)?.files(assessment, 'fr') ?? [])
    .filter((one) => one.name === name)
    .flatMap(({ content }) => content.split('\n'));

test('each product is in one line and one only, and the parts of D still add up', () => {
  const lines = dependenciesOf(assessment);
  const ids = lines.flatMap(({ terms }) => terms.map(({ id }) => id));
  expect([...ids].sort()).toEqual(assessment.products.map(({ id }) => id).sort());
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  const known = assessment.products.filter(({ degree }) => degree !== null);
  expect(sum(lines.map(({ contribution }) => contribution ?? 0))).toBeCloseTo(
    sum(known.map(({ contribution }) => contribution.overall)),
    12,
  );
  const order = lines.map(({ contribution }) => contribution ?? 0);
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(lines.find(({ product }) => product.title === client)?.services.map(({ title }) => title)).toEqual([service]);
});

test('the terminal and the Markdown give both terms on the line of the client', () => {
  const screen = renderTerminal(assessment, { language: 'fr', colour: false, width: 100 }).split('\n');
  const note =
    renderers
      .find(({ id }) => id === 'md')
      ?.files(assessment, 'fr')[0]
      ?.content.split('\n') ?? [];
  for (const lines of [screen, note]) {
    const named = lines.filter((line) => line.includes(service) && /\d,\d \+ \d,\d/.test(line));
    expect(named).toHaveLength(1);
    expect(named[0]).toContain(`${client}`);
  }
});

test('the spreadsheet has one row, with the part of the machines and that of the services', () => {
  const [head = '', ...rows] = file('csv', 'produits.csv');
  const columns = head.replace('\ufeff', '').trim().split(';');
  const cells = (row: string): string[] => row.trim().split(';');
  const own = rows.filter((row) => row.includes(service)).map(cells);
  expect(own).toHaveLength(1);
  const cell = (name: RegExp): number =>
    Number((own[0]?.[columns.findIndex((column) => name.test(column))] ?? '').replace(',', '.'));
  expect(own[0]?.[columns.indexOf('service en ligne joint')]).toBe(service);
  const parts = columns.flatMap((column, index) => (/^contribution.*:/.test(column) ? [index] : []));
  expect(parts).toHaveLength(3);
  expect(cell(/postes/i)).toBeGreaterThan(0);
  expect(cell(/services/i)).toBeGreaterThan(0);
});
