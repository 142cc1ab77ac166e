/** The DNS servers this machine asks, when they are of the public Internet: whoever holds them knows every name it looks up. */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { formatAddress, groupsOfAddress, isPublic } from '../../formats/ip-address.ts';
import { parseSections } from '../../formats/section-file.ts';
import type { System } from '../../system.ts';

const DNS_PORT = 53;
/** The second is what stands behind the local stub of systemd-resolved. */
const RESOLV_CONF = ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'];
const RESOLVED = '/etc/systemd/resolved.conf';
const FILE_BYTES = 256 * 1024;

export type Resolver = { address: string; host: string | undefined };

export const resolvers: Collector = {
  id: 'resolvers',
  platforms: ['linux'],
  collect(system): Collected {
    const drop = system.list(`${RESOLVED}.d`);
    const settings = [RESOLVED, ...(drop.ok ? drop.names.map((name) => `${RESOLVED}.d/${name}`) : [])];
    const texts = RESOLV_CONF.flatMap((path) => readText(system, path));
    if (texts.length === 0) return notApplicable;
    const found = [
      ...texts.flatMap(parseResolvConf),
      ...settings.flatMap((path) => readText(system, path).flatMap(parseResolved)),
    ];
    const named = new Map<string, Endpoint>();
    for (const { address, host } of found)
      named.set(address, { host: host ?? named.get(address)?.host, address, port: DNS_PORT, source: 'resolvers' });
    return { facts: { endpoints: [...named.values()] } };
  },
};

export function parseResolvConf(text: string): Resolver[] {
  return text.split('\n').flatMap((line) => {
    const [directive, server = ''] = line.trim().split(/\s+/, 2);
    return directive === 'nameserver' ? publicResolver(server) : [];
  });
}

/** "DNS=9.9.9.9#dns.quad9.net 1.1.1.1:853": the name is the one its certificate must bear. */
export function parseResolved(text: string): Resolver[] {
  const servers = parseSections(text).get('Resolve')?.get('DNS') ?? '';
  return servers.split(/\s+/).flatMap((server) => publicResolver(server));
}

function publicResolver(server: string): Resolver[] {
  const [place = '', host] = server.split('#', 2);
  // An address, then perhaps a port or an interface.
  const bare = place.split('%')[0] ?? '';
  const address = bare.startsWith('[') ? (bare.slice(1).split(']')[0] ?? '') : bare.replace(/^([\d.]+):\d+$/, '$1');
  const groups = groupsOfAddress(address);
  return groups !== undefined && isPublic(groups) ? [{ address: formatAddress(groups), host: publicHost(host) }] : [];
}

function readText(system: System, path: string): string[] {
  const reading = system.read(path, FILE_BYTES);
  return reading.ok ? [reading.bytes.toString('utf8')] : [];
}
