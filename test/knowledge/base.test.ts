/** The base that is shipped: nothing for the lint to say, every example holds, the rules are those of the method. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runExamples } from '../../src/authoring/examples.ts';
import { lint } from '../../src/authoring/lint.ts';
import { describeIssue } from '../../src/authoring/texts.ts';
import { countedRoles } from '../../src/knowledge/base.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';
import { isFreeLicence } from '../../src/score/licence.ts';

const { base: read, problems } = readKnowledge({ root: join(import.meta.dirname, '../..') });

test('every file of the base can be read', () => expect(problems.map((problem) => problem.in('en'))).toEqual([]));

const base = read!;
const { rules } = base;

describe('records', () => {
  test('the lint has nothing to say', () => expect(lint(base).map((issue) => describeIssue(issue, 'en'))).toEqual([]));
  const { run, issues } = runExamples(base);
  test('every example holds', () => expect(issues.map((issue) => describeIssue(issue, 'en'))).toEqual([]));
  test('there are examples for more than every other product', () => expect(run).toBeGreaterThan(base.products.length));
  test('150 vendors and 400 products at least', () => {
    expect(base.vendors.size).toBeGreaterThanOrEqual(150);
    expect(base.products.length).toBeGreaterThanOrEqual(400);
  });
  test('functions, domains and requirements of products fit in a pair', () => {
    expect(rules.functions.functions.length).toBeLessThanOrEqual(256);
    expect(base.products.length * 256).toBeLessThan(2 ** 32);
  });
  test('a page that was read is never from the future, nor from before the project', () => {
    const days = [...base.vendors.values()].flatMap((vendor) =>
      Object.values(base.details(vendor.id).sources).flatMap((source) =>
        source.basis === 'read' ? [source.consultedOn] : [],
      ),
    );
    expect(days.filter((day) => day < '2025-01-01' || day > '2030-01-01')).toEqual([]);
  });
});

describe('functions: those of the method, section 8', () => {
  const method: Record<string, number> = {
    'operating-system': 5,
    office: 5,
    mail: 5,
    identity: 5,
    business: 5,
    hosting: 5,
    collaboration: 4,
    security: 4,
    backup: 4,
    virtualization: 4,
    database: 4,
    storage: 4,
    network: 4,
    browser: 3,
    middleware: 3,
    'gis-cad': 3,
    document: 3,
    'remote-support': 3,
    telephony: 3,
    ai: 3,
    analytics: 3,
    creative: 2,
    development: 2,
    web: 2,
    print: 1,
    utilities: 1,
    hardware: 0,
    personal: 0,
  };
  const business =
    `finance hr civil-registry elections urban-planning social early-childhood school library police procurement assembly
    water waste emergency`.split(/\s+/);
  const found = Object.fromEntries(rules.functions.functions.map((entry) => [entry.id, entry.criticality]));
  test.each(Object.entries(method))('%s has criticality %d', (id, criticality) => expect(found[id]).toBe(criticality));
  test.each(business)('business/%s is a function of its own, with criticality 5', (id) =>
    expect(found[`business/${id}`]).toBe(5),
  );
  test('there are no others', () =>
    expect(Object.keys(found).sort()).toEqual(
      [...Object.keys(method), ...business.map((id) => `business/${id}`)].sort(),
    ));
  test('an unknown program can be neither an operating system nor virtualisation, and anything else', () =>
    expect(rules.functions.functions.filter((entry) => entry.platform).map((entry) => entry.id)).toEqual([
      'operating-system',
      'virtualization',
    ]));
  test('each handler is evidence for one function', () => {
    const handlers = rules.functions.functions.flatMap((entry) => entry.handlers);
    expect(new Set(handlers).size).toBe(handlers.length);
  });
  test.each([
    ['http', 'browser'],
    ['mailto', 'mail'],
    ['.pdf', 'document'],
    ['.docx', 'office'],
    ['antivirus', 'security'],
  ])('the default program for %s is evidence for %s', (handler, id) =>
    expect(rules.functions.functions.find((entry) => entry.handlers.includes(handler))?.id).toBe(id),
  );
  test('handlers are written in lower case, as they are looked up', () => {
    const handlers = rules.functions.functions.flatMap((entry) => entry.handlers);
    expect(handlers.filter((handler) => handler !== handler.toLowerCase())).toEqual([]);
  });
});

describe('perimeters', () => {
  const ue = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
  const countries = (id: string) => rules.perimeters.perimeters.find((entry) => entry.id === id)?.countries.toSorted();
  test('the EEA by default', () => expect(rules.perimeters.default).toBe('eee'));
  test('four of them', () =>
    expect(rules.perimeters.perimeters.map((entry) => entry.id)).toEqual(['ue', 'eee', 'eee-ch', 'europe']));
  test('ue: the twenty-seven', () => {
    expect(ue).toHaveLength(27);
    expect(countries('ue')).toEqual(ue);
  });
  test('eee: with Iceland, Liechtenstein and Norway', () =>
    expect(countries('eee')).toEqual([...ue, 'IS', 'LI', 'NO'].sort()));
  test('eee-ch: with Switzerland', () => expect(countries('eee-ch')).toEqual([...ue, 'IS', 'LI', 'NO', 'CH'].sort()));
  test('europe: with the United Kingdom too', () =>
    expect(countries('europe')).toEqual([...ue, 'IS', 'LI', 'NO', 'CH', 'GB'].sort()));
});

describe('classes, scopes and switches: the constants of the method', () => {
  test('degrees', () =>
    expect(rules.classes.degrees).toEqual({
      A: 0,
      B: 0,
      C: { seat: 0.5, control: 0.5, capital: 0.5, technology: 0.5, hosting: 0.5 },
      D: 1,
    }));
  test('thresholds of the capital, written for the EU', () =>
    expect(rules.classes.capital).toMatchObject({ oneHolderOver: 24, togetherOver: 39, perimeter: 'ue' }));
  test('the headline is given for exposed = 0, 0.5 and 1', () =>
    expect(rules.classes.exposedValues).toEqual([0, 0.5, 1]));
  test('profiles', () =>
    expect(rules.classes.profiles.map(({ id, exposed, free }) => [id, exposed, free])).toEqual([
      ['graded', 0.5, 'product'],
      ['strict', 1, 'product'],
      ['steward', 1, 'steward'],
    ]));
  test('the default one', () => expect(rules.classes.defaultProfile).toBe('graded'));
  test('every class and reason has a label', () => {
    expect(Object.keys(rules.classes.labels).sort()).toEqual(['A', 'A?', 'B', 'C', 'D', 'unknown']);
    expect(Object.keys(rules.classes.reasons).sort()).toEqual(Object.keys(rules.classes.degrees.C).sort());
  });
  test('weights of the scopes', () =>
    expect(rules.scopes.scopes.map(({ id, weight }) => [id, weight])).toEqual([
      ['workstations', 50],
      ['servers', 25],
      ['services', 25],
      ['equipment', 0],
    ]));
  test('every kind of machine is in one scope', () =>
    expect(rules.scopes.scopes.flatMap((scope) => scope.kinds).sort()).toEqual([
      'hypervisor',
      'network',
      'phone',
      'server',
      'tablet',
      'unknown',
      'workstation',
    ]));
  test('thresholds of the services', () =>
    expect(rules.scopes.services).toEqual({ minimumShare: 0.01, minimumMachines: 5, minimumMachinesFrom: 500 }));
  test('urgency and bands', () => {
    expect(rules.migration.urgency).toMatchObject({ contractEndMonths: 18, endOfLifeMonths: 12 });
    expect(rules.migration.bands.map((band) => band.atLeastPoints).slice(0, 2)).toEqual([1, 0.1]);
  });
  test('efforts: at least one person-day, ranges from half to twice, unverified', () =>
    expect(rules.migration.effort).toMatchObject({ minimum: 1, rangeFactor: 2, basis: 'unverified' }));
  test('each table of harms ends with a line that always holds', () => {
    for (const table of [rules.exposure.cutOff, rules.exposure.lawfulAccess])
      expect(table.at(-1)).toMatchObject({ level: 'not-identified', when: {} });
  });
  test('the strategies end with one that always holds', () =>
    expect(rules.migration.strategies.at(-1)?.when).toEqual({}));
});

describe('licences', () => {
  test.each([
    'MIT',
    'Apache-2.0',
    'GPL-2.0-only',
    'GPL-3.0-or-later',
    'LGPL-2.1-or-later',
    'AGPL-3.0-or-later',
    'MPL-2.0',
    'EUPL-1.2',
    'BSD-3-Clause',
    'ISC',
    'Zlib',
    'CECILL-2.1',
  ])('%s is free', (licence) => expect(isFreeLicence(licence, rules.osiApproved)).toBe(true));
  test.each(['BUSL-1.1', 'SSPL-1.0', 'Elastic-2.0', 'CC-BY-NC-4.0', 'JSON', 'proprietary', 'unknown'])(
    '%s is not',
    (licence) => expect(isFreeLicence(licence, rules.osiApproved)).toBe(false),
  );
  test('a licence of a record is an expression that can be read, or said to be none', () => {
    const odd = base.products
      .filter(({ licence }) => /[,/;]/.test(licence))
      .map(({ id, licence }) => `${id}: ${licence}`);
    expect(odd).toEqual([]);
  });
});

describe('distributions and noise', () => {
  test('each distribution is a counted product of the base', () => {
    const missing = rules.distributions.distributions.filter(({ product }) => {
      const found = base.productById.get(product);
      return found === undefined || !countedRoles.includes(found.role) || !found.functions.includes('operating-system');
    });
    expect(missing.map((entry) => entry.product)).toEqual([]);
  });
  test('an identifier or an origin belongs to one distribution', () => {
    for (const key of ['ids', 'origins'] as const) {
      const all = rules.distributions.distributions.flatMap((entry) => entry[key].map((value) => value.toLowerCase()));
      expect(all.filter((value, at) => all.indexOf(value) !== at)).toEqual([]);
    }
  });
  test.each(['debian', 'ubuntu', 'fedora', 'rhel', 'almalinux', 'rocky', 'arch', 'alpine'])('%s is known', (id) =>
    expect(rules.distributions.distributions.some((entry) => entry.ids.includes(id))).toBe(true),
  );
  test('noise rules have distinct ids', () => {
    const ids = rules.noise.rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
