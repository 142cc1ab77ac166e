/** The class table of the method, sections 2 and 3: one line a case. */
import { describe, expect, test } from 'vitest';
import { classify, ultimateParent, type Verdict } from '../../src/score/classify.ts';
import { options, productOfBase, smallBase, type TerseProduct, type TerseVendor } from '../knowledge/small-base.ts';

interface Case {
  vendor?: TerseVendor;
  product?: TerseProduct;
  /** Other records: owners, technologies, operators. */
  others?: Record<string, TerseVendor>;
}

function verdictOf({ vendor = {}, product = {}, others = {} }: Case, perimeter = 'eee', override = {}): Verdict {
  const base = smallBase({ maker: { ...vendor, products: { thing: product } }, ...others });
  return classify(base, productOfBase(base, 'thing'), options(perimeter, override));
}

/** "A", "C capital"… */
function named({ class: name, reason }: Verdict): string {
  return reason === undefined ? name : `${name} ${reason}`;
}

function classOf(of: Case, perimeter = 'eee', override = {}): string {
  return named(verdictOf(of, perimeter, override));
}

const nobody = { status: 'known' as const, holder: 'none', source: 's1' };
const french: TerseVendor = { seat: 'FR', control: nobody };
const american: TerseVendor = { seat: 'US' };
const gpl: TerseProduct = { licence: 'GPL-3.0-or-later' };
const controlledBy = (country: string): TerseVendor => ({
  seat: 'FR',
  owners: [{ holder: 'Fund', country, share: 62, control: true }],
});

const seats: [string, Case, string][] = [
  ['a US company is D', { vendor: american }, 'D'],
  ['a French company known to be controlled by nobody is A', { vendor: french }, 'A'],
  ['a French company whose control is unknown is A?', { vendor: { seat: 'FR' } }, 'A?'],
  [
    'statutory seat outside, administration inside: C by its seat',
    { vendor: { seat: 'US/FR', control: nobody } },
    'C seat',
  ],
  ['statutory seat inside, administration outside: D', { vendor: { seat: 'NL/US', control: nobody } }, 'D'],
  ['administration unknown: unknown', { vendor: { seat: 'FR/?', control: nobody } }, 'unknown'],
  [
    'administration unknown does not hide a controlling American holder',
    { vendor: { seat: 'FR/?', owners: [{ holder: 'Fund', country: 'US', control: true }] } },
    'C control',
  ],
  ['statutory seat unknown: unknown', { vendor: { seat: '?/FR', control: nobody } }, 'unknown'],
  ['no legal person: unknown', { vendor: { seat: null, kind: 'community' } }, 'unknown'],
  ['a public body is A', { vendor: { ...french, kind: 'public-body' } }, 'A'],
];

