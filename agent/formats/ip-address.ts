/** Addresses as the kernel prints them, and which of them belong to the public Internet. */

/** Addresses of IPv4 that no public service has: private, shared, local, documentation, multicast, reserved. */
const LOCAL_V4: readonly (readonly [address: number, bits: number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 3],
];

/** The eight groups of an address, an IPv4 one being mapped (::ffff:a.b.c.d), from the words of /proc/net: little-endian each. */
export function groupsOfKernelAddress(hex: string): number[] | undefined {
  if (!/^(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/.test(hex)) return undefined;
  const groups: number[] = hex.length === 8 ? [0, 0, 0, 0, 0, 0xffff] : [];
  for (let word = 0; word < hex.length; word += 8) {
    const bytes = [6, 4, 2, 0].map((offset) => Number.parseInt(hex.slice(word + offset, word + offset + 2), 16));
    const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
    groups.push(first * 256 + second, third * 256 + fourth);
  }
  return groups;
}

/** The eight groups of an address in its usual form; undefined for what is none. */
export function groupsOfAddress(text: string): number[] | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (four !== undefined) {
    const [first = 0, second = 0, third = 0, fourth = 0] = four;
    return four.some((byte) => byte > 255)
      ? undefined
      : [0, 0, 0, 0, 0, 0xffff, first * 256 + second, third * 256 + fourth];
  }
  const halves = text.split('::');
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 1 ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}

export function isPublic(groups: readonly number[]): boolean {
  if (isMappedV4(groups)) {
    const value = v4Value(groups);
    return !LOCAL_V4.some(([address, bits]) => value >>> (32 - bits) === address >>> (32 - bits));
  }
  const [first = 0, second = 0] = groups;
  // 2000::/3 is all that is allocated to the public Internet; 2001:db8::/32 is for documentation.
  return first >>> 13 === 1 && !(first === 0x2001 && second === 0xdb8);
}

/** Canonical text of an address (RFC 5952); a mapped IPv4 address is printed as IPv4. */
export function formatAddress(groups: readonly number[]): string {
  if (isMappedV4(groups)) {
    const value = v4Value(groups);
    return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
  }
  const texts = groups.map((group) => group.toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return texts.join(':');
  return `${texts.slice(0, run.start).join(':')}::${texts.slice(run.start + run.length).join(':')}`;
}

function isMappedV4(groups: readonly number[]): boolean {
  return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
}

function v4Value(groups: readonly number[]): number {
  return (((groups[6] ?? 0) << 16) | (groups[7] ?? 0)) >>> 0;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index++) {
    if (index < groups.length && groups[index] === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}
