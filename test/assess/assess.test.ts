/** The whole pipeline on a small park: the Assessment is what its schema says, its parts add up, nothing depends on the order of files. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/assess/settings.ts';
import { type AssessOptions, assess } from '../../src/assess.ts';
import { type Assessment, assessmentSchema } from '../../src/assessment.ts';
import { FleetObserver } from '../../src/identify/observe.ts';
import { inventory, registrable, type TerseInventory } from '../identify/observed.ts';
import { seen, smallBase } from '../knowledge/small-base.ts';

const service = { role: 'service' as const, deployment: ['service' as const] };
const nobody = { status: 'known' as const, holder: 'none', source: 's1' };
const base = smallBase(
  {
    american: {
      name: 'American Inc.',
      seat: 'US',
      publishers: ['American'],
      products: {
        windows: { functions: ['operating-system'], role: 'platform', match: [seen('Windows *')] },
        suite: {
          functions: ['office', 'mail'],
          match: [seen('Suite *')],
          alternatives: [{ product: 'writer', readiness: 1 }],
        },
        cloud: {
          functions: ['storage'],
          ...service,
          domains: ['cloud.com'],
          alternatives: [{ product: 'coffre', readiness: 0.75 }],
        },
        edge: { functions: ['browser'], role: 'bundled', match: [seen('Edge')] },
      },
    },
    canadian: {
      name: 'Canadian Ltd',
      seat: 'CA',
      products: { viewer: { functions: ['document'], match: [seen('Viewer *')] } },
    },
    exposed: {
      owners: [{ holder: 'Fund', country: 'US', control: true, source: 'u1' }],
      products: { half: { functions: ['mail'], match: [seen('Half *')] } },
    },
    european: {
      control: nobody,
      products: {
        writer: { functions: ['office'], match: [seen('Writer *')] },
        coffre: { functions: ['storage'], ...service, domains: ['coffre.eu'] },
      },
    },
    mozilla: {
      seat: 'US',
      products: { firefox: { functions: ['browser'], licence: 'MPL-2.0', match: [seen('Firefox *')] } },
    },
    unverified: { products: { maybe: { functions: ['document'], match: [seen('Maybe *')] } } },
    nobody: {
      seat: null,
      kind: 'community',
      products: { mystery: { functions: ['utilities'], match: [seen('Mystery *')] } },
    },
  },
  {
    noise: [
      {
        id: 'drivers',
        role: 'driver',
        reason: { fr: 'pilote', en: 'driver' },
        match: [seen('*Driver*')],
        examples: { matches: [{ name: 'x' }] },
      },
    ],
  },
);

const now = '2026-11-21T10:00:00Z';
function assessAll(machines: readonly [string, TerseInventory][], more: Partial<AssessOptions> = {}): Assessment {
  const observer = new FleetObserver(base);
  for (const [key, terse] of machines) observer.add(inventory(terse), key, registrable);
  const settings = settingsOf(base)!;
  return assess(observer.finish(), base, { now, toolVersion: '0.0.0', settings, files: [], problems: [], ...more });
}

const windows = { family: 'windows', name: 'Windows 11' };
const machines: [string, TerseInventory][] = [
  [
    'pc-1',
    {
      os: windows,
      software: ['Suite 2019', 'Firefox 128', 'Viewer 3', 'Zorglub 1.0', 'HP Driver', 'Edge'],
      machine: { unit: 'mairie', label: 'PC-1' },
    },
  ],
  [
    'pc-2',
    {
      os: windows,
      software: ['Writer 24', 'Firefox 127', 'Maybe 2', 'Half 1', 'Zorglub 2.0', 'Mystery 1'],
      machine: { unit: 'école' },
      more: {
        endpoints: [
          { host: 'x.cloud.com', source: 'dns' },
          { host: 'zorglub.example', source: 'dns' },
        ],
      },
    },
  ],
  ['pc-3', { software: [], machine: { unit: 'école' } }],
  [
    'srv-1',
    {
      software: ['Suite 2016'],
      machine: { kind: 'server' },
      more: { endpoints: [{ host: 'coffre.eu', source: 'dns' }] },
    },
  ],
  ['tel-1', { machine: { kind: 'phone' }, software: ['Zorglub 1.0'] }],
];
const assessment = assessAll(machines);
const sum = (list: readonly { contribution: number }[]): number =>
  list.reduce((total, entry) => total + entry.contribution, 0);

describe('the document', () => {
  test('is what its schema says', () => expect(assessmentSchema.safeParse(assessment).error?.issues ?? []).toEqual([]));
  test('survives JSON', () =>
    expect(assessmentSchema.parse(JSON.parse(JSON.stringify(assessment)))).toEqual(
      JSON.parse(JSON.stringify(assessment)),
    ));
  test('the same input gives the same bytes', () =>
    expect(JSON.stringify(assessAll(machines))).toBe(JSON.stringify(assessment)));
  test('an empty park: nothing is 0, everything is null', () => {
    const empty = assessAll([]);
    expect(assessmentSchema.safeParse(empty).success).toBe(true);
    expect(empty.headline).toMatchObject({
      d: null,
      dMax: null,
      machines: 0,
      coverage: { machines: { ratio: null }, services: null },
    });
    expect(empty.period).toBeNull();
  });
  test('only equipment: not measurable either', () => {
    const phones = assessAll([['tel', { machine: { kind: 'phone' } }]]);
    expect(phones.headline.d).toBeNull();
    expect(phones.equipment).toEqual([{ kind: 'phone', machines: 1 }]);
  });
});

describe('parts add up to D', () => {
  const d = assessment.headline.d!;
  test('by product', () =>
    expect(assessment.products.reduce((total, entry) => total + entry.contribution.overall, 0)).toBeCloseTo(d, 9));
  test.each(['functions', 'vendors', 'parents', 'countries', 'units'] as const)('by %s', (key) =>
    expect(sum(assessment[key])).toBeCloseTo(d, 9),
  );
  test('each product by function', () => {
    for (const { contribution, contributionByFunction } of assessment.products)
      expect(Object.values(contributionByFunction).reduce((a, b) => a + b, 0)).toBeCloseTo(contribution.overall, 9);
  });
  test('by scope, weighted', () => {
    const total = assessment.scopes.filter(({ d: of }) => of !== null).reduce((a, { weight }) => a + weight, 0);
    expect(assessment.scopes.reduce((a, { d: of, weight }) => a + ((of ?? 0) * weight) / total, 0)).toBeCloseTo(d, 9);
  });
  test('shares are of D', () =>
    expect(assessment.functions.reduce((total, entry) => total + (entry.share ?? 0), 0)).toBeCloseTo(1, 9));
});

describe('the headline', () => {
  test('names the scopes measured', () =>
    expect(assessment.headline.scopesMeasured).toEqual(['workstations', 'servers', 'services']));
  test('counts the machines scored, not the equipment', () => expect(assessment.headline.machines).toBe(4));
  test('coverage of machines: a suite once, unknowns by title, products without degree as unknown', () =>
    expect(assessment.headline.coverage.machines).toMatchObject({ attributed: 10, unknown: 3, ratio: 10 / 13 }));
  test('coverage of services apart', () =>
    expect(assessment.headline.coverage.services).toMatchObject({ attributed: 2, unknown: 1 }));
  test('points that rest on unverified facts', () => {
    const half = assessment.products.find((product) => product.id === 'half');
    expect(half?.unverified).toBe(true);
    expect(assessment.headline.unverifiedPoints).toBeCloseTo(half!.contribution.overall, 12);
  });
  test('D under every perimeter, every exposed, every profile', () => {
    expect(assessment.variants.perimeters.map((entry) => entry.id)).toEqual(['ue', 'eee', 'eee-ch', 'europe']);
    expect(assessment.variants.exposed.map((entry) => entry.id)).toEqual(['0', '0.5', '1']);
    expect(assessment.variants.profiles.map((entry) => entry.id)).toEqual(['graded', 'strict', 'steward']);
  });
  test('the variant in force is the headline', () => {
    const { d, dMax, interval } = assessment.headline;
    for (const entry of [
      assessment.variants.perimeters[1],
      assessment.variants.exposed[1],
      assessment.variants.profiles[0],
    ])
      expect(entry).toMatchObject({ d, dMax, interval });
  });
  test('strict counts class C as D does', () =>
    expect(assessment.variants.profiles[1]!.d!).toBeGreaterThan(assessment.headline.d!));
});

describe('what is listed', () => {
  test('unknown titles, one line whatever their versions; not those of equipment', () =>
    expect(assessment.unknown.titles.map(({ name, machines: count }) => [name.slice(0, 7), count])).toEqual([
      ['Zorglub', 2],
    ]));
  test('what is not counted, with its reason', () =>
    expect(assessment.notCounted.map(({ role, reason }) => `${role}: ${reason.en}`).sort()).toEqual(
      expect.arrayContaining(['driver: driver', expect.stringMatching(/^bundled:/)]),
    ));
  test('domains: counted, unknown', () => {
    expect(assessment.domains.counted.map((entry) => entry.domain).sort()).toEqual(['cloud.com', 'coffre.eu']);
    expect(assessment.domains.unknown.map((entry) => entry.domain)).toEqual(['zorglub.example']);
  });
  test('every machine with its D, the label where there is one', () => {
    expect(assessment.machines.map((entry) => entry.id)).toEqual(['PC-1', 'pc-2', 'pc-3', 'srv-1']);
    expect(assessment.machines[2]).toMatchObject({ d: null, interval: { low: 0, high: 1 } });
  });
  test('products with what they are recognised by', () => {
    const suite = assessment.products.find((product) => product.id === 'suite');
    expect(suite?.titles.map(({ name, machines: count, rule }) => [name, count, rule])).toEqual([
      ['Suite 2016', 1, 'american/suite name: Suite *'],
      ['Suite 2019', 1, 'american/suite name: Suite *'],
    ]);
    expect(suite).toMatchObject({ class: 'D', country: 'US', machines: 2, vendor: { name: 'American Inc.' } });
  });
  test('candidates, and products without alternative', () => {
    expect(assessment.candidates.map(({ from, to, scope }) => [from.id, to?.id, scope])).toEqual(
      expect.arrayContaining([
        ['suite', 'writer', 'machines'],
        ['cloud', 'coffre', 'services'],
      ]),
    );
    expect(assessment.withoutAlternative.map((entry) => entry.id).sort()).toEqual(['half', 'viewer', 'windows']);
  });
  test('units with their own machines and products', () => {
    const unit = Object.fromEntries(
      assessment.units.map(({ id, machines: count, products }) => [id, [count, products]]),
    );
    expect(unit).toEqual({ mairie: [1, 4], école: [2, 6], '': [1, 1], '(services)': [0, 2] });
  });
  test('lenses: each install once, each product once', () => {
    // windows ×2, suite ×2, viewer: 1; half: 0.5; firefox ×2, maybe, writer: 0. mystery has none.
    expect(assessment.lenses.installs.d).toBeCloseTo(5.5 / 10, 12);
    // windows, suite, viewer, cloud: 1; half: 0.5; firefox, maybe, writer, coffre: 0.
    expect(assessment.lenses.products.d).toBeCloseTo(4.5 / 9, 12);
    expect(assessment.lenses.products.coverage).toBeCloseTo(9 / 10, 12);
  });
});

describe('the period', () => {
  test('goes from the first to the last observation', () => {
    const dated: [string, TerseInventory][] = ['2026-03-02', '2026-01-15', '2026-02-01'].map((day, i) => [
      `m${i}`,
      { collectedAt: `${day}T00:00:00Z` },
    ]);
    expect(assessAll(dated).period).toEqual({ from: '2026-01-15', to: '2026-03-02' });
  });
});

describe('sampling', () => {
  const units = (of: number): [string, TerseInventory][] =>
    Array.from({ length: of }, (_, i) => [
      `m${i}`,
      { software: [i % 2 === 0 ? 'Suite 1' : 'Writer 1'], machine: { unit: 'mairie' } },
    ]);
  test('none without the size of the park', () => expect(assessAll(units(4)).sampling).toBeNull());
  test('with it, by hand: 4 of 100, two at 1 and two at 0', () => {
    const { sampling, headline } = assessAll(units(4), {
      population: [{ unit: 'mairie', scope: 'workstations', machines: 100 }],
    });
    // The variance of 1, 0, 1, 0 is 1/3.
    const error = Math.sqrt(0.96 * (1 / 3 / 4));
    expect(sampling).toMatchObject({ population: 100, sample: 4, strata: 1 });
    expect(sampling?.standardError).toBeCloseTo(error, 12);
    expect([sampling?.low, headline.d]).toEqual([0, 0.5]);
    expect(sampling?.high).toBe(1);
  });
  test('one machine cannot tell', () =>
    expect(
      assessAll(units(1), { population: [{ unit: 'mairie', scope: 'workstations', machines: 100 }] }).sampling,
    ).toBeNull());
  test('the interval of the unknown is another thing', () => {
    const { headline } = assessAll(units(4), {
      population: [{ unit: 'mairie', scope: 'workstations', machines: 100 }],
    });
    expect(headline.interval).toEqual({ low: headline.d, high: headline.d });
  });
});

describe('the order of files', () => {
  test('changes nothing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(machines, { minLength: machines.length }), (shuffled) => {
        expect(assessAll(shuffled)).toEqual(assessment);
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile names', () => {
  test('of machines, units, titles and domains stay names', () => {
    const hostile = ['__proto__', 'constructor', '<script>alert(1)</script>', '=cmd()', 'a\u0000b'];
    const list = hostile.map((name, i): [string, TerseInventory] => [
      `m${i}`,
      {
        software: [name, 'Suite 1'],
        machine: { unit: name, label: name },
        more: { services: [{ name, source: 'csv' }] },
      },
    ]);
    const result = assessAll(list);
    expect(assessmentSchema.safeParse(result).success).toBe(true);
    expect(result.units.map((unit) => unit.id).sort()).toEqual([...hostile].sort());
    expect(result.unknown.distinct).toBe(hostile.length);
  });
});

describe('settings', () => {
  test('defaults of the rules', () =>
    expect(settingsOf(base)).toMatchObject({ perimeter: { id: 'eee' }, profile: { id: 'graded' } }));
  test('those asked for', () =>
    expect(settingsOf(base, 'ue', 'strict')).toMatchObject({ perimeter: { id: 'ue' }, profile: { id: 'strict' } }));
  test.each([
    ['mars', 'graded'],
    ['ue', 'soft'],
    ['__proto__', 'graded'],
  ])('%s and %s are none', (perimeter, profile) => expect(settingsOf(base, perimeter, profile)).toBeUndefined());
  test('another perimeter than the thresholds were written for is said', () => {
    const under = (id: string) => assessAll(machines, { settings: settingsOf(base, id)! });
    expect([under('ue').settings.analogy, under('eee').settings.analogy]).toEqual([false, true]);
    expect(under('eee').limits.some((limit) => limit.en.includes('by analogy'))).toBe(true);
    expect(under('ue').limits.some((limit) => limit.en.includes('by analogy'))).toBe(false);
  });
});

describe('an unknown that is found out', () => {
  test('moves D only within the interval printed before', () => {
    const before = assessAll(machines);
    const after = assessAll(
      machines.map(([key, terse]) => [
        key,
        {
          ...terse,
          software: (terse.software ?? []).map((item) =>
            typeof item === 'string' ? item.replace('Zorglub', 'Viewer') : item,
          ),
        },
      ]),
    );
    expect(after.headline.d!).toBeLessThanOrEqual(before.headline.interval!.high + 1e-9);
    expect(after.headline.d!).toBeGreaterThanOrEqual(before.headline.interval!.low - 1e-9);
    expect(after.headline.coverage.machines.unknown).toBeLessThan(before.headline.coverage.machines.unknown);
  });
});