const control: [string, Case, string][] = [
  ['a controlling holder of the country is A', { vendor: controlledBy('FR') }, 'A'],
  ['a controlling holder of another member state is A', { vendor: controlledBy('DE') }, 'A'],
  ['a controlling US fund: C by control', { vendor: controlledBy('US') }, 'C control'],
  [
    'a controlling US fund that has a record',
    { vendor: { seat: 'FR', owners: [{ vendor: 'fund', control: true }] }, others: { fund: american } },
    'C control',
  ],
  [
    'a controlling holder whose country nobody knows',
    { vendor: { seat: 'FR', owners: [{ holder: 'Fund', share: 20, control: true }] } },
    'A?',
  ],
  [
    'a US fund two levels up',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'holding', control: true }] },
      others: { holding: { seat: 'FR', owners: [{ holder: 'Fund', country: 'US', control: true }] } },
    },
    'C control',
  ],
  [
    'three levels of records, the last one in the US',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: {
        a: { seat: 'FR', owners: [{ vendor: 'b', control: true }] },
        b: { seat: 'DE', owners: [{ vendor: 'c', control: true }] },
        c: american,
      },
    },
    'C control',
  ],
  [
    'a chain that stays inside up to someone known to be nobody',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: { a: { seat: 'DE', owners: [{ vendor: 'b', control: true }] }, b: french },
    },
    'A',
  ],
  [
    'a chain whose end is unknown',
    { vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] }, others: { a: { seat: 'DE' } } },
    'A?',
  ],
  [
    'a parent with only its statutory seat outside is outside',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: { a: { seat: 'GB/FR', control: nobody } },
    },
    'C control',
  ],
  [
    'a parent with only its administration outside is outside',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: { a: { seat: 'FR/US', control: nobody } },
    },
    'C control',
  ],
  [
    'two controlling holders, one outside',
    {
      vendor: {
        seat: 'FR',
        owners: [
          { holder: 'Ours', country: 'FR', share: 50, control: true },
          { holder: 'Theirs', country: 'JP', share: 20, control: true },
        ],
      },
    },
    'C control',
  ],
  [
    'two owners that own each other: the chain ends, unknown',
    {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: {
        a: { seat: 'FR', owners: [{ vendor: 'b', control: true }] },
        b: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      },
    },
    'A?',
  ],
  [
    'control said by name of an owner',
    {
      vendor: {
        seat: 'FR',
        control: { status: 'known', holder: 'Fund', source: 's1' },
        owners: [{ holder: 'Fund', country: 'US', share: 20 }],
      },
    },
    'C control',
  ],
  [
    'control said by id of a record',
    {
      vendor: { seat: 'FR', control: { status: 'known', holder: 'parent', source: 's1' } },
      others: { parent: american },
    },
    'C control',
  ],
  [
    'an American parent does not matter when it is known not to control',
    { vendor: { ...french, owners: [{ vendor: 'fund', share: 10, control: false }] }, others: { fund: american } },
    'A',
  ],
];

const deals: [string, Case, string][] = [
  [
    'an announced deal changes nothing',
    {
      vendor: {
        ...french,
        owners: [{ holder: 'Fund', country: 'US', share: 100, control: true, status: 'announced' }],
      },
    },
    'A',
  ],
  [
    'a deal under review changes nothing',
    {
      vendor: {
        ...french,
        owners: [{ holder: 'Fund', country: 'US', share: 100, control: true, status: 'under-review' }],
      },
    },
    'A',
  ],
  [
    'an owner that has left changes nothing',
    { vendor: { ...french, owners: [{ holder: 'Fund', country: 'US', share: 100, control: true, status: 'exited' }] } },
    'A',
  ],
  [
    'an owner whose time is over changes nothing',
    {
      vendor: {
        ...french,
        owners: [{ holder: 'Fund', country: 'US', share: 100, control: true, until: '2024-06-30' }],
      },
    },
    'A',
  ],
  [
    'a closed deal does',
    { vendor: { ...french, owners: [{ holder: 'Fund', country: 'US', share: 100, control: true, status: 'closed' }] } },
    'C control',
  ],
];

describe('partial dates', () => {
  const until = (date: string): Case => ({
    vendor: { ...french, owners: [{ holder: 'Fund', country: 'US', control: true, until: date }] },
  });
  test.each([
    ['2026', '2026-12-31', 'C control'],
    ['2026', '2027-01-01', 'A'],
    ['2026-06', '2026-06-30', 'C control'],
    ['2026-06', '2026-07-01', 'A'],
  ])('an owner until %s, seen on %s: %s', (date, asOf, expected) =>
    expect(classOf(until(date), 'eee', { asOf })).toBe(expected),
  );
});

