/** Which rule wins on a title. */
import { describe, expect, test } from 'vitest';
import { Matcher, type Observation } from '../../src/identify/match.ts';
import { seen, smallBase, type TerseProduct, type TerseRules, type TerseVendor } from '../knowledge/small-base.ts';

const label = { fr: 'bruit', en: 'noise' };
function noise(id: string, ...names: string[]): NonNullable<TerseRules['noise']>[number] {
  return {
    id,
    role: 'component',
    reason: label,
    match: names.map((name) => seen(name)),
    examples: { matches: [{ name: 'x' }] },
  };
}

function matcherOf(vendors: Record<string, TerseVendor>, rules: TerseRules = {}): Matcher {
  return new Matcher(smallBase(vendors, rules));
}

/** What is recognised: a product or noise id, "ambiguous", "assumed x", or "unknown". */
function said(matcher: Matcher, seenThing: string | Observation): string {
  const recognition = matcher.recognise(typeof seenThing === 'string' ? { name: seenThing } : seenThing);
  if (recognition.ambiguous) return 'ambiguous';
  if (recognition.assumed) return `assumed ${recognition.assumed.product?.id}`;
  return recognition.rule?.product?.id ?? recognition.rule?.noise?.id ?? 'unknown';
}

const products = (of: Record<string, TerseProduct['match']>): Record<string, TerseVendor> => ({
  maker: {
    publishers: ['Maker', 'Maker Group*'],
    products: Object.fromEntries(Object.entries(of).map(([id, match]) => [id, { match: match ?? [] }])),
  },
});

describe('editions', () => {
  const matcher = matcherOf(
    products({
      tool: [seen('Bar Tool')],
      short: [seen('Quux')],
      confirmed: [{ ...seen('Paint'), publisher: 'Maker*' }],
      other: [seen('Bar Tool Server')],
      french: [seen('Orphée NX')],
    }),
    { noise: [noise('trial', '*trial*')] },
  );
  test.each([
    ['Bar Tool Professional', 'tool'],
    ['Bar Tool 2019 Pro (x64)', 'tool'],
    ['Bar Tool - Enterprise Edition', 'tool'],
    ['Bar Tool Server 2022', 'other'],
    ['Bar Tool Trial', 'trial'],
    ['Bar Tool Viewer', 'unknown'],
    ['Bar Tool 100', 'unknown'],
    ['Quux 2019', 'short'],
    ['Quux Pro', 'unknown'],
    ['Paint Pro', 'unknown'],
    ['Pro', 'unknown'],
    ['2019', 'unknown'],
    ['ORPHEE NX', 'french'],
    ['Orphe\u0301e NX 2020', 'french'],
  ])('%s: %s', (name, expected) => expect(said(matcher, name)).toBe(expected));
  test.each([
    ['Maker', 'confirmed'],
    ['Somebody', 'unknown'],
  ])('one word and a publisher, %s: %s', (publisher, expected) =>
    expect(said(matcher, { name: 'Paint Professional', publisher })).toBe(expected),
  );
});

describe('names', () => {
  const matcher = matcherOf(
    products({
      exact: [seen('Foo Reader')],
      glob: [seen('Foo *')],
      wide: [seen('*reader*')],
    }),
  );
  test.each([
    ['Foo Reader', 'exact'],
    ['foo READER 1.2.3 (x64)', 'exact'],
    ['Foo Reader Pro', 'wide'],
    ['Foo Writer', 'glob'],
    ['Foo', 'glob'],
    ['Foo 12.3', 'glob'],
    ['Foobar', 'unknown'],
    ['My Reader', 'wide'],
    ['', 'unknown'],
  ])('%s: %s', (name, expected) => expect(said(matcher, name)).toBe(expected));
  test('the trace says which rule', () =>
    expect(matcher.recognise({ name: 'Foo Writer' }).rule?.name).toBe('maker/glob name: Foo *'));
  test('the glob with most literal characters wins, in whatever order they come', () => {
    const a = matcherOf(products({ long: [seen('Foo Office Pro*')], short: [seen('Foo Off*')] }));
    const b = matcherOf(products({ a: [seen('Foo Off*')], long: [seen('Foo Office Pro*')] }));
    expect([said(a, 'Foo Office Pro 2019'), said(b, 'Foo Office Pro 2019')]).toEqual(['long', 'long']);
  });
});

