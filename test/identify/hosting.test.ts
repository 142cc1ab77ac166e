/** What lies under a contact: aliases, published ranges, networks; what each proves and what it does not. */
import { describe, expect, test } from 'vitest';
import { Operators, type RangeList } from '../../src/addresses/operators.ts';
import { AddressTable, columnsOf, type Span, spanOf } from '../../src/addresses/table.ts';
import { UnderIndex } from '../../src/identify/hosting.ts';
import { smallBase } from '../knowledge/small-base.ts';

const base = smallBase(
  {
    amazon: { seat: 'US', asns: [16509] },
    cloudflare: { seat: 'US', asns: [13335] },
    microsoft: { seat: 'US', asns: [8075] },
    ovhcloud: { asns: [16276] },
  },
  {
    clouds: {
      aliases: [
        { suffix: 'azurewebsites.net', vendor: 'microsoft', layer: 'hosting' },
        { suffix: 'cloudfront.net', vendor: 'amazon', layer: 'cdn' },
        { suffix: 'nobody.example', vendor: 'unheard-of', layer: 'hosting' },
        { suffix: 'trafficmanager.net', vendor: 'microsoft', layer: 'routing' },
      ],
      networks: [
        { vendor: 'cloudflare', layer: 'cdn' },
        { vendor: 'ovhcloud', layer: 'hosting' },
      ],
    },
  },
);

function tableOf(values: Record<string, number>): AddressTable {
  const spans = Object.entries(values).map(([cidr, value]) => spanOf(cidr, value)?.span as Span);
  return new AddressTable(columnsOf(spans, []));
}
const list: RangeList = {
  vendor: 'amazon',
  layer: 'hosting',
  title: 'AWS',
  url: 'https://example.org/aws',
  basis: 'read',
  date: '2026-08-11',
};
const operators = new Operators(
  tableOf({ '192.0.2.0/24': 1, '192.0.2.128/25': 2 }),
  [
    { list, country: null, region: null },
    { list, country: 'FR', region: 'eu-west-3' },
  ],
  {
    table: tableOf({
      '198.51.100.0/25': 16276,
      '198.51.100.128/25': 13335,
      '203.0.113.0/25': 8075,
      '203.0.113.128/25': 64500,
    }),
    names: new Map([[64500, 'Example Network']]),
    date: '2026-06-17',
  },
);
const index = new UnderIndex(base, () => operators);
const said = (aliases: string[], address?: string): string[] =>
  index
    .under(aliases, address)
    .map(({ name, layer, by, detail, country }) => [name, layer, by, detail, country].join(' ').trim());

describe('what lies under', () => {
  test.each([
    ['an alias on a cloud', ['app.azurewebsites.net'], undefined, ['microsoft hosting alias azurewebsites.net']],
    ['a published range with its region', [], '192.0.2.200', ['amazon hosting range eu-west-3 FR']],
    ['a published range without region', [], '192.0.2.1', ['amazon hosting range AWS']],
    ['the network of a host', [], '198.51.100.1', ['ovhcloud hosting asn AS16276']],
    ['the network of a delivery network', [], '198.51.100.200', ['cloudflare cdn asn AS13335']],
    ['a network that hosts and delivers: not settled', [], '203.0.113.1', ['microsoft network asn AS8075']],
    ['a network of nobody in the base', [], '203.0.113.200', ['Example Network network asn AS64500']],
    ['a private address', [], '10.0.0.1', []],
    ['nothing', [], undefined, []],
  ])('%s', (_, aliases, address, expected) => expect(said(aliases, address)).toEqual(expected));

  test('behind a delivery network, the address is its own and says nothing of the host', () =>
    expect(said(['d1.cloudfront.net'], '198.51.100.1')).toEqual(['amazon cdn alias cloudfront.net']));
  test('a name that is only routed leaves the address to tell', () =>
    expect(said(['x.trafficmanager.net'], '198.51.100.1')).toEqual([
      'microsoft routing alias trafficmanager.net',
      'ovhcloud hosting asn AS16276',
    ]));
  test('a chain says each thing once, in its order', () =>
    expect(said(['a.trafficmanager.net', 'b.trafficmanager.net', 'c.azurewebsites.net'])).toEqual([
      'microsoft routing alias trafficmanager.net',
      'microsoft hosting alias azurewebsites.net',
    ]));
  test.each(['notazurewebsites.net', 'azurewebsites.net.evil.example', 'x.nobody.example', ''])(
    '%s proves nothing',
    (alias) => expect(said([alias])).toEqual([]),
  );
  test('addresses are loaded at the first one asked, once, and not at all for names', () => {
    let loads = 0;
    const lazy = new UnderIndex(base, () => {
      loads += 1;
      return operators;
    });
    lazy.under(['app.azurewebsites.net'], undefined);
    expect(loads).toBe(0);
    lazy.under([], '192.0.2.1');
    lazy.under([], '192.0.2.2');
    expect(loads).toBe(1);
  });
});
