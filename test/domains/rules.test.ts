/** rules/domains.yml names services and vendors of the base, and no pattern is of two providers. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { globMatches } from '../../src/identify/patterns.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

const { base } = readKnowledge({ root: join(import.meta.dirname, '../..') });
if (base === null) throw new Error('no base');
const { services, web } = base.rules.domains;

test.each([...services, ...web].map(({ product }) => product))('%s is a service of the base', (id) =>
  expect(base.productById.get(id)?.role).toBe('service'),
);
test('operators of sites are vendors of the base', () =>
  expect(web.map(({ vendor }) => vendor).filter((id) => !base.vendors.has(id))).toEqual([]));
test.each(['mx', 'spf', 'dkim', 'autodiscover', 'ns'] as const)('no name is shown to be of two by %s', (kind) => {
  const names = services.flatMap((rule) => rule[kind].map((pattern) => ({ rule, name: pattern.replaceAll('*', 'x') })));
  const twice = names.filter(({ name }) => {
    const owners = services.filter((rule) => rule[kind].some((pattern) => globMatches(pattern.split('*'), name)));
    return owners.length > 1;
  });
  expect(twice.map(({ rule, name }) => `${rule.product} ${name}`)).toEqual([]);
});
