/**
 * What `netstat -ano` prints on Windows, in any language: a protocol, two addresses, a state (none for UDP), a process number.
 * Out: the TCP and UDP rows. Headings are translated, and in German the states too ("HERGESTELLT"): neither is relied upon.
 */
import { groupsOfAddress } from './ip-address.ts';

export type NetstatRow = {
  protocol: 'tcp' | 'udp';
  localPort: number;
  /** Groups of the remote address as ip-address.ts has them; undefined where there is none ("*:*"). */
  remote: number[] | undefined;
  remotePort: number;
  state: string;
  process: number | undefined;
};

export function parseNetstat(text: string): NetstatRow[] {
  return text.split('\n').flatMap((line) => {
    if (line.length > 300) return [];
    const [protocol = '', local = '', distant = '', ...rest] = line.trim().split(/\s+/, 5);
    const name = protocol.toLowerCase();
    if (name !== 'tcp' && name !== 'udp') return [];
    const localPort = portOf(local);
    if (localPort === undefined) return [];
    const number = rest.at(-1) ?? '';
    const state = rest.length > 1 || !/^\d+$/.test(rest[0] ?? '') ? (rest[0] ?? '') : '';
    return [
      {
        protocol: name,
        localPort,
        remote: groupsOfAddress(addressOf(distant)),
        remotePort: portOf(distant) ?? 0,
        state: state.toUpperCase(),
        process: /^\d{1,10}$/.test(number) ? Number(number) : undefined,
      },
    ];
  });
}

function portOf(place: string): number | undefined {
  const port = place.slice(place.lastIndexOf(':') + 1);
  return /^\d{1,5}$/.test(port) && Number(port) <= 65_535 ? Number(port) : undefined;
}

/** "[fe80::1%12]:443" and "10.0.0.1:443" without their port, brackets and zone. */
function addressOf(place: string): string {
  const address = place.slice(0, Math.max(place.lastIndexOf(':'), 0));
  return address.replace('[', '').replace(']', '').split('%')[0] ?? '';
}
