/** From a host name to whom it belongs: label boundaries, case, international names. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';
import { smallBase } from '../knowledge/small-base.ts';

const base = smallBase({
  accents: { domains: ['xn--mnchen-3ya.de'] },
  google: {
    seat: 'US',
    domains: ['gmail.com', 'google.com', 'gstatic.com'],
    products: {
      drive: {
        role: 'service',
        deployment: ['service'],
        domains: [{ name: 'drive.google.com', purpose: 'use' }],
      },
      gmail: {
        role: 'service',
        deployment: ['service'],
        domains: ['gmail.com', 'mail.google.com'],
      },
    },
  },
  microsoft: {
    seat: 'US',
    domains: ['microsoft.com', { name: 'windowsupdate.com', purpose: 'update' }],
    products: {
      m365: {
        role: 'service',
        deployment: ['service'],
        domains: [
          { name: 'login.microsoftonline.com', purpose: 'authentication' },
          { name: 'office.com', purpose: 'use' },
          { name: 'telemetry.office.com', purpose: 'telemetry' },
        ],
      },
    },
  },
});
const index = new DomainIndex(base);
const ownerOf = (host: string) => index.ownerOf(normaliseHost(host));
const said = (host: string): string => {
  const owner = ownerOf(host);
  if (!owner) return 'nobody';
  return [owner.vendor.id, owner.product?.id ?? '-', owner.purpose, owner.domain].join(' ');
};

describe('who owns a host', () => {
  test.each([
    ['google.com', 'google - use google.com'],
    ['www.google.com', 'google - use google.com'],
    ['a.b.c.google.com', 'google - use google.com'],
    ['drive.google.com', 'google drive use drive.google.com'],
    ['x.drive.google.com', 'google drive use drive.google.com'],
    ['gmail.com', 'google gmail use gmail.com'],
    ['office.com', 'microsoft m365 use office.com'],
    ['tenant.office.com', 'microsoft m365 use office.com'],
    ['telemetry.office.com', 'microsoft m365 telemetry telemetry.office.com'],
    ['eu.telemetry.office.com', 'microsoft m365 telemetry telemetry.office.com'],
    ['login.microsoftonline.com', 'microsoft m365 authentication login.microsoftonline.com'],
    ['download.windowsupdate.com', 'microsoft - update windowsupdate.com'],
    ['WWW.Microsoft.COM', 'microsoft - use microsoft.com'],
    ['microsoft.com.', 'microsoft - use microsoft.com'],
    ['*.microsoft.com', 'microsoft - use microsoft.com'],
    ['*.Microsoft.com.', 'microsoft - use microsoft.com'],
    ['  microsoft.com ', 'microsoft - use microsoft.com'],
    ['münchen.de', 'accents - use xn--mnchen-3ya.de'],
    ['www.MÜNCHEN.de', 'accents - use xn--mnchen-3ya.de'],
    ['_dmarc.google.com', 'google - use google.com'],
  ])('%s: %s', (host, expected) => expect(said(host)).toBe(expected));
  test.each([
    'notmicrosoft.com',
    'microsoft.com.evil.example',
    'google.com.evil.example',
    'evil-google.com',
    'com',
    'microsoft',
    'microsoft.co',
    'microsoftonline.com',
    'drive-google.com',
    'xn--google.com',
    'gооgle.com', // with two Cyrillic letters
    '',
    '.',
    '..',
    'google..com',
    '192.168.1.1',
    '__proto__',
    'constructor.prototype',
  ])('%s belongs to nobody', (host) => expect(said(host)).toBe('nobody'));
});

describe('the space of a customer', () => {
  const tenants = new DomainIndex(smallBase({}, { clouds: { tenants: ['sharepoint.com', 's3.amazonaws.com'] } }));
  test.each([
    ['mairie-x.sharepoint.com', true],
    ['a.mairie-x.sharepoint.com', true],
    ['bucket.s3.amazonaws.com', true],
    ['www.sharepoint.com', false],
    ['sharepoint.com', false],
    ['notsharepoint.com', false],
    ['sharepoint.com.example', false],
  ])('%s: %s', (host, expected) => expect(tenants.isTenant(host)).toBe(expected));
});

describe('what may be kept of a name', () => {
  const rules = {
    clouds: { aliases: [{ suffix: 'blob.core.example.net', vendor: 'google', layer: 'hosting' as const }] },
  };
  const cloud = new DomainIndex(
    smallBase({ google: { domains: ['example.net'], products: { sites: { domains: ['sites.example'] } } } }, rules),
  );
  test.each([
    ['mairie-x.sites.example', 'sites.example'],
    ['mairie-x.intra.sites.example', 'sites.example'],
    ['sites.example', 'sites.example'],
    ['mairie-x.blob.core.example.net', 'blob.core.example.net'],
    // The word that says what a name is for stays; the digits after it do not.
    ['mairie-x.metrics-eu3.sites.example', 'metrics.sites.example'],
    ['ocsp12.mairie-x.example.net', 'ocsp.example.net'],
    ['mairie-x.example.org', null],
    ['notsites.example', null],
    ['', null],
  ])('%s: %s', (host, kept) => expect(cloud.reduced(host)).toBe(kept));
  test('only domains of the base and words of the rules, whatever the name', () => {
    const label = fc.constantFrom('mairie-x', 'metrics', 'login', 'google', 'drive', 'x9', 'ocsp-3', 'www');
    fc.assert(
      fc.property(fc.array(label, { maxLength: 4 }), fc.constantFrom('google.com', 'gmail.com'), (labels, domain) => {
        const kept = index.reduced([...labels, domain].join('.')) ?? '';
        expect(kept).not.toMatch(/mairie|x9|www/);
        // One word is kept: the purpose that it says is that of the whole name.
        expect(ownerOf(kept)?.vendor).toBe(ownerOf([...labels, domain].join('.'))?.vendor);
        expect(ownerOf(kept)?.product).toBe(ownerOf([...labels, domain].join('.'))?.product);
      }),
    );
  });
});

describe('what the labels of a name say', () => {
  test.each([
    ['ocsp.google.com', 'google - revocation google.com'],
    ['ocsp2.x.google.com', 'google - revocation google.com'],
    ['eu-metrics.drive.google.com', 'google drive telemetry drive.google.com'],
    ['myocsp.google.com', 'google - use google.com'],
    // Nothing is said of google.com but whose it is; of mail.google.com, that it is there to be used.
    ['login.google.com', 'google - authentication google.com'],
    ['eu-download2.google.com', 'google - update google.com'],
    ['login.mail.google.com', 'google gmail use mail.google.com'],
    ['sso.mail.google.com', 'google gmail authentication mail.google.com'],
    // To deliver content is no use, whatever the name before.
    ['sso.windowsupdate.com', 'microsoft - update windowsupdate.com'],
    ['ads.login.microsoftonline.com', 'microsoft m365 authentication login.microsoftonline.com'],
    ['sso-metrics.windowsupdate.com', 'microsoft - telemetry windowsupdate.com'],
    // What a name delivers says more than that it delivers, and a word of certificates is meant wherever it stands.
    ['static.google.com', 'google - cdn google.com'],
    ['static-ads.google.com', 'google - advertising google.com'],
    ['ads.static.google.com', 'google - advertising google.com'],
    ['static.mytelemetry.google.com', 'google - telemetry google.com'],
    ['static.sso.google.com', 'google - cdn google.com'],
    ['ads-ocsp.google.com', 'google - revocation google.com'],
    ['metrics.ads.google.com', 'google - telemetry google.com'],
    // Who makes nothing has no program that tells of itself: what is measured is who visits the site.
    ['metrics.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    ['eu-metrics2.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    // A letter says something only where it is a label.
    ['t.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    ['x.t.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    ['t1.münchen.de', 'accents - use xn--mnchen-3ya.de'],
    ['x-t.münchen.de', 'accents - use xn--mnchen-3ya.de'],
    ['t-x.münchen.de', 'accents - use xn--mnchen-3ya.de'],
    ['login.münchen.de', 'accents - authentication xn--mnchen-3ya.de'],
    ['static.metrics.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    // What a site calls its pages says least too.
    ['data.münchen.de', 'accents - use xn--mnchen-3ya.de'],
    ['data-metrics.münchen.de', 'accents - advertising xn--mnchen-3ya.de'],
    ['data-static.münchen.de', 'accents - use xn--mnchen-3ya.de'],
  ])('%s: %s', (host, expected) => expect(said(host)).toBe(expected));
});

describe('a domain that both a vendor and its product claim', () => {
  test('is the product’s, which says what it is for', () =>
    expect(said('gmail.com')).toBe('google gmail use gmail.com'));
});

describe('host names', () => {
  test.each([
    ['Example.ORG', 'example.org'],
    ['example.org.', 'example.org'],
    ['*.example.org', 'example.org'],
    ['École.fr', 'xn--cole-9oa.fr'],
    ['例え.jp', 'xn--r8jz45g.jp'],
    ['host_name.example', 'host_name.example'],
    ['example.org:443', 'example.org'],
    ['école.fr:8080', 'xn--cole-9oa.fr'],
  ])('%s is %s', (raw, expected) => expect(normaliseHost(raw)).toBe(expected));
  test.each([
    ['too long', `${'a.'.repeat(130)}com`],
    ['empty', ' '],
    ['two dots', 'a..b'],
    ['two final dots', 'a..'],
    ['a dot', '.'],
    ['a path', 'example.org/path'],
    ['a space', 'example org'],
    ['a control character', 'example\u0000.org'],
    ['markup', '<script>.org'],
    ['a percent', '%2e.org'],
    ['an address with a name in front', 'é@microsoft.com'],
    ['a path after an accent', 'é/microsoft.com'],
    ['two ports', 'microsoft.com:80:80'],
    ['an IPv6 address', '2001:db8::1'],
    ['a sign that only Unicode hides', '\u037e.fr'],
    ['two ideographic dots', 'a。。b'],
  ])('%s is no name', (_, raw) => expect(normaliseHost(raw)).toBe(''));
  test('anything gives a name or nothing, and a name stays itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain(), fc.string({ unit: 'binary' })), (raw) => {
        const host = normaliseHost(raw);
        expect(normaliseHost(host)).toBe(host);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('label boundaries, of any host', () => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,10}$/);
  test('a name before a dot keeps the owner, one stuck to it loses it', () => {
    fc.assert(
      fc.property(label, (prefix) => {
        expect(index.ownerOf(`${prefix}.gstatic.com`)?.vendor.id).toBe('google');
        expect(index.ownerOf(`${prefix}gstatic.com`)).toBeNull();
        expect(index.ownerOf(`gstatic.com.${prefix}`)).toBeNull();
      }),
    );
  });
});

describe('a name that a delivery network answers to', () => {
  const networks = new DomainIndex(
    smallBase({
      google: {
        domains: [
          { name: 'ads.example', purpose: 'advertising' },
          { name: 'updates.example', purpose: 'update' },
        ],
        products: { docs: { domains: ['docs.example'] } },
      },
      akamai: { domains: [{ name: 'edge.example', purpose: 'cdn' }] },
    }),
  );
  test.each([
    ['x.ads.example.edge.example', 'advertising'],
    ['x.ads.example.g.edge.example', 'advertising'],
    ['x.updates.example.edge.example', 'update'],
    // Some networks mark the name, or write it without dots.
    ['x.ads.example-c.edge.example', 'advertising'],
    ['x-updates-example.g.edge.example', 'update'],
    ['x-docs-example.edge.example', 'cdn'],
    // Who delivers is no proof that what is delivered is used.
    ['x.docs.example.edge.example', 'cdn'],
    ['g.edge.example', 'cdn'],
  ])('%s is for %s', (host, purpose) => {
    const owner = networks.ownerOf(host);
    expect([owner?.vendor.id, owner?.purpose]).toEqual(['akamai', purpose]);
    expect(networks.ownerOf(networks.reduced(host) ?? '')?.purpose).toBe(purpose);
  });
  test('networks within networks, as deep as a name can be, take no time', () => {
    const host = `x.ads.example${'.edge.example'.repeat(18)}`;
    expect(host.length).toBeLessThanOrEqual(253);
    expect(networks.ownerOf(host)?.vendor.id).toBe('akamai');
    expect(networks.ownerOf(networks.reduced(host) ?? '')?.purpose).toBe(networks.ownerOf(host)?.purpose);
  });
});
