/**
 * A writer of bolt databases, for tests: small buckets lie inside their entry as bolt does it, large ones have pages of their own, with
 * a level of branches. Written from the format's description; bolt itself is a Go library.
 */

export type Buckets = { [key: string]: Buckets | string };

const PAGE = 4096;
const MOST_INLINE = PAGE / 4;
const MOST_ENTRIES = 20;

export function bolt(root: Buckets): Buffer {
  const pages: Buffer[] = [];
  const rootPage = Number(writeBucket(root, pages, true).readBigUInt64LE(0));
  return Buffer.concat([meta(rootPage, 1n), meta(rootPage, 2n), ...pages]);
}

function meta(rootPage: number, transaction: bigint): Buffer {
  const page = Buffer.alloc(PAGE);
  page.writeUInt16LE(4, 8);
  page.writeUInt32LE(0xed0cdaed, 16);
  page.writeUInt32LE(2, 20);
  page.writeUInt32LE(PAGE, 24);
  page.writeBigUInt64LE(BigInt(rootPage), 32);
  page.writeBigUInt64LE(transaction, 64);
  let hash = 0xcbf29ce484222325n;
  for (const byte of page.subarray(16, 72)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  page.writeBigUInt64LE(hash, 72);
  return page;
}

type Entry = { key: Buffer; value: Buffer; bucket: boolean };

/** The value of a bucket: where its pages are, or the page itself. */
function writeBucket(buckets: Buckets, pages: Buffer[], top = false): Buffer {
  const entries = Object.keys(buckets)
    .sort()
    .map((key): Entry => {
      const value = buckets[key] ?? '';
      if (typeof value === 'string') return { key: Buffer.from(key), value: Buffer.from(value), bucket: false };
      return { key: Buffer.from(key), value: writeBucket(value, pages), bucket: true };
    });
  const leaf = leafPage(entries);
  const header = Buffer.alloc(16);
  if (!top && leaf.length <= MOST_INLINE) return Buffer.concat([header, leaf]);
  header.writeBigUInt64LE(BigInt(writeTree(entries, pages)), 0);
  return header;
}

function writeTree(entries: readonly Entry[], pages: Buffer[]): number {
  if (entries.length <= MOST_ENTRIES) return add(pages, leafPage(entries));
  const children: { key: Buffer; page: number }[] = [];
  for (let start = 0; start < entries.length; start += MOST_ENTRIES) {
    const part = entries.slice(start, start + MOST_ENTRIES);
    children.push({ key: part[0]?.key ?? Buffer.alloc(0), page: add(pages, leafPage(part)) });
  }
  return add(pages, branchPage(children));
}

function add(pages: Buffer[], page: Buffer): number {
  const whole = Buffer.alloc(Math.ceil(page.length / PAGE) * PAGE);
  page.copy(whole);
  whole.writeUInt32LE(whole.length / PAGE - 1, 12);
  const number = 2 + pages.reduce((sum, { length }) => sum + length / PAGE, 0);
  pages.push(whole);
  return number;
}

function leafPage(entries: readonly Entry[]): Buffer {
  return page(
    2,
    entries.map(({ key, value, bucket }) => ({
      data: Buffer.concat([key, value]),
      describe: (element, at) => {
        element.writeUInt32LE(bucket ? 1 : 0, 0);
        element.writeUInt32LE(at, 4);
        element.writeUInt32LE(key.length, 8);
        element.writeUInt32LE(value.length, 12);
      },
    })),
  );
}

function branchPage(children: readonly { key: Buffer; page: number }[]): Buffer {
  return page(
    1,
    children.map((child) => ({
      data: child.key,
      describe: (element, at) => {
        element.writeUInt32LE(at, 0);
        element.writeUInt32LE(child.key.length, 4);
        element.writeBigUInt64LE(BigInt(child.page), 8);
      },
    })),
  );
}

function page(flags: number, items: readonly { data: Buffer; describe(element: Buffer, at: number): void }[]): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(items.length, 10);
  const elements = Buffer.alloc(items.length * 16);
  let offset = elements.length;
  items.forEach(({ data, describe }, index) => {
    describe(elements.subarray(index * 16, index * 16 + 16), offset - index * 16);
    offset += data.length;
  });
  return Buffer.concat([header, elements, ...items.map(({ data }) => data)]);
}
