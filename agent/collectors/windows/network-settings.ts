/** Who sees this machine's traffic by its settings: the proxies and DNS servers of the public Internet. Those of the organisation are its own business. */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { formatAddress, groupsOfAddress, isPublic } from '../../formats/ip-address.ts';
import { collectedFrom, keysOf, management, rowsOf } from './support/management.ts';
import { userHives } from './support/user-hives.ts';

const DNS_PORT = 53;
const SETTINGS = /\\Internet Settings$/i;
const ADDRESSES = /\\Parameters(?:\\Interfaces\\[^\\]+)?$/i;

export const networkSettings: Collector = {
  id: 'network-settings',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const [answer, people] = await Promise.all([management(system, signal), userHives(system, signal)]);
    const keys = [...keysOf([...rowsOf(answer, 'proxies'), ...rowsOf(answer, 'network')]), ...people.keys];
    return collectedFrom(answer, ['proxies', 'network'], { endpoints: describeSettings(keys) });
  },
};

export function describeSettings(keys: readonly RegistryKey[]): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { path, values } of keys) {
    const endpoints = SETTINGS.test(path) ? proxies(values) : ADDRESSES.test(path) ? resolvers(values) : [];
    for (const endpoint of endpoints) found.set(JSON.stringify(endpoint), endpoint);
  }
  return [...found.values()];
}

function resolvers(values: RegistryKey['values']): Endpoint[] {
  // What is set by hand takes the place of what the network gave.
  const servers = String(values.get('nameserver') || values.get('dhcpnameserver') || '');
  return servers.split(/[\s,]+/).flatMap((server) => {
    const groups = groupsOfAddress(server);
    return groups === undefined || !isPublic(groups)
      ? []
      : [{ address: formatAddress(groups), port: DNS_PORT, source: 'network-settings' }];
  });
}

/** "proxy:8080", "http=a:80;https=b:443", and the host of the file that chooses a proxy. */
function proxies(values: RegistryKey['values']): Endpoint[] {
  const places = values.get('proxyenable') === 1 ? String(values.get('proxyserver') ?? '').split(/[;\s]+/) : [];
  const automatic = String(values.get('autoconfigurl') ?? '');
  if (automatic !== '') places.push(automatic);
  return places.flatMap((place) => {
    const address = place.replace(/^[a-z]+=/i, '');
    const url = address.includes('://') ? address : `http://${address}`;
    if (!URL.canParse(url)) return [];
    const { hostname, port, protocol } = new URL(url);
    const host = publicHost(hostname);
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    return host === undefined ? [] : [{ host, port: number, source: 'network-settings' }];
  });
}
