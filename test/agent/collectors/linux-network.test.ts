/** What the machine belongs to and whom it asks: directories, clouds, time, names. */
import { expect, test } from 'vitest';
import { cloudInstance, parseInstanceData } from '../../../agent/collectors/linux/cloud-instance.ts';
import {
  directories,
  parseEntra,
  parseNslcd,
  parseSamba,
  parseSssd,
} from '../../../agent/collectors/linux/directories.ts';
import { parseResolverCache, resolverCache } from '../../../agent/collectors/linux/resolver-cache.ts';
import { parseResolved, resolvers } from '../../../agent/collectors/linux/resolvers.ts';
import { parseServerLines, parseTimesyncd, timeServers } from '../../../agent/collectors/linux/time-servers.ts';
import { plant } from '../planted.ts';
import { NEVER, recordedSystem } from '../recorded-system.ts';

const SSSD = `[sssd]
domains = mairie.example, annuaire

[domain/mairie.example]
id_provider = ad
ad_domain = AD.Mairie.example
ldap_default_bind_dn = cn=marie.dupont,ou=agents,dc=mairie
ldap_default_authtok = hunter2

[domain/annuaire]
id_provider = ldap
ldap_uri = ldaps://ldap1.annuaire.example:636, ldaps://ldap2.annuaire.example

[domain/local]
id_provider = files
`;

test('directories: the domain of each, and nothing that opens it', async () => {
  const root = plant({
    'etc/sssd/sssd.conf': SSSD,
    'etc/himmelblau/himmelblau.conf': '[global]\ndomains = mairie.onmicrosoft.com,autre.example\napp_id = 1234\n',
  });
  const { facts, status } = await directories.collect(recordedSystem(root), NEVER);
  expect(facts.attachments).toEqual([
    { kind: 'active-directory', provider: 'ad.mairie.example' },
    { kind: 'sssd', provider: 'annuaire.example' },
    { kind: 'entra-id', provider: 'mairie.onmicrosoft.com' },
  ]);
  expect(status).toBeUndefined();
  expect(JSON.stringify(facts)).not.toMatch(/hunter2|dupont|ldap1|1234/);
  expect(await directories.collect(recordedSystem(plant({})), NEVER)).toMatchObject({ status: 'not-applicable' });
});

test('directories: winbind, the clients of Ubuntu, nslcd', () => {
  expect(parseSamba('[global]\n  Security = ADS\n  realm = MAIRIE.LAN\n')).toEqual([
    { kind: 'active-directory', provider: 'mairie.lan' },
  ]);
  expect(parseSamba('[global]\nsecurity = user\n')).toEqual([]);
  expect(parseEntra('[entra]\ntenant_id = 1\ndomain = mairie.example\n')).toEqual([
    { kind: 'entra-id', provider: 'mairie.example' },
  ]);
  expect(parseEntra('[users]\nssh_allowed_suffixes = @mairie.example,@x\n')).toEqual([
    { kind: 'entra-id', provider: 'mairie.example' },
  ]);
  expect(parseNslcd('uid nslcd\nuri ldap://10.0.0.1/\nuri ldap://ldap.mairie.example/\nbinddn cn=x\n')).toEqual([
    { kind: 'ldap', provider: undefined },
    { kind: 'ldap', provider: 'mairie.example' },
  ]);
  expect(parseSssd('[domain/x y]\nid_provider=ipa\n')).toEqual([{ kind: 'sssd', provider: undefined }]);
});

test('clouds: the record of cloud-init, else the firmware; a machine one owns is in none', async () => {
  const record = JSON.stringify({
    ds: { meta_data: { hostname: 'pc', public_ip: '1.2.3.4' } },
    v1: { cloud_name: 'aws', region: 'eu-west-3', instance_id: 'i-0123' },
  });
  const seen = async (files: Parameters<typeof plant>[0]) => {
    const { facts, status } = await cloudInstance.collect(recordedSystem(plant(files)), NEVER);
    return facts.attachments?.[0]?.provider ?? status;
  };
  const dmi = (vendor: string, product: string, tag = '') => ({
    'sys/class/dmi/id/sys_vendor': `${vendor}\n`,
    'sys/class/dmi/id/product_name': `${product}\n`,
    'sys/class/dmi/id/chassis_asset_tag': `${tag}\n`,
  });
  expect(await seen({ 'run/cloud-init/instance-data.json': record })).toBe('aws/eu-west-3');
  expect(
    await seen({ 'run/cloud-init/instance-data.json': '{"v1":{"cloud_name":"nocloud"}}', ...dmi('Dell Inc.', 'x') }),
  ).toBe('not-applicable');
  expect(await seen(dmi('Microsoft Corporation', 'Virtual Machine', '7783-7084-3265-9085-8269-3286-77'))).toBe('azure');
  expect(await seen(dmi('Microsoft Corporation', 'Virtual Machine'))).toBe('not-applicable');
  expect(await seen(dmi('Google', 'Google Compute Engine'))).toBe('Google');
  expect(await seen(dmi('Google', 'Eve'))).toBe('not-applicable');
  expect(await seen(dmi('Scaleway', 'SCW-DEV1-S'))).toBe('Scaleway');
  expect([parseInstanceData('{'), parseInstanceData('{"v1":{"cloud_name":"openstack","region":"None"}}')]).toEqual([
    undefined,
    'openstack',
  ]);
});