describe('precedence', () => {
  const rules = {
    noise: [
      noise('runtime', 'Foo Runtime*'),
      noise('exact-noise', 'Foo Exact'),
      { ...noise('last', '* Driver', 'Foo Exact Driver'), lastResort: true as const },
    ],
  };
  const matcher = matcherOf(
    products({
      identified: [{ id: 'com.foo.app', seen: 's1' }],
      exact: [seen('Foo Runtime Manager')],
      glob: [seen('Foo Runtime Environment Professional*')],
      same: [seen('Foo Exact')],
      short: [seen('Bar*')],
      guessed: [{ name: 'Quux*', assumed: true }],
    }),
    rules,
  );
  test.each<[string, string | Observation, string]>([
    ['an identifier before an exact name', { name: 'Foo Runtime Manager', id: 'com.foo.app' }, 'identified'],
    ['whatever its case', { name: 'x', id: 'COM.Foo.App' }, 'identified'],
    ['an identifier nobody knows leaves the name', { name: 'Foo Runtime Manager', id: 'org.other' }, 'exact'],
    ['an exact name before noise', 'Foo Runtime Manager', 'exact'],
    ['noise before a glob, even a longer one', 'Foo Runtime Environment Professional 2019', 'runtime'],
    ['an exact product before exact noise', 'Foo Exact', 'same'],
    ['noise of last resort where nothing else holds', 'Some Scanner Driver', 'last'],
    ['a glob, even a shorter one, before noise of last resort', 'Bar Scanner Driver', 'short'],
    ['an assumed glob before noise of last resort', 'Quux Scanner Driver', 'assumed guessed'],
    ['a name given exactly is not of last resort', 'Foo Exact Driver', 'last'],
  ])('%s', (_, observation, expected) => expect(said(matcher, observation)).toBe(expected));
});

describe('packages and images', () => {
  const matcher = matcherOf(
    products({
      pg: [
        { package: 'postgresql-*', seen: 's1' },
        { image: 'docker.io/library/postgres', seen: 's1' },
      ],
      chrome: [{ package: 'google-chrome-stable', seen: 's1' }],
      named: [seen('postgresql-server*')],
      streams: [seen('gstreamer*'), seen('Notion')],
      meetings: [seen('Zoom*', { publisher: 'Zoom*' })],
    }),
  );
  test.each<[string, Observation, string]>([
    ['a package that begins as a title', { name: 'gstreamer1.0-qt6', package: 'gstreamer1.0-qt6' }, 'unknown'],
    ['a package called as a title', { name: 'notion', package: 'notion' }, 'unknown'],
    ['the titles themselves', { name: 'Notion' }, 'streams'],
    [
      'a package whose publisher is that of the title',
      { name: 'zoom', package: 'zoom', publisher: 'Zoom Inc' },
      'meetings',
    ],
    ['a package whose publisher is not told', { name: 'zoom', package: 'zoom' }, 'unknown'],
    ['a package by its name', { name: 'google-chrome-stable', package: 'google-chrome-stable' }, 'chrome'],
    ['a package by a glob', { name: 'postgresql-15', package: 'postgresql-15' }, 'pg'],
    ['a package before a name', { name: 'postgresql-server-15', package: 'postgresql-server-15' }, 'pg'],
    ['a name is no package', { name: 'google-chrome-stable' }, 'unknown'],
    ['an image by its short name', { name: 'postgres:15', image: 'postgres:15' }, 'pg'],
    ['an image of another registry is another', { name: 'x', image: 'ghcr.io/library/postgres' }, 'unknown'],
  ])('%s', (_, observation, expected) => expect(said(matcher, observation)).toBe(expected));
});

describe('everything of a publisher', () => {
  const matcher = matcherOf(
    {
      maker: {
        products: {
          exact: { match: [seen('Foo Panel')] },
          rest: { match: [seen('*', { publisher: 'Maker*' })] },
          board: { match: [seen('*', { publisher: 'Maker Boards' })] },
        },
      },
      other: { products: { viewer: { match: [seen('* Viewer')] } } },
    },
    { noise: [noise('packs', '* Pack'), { ...noise('parts', '* Runtime'), lastResort: true }] },
  );
  test.each<[string, Observation, string]>([
    ['what nothing else names', { name: 'Anything 3.2', publisher: 'Maker Inc.' }, 'rest'],
    ['the publisher named most closely', { name: 'Anything', publisher: 'Maker Boards Ltd' }, 'board'],
    ['a name of its own first', { name: 'Foo Panel', publisher: 'Maker' }, 'exact'],
    ['another pattern first', { name: 'Foo Viewer', publisher: 'Maker' }, 'viewer'],
    ['noise first', { name: 'Foo Pack', publisher: 'Maker' }, 'packs'],
    ['even noise of last resort first', { name: 'Foo Runtime', publisher: 'Maker' }, 'parts'],
    ['another publisher', { name: 'Anything', publisher: 'Unmaker' }, 'unknown'],
    ['no publisher', { name: 'Anything' }, 'unknown'],
    ['the publisher as a name', { name: 'Maker' }, 'unknown'],
    ['a package', { name: 'anything', package: 'anything', publisher: 'Maker' }, 'unknown'],
  ])('%s', (_, observation, expected) => expect(said(matcher, observation)).toBe(expected));
});

