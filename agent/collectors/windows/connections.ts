/**
 * Which services of the public Internet this machine talks to now, and with which program.
 *
 * In: `netstat -ano`, or PowerShell where no process is left for it. Out: remote public addresses, ports and program names, counted.
 * Connections that others opened to a port this machine serves are left out. No name is resolved.
 */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { formatAddress, groupsOfAddress, isPublic } from '../../formats/ip-address.ts';
import { type NetstatRow, parseNetstat } from '../../formats/netstat.ts';
import { collectedFrom, type Management, management, rowsOf, text } from './support/management.ts';
import { resolverCache } from './support/resolver-cache.ts';
import { userHives } from './support/user-hives.ts';

export const windowsConnections: Collector = {
  id: 'connections',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    // Programs of people, then names, come first when processes are counted.
    await userHives(system, signal);
    await resolverCache(system, signal);
    const programs = programsOf(answer);
    const warnings =
      programs.size === 0 ? [`programs have no name: ${answer.silence ?? 'PowerShell left them out'}`] : [];
    if (answer.parts.has('connections')) return fromPowerShell(answer, programs, warnings);
    const run = await system.run('netstat', ['-ano'], { signal });
    const rows = run.ok ? parseNetstat(run.stdout.toString('latin1')) : [];
    if (!run.ok || (run.status !== 0 && rows.length === 0)) {
      const failure = run.ok ? `answered ${run.status}` : run.detail;
      return { facts: {}, status: 'partial', warnings: [...warnings, `netstat: ${failure}`] };
    }
    return {
      facts: { endpoints: describeConnections(rows, programs) },
      warnings,
      ...(rows.length > 0 && warnings.length > 0 ? { status: 'partial' as const } : {}),
    };
  },
};

/** Without the ports this machine serves, a connection that another opened would pass for one of its own: then none is told. */
function fromPowerShell(answer: Management, programs: ReadonlyMap<number, string>, warnings: string[]): Collected {
  const served = collectedFrom(answer, ['serving'], {}).status === undefined;
  const endpoints = served ? describeConnections(rowsOfPowerShell(answer), programs) : [];
  const collected = collectedFrom(answer, ['connections', 'serving'], { endpoints });
  return { ...collected, warnings: [...warnings, ...(collected.warnings ?? [])] };
}

function programsOf(answer: Management): Map<number, string> {
  const programs = new Map<number, string>();
  for (const row of rowsOf(answer, 'processes')) {
    const name = text(row, 'ProcessName');
    if (typeof row.Id === 'number' && name !== undefined) programs.set(row.Id, name);
  }
  return programs;
}

function rowsOfPowerShell(answer: Management): NetstatRow[] {
  const listening = rowsOf(answer, 'serving').map((row) => tcpRow(row, ''));
  return [...listening, ...rowsOf(answer, 'connections').map((row) => tcpRow(row, 'ESTABLISHED'))];
}

function tcpRow(
  { LocalPort, RemoteAddress, RemotePort, OwningProcess }: Record<string, unknown>,
  state: string,
): NetstatRow {
  return {
    protocol: 'tcp',
    localPort: typeof LocalPort === 'number' ? LocalPort : 0,
    remote: groupsOfAddress(typeof RemoteAddress === 'string' ? RemoteAddress : ''),
    remotePort: typeof RemotePort === 'number' ? RemotePort : 0,
    state,
    process: typeof OwningProcess === 'number' ? OwningProcess : undefined,
  };
}

/**
 * A port that nobody is at the other end of is one this machine serves. What is left has, or just had, somebody there: attempts (SYN…) and
 * connections that no program holds any more (process 0) are left out.
 */
export function describeConnections(rows: readonly NetstatRow[], programs: ReadonlyMap<number, string>): Endpoint[] {
  const tcp = rows.filter(({ protocol }) => protocol === 'tcp');
  const served = new Set(tcp.filter(({ remotePort }) => remotePort === 0).map(({ localPort }) => localPort));
  const found = new Map<string, Endpoint & { count: number }>();
  for (const { localPort, remote, remotePort, state, process } of tcp) {
    if (remote === undefined || remotePort === 0 || !isPublic(remote) || served.has(localPort)) continue;
    if (process === 0 || state.startsWith('SYN')) continue;
    const program = process === undefined ? undefined : programs.get(process);
    const address = formatAddress(remote);
    const key = `${address} ${remotePort} ${program ?? ''}`;
    const known = found.get(key);
    if (known !== undefined) known.count++;
    else found.set(key, { address, port: remotePort, process: program, count: 1, source: 'connections' });
  }
  return [...found.values()];
}
