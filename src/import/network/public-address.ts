/** Which addresses belong to the public Internet: of the others nothing is kept. */
import { BlockList, isIP } from 'node:net';

const local = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  local.addSubnet(address, bits, 'ipv4');

/** All that is allocated to the public Internet, but for documentation. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
local.addSubnet('2001:db8::', 32, 'ipv6');

/** The address, without its zone and plain where it is an IPv4 one in the other form; undefined when it is not public. */
export function publicAddress(text: string): string | undefined {
  const address = text
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
  const version = isIP(address);
  if (version === 4) return local.check(address, 'ipv4') ? undefined : address;
  if (version === 6) return global.check(address, 'ipv6') && !local.check(address, 'ipv6') ? address : undefined;
  return undefined;
}
