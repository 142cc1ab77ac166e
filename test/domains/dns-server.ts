/**
 * A small DNS server on 127.0.0.1, for tests of what asks a resolver: it answers over UDP from a table, and records what it is asked.
 *
 * In: records as "name TYPE value". A name under "broken." is refused, one under "silent." never answered.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const TYPES: Record<string, number> = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 };

function nameBytes(name: string): Buffer {
  const labels = name === '' || name === '.' ? [] : name.replace(/\.$/, '').split('.');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

function shorts(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));
}

function ipv6(address: string): Buffer {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [groups(head), groups(tail)];
  return shorts(...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right);
}

function rdata(type: string, value: string): Buffer {
  const words = value.split(' ');
  if (type === 'A') return Buffer.from(value.split('.').map(Number));
  if (type === 'AAAA') return ipv6(value);
  if (type === 'MX') return Buffer.concat([shorts(Number(words[0])), nameBytes(words[1] ?? '')]);
  if (type === 'SRV') return Buffer.concat([shorts(...words.slice(0, 3).map(Number)), nameBytes(words[3] ?? '')]);
  if (type === 'CAA') {
    const tag = Buffer.from(words[1] ?? '');
    return Buffer.concat([Buffer.from([Number(words[0]), tag.length]), tag, Buffer.from(words[2] ?? '')]);
  }
  if (type === 'TXT') {
    const pieces = value.match(/.{1,200}/gs) ?? [''];
    return Buffer.concat(pieces.map((piece) => Buffer.from([piece.length, ...Buffer.from(piece)])));
  }
  return nameBytes(value);
}

function question(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (message[at] !== 0) {
    const length = message[at] as number;
    labels.push(message.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

export interface DnsServer {
  readonly address: string;
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startDnsServer(lines: readonly string[]): Promise<DnsServer> {
  const records = lines.map((line) => {
    const [name = '', type = '', ...value] = line.split(' ');
    return { name, type, value: value.join(' ') };
  });
  const asked: string[] = [];
  const socket: Socket = createSocket('udp4');
  socket.on('message', (message, { address, port }) => {
    const { name, type, end } = question(message);
    const typeName = Object.entries(TYPES).find(([, number]) => number === type)?.[0] ?? String(type);
    asked.push(`${name} ${typeName}`);
    if (name.startsWith('silent.')) return;
    const refused = name.startsWith('broken.');
    const found = records.filter((record) => record.name === name && record.type === typeName);
    const exists = records.some((record) => record.name === name || record.name.endsWith(`.${name}`));
    const code = refused ? 5 : exists ? 0 : 3;
    const answers = found.map(({ value }) => {
      const data = rdata(typeName, value);
      return Buffer.concat([shorts(0xc00c, type, 1, 0, 60, data.length), data]);
    });
    const head = Buffer.concat([message.subarray(0, 2), shorts(0x8180 | code, 1, refused ? 0 : answers.length, 0, 0)]);
    socket.send(Buffer.concat([head, message.subarray(12, end), ...(refused ? [] : answers)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
