import { isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, groupsOfKernelAddress, isPublic } from '../../../agent/formats/ip-address.ts';

test('addresses of the kernel', () => {
  const read = (hex: string) => formatAddress(groupsOfKernelAddress(hex) ?? []);
  expect(read('0100007F')).toBe('127.0.0.1');
  expect(read('0000000000000000FFFF00000302010A')).toBe('10.1.2.3');
  expect(read('00000000000000000000000001000000')).toBe('::1');
  expect(groupsOfKernelAddress('xyz')).toBeUndefined();
});

test('an address of six is written as Node writes it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }),
      (groups) => {
        const text = formatAddress(groups);
        if (!isIPv6(text)) return groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
        const full = groups.map((group) => group.toString(16)).join(':');
        return (
          new SocketAddress({ address: text, family: 'ipv6' }).address ===
          new SocketAddress({ address: full, family: 'ipv6' }).address
        );
      },
    ),
  );
});

test('what is public', () => {
  const isPublicV4 = (text: string) => {
    const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
    return isPublic([0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d]);
  };
  const local = [
    '0.0.0.0',
    '10.255.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
  ];
  expect(local.filter(isPublicV4)).toEqual([]);
  expect(['8.8.8.8', '172.32.0.1', '100.128.0.1', '185.199.108.153', '223.255.255.254'].every(isPublicV4)).toBe(true);
  expect(isPublic([0x2a00, 0, 0, 0, 0, 0, 0, 1])).toBe(true);
  expect([0xfe80, 0xfc00, 0xff02, 0].some((first) => isPublic([first, 0, 0, 0, 0, 0, 0, 1]))).toBe(false);
  expect(isPublic([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])).toBe(false);
});