describe('publishers', () => {
  const matcher = matcherOf({
    a: {
      publishers: ['Alpha'],
      products: {
        alpha: { match: [seen('Reader *', { publisher: 'Alpha*' })] },
      },
    },
    b: {
      publishers: ['Beta'],
      products: {
        beta: { match: [seen('Reader *', { publisher: 'Beta Soft' })] },
      },
    },
    c: {
      products: {
        strict: {
          match: [seen('Drive', { publisher: 'Gamma', publisherRequired: true })],
        },
      },
    },
    d: {
      products: {
        any: { match: [seen('Viewer *')] },
        confirmed: { match: [seen('Viewer *', { publisher: 'Delta' })] },
      },
    },
  });
  test.each<[string, Observation, string]>([
    ['confirmed', { name: 'Reader 3', publisher: 'Alpha Ltd' }, 'alpha'],
    ['confirmed by a glob', { name: 'Reader 3', publisher: 'Alphabet Software' }, 'alpha'],
    ['another', { name: 'Reader 3', publisher: 'Beta Soft SAS' }, 'beta'],
    ['of nobody', { name: 'Reader 3', publisher: 'Unknown Inc.' }, 'unknown'],
    ['not told, two claim it', { name: 'Reader 3' }, 'ambiguous'],
    ['required and told', { name: 'Drive', publisher: 'Gamma' }, 'strict'],
    ['required and not told', { name: 'Drive' }, 'unknown'],
    ['required and empty', { name: 'Drive', publisher: '  ' }, 'unknown'],
    ['required and another', { name: 'Drive', publisher: 'Delta' }, 'unknown'],
    ['a confirmed one settles a tie', { name: 'Viewer 2', publisher: 'Delta' }, 'confirmed'],
    ['another leaves the rule for any', { name: 'Viewer 2', publisher: 'Omega' }, 'any'],
  ])('%s', (_, observation, expected) => expect(said(matcher, observation)).toBe(expected));
});

describe('the vendor, when only its name is known', () => {
  const matcher = matcherOf({
    adobe: { publishers: ['Adobe', 'Adobe Systems*'] },
    reseller: { kind: 'reseller', publishers: ['Shop'] },
    special: { publishers: ['Adobe Systems Special*'] },
    x500: { publishers: ['CN=Example Soft SAS, *'] },
  });
  const vendorOf = (publisher: string) => matcher.recognise({ name: 'Whatever', publisher }).vendor?.id ?? null;
  test.each([
    ['Adobe Inc.', 'adobe'],
    ['Adobe Systems Incorporated', 'adobe'],
    ['Adobe Systems Special Edition', 'special'],
    ['ADOBE', 'adobe'],
    ['Example Soft SAS', 'x500'],
    ['CN=Example Soft SAS, O=Example Soft SAS, C=FR', 'x500'],
    ['Shop', null],
    ['Nobody', null],
    ['', null],
  ])('%s: %s', (publisher, expected) => expect(vendorOf(publisher)).toBe(expected));
});

describe('platforms and versions', () => {
  const matcher = matcherOf(
    products({
      mac: [seen('Edge Tool', { platform: 'darwin' })],
      old: [seen('Suite *', { versions: '<16' })],
      recent: [seen('Suite *', { versions: '>=16' })],
    }),
  );
  test.each<[string, Observation, string]>([
    ['its platform', { name: 'Edge Tool', platform: 'darwin' }, 'mac'],
    ['another platform', { name: 'Edge Tool', platform: 'windows' }, 'unknown'],
    ['no platform told', { name: 'Edge Tool' }, 'mac'],
    ['an old version', { name: 'Suite Pro', version: '15.9.1' }, 'old'],
    ['a recent one', { name: 'Suite Pro', version: '16.0.4266.1001' }, 'recent'],
    ['a version in words', { name: 'Suite Pro', version: 'v17 beta' }, 'recent'],
    ['no version told', { name: 'Suite Pro' }, 'unknown'],
    ['a version that is none', { name: 'Suite Pro', version: 'latest' }, 'unknown'],
    ['a version as long as a book', { name: 'Suite Pro', version: '9'.repeat(5000) }, 'unknown'],
  ])('%s', (_, observation, expected) => expect(said(matcher, observation)).toBe(expected));
  test('says whether the version was looked at', () => {
    expect(matcher.recognise({ name: 'Suite Pro', version: '15' }).versioned).toBe(true);
    expect(matcher.recognise({ name: 'Suite Pro' }).versioned).toBe(true);
    expect(matcher.recognise({ name: 'Edge Tool' }).versioned).toBe(false);
  });
});

