/** Contracts and services that are declared: what each line names, who makes it, who only resells it. */
import { describe, expect, test } from 'vitest';
import { Naming } from '../../src/identify/naming.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';
import { observe, type TerseInventory } from './observed.ts';

const base = smallBase({
  adobe: {
    name: 'Adobe',
    seat: 'US',
    products: { acrobat: { title: 'Adobe Acrobat', functions: ['document'], match: [seen('Adobe Acrobat*')] } },
  },
  suite: {
    name: 'Suite Soft',
    seat: 'US',
    identifiers: { siren: '123456789' },
    products: {
      mail: {
        title: 'Suite Mail',
        functions: ['mail'],
        role: 'service',
        deployment: ['service'],
        match: [seen('Suite Mail')],
      },
      access: { title: 'Access', functions: ['database'] },
      'open-data': { title: 'Open Data', functions: ['database'] },
    },
  },
  other: {
    products: {
      'open-office': { title: 'Open Office', functions: ['office'] },
      'data-lake': { title: 'Data Lake', functions: ['database'] },
    },
  },
  ugap: { name: 'UGAP', kind: 'reseller', identifiers: { siren: '776056467' } },
});
const declares = (...services: object[]): TerseInventory => ({
  machine: { kind: 'unknown' },
  more: { observedFrom: 'declaration', services: services.map((entry) => ({ source: 'contracts', ...entry })) },
});
const line = (name: string, contract: object = {}) => ({ name, contract });
const told = (...services: object[]) =>
  observe(base, { d: declares(...services) }).contracts.map(
    ({ product, vendor, resold }) => `${product?.id ?? '-'} ${vendor?.id ?? '-'}${resold ? ' resold' : ''}`,
  );

describe('a line of contract', () => {
  test.each<[string, object, string]>([
    ['a product, sold by a reseller', line('Adobe Acrobat Pro', { supplier: 'UGAP' }), 'acrobat adobe resold'],
    ['a reseller and no product: of nobody', line('Prestations', { supplier: 'UGAP' }), '- - resold'],
    ['a reseller by its number', line('Prestations', { supplier: 'x', siret: '77605646700587' }), '- - resold'],
    ['a maker by its number', line('Maintenance', { siret: '12345678900011' }), '- suite'],
    ['a product among words', line('Acquisition de licences Adobe Acrobat pour la mairie'), 'acrobat adobe'],
    ['a common word that is a title', line('Travaux d’access au réseau'), '- -'],
    ['the same beside its vendor', line('Licences Access de Suite Soft'), 'access suite'],
    ['words that several vendors bear', line('Plateforme open data'), '- -'],
    ['two products', line('Licences Suite Mail et Adobe Acrobat'), '- -'],
    ['a product by its identifier', { ...line('Marché 12'), product: 'access' }, 'access suite'],
  ])('%s', (_, service, expected) => expect(told(service)).toEqual([expected]));
  test('of an on-line service declares that service; of anything else, no service', () => {
    const { declared } = observe(base, { d: declares(line('Suite Mail'), line('Adobe Acrobat'), line('Inconnu')) });
    expect(declared.map(({ name, product }) => [name, product?.id])).toEqual([['Suite Mail', 'mail']]);
  });
  test('twice in one document is two lines, in two documents it is one', () => {
    const one = line('Suite Mail', { yearlyAmount: 5 });
    expect(observe(base, { a: declares(one, one) }).contracts).toHaveLength(2);
    expect(observe(base, { a: declares(one), b: declares(one) }).contracts).toHaveLength(1);
  });
});

describe('a service shown by evidence', () => {
  const service = { name: 'Suite Mail', product: 'mail', domain: 'exemple.fr', use: 'mailbox', evidence: ['MX'] };
  test('counts, and keeps its proofs', () => {
    const [use] = observe(base, { d: declares({ ...service, confidence: 'high' }) }).declared;
    expect([use?.product?.id, use?.proofs]).toEqual([
      'mail',
      [{ domain: 'exemple.fr', use: 'mailbox', confidence: 'high', evidence: ['MX'] }],
    ]);
  });
  test('never counts when it is only possible', () =>
    expect(observe(base, { d: declares({ ...service, confidence: 'low' }) }).declared[0]?.product).toBeNull());
  test('is not the service of the organisation’s own domain', () =>
    expect(
      observe(base, { d: declares({ name: 'Boîtes', domain: 'exemple.fr', use: 'mailbox' }) }).declared[0]?.product,
    ).toBeNull());
});

test('a text of any length is looked at for a bounded time', () => {
  const text = 'Adobe Suite Mail Access Open Data '.repeat(20_000);
  const start = performance.now();
  expect(new Naming(base).productIn(text, null)?.id).toBe('mail');
  expect(performance.now() - start).toBeLessThan(1000);
});
