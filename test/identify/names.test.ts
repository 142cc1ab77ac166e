/** What the labels of a real name say, and what may be told of the name of a customer. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainIndex, normaliseHost } from '../../src/identify/domains.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

const { base } = readKnowledge({ root: join(import.meta.dirname, '../..'), local: [] });
if (base === null) throw new Error('the knowledge base cannot be read');
const index = new DomainIndex(base);
const { tenants } = base.rules.clouds;
const purposeOf = (host: string): string | undefined => index.ownerOf(host)?.purpose;

describe('what a name is for', () => {
  test.each([
    ['euc-word-telemetry.officeapps.live.com', 'telemetry'],
    ['citrixtelemetryeh.servicebus.windows.net', 'telemetry'],
    ['radarsubmissions.apple.com', 'telemetry'],
    ['securemetrics.apple.com', 'telemetry'],
    ['maven.google.com', 'update'],
    ['packages.cloud.google.com', 'update'],
    ['doh.opendns.com', 'resolver'],
    ['oneocsp.microsoft.com', 'revocation'],
    ['login.microsoftonline.com', 'authentication'],
    ['mairie-x.sharepoint.com', 'use'],
    ['skypedataprdcolweu03.cloudapp.net', 'telemetry'],
    ['scus-breeziest-in.cloudapp.net', 'telemetry'],
    ['stats.voyages-sncf.com', 'advertising'],
    ['sstats.oui.sncf', 'advertising'],
    ['tk.airfrance.fr', 'advertising'],
    ['stats.conseil-etat.fr', 'advertising'],
    ['data.bnf.fr', 'use'],
    ['archives.bnf.fr', 'use'],
    ['data.europa.eu', 'use'],
    ['archives.paris.fr', 'use'],
    ['data.mozilla.org', 'telemetry'],
  ])('%s: %s', (host, purpose) => expect(purposeOf(host)).toBe(purpose));
  test('a delivery network that answers to a whole name is for what that name is for, and nothing it does counts as use', () => {
    expect(purposeOf('settings-win.data.microsoft.com.akadns.net')).toBe('telemetry');
    expect(purposeOf('www.example.com.edgekey.net')).toBe('cdn');
    expect(purposeOf('ads-www-example-com.akamaized.net')).toBe('advertising');
    expect(purposeOf('officecdn-microsoft-com.akamaized.net')).toBe('update');
    expect(purposeOf('clarity-microsoft-com.b-0005.b-msedge.net')).toBe('advertising');
    expect(purposeOf('stats.adobe.com-c.edgekey.net')).toBe('advertising');
    expect(purposeOf('example-com.akamaized.net')).toBe('cdn');
    expect(purposeOf('login.microsoftonline.com.edgekey.net')).toBe('cdn');
    expect(index.ownerOf('settings-win.data.microsoft.com.akadns.net')?.vendor.id).toBe('akamai');
  });
});

describe('the name of a customer', () => {
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,12}[a-z0-9])?$/).map((text) => `zq${text}`);
  test('is in nothing that is told', () => {
    const ahead = fc.constantFrom('', ' ', '(', 'https://', 'relevé : ', '"', 'é', 'x.', '*.');
    const behind = fc.constantFrom('', ' ', ')', '/accueil', ':443', '"', '.', ', ');
    fc.assert(
      fc.property(label, fc.constantFrom(...tenants), ahead, behind, (name, end, before, after) => {
        const host = `${name}.${end}`;
        const told = index.withoutTenants(`${before}${host}${after} puis ${host.toUpperCase()}`);
        expect(told.toLowerCase()).not.toContain(`${name}.`);
      }),
    );
  });
  test('is in nothing that a log keeps', () => {
    fc.assert(
      fc.property(label, fc.constantFrom(...tenants), (name, end) => {
        const host = normaliseHost(`${name}.${end}`);
        expect(index.reduced(host) ?? '').not.toContain(name);
      }),
    );
  });
  test('a text without one is itself, and a long one takes no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!text.includes('.')) expect(index.withoutTenants(text)).toBe(text);
      }),
    );
    const long = `${'a'.repeat(200_000)}.${'b.'.repeat(50_000)}`;
    const start = performance.now();
    index.withoutTenants(long);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