describe('doubt', () => {
  test('two products on one glob', () => {
    const matcher = matcherOf(products({ a: [seen('Foo *')], b: [seen('Foo *')] }));
    expect(said(matcher, 'Foo 1')).toBe('ambiguous');
    expect(said(matcher, 'Foo Reader')).toBe('ambiguous');
  });
  test('two globs of equal length', () => {
    expect(
      said(
        matcherOf(
          products({
            a: [seen('Foo B*')],
            b: [seen('*Baz*', {}), seen('* Baz')],
          }),
        ),
        'Foo Baz',
      ),
    ).not.toBe('ambiguous');
    expect(said(matcherOf(products({ a: [seen('Foo*')], b: [seen('*Baz')] })), 'FooBaz')).toBe('ambiguous');
  });
  test('two rules of one product are no doubt', () => {
    expect(said(matcherOf(products({ a: [seen('Foo*'), seen('*Baz')] })), 'FooBaz')).toBe('a');
  });
  test('a more specific rule settles it', () => {
    const matcher = matcherOf(
      products({
        a: [seen('Foo *')],
        b: [seen('Foo *')],
        c: [seen('Foo Reader*')],
      }),
    );
    expect(said(matcher, 'Foo Reader 3')).toBe('c');
  });
  test('an id that two products claim', () => {
    const matcher = matcherOf(
      products({
        a: [{ id: 'x.y', seen: 's1' }],
        b: [{ id: 'x.y', seen: 's1' }],
      }),
    );
    expect(said(matcher, { name: 'n', id: 'x.y' })).toBe('ambiguous');
  });
});

describe('assumed rules', () => {
  const assumed = (name: string) => ({ name, assumed: true as const });
  test('alone, the title is assumed, not recognised', () =>
    expect(said(matcherOf(products({ a: [assumed('Foo *')] })), 'Foo 1')).toBe('assumed a'));
  test('a rule that was seen wins at equal rank', () =>
    expect(said(matcherOf(products({ a: [assumed('Foo *')], b: [seen('Foo *')] })), 'Foo 1')).toBe('b'));
  test('one more specific than every other makes the title assumed, not another’s', () =>
    expect(said(matcherOf(products({ a: [assumed('Foo Reader*')], b: [seen('Foo *')] })), 'Foo Reader 1')).toBe(
      'assumed a',
    ));
  test('one less specific changes nothing', () =>
    expect(said(matcherOf(products({ a: [assumed('Foo*')], b: [seen('Foo Reader*')] })), 'Foo Reader 1')).toBe('b'));
  test('one more specific than another of the same product takes nothing from it', () =>
    expect(said(matcherOf(products({ a: [seen('Foo *'), assumed('Foo Reader*')] })), 'Foo Reader 1')).toBe('a'));
  test('one of what does not count gives way to a rule that says so too', () => {
    const part = { role: 'component' as const, match: [assumed('Foo Part*')] };
    const matcher = matcherOf(
      { maker: { products: { part, app: { match: [assumed('Foo Reader*')] } } } },
      { noise: [noise('parts', 'Foo *')] },
    );
    expect([said(matcher, 'Foo Part 1'), said(matcher, 'Foo Reader 1')]).toEqual(['parts', 'parts']);
  });
  test('one of a vendor gives way to what is said of everything of its publisher', () => {
    const everything = { match: [{ ...seen('*'), publisher: 'Maker' }] };
    const reader = { match: [assumed('Foo Reader*')] };
    const matcher = matcherOf({
      maker: { products: { everything, reader } },
      other: { products: { viewer: { match: [assumed('Bar*')] } } },
    });
    const saidOf = (name: string) => said(matcher, { name, publisher: 'Maker' });
    expect([saidOf('Foo Reader 1'), saidOf('Bar 1')]).toEqual(['everything', 'assumed viewer']);
  });
  test('gives the vendor of its product', () => {
    const recognition = matcherOf(products({ a: [assumed('Foo *')] })).recognise({ name: 'Foo 1' });
    expect([recognition.rule, recognition.vendor?.id]).toEqual([null, 'maker']);
  });
});

describe('hostile names', () => {
  const matcher = matcherOf(products({ a: [seen('Foo *')] }));
  test.each(['__proto__', 'constructor', 'toString', '\u0000', '*', '****', '\ud800', '💥'.repeat(1000)])(
    '%j is unknown',
    (name) =>
      expect(
        said(matcher, {
          name,
          id: name,
          package: name,
          image: name,
          publisher: name,
          version: name,
        }),
      ).toBe('unknown'),
  );
});
