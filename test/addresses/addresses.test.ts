/** From an address to who operates it: parsing, ranges that nest, the shipped lists, the networks of the package. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_ADDRESS, parseIpv4, parseIpv6Groups } from '../../src/addresses/parse.ts';
import { buildNetworks, encodeNetworks, networksPackage, readOperators } from '../../src/addresses/read.ts';
import { AddressTable, columnsOf, type Span, spanBetween, spanOf } from '../../src/addresses/table.ts';

const root = join(import.meta.dirname, '../..');
const operators = readOperators({ root, cache: join(root, 'node_modules/.cache/tiebreak') });

describe('addresses as text', () => {
  test('what Node takes for an address is one, and nothing else is', () => {
    const anything = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,46}$/));
    fc.assert(
      fc.property(anything, (text) => {
        // Leading zeros are read in base ten here and refused there.
        if (!/(^|\.)0\d/.test(text)) expect(parseIpv4(text) !== NO_ADDRESS).toBe(isIPv4(text));
        if (!text.includes('.') && !text.includes('%')) expect(parseIpv6Groups(text) !== null).toBe(isIPv6(text));
      }),
      { numRuns: 3000 },
    );
  });
  test.each([
    ['0.0.0.0', 0],
    ['255.255.255.255', 4_294_967_295],
    ['192.0.2.1', 3_221_225_985],
  ])('%s is %d', (text, value) => expect(parseIpv4(text)).toBe(value));
  test.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1..3.4', ' 1.2.3.4', '1.2.3.4 ', '1.2.3.-4', '0001.2.3.4'])(
    '"%s" is no IPv4 address',
    (text) => expect(parseIpv4(text)).toBe(NO_ADDRESS),
  );
  test('IPv6 in its short forms', () => {
    expect(parseIpv6Groups('::')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(parseIpv6Groups('2001:DB8::1')).toEqual([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
    expect(parseIpv6Groups('::ffff:192.0.2.1')).toEqual([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0201]);
  });
});

function tableOf(cidrs: readonly string[]): AddressTable {
  const v4: Span[] = [];
  const v6: Span[] = [];
  cidrs.forEach((cidr, index) => {
    const found = spanOf(cidr, index + 1);
    if (found) (found.family === 4 ? v4 : v6).push(found.span);
  });
  return new AddressTable(columnsOf(v4, v6));
}

describe('ranges that nest', () => {
  test('the narrowest wins, and of equals the later', () => {
    const table = tableOf([
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.1.2.0/24',
      '10.1.2.0/24',
      '2001:db8::/32',
      '2001:db8:1::/48',
    ]);
    expect(
      ['9.255.255.255', '10.0.0.0', '10.1.0.1', '10.1.2.3', '10.1.3.0', '10.2.0.0', '11.0.0.0'].map((at) =>
        table.lookUp(at),
      ),
    ).toEqual([0, 1, 2, 4, 2, 1, 0]);
    expect(
      ['2001:db7::1', '2001:db8::1', '2001:db8:1::1', '2001:db8:2::1', '2001:db9::1'].map((at) => table.lookUp(at)),
    ).toEqual([0, 5, 6, 5, 0]);
  });
  test('any set of ranges says what a walk over all of them says', () => {
    const range = fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(([address, length]) => `${address}/${length}`);
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 30 }),
        fc.array(fc.ipV4(), { minLength: 1, maxLength: 20 }),
        (cidrs, asked) => {
          const table = tableOf(cidrs);
          const spans = cidrs.map((cidr, index) => spanOf(cidr, index + 1)?.span as Span);
          const ends = spans.flatMap(({ first, last }) => [first, last, last + 1n]).filter((at) => at < 1n << 32n);
          for (const at of [...asked.map((text) => BigInt(parseIpv4(text))), ...ends]) {
            const holding = spans.filter(({ first, last }) => first <= at && at <= last);
            holding.sort((a, b) => Number(a.last - a.first - (b.last - b.first)) || b.value - a.value);
            expect(table.lookUpV4(Number(at))).toBe(holding[0]?.value ?? 0);
          }
        },
      ),
    );
  });
  test.each(['10.0.0.0/33', '10.0.0.0/x', '10.0.0/8', '::/129', 'example.org/8', '/8'])('%s is no range', (cidr) =>
    expect(spanOf(cidr, 1)).toBeNull(),
  );
  test('two addresses of two families, or in the wrong order, are no range', () => {
    expect(spanBetween('10.0.0.0', '::1', 1)).toBeNull();
    expect(spanBetween('10.0.0.9', '10.0.0.1', 1)).toBeNull();
  });
});

describe('who operates an address', () => {
  const said = (address: string): string => {
    const found = operators.operatorOf(address);
    if (found === null) return 'nobody';
    if (found.by === 'asn') return `AS${found.asn}`;
    const { list, country, region } = found.place;
    return [list.vendor, list.layer, country, region].filter((part) => part !== null).join(' ');
  };
  test.each([
    ['35.195.1.1', 'google hosting BE europe-west1'],
    ['35.180.5.5', 'amazon hosting FR eu-west-3'],
    ['52.47.1.1', 'amazon hosting FR eu-west-3'],
    ['13.36.7.7', 'amazon hosting FR eu-west-3'],
    ['3.121.4.4', 'amazon hosting DE eu-central-1'],
    ['54.72.9.9', 'amazon hosting IE eu-west-1'],
    ['3.16.4.4', 'amazon hosting'],
    ['20.74.1.1', 'microsoft hosting FR francecentral'],
    ['52.136.130.1', 'microsoft hosting FR francesouth'],
    ['20.50.130.1', 'microsoft hosting NL westeurope'],
    ['52.155.70.1', 'microsoft hosting IE northeurope'],
    ['141.145.200.1', 'oracle hosting FR eu-paris-1'],
    ['144.24.200.1', 'oracle hosting FR eu-marseille-1'],
    ['34.155.9.9', 'google hosting FR europe-west9'],
    ['2600:1901:8120::1', 'google hosting FR europe-west9'],
    ['13.32.1.1', 'amazon cdn'],
    ['104.16.1.1', 'cloudflare cdn'],
    ['151.101.1.1', 'fastly cdn'],
    ['8.8.8.8', 'AS15169'],
    ['51.158.1.1', 'AS12876'],
    ['5.196.0.1', 'AS16276'],
    ['::ffff:5.196.0.1', 'AS16276'],
    ['2a00:1450:4007::1', 'AS15169'],
    ['10.0.0.1', 'nobody'],
    ['192.168.1.1', 'nobody'],
    ['fe80::1', 'nobody'],
    ['not an address', 'nobody'],
  ])('%s: %s', (address, expected) => expect(said(address)).toBe(expected));
  test('a list of ranges without place never hides the region that another list of the same operator gives', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tiebreak-ranges-'));
    mkdirSync(join(folder, 'data', 'ranges'), { recursive: true });
    const write = (name: string, vendor: string, layer: string, lines: string[]): void =>
      writeFileSync(
        join(folder, 'data', 'ranges', name),
        [
          `# vendor: ${vendor}`,
          `# layer: ${layer}`,
          '# title: t',
          '# basis: unverified',
          '# date: 2026',
          ...lines,
        ].join('\n'),
      );
    write('b-regions.txt', 'amazon', 'hosting', ['198.51.100.0/24 FR paris', '2001:db8::/32 DE berlin']);
    write('c.txt', 'amazon', 'hosting', ['198.51.0.0/16', '198.51.100.0/24', '198.51.100.8/29', '2001:db8:1::/48']);
    write('d.txt', 'amazon', 'cdn', ['198.51.100.64/26']);
    write('e.txt', 'google', 'hosting', ['198.51.100.16/28']);
    const found = readOperators({ root: folder, cache: join(root, 'node_modules/.cache/tiebreak') });
    const at = (address: string): string => {
      const operator = found.operatorOf(address);
      if (operator?.by !== 'range') return 'nobody';
      const { list, region } = operator.place;
      return `${list.vendor} ${list.layer} ${region}`;
    };
    expect(
      ['198.51.1.1', '198.51.100.1', '198.51.100.9', '198.51.100.70', '198.51.100.17', '2001:db8:1::1'].map(at),
    ).toEqual([
      'amazon hosting null',
      'amazon hosting paris',
      'amazon hosting paris',
      'amazon cdn null',
      'google hosting null',
      'amazon hosting berlin',
    ]);
    rmSync(folder, { recursive: true });
  });
  test('what is kept for the next run says the same, and fits', () => {
    const networks = buildNetworks(networksPackage());
    const { v4Start, v6High } = networks.columns;
    expect(v4Start.length).toBeGreaterThan(300_000);
    expect(v6High.length).toBeGreaterThan(80_000);
    expect(encodeNetworks(networks).length).toBeLessThan(20 * 1024 * 1024);
    expect(networks.names.get(16276)).toBe('OVH SAS');
  });
});
