/** Logs that nobody on this project wrote, line by line against a count made another way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { corpora, hasCorpora, refusedIn } from '../corpora.ts';
import { eventsOf, machinesOf, problemsOf } from '../events.ts';
import { logOf } from './reading.ts';

const logs = join(corpora, 'dns-proxy-logs');

function linesOf(...path: string[]): string[] {
  const text = readFileSync(join(corpora, ...path), 'latin1');
  return text.split('\n').filter((line) => line.trim() !== '');
}

function countOf(lines: readonly string[], ...patterns: readonly RegExp[]): number {
  return lines.filter((line) => patterns.every((pattern) => pattern.test(line))).length;
}

describe.skipIf(!hasCorpora)('real logs', () => {
  test('squid_access.log: every line, its client, and as many domains as another way of cutting finds', async () => {
    const lines = linesOf('dns-proxy-logs', 'squid_access.log');
    const { format, log, machines } = await logOf(join(logs, 'squid_access.log'));
    expect(format).toBe('squid');
    expect(log).toMatchObject({ read: lines.length, kept: lines.length, clients: 1, refused: {} });
    const hosts = lines.map((line) => new URL(line.split(/ +/)[6]?.replace(/^(?!http)/, 'http://') ?? '').hostname);
    // Suffixes of two labels; a site lent by a platform is of the platform.
    const registrable = /[^.]+\.(?:(?:co|ne|or)\.jp|[a-z]+)$/;
    const counts = Map.groupBy(hosts, (host) => (registrable.exec(host) as RegExpExecArray)[0]);
    expect(machines[0]?.inventory.endpoints.map(({ domain, count }) => [domain, count]).sort()).toEqual(
      [...counts].map(([domain, { length }]) => [domain, length]).sort(),
    );
    const seconds = lines.map((line) => Number.parseFloat(line));
    expect(Date.parse(log.from ?? '')).toBe(Math.trunc(Math.min(...seconds)) * 1000);
    expect(Date.parse(log.to ?? '')).toBe(Math.trunc(Math.max(...seconds)) * 1000);
  });

  test('pihole-full.log: its queries, and nothing that the resolver says of them', async () => {
    const lines = linesOf('dns-proxy-logs', 'pihole-full.log');
    const queries = lines
      .map((line) => / query\[[^\]]+\] (\S+) from (\S+)$/.exec(line.trim()))
      .filter((match) => match !== null);
    const inside = queries.filter(([, name]) => /(?:arpa|lan|local|^[^.]+)$/.test(name ?? ''));
    const { format, log, machines } = await logOf(join(logs, 'pihole-full.log'));
    expect(format).toBe('dnsmasq');
    expect(log.read).toBe(lines.length);
    expect(log.kept).toBe(queries.length - inside.length);
    expect(log.refused).toEqual({ 'internal-name': inside.length, 'other-record': lines.length - queries.length });
    const clients = new Set(queries.filter((query) => !inside.includes(query)).map(([, , client]) => client));
    expect(log.clients).toBe(clients.size);
    const told = machines
      .flatMap(({ inventory }) => inventory.endpoints)
      .reduce((sum, { count = 0 }) => sum + count, 0);
    expect(told).toBe(log.kept);
  });

  test('sekoia-squid: three writings mixed, refusals apart', async () => {
    const lines = linesOf('dns-proxy-logs', 'sekoia-squid.raw.txt');
    const denied = countOf(lines, /DENIED/);
    const errors = countOf(lines, / error:/);
    const { log } = await logOf(join(logs, 'sekoia-squid.raw.txt'));
    expect(log).toMatchObject({ read: lines.length, kept: lines.length - denied - errors });
    expect(log.refused).toEqual({ denied, 'other-record': errors });
  });

  test('sekoia-fortiproxy: lines with a host or a remote name, unless refused', async () => {
    const lines = linesOf('dns-proxy-logs', 'sekoia-fortiproxy.raw.txt');
    const named = lines.filter((line) => /\b(?:hostname|remotename)=/.test(line));
    const denied = countOf(
      lines,
      /\b(?:action|utmaction)="{1,2}(?:block|deny|denied|dropped|blocked)"/,
      /\b(?:hostname|dstip)=/,
    );
    const addresses = countOf(
      lines,
      /\bsrcip=/,
      /\bdstip=/,
      /^(?!.*\bhostname=)/,
      /^(?!.*action="deny")/,
      /^(?!.*\burl="http)/,
    );
    const { log } = await logOf(join(logs, 'sekoia-fortiproxy.raw.txt'));
    expect(log.read).toBe(lines.length);
    expect(log.refused['not-understood']).toBeUndefined();
    expect(log.refused.denied).toBe(denied);
    expect(log.kept).toBeGreaterThanOrEqual(named.length - denied);
    expect(log.kept + denied + addresses + (log.refused['other-record'] ?? 0)).toBeGreaterThanOrEqual(lines.length - 1);
  });

  test('sekoia-unbound: the requests of clients, internal names apart', async () => {
    const lines = linesOf('dns-proxy-logs', 'sekoia-unbound.raw.txt');
    const asked = lines.filter((line) =>
      /(?:info:|query:|reply:)(?: transparent)? [\d.]+(?:@\d+)? \S+ [A-Z]+ IN/.test(line),
    );
    const inside = countOf(asked, /\.arpa\. /);
    const again = countOf(asked, /reply:|transparent/);
    const { log } = await logOf(join(logs, 'sekoia-unbound.raw.txt'));
    expect(log).toMatchObject({ read: lines.length, merged: again, kept: asked.length - inside - again });
    expect(log.refused).toEqual({ 'internal-name': inside, 'other-record': lines.length - asked.length });
  });

  test('sekoia-ddi and sekoia-solidserver: queries once, answers beside them, everything else passed over', async () => {
    for (const file of ['sekoia-ddi.raw.txt', 'sekoia-solidserver-ddi.raw.txt']) {
      const lines = linesOf('dns-proxy-logs', file);
      const queries = countOf(lines, /#\d+[^#]*: query: \S+ IN /, /^(?!.* response: )/);
      const answers = countOf(lines, /#\d+[^#]*: (?:answer|query): \S+ IN /, / response: |: answer: /);
      const { log } = await logOf(join(logs, file), { format: 'bind' });
      expect([file, log.read]).toEqual([file, lines.length]);
      expect([file, log.kept + log.merged + (log.refused['internal-name'] ?? 0)]).toEqual([file, queries + answers]);
      expect(log.read).toBe(log.kept + log.merged + refusedIn(log));
    }
  });

  test('windows-dns-debug-samples: requests received only; one that is cut is not understood', async () => {
    const lines = linesOf('dns-proxy-logs', 'windows-dns-debug-samples.txt');
    const { log } = await logOf(join(logs, 'windows-dns-debug-samples.txt'));
    expect(log.read).toBe(lines.length);
    expect(log.kept).toBe(countOf(lines, / Rcv /, /\(0\)\s*$/));
    expect(log.refused['other-record']).toBe(countOf(lines, / Snd /));
    expect(log.refused['not-understood']).toBe(countOf(lines, / Rcv /, /^(?!.*\(0\)\s*$)/));
  });

  test.each([
    ['sekoia-cloud-secure-web-gateway.raw.txt', 'symantec', /"cs-host"/],
    ['sekoia-gateway_dns.raw.txt', 'cloudflare', /"QueryName"/],
    ['sekoia-netskope-transaction.raw.txt', 'netskope', /^\d{4}-/],
    ['sekoia-olfeo-secure-web-gateway.raw.txt', 'olfeo', /HTTP\/1\.1"/],
    ['sekoia-skyhigh_secure_web_gateway.raw.txt', 'skyhigh', /(?:requested|destination)_host=/],
    ['sekoia-stormshield_network_security.raw.txt', 'stormshield', /\bfw=/],
  ])('%s: recognised, and no record goes without being counted', async (file, format, record) => {
    const { format: found, log } = await logOf(join(logs, file));
    expect(found).toBe(format);
    expect(log.read).toBe(countOf(linesOf('dns-proxy-logs', file), record));
    expect(log.read).toBe(log.kept + log.merged + refusedIn(log));
    expect(log.refused['not-understood']).toBeUndefined();
  });

  test('sekoia-zscaler and sekoia-gateway_http: one record for each object, however it is laid out', async () => {
    for (const file of ['sekoia-zscaler-zia.raw.txt', 'sekoia-gateway_http.raw.txt']) {
      const text = readFileSync(join(logs, file), 'utf8');
      const objects = text.split(/\n(?=\{)/).filter((part) => part.trim() !== '');
      for (const part of objects) JSON.parse(part);
      const { log } = await logOf(join(logs, file));
      expect([file, log.read]).toEqual([file, objects.length]);
    }
  });

  test('sekoia-umbrella: rows, some of which hold newlines', async () => {
    for (const file of ['sekoia-umbrella-dns.raw.txt', 'sekoia-umbrella-proxy.raw.txt']) {
      const text = readFileSync(join(logs, file), 'utf8');
      const { format, log } = await logOf(join(logs, file));
      expect(format).toBe('umbrella');
      expect([file, log.read]).toEqual([file, text.match(/^ ?"\d{4}-/gm)?.length]);
    }
  });

  test('what is no log of requests is said to be none', async () => {
    const files = ['sekoia-microsoft-intune.raw.txt', 'sekoia-windows.raw.txt', 'unbound-windows-service.log'];
    expect(problemsOf(await eventsOf(files.map((file) => join(logs, file))))).toEqual([
      'sekoia-microsoft-intune.raw.txt format-unknown',
      'sekoia-windows.raw.txt format-unknown',
      'unbound-windows-service.log log-nothing',
    ]);
  });
});

describe.skipIf(!hasCorpora)('real dumps of one machine', () => {
  test('displaydns-es-cp850: every entry that has a record', async () => {
    const path = ['dns-cache', 'displaydns-es-cp850-1.txt'];
    const lines = linesOf(...path);
    const entries = new Set(
      lines.filter((_, index) => /^\s+-{20,}/.test(lines[index + 1] ?? '')).map((line) => line.trim()),
    );
    const [machine] = machinesOf(await eventsOf([join(corpora, ...path)]));
    expect(machine?.account.read).toBe(entries.size);
    expect(machine?.account.kept).toBe(machine?.inventory.endpoints.length);
    expect(machine?.inventory.endpoints.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(entries.size);
  });

  test('Get-DnsClientCache as a table: entries once, cut ones counted', async () => {
    const path = join(corpora, 'dns-cache', 'Get-DnsClientCache-table-utf16le.txt');
    const text = new TextDecoder('utf-16le').decode(readFileSync(path));
    const rows = text.split(/\r?\n/).filter((line) => /^\S+ .*(?:Success|NoRecords)/.test(line));
    const [machine] = machinesOf(await eventsOf([path]));
    expect(machine?.account.read).toBe(new Set(rows.map((row) => row.split(' ')[0]?.toLowerCase())).size);
  });

  test.each([
    ['netstat/netstat-fr-windows.txt', /^\s+(?:TCP|UDP)/],
    ['netstat/netstat-fr-windows.cp850.txt', /^\s+(?:TCP|UDP)/],
    ['jc/tests__fixtures__windows__windows-10__netstat-an.out', /^\s+(?:TCP|UDP)/],
    ['jc/tests__fixtures__centos-7.7__netstat.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__centos-7.7__netstat-l.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__centos-7.7__netstat-sudo-lnp.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__fedora32__netstat.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__netstat.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__netstat-p.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__netstat-sudo-aeep.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__netstat-sudo-lnp.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__netstat-sudo-lnp-space.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__generic__netstat-no-state.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__generic__netstat-old.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__osx-10.14.6__netstat.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__osx-10.14.6__netstat-Abn.out', /^\S+\s+\S+\s+(?:tcp|udp)/],
    ['jc/tests__fixtures__freebsd12__netstat-an.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__freebsd12__netstat-AanP.out', /^\S+\s+(?:tcp|udp)/],
    ['jc/tests__fixtures__centos-7.7__ss-sudo-a.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__ss-sudo-a.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__ubuntu-18.04__ss-sudo-tulpen.out', /^(?:tcp|udp)/],
    ['jc/tests__fixtures__generic__ss-wide.out', /^(?:tcp|udp)/],
  ])('%s: every socket of the Internet, once', async (file, socket) => {
    const [machine] = machinesOf(await eventsOf([join(corpora, file)]));
    expect(machine?.format).toBe('netstat');
    expect(machine?.account.read).toBe(countOf(linesOf(file), socket));
    expect(machine?.account.read).toBe(
      (machine?.account.kept ?? 0) + (machine?.account.merged ?? 0) + refusedIn(machine?.account as never),
    );
  });
});
