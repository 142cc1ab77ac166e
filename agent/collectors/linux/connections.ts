/**
 * Which services of the public Internet this machine talks to now, from the kernel's own tables.
 *
 * In: the established connections. Out: remote public addresses, ports and program names, counted. Connections that others opened
 * to a port this machine serves are left out: those are people, not services. No name is ever resolved.
 */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { formatAddress, groupsOfKernelAddress, isPublic } from '../../formats/ip-address.ts';
import type { System } from '../../system.ts';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
const ESTABLISHED = '01';
/** LISTEN for TCP, an unconnected socket for UDP: what serves others. */
const SERVING = { tcp: '0A', udp: '07' };

const OPEN_SOCKET = /^ *\d+: [0-9A-Fa-f]+:[0-9A-Fa-f]+ [0-9A-Fa-f]+:[0-9A-Fa-f]+ (?:01|0A|07) /;

export type Socket = { localPort: number; remote: number[]; remotePort: number; state: string; inode: string };

export const connections: Collector = {
  id: 'connections',
  platforms: ['linux'],
  collect(system): Collected {
    const found: Socket[] = [];
    const warnings: string[] = [];
    for (const protocol of ['tcp', 'udp'] as const) {
      const tables = TABLES.filter((name) => name.startsWith(protocol)).map((name) => system.read(`/proc/net/${name}`));
      for (const table of tables)
        if (!table.ok && table.reason !== 'absent') warnings.push(`connections: ${table.detail}`);
      const sockets = tables.flatMap((table) => (table.ok ? parseSocketTable(table.bytes.toString('latin1')) : []));
      found.push(...outgoing(sockets, SERVING[protocol]));
    }
    const programs =
      found.length > 0 ? readPrograms(system, new Set(found.map(({ inode }) => inode))) : new Map<string, string>();
    const nameless = found.filter(({ inode }) => !programs.has(inode)).length;
    if (nameless > 0)
      warnings.push(`${nameless} connections without the name of their program (needs root, or already closed)`);
    return {
      facts: { endpoints: countEndpoints(found, programs) },
      warnings,
      ...(nameless > 0 ? { status: 'partial' as const } : {}),
    };
  },
};

/** Sockets that talk or serve. A busy server has thousands of closing ones besides, which are passed over before anything is read of them. */
export function parseSocketTable(text: string): Socket[] {
  return text.split('\n').flatMap((line) => {
    if (!OPEN_SOCKET.test(line)) return [];
    const [, local = '', remote = '', state = '', , , , , , inode = ''] = line.trim().split(/\s+/, 10);
    const [, localPort = ''] = local.split(':');
    const [address = '', remotePort = ''] = remote.split(':');
    const groups = groupsOfKernelAddress(address);
    if (groups === undefined || !/^[0-9A-Fa-f]{4}$/.test(localPort) || !/^[0-9A-Fa-f]{4}$/.test(remotePort)) return [];
    return [
      {
        localPort: Number.parseInt(localPort, 16),
        remote: groups,
        remotePort: Number.parseInt(remotePort, 16),
        state,
        inode,
      },
    ];
  });
}

export function outgoing(sockets: readonly Socket[], servingState: string): Socket[] {
  const served = new Set(sockets.filter(({ state }) => state === servingState).map(({ localPort }) => localPort));
  return sockets.filter(
    ({ state, remote, localPort }) => state === ESTABLISHED && isPublic(remote) && !served.has(localPort),
  );
}

/** Inode of a socket → name of the program that holds it; processes of others are passed over unless permitted. */
function readPrograms(system: System, wanted: ReadonlySet<string>): Map<string, string> {
  const programs = new Map<string, string>();
  const processes = system.list('/proc');
  for (const pid of processes.ok ? processes.names : []) {
    if (programs.size === wanted.size) break;
    if (!/^\d+$/.test(pid)) continue;
    const descriptors = system.list(`/proc/${pid}/fd`);
    for (const descriptor of descriptors.ok ? descriptors.names : []) {
      const inode = /^socket:\[(\d+)\]$/.exec(system.link(`/proc/${pid}/fd/${descriptor}`) ?? '')?.[1];
      if (inode === undefined || !wanted.has(inode) || programs.has(inode)) continue;
      const name = system.read(`/proc/${pid}/comm`, 64);
      if (name.ok) programs.set(inode, name.bytes.toString('utf8').trim());
    }
  }
  return programs;
}

export function countEndpoints(sockets: readonly Socket[], programs: ReadonlyMap<string, string>): Endpoint[] {
  const endpoints = new Map<string, Endpoint>();
  for (const { remote, remotePort, inode } of sockets) {
    const address = formatAddress(remote);
    const program = programs.get(inode);
    const key = `${address} ${remotePort} ${program ?? ''}`;
    const known = endpoints.get(key);
    if (known === undefined)
      endpoints.set(key, { address, port: remotePort, process: program, count: 1, source: 'connections' });
    else known.count = (known.count ?? 0) + 1;
  }
  return [...endpoints.values()];
}