describe('seats', () => {
  test.each(seats)('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));
});

describe('control, up the chain', () => {
  test.each(control)('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));
});

describe('deals count once closed, and until they end', () => {
  test.each(deals)('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));
  const until = {
    vendor: { ...french, owners: [{ holder: 'Fund', country: 'US', control: true, until: '2026-06-30' }] },
  };
  test.each([
    ['2026-06-29', 'C control'],
    ['2026-06-30', 'C control'],
    ['2026-07-01', 'A'],
  ])('an owner until 2026-06-30, seen on %s', (asOf, expected) =>
    expect(classOf(until, 'eee', { asOf })).toBe(expected),
  );
});

const held = (...shares: [country: string, share: number][]): Case => ({
  vendor: { ...french, owners: shares.map(([country, share], i) => ({ holder: `Holder ${i}`, country, share })) },
});

describe('capital, over 24 % for one holder or 39 % together', () => {
  test.each<[string, Case, string]>([
    ['one holder at 24', held(['US', 24]), 'A'],
    ['one holder at 24.01', held(['US', 24.01]), 'C capital'],
    ['one European holder at 90', held(['DE', 90]), 'A'],
    ['together at 39', held(['US', 20], ['JP', 19]), 'A'],
    ['together at 39.1', held(['US', 20], ['JP', 19.1]), 'C capital'],
    ['Europeans do not add to it', held(['US', 20], ['JP', 19], ['FR', 50]), 'A'],
    [
      'votes count as capital does',
      { vendor: { ...french, owners: [{ holder: 'F', country: 'US', share: 5, votes: 30 }] } },
      'C capital',
    ],
    [
      'capital of one and votes of another do not add up',
      {
        vendor: {
          ...french,
          owners: [
            { holder: 'F', country: 'US', share: 20, votes: 2 },
            { holder: 'G', country: 'US', share: 2, votes: 20 },
          ],
        },
      },
      'A',
    ],
    [
      'votes that are not told are taken as the capital',
      {
        vendor: {
          ...french,
          owners: [
            { holder: 'F', country: 'US', share: 2, votes: 20 },
            { holder: 'G', country: 'US', share: 20 },
          ],
        },
      },
      'C capital',
    ],
    ['a holder of unknown country adds nothing', { vendor: { ...french, owners: [{ holder: 'F', share: 60 }] } }, 'A'],
    [
      'a holder with only its statutory seat outside, as for control',
      { vendor: { ...french, owners: [{ vendor: 'f', share: 30 }] }, others: { f: { seat: 'US/FR' } } },
      'C capital',
    ],
    [
      'a record as a holder',
      { vendor: { ...french, owners: [{ vendor: 'f', share: 30 }] }, others: { f: american } },
      'C capital',
    ],
    [
      'a holder that has left',
      { vendor: { ...french, owners: [{ holder: 'F', country: 'US', share: 60, status: 'exited' }] } },
      'A',
    ],
    [
      'capital outside prevails over unknown control',
      { vendor: { seat: 'FR', owners: [{ holder: 'F', country: 'US', share: 30 }] } },
      'C capital',
    ],
  ])('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));

  const aggregate = (perimeter: string, nonEuropean: number): Case => ({
    vendor: { ...french, capital: [{ perimeter, nonEuropean, source: 's1' }] },
  });
  test.each<[string, number, string, string]>([
    ['ue', 41, 'ue', 'C capital'],
    ['ue', 41, 'eee', 'A'],
    ['ue', 41, 'europe', 'A'],
    ['ue', 39, 'ue', 'A'],
    ['eee', 39.5, 'eee', 'C capital'],
  ])('an aggregate published for %s of %d %% under %s', (published, nonEuropean, perimeter, expected) => {
    expect(classOf(aggregate(published, nonEuropean), perimeter)).toBe(expected);
  });
});

describe('perimeters', () => {
  test.each([
    ['FR', 'A A A A'],
    ['NO', 'D A A A'],
    ['CH', 'D D A A'],
    ['GB', 'D D D A'],
    ['US', 'D D D D'],
  ])('a company of %s under the four of them: %s', (seat, expected) => {
    const classes = ['ue', 'eee', 'eee-ch', 'europe'].map((id) => classOf({ vendor: { seat, control: nobody } }, id));
    expect(classes.join(' ')).toBe(expected);
  });
  test.each([
    ['CH', 'C control,C control,A,A'],
    ['GB', 'C control,C control,C control,A'],
  ])('a French company controlled from %s', (country, expected) => {
    const classes = ['ue', 'eee', 'eee-ch', 'europe'].map((id) => classOf({ vendor: controlledBy(country) }, id));
    expect(classes.join()).toBe(expected);
  });
  test('capital held in Switzerland and the United Kingdom', () => {
    const of = held(['CH', 22], ['GB', 18]);
    expect(['ue', 'eee', 'eee-ch', 'europe'].map((id) => classOf(of, id))).toEqual([
      'C capital',
      'C capital',
      'A',
      'A',
    ]);
  });
});

describe('free software', () => {
  test.each<[string, Case, string]>([
    ['from a US company, on one’s own machines', { vendor: american, product: gpl }, 'B'],
    ['from a French company too', { vendor: french, product: gpl }, 'B'],
    ['from a company nobody knows', { vendor: { seat: '?' }, product: gpl }, 'B'],
    ['with a subscription', { vendor: american, product: { ...gpl, subscription: true } }, 'D'],
    ['that needs an on-line service', { vendor: american, product: { ...gpl, onlineServiceRequired: true } }, 'D'],
    ['as a service', { vendor: american, product: { ...gpl, role: 'service', deployment: ['service'] } }, 'D'],
    ['only deployed as a service', { vendor: american, product: { ...gpl, deployment: ['service'] } }, 'D'],
    ['deployed both ways', { vendor: american, product: { ...gpl, deployment: ['on-premises', 'service'] } }, 'B'],
    ['proprietary build of a free project', { vendor: american, product: { licence: 'proprietary' } }, 'D'],
    ['licence unknown', { vendor: american, product: { licence: 'unknown' } }, 'D'],
    ['source available, not free', { vendor: american, product: { licence: 'BUSL-1.1' } }, 'D'],
    ['of a community without seat', { vendor: { kind: 'community', seat: null }, product: gpl }, 'B'],
    ['of a foundation', { vendor: { kind: 'foundation', seat: 'US' }, product: { licence: 'Apache-2.0' } }, 'B'],
    ['of a French company owned by a US fund', { vendor: controlledBy('US'), product: gpl }, 'B'],
    [
      'AGPL hosted by a US operator, from a French company',
      {
        vendor: french,
        product: { licence: 'AGPL-3.0-only', hosting: { vendor: 'cloud', source: 's1' } },
        others: { cloud: american },
      },
      'C hosting',
    ],
    [
      'AGPL hosted by a French operator',
      {
        vendor: french,
        product: { licence: 'AGPL-3.0-only', hosting: { vendor: 'cloud', source: 's1' } },
        others: { cloud: french },
      },
      'B',
    ],
  ])('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));
});

describe('free software by its steward', () => {
  const steward = { free: 'steward', exposed: 1 } as const;
  test.each<[string, Case, string]>([
    ['a US company', { vendor: american, product: gpl }, 'D'],
    ['a French company', { vendor: french, product: gpl }, 'A'],
    ['a US foundation', { vendor: { kind: 'foundation', seat: 'US' }, product: gpl }, 'D'],
    ['a German foundation', { vendor: { kind: 'foundation', seat: 'DE', control: nobody }, product: gpl }, 'A'],
    ['a community without steward', { vendor: { kind: 'community', seat: null }, product: gpl }, 'B'],
    ['a French company controlled from the US', { vendor: controlledBy('US'), product: gpl }, 'C control'],
  ])('%s', (_, of, expected) => expect(classOf(of, 'eee', steward)).toBe(expected));
});

describe('technology and hosting', () => {
  const service: TerseProduct = { role: 'service', deployment: ['service'] };
  const hosted = (vendor: string): TerseProduct => ({ ...service, hosting: { vendor, source: 's1' } });
  const rests = (vendor: string): TerseProduct => ({ ...service, technology: [{ vendor, source: 's1' }] });
  test.each<[string, Case, string]>([
    [
      'a French joint company on a US stack (S3NS, Bleu)',
      { vendor: french, product: rests('giant'), others: { giant: american } },
      'C technology',
    ],
    [
      'a French service on a German technology',
      { vendor: french, product: rests('other'), others: { other: { seat: 'DE' } } },
      'A',
    ],
    [
      'a French service hosted by a US operator',
      { vendor: french, product: hosted('giant'), others: { giant: american } },
      'C hosting',
    ],
    [
      'a French service hosted by a French one',
      { vendor: french, product: hosted('other'), others: { other: french } },
      'A',
    ],
    [
      'a US service hosted in France stays D: location whitens nothing',
      { vendor: american, product: hosted('other'), others: { other: french } },
      'D',
    ],
    [
      'unknown control does not hide the technology',
      { vendor: { seat: 'FR' }, product: rests('giant'), others: { giant: american } },
      'C technology',
    ],
    ['an operator without record tells nothing', { vendor: french, product: hosted('nowhere') }, 'A'],
  ])('%s', (_, of, expected) => expect(classOf(of)).toBe(expected));
  test('the first reason of the table is given: seat before control, capital, technology, hosting', () => {
    const giants = { giant: american };
    const product = { ...rests('giant'), hosting: { vendor: 'giant', source: 's1' } };
    const owners = [{ holder: 'Fund', country: 'US', share: 62, control: true }];
    expect(classOf({ vendor: { seat: 'US/FR', owners }, product, others: giants })).toBe('C seat');
    expect(classOf({ vendor: { seat: 'FR', owners }, product, others: giants })).toBe('C control');
    expect(classOf({ ...held(['US', 30]), product, others: giants })).toBe('C capital');
    expect(classOf({ vendor: french, product, others: giants })).toBe('C technology');
  });
});

describe('a product that left the group of its vendor', () => {
  test('is controlled by its own owners', () => {
    const product = { owners: [{ holder: 'Fund', country: 'US', control: true }] };
    expect(classOf({ vendor: french, product })).toBe('C control');
  });
  test('is no longer controlled by those of its vendor', () => {
    const product = { owners: [{ holder: 'Ours', country: 'FR', control: true }] };
    expect(classOf({ vendor: controlledBy('US'), product })).toBe('A');
  });
  test('is not under what is published of the capital of its vendor', () => {
    const vendor = { ...french, capital: [{ perimeter: 'eee', nonEuropean: 60, source: 's1' }] };
    expect(classOf({ vendor, product: { owners: [{ holder: 'Ours', country: 'FR', control: true }] } })).toBe('A');
  });
  test('without a known controlling owner is A?, whatever is known of its vendor', () => {
    expect(classOf({ vendor: french, product: { owners: [] } })).toBe('A?');
  });
});

describe('degrees', () => {
  test.each<[string, Case, number | null, number, number]>([
    ['A', { vendor: french }, 0, 0, 0],
    ['A?', { vendor: { seat: 'FR' } }, 0, 0, 0.5],
    ['B', { vendor: american, product: gpl }, 0, 0, 0],
    ['C', { vendor: controlledBy('US') }, 0.5, 0.5, 0.5],
    ['D', { vendor: american }, 1, 1, 1],
  ])('%s', (_, of, degree, low, high) => expect(verdictOf(of)).toMatchObject({ degree, low, high }));
  test('unknown has none', () => expect(verdictOf({ vendor: { seat: '?' } }).degree).toBeNull());
  test.each([0, 0.5, 1])('the switch exposed = %d is the degree of C, and the top of A?', (exposed) => {
    expect(verdictOf({ vendor: controlledBy('US') }, 'eee', { exposed }).degree).toBe(exposed);
    expect(verdictOf({ vendor: { seat: 'FR' } }, 'eee', { exposed })).toMatchObject({
      degree: 0,
      low: 0,
      high: exposed,
    });
  });
});

describe('what a verdict rests on', () => {
  const sources = (of: Case): string[] => verdictOf(of).basis.map(({ vendor, source }) => `${vendor.id}:${source}`);
  test('the seat of the vendor', () => expect(sources({ vendor: american })).toEqual(['maker:s1']));
  test('the owners and seats up the chain', () => {
    const of: Case = {
      vendor: { seat: 'FR', owners: [{ vendor: 'holding', control: true, source: 'u1' }] },
      others: { holding: { seat: 'FR', owners: [{ holder: 'Fund', country: 'US', control: true }] } },
    };
    expect(sources(of)).toEqual(['maker:s1', 'maker:u1', 'holding:s1', 'holding:s1']);
  });
  test('the owners that breach the capital together', () => {
    const owners = [20, 21].map((share, i) => ({
      holder: `F${i}`,
      country: 'US',
      share,
      source: i === 0 ? 's1' : 'u1',
    }));
    expect(sources({ vendor: { ...french, owners } })).toEqual(['maker:s1', 'maker:s1', 'maker:s1', 'maker:u1']);
  });
  test('the technology, and the seat of its supplier', () => {
    const product = { technology: [{ vendor: 'giant', source: 'u1' }] };
    const of = { vendor: french, product, others: { giant: american } };
    expect(sources(of)).toEqual(['maker:s1', 'maker:s1', 'maker:u1', 'giant:s1']);
  });
  test('the operator, and its seat', () => {
    const product = { hosting: { vendor: 'giant', source: 'u1' } };
    expect(sources({ vendor: french, product, others: { giant: american } })).toContain('maker:u1');
  });
  test('class B rests on the licence alone', () => expect(sources({ vendor: american, product: gpl })).toEqual([]));
});

describe('the ultimate parent', () => {
  const parentOf = ({ vendor = {}, product = {}, others = {} }: Case, asOf?: string) => {
    const base = smallBase({ maker: { ...vendor, products: { thing: product } }, ...others });
    return ultimateParent(base, productOfBase(base, 'thing'), asOf);
  };
  test('is the vendor when nobody is known to control it', () => {
    expect(parentOf({ vendor: { name: 'Maker', ...french } })).toEqual({ name: 'Maker', country: 'FR', known: true });
  });
  test('is said unknown when control is', () => {
    expect(parentOf({ vendor: { seat: 'FR' } })).toMatchObject({ country: 'FR', known: false });
  });
  test('a holder without a record gives its country; it may be a person, so the name is that of the company', () => {
    expect(parentOf({ vendor: controlledBy('US') })).toEqual({ name: 'maker', country: 'US', known: true });
  });
  test('is the last link of the chain', () => {
    const of: Case = {
      vendor: { seat: 'FR', owners: [{ vendor: 'a', control: true }] },
      others: { a: { seat: 'DE', owners: [{ vendor: 'b', control: true }] }, b: { name: 'Top', seat: 'CA' } },
    };
    expect(parentOf(of)).toEqual({ name: 'Top', country: 'CA', known: true });
  });
  test('follows the owners of a product that was split', () => {
    expect(
      parentOf({ vendor: french, product: { owners: [{ holder: 'Fund', country: 'US', control: true }] } }).country,
    ).toBe('US');
  });
  test('is the holder the record names, as the class has it', () => {
    const byName: Case = {
      vendor: {
        seat: 'FR',
        control: { status: 'known', holder: 'Fund', source: 's1' },
        owners: [{ holder: 'Fund', country: 'US', share: 20 }],
      },
    };
    expect(parentOf(byName)).toEqual({ name: 'maker', country: 'US', known: true });
    const byRecord: Case = {
      vendor: { seat: 'FR', control: { status: 'known', holder: 'parent', source: 's1' } },
      others: { parent: { name: 'Parent', seat: 'US' } },
    };
    expect(parentOf(byRecord)).toEqual({ name: 'Parent', country: 'US', known: true });
  });
  test('of a product that was split is unknown when none of its owners controls', () => {
    expect(parentOf({ vendor: french, product: { owners: [] } }).known).toBe(false);
  });
  test('leaves out an owner whose time is over', () => {
    const of = {
      vendor: { ...french, owners: [{ holder: 'Fund', country: 'US', control: true, until: '2024-01-01' }] },
    };
    expect(parentOf(of, '2026-11-21').country).toBe('FR');
    expect(parentOf(of, '2023-11-21').country).toBe('US');
  });
});