test('time: chrony, ntpd and timesyncd; servers of the organisation stay here', async () => {
  const root = plant({
    'etc/chrony/chrony.conf': '# x\npool 2.debian.pool.ntp.org iburst\nserver ntp.mairie.local\nserver 10.0.0.1\n',
    'etc/chrony/sources.d/a.sources': 'server time.google.com iburst\n',
    'etc/systemd/timesyncd.conf':
      '[Time]\nNTP=ntp.ubuntu.com\nNTP=time.cloudflare.com\nFallbackNTP=ntp.other.example\n',
  });
  const { facts } = await timeServers.collect(recordedSystem(root), NEVER);
  expect(facts.endpoints?.map(({ host, port }) => `${host}:${port}`)).toEqual([
    '2.debian.pool.ntp.org:123',
    'time.google.com:123',
    'ntp.ubuntu.com:123',
    'time.cloudflare.com:123',
  ]);
  expect(parseTimesyncd('[Time]\nFallbackNTP=a.example b.example\n')).toEqual(['a.example', 'b.example']);
  expect([parseServerLines('serverx a.example\nserver'), parseTimesyncd('')]).toEqual([[], []]);
});

test('resolvers: the public ones, behind the stub too, once each', async () => {
  const root = plant({
    'etc/resolv.conf': 'nameserver 127.0.0.53\nsearch mairie.example\n',
    'run/systemd/resolve/resolv.conf': 'nameserver 192.168.1.1\nnameserver 8.8.8.8\nnameserver 2620:fe::fe%eth0\n',
    'etc/systemd/resolved.conf': '[Resolve]\nDNS=9.9.9.9#dns.quad9.net [2620:fe::fe]:853#dns.quad9.net\n',
    'etc/systemd/resolved.conf.d/x.conf': '[Resolve]\nDNS=8.8.8.8:53\n',
  });
  const { facts } = await resolvers.collect(recordedSystem(root), NEVER);
  expect(facts.endpoints).toEqual([
    { host: undefined, address: '8.8.8.8', port: 53, source: 'resolvers' },
    { host: 'dns.quad9.net', address: '2620:fe::fe', port: 53, source: 'resolvers' },
    { host: 'dns.quad9.net', address: '9.9.9.9', port: 53, source: 'resolvers' },
  ]);
  expect(parseResolved('[Resolve]\nDNS=1.2.3 999.1.1.1 ::1 a.example 10.0.0.1\n')).toEqual([]);
});

/** In the form that `dns_cache_dump_to_json` of systemd gives it. */
function cached(name: string, type: number, more: object) {
  const key = { class: 1, type, name };
  return { key, rrs: [{ rr: { key, ...more }, raw: 'AAAA' }], until: 1 };
}

test('the cache of the resolver: names with an address, and what they are aliases of', async () => {
  const scope = {
    protocol: 'dns',
    ifindex: 2,
    ifname: 'eth0',
    cache: [
      cached('www.exemple.example', 5, { name: 'exemple.azurewebsites.example' }),
      cached('exemple.azurewebsites.example', 5, { name: 'waws.cloudapp.example' }),
      cached('waws.cloudapp.example', 1, { address: [1, 2, 3, 4] }),
      cached('Direct.example', 28, { address: [1] }),
      cached('pc-017.mairie.local', 1, { address: [10, 0, 0, 1] }),
      cached('mail.example', 15, { priority: 1, exchange: 'mx.example' }),
      cached('a.loop.example', 5, { name: 'b.loop.example' }),
      cached('b.loop.example', 5, { name: 'a.loop.example' }),
      { key: { class: 1, type: 1, name: 'absent.example' }, type: 'nxdomain', until: 1 },
    ],
  };
  const expected = [
    {
      host: 'www.exemple.example',
      aliases: ['exemple.azurewebsites.example', 'waws.cloudapp.example'],
      source: 'resolver-cache',
    },
    { host: 'direct.example', source: 'resolver-cache' },
  ];
  expect(parseResolverCache(JSON.stringify([scope]))).toEqual(expected);
  expect(parseResolverCache(`${JSON.stringify(scope)}\n{}\n`)).toEqual(expected);
  expect(parseResolverCache('No such operation\n[null, 1, {"cache":[{"rrs":[null]}]}]')).toEqual([]);

  const root = plant({ 'run/systemd/resolve/resolv.conf': '' });
  const commands = { resolvectl: JSON.stringify([scope]) };
  expect((await resolverCache.collect(recordedSystem(root, { commands }), NEVER)).facts.endpoints).toEqual(expected);
  const refused = { resolvectl: { ok: true, status: 1, stdout: Buffer.alloc(0) } as const };
  expect(await resolverCache.collect(recordedSystem(root, { commands: refused }), NEVER)).toMatchObject({
    status: 'denied',
  });
  expect(await resolverCache.collect(recordedSystem(root), NEVER)).toMatchObject({ status: 'not-applicable' });
});
