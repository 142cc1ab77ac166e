/**
 * rpm databases in their three formats. SQLite ones are made by the real rpm, Berkeley ones by the real Berkeley DB (through Perl), both
 * from packages that rpmbuild makes here; ndb, which Debian's rpm does not write, by the writer below.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { rpm } from '../../../agent/collectors/linux/rpm.ts';
import { visitFile } from '../../../agent/files.ts';
import { valuesOfBerkeleyHash } from '../../../agent/formats/berkeley-hash.ts';
import { parseRpmHeader } from '../../../agent/formats/rpm-header.ts';
import { blobsOfNdb } from '../../../agent/formats/rpm-ndb.ts';
import { blobsOfSqliteTable } from '../../../agent/formats/sqlite-table.ts';
import type { Recording } from '../recorded-system.ts';
import { NEVER, recordedSystem } from '../recorded-system.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-rpm-'));

type Tag = readonly [tag: number, type: 'text' | 'number' | 'translated', value: string | number];

/** A package header as rpm stores it: index, then data. */
function header(tags: readonly Tag[]): Buffer {
  const data: Buffer[] = [];
  let length = 0;
  const index = tags.map(([tag, type, value]) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt32BE(tag, 0);
    entry.writeUInt32BE({ text: 6, number: 4, translated: 9 }[type], 4);
    entry.writeUInt32BE(length, 8);
    entry.writeUInt32BE(1, 12);
    const bytes = Buffer.from(typeof value === 'number' ? '----' : `${value}\0`);
    if (typeof value === 'number') bytes.writeUInt32BE(value, 0);
    data.push(bytes);
    length += bytes.length;
    return entry;
  });
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(tags.length, 0);
  sizes.writeUInt32BE(length, 4);
  return Buffer.concat([sizes, ...index, ...data]);
}

/** The larger ones do not fit in a page of any format. */
function packages(count: number): Buffer[] {
  return Array.from({ length: count }, (_, number) =>
    header([
      [1000, 'text', `paquet-${number}`],
      [1001, 'text', '1.0'],
      [1002, 'text', `${number}`],
      [1004, 'translated', 'résumé '.repeat((number % 7) * 800)],
      [1008, 'number', 1_700_000_000],
      [1011, 'text', 'Éditeur Exemple'],
      [1022, 'text', 'x86_64'],
    ]),
  );
}

function ndb(blobs: readonly Buffer[]): Buffer {
  const pages = Math.ceil((blobs.length + 2) / 256);
  const slots = Buffer.alloc(pages * 4096);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(7, 8);
  slots.writeUInt32LE(pages, 12);
  const stored: Buffer[] = [];
  let block = (pages * 4096) / 16;
  for (let slot = 0; slot < pages * 256 - 2; slot++) {
    const at = 32 + slot * 16;
    slots.write('Slot', at, 'latin1');
    const blob = blobs[slot];
    if (blob === undefined) continue;
    const blocks = Math.ceil((16 + blob.length + 12) / 16);
    const bytes = Buffer.alloc(blocks * 16);
    bytes.write('BlbS', 0, 'latin1');
    bytes.writeUInt32LE(slot + 1, 4);
    bytes.writeUInt32LE(7, 8);
    bytes.writeUInt32LE(blob.length, 12);
    blob.copy(bytes, 16);
    slots.writeUInt32LE(slot + 1, at + 4);
    slots.writeUInt32LE(block, at + 8);
    slots.writeUInt32LE(blocks, at + 12);
    stored.push(bytes);
    block += blocks;
  }
  return Buffer.concat([slots, ...stored]);
}

function machine(name: string, file: string, bytes: Buffer): string {
  const root = join(folder, name);
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return root;
}

async function titlesOf(root: string, recording: Recording = {}) {
  const { facts, status, warnings } = await rpm.collect(recordedSystem(root, recording), NEVER);
  const titles = (facts.software ?? []).map(({ name, version, origin }) => `${name} ${version} ${origin}`).sort();
  return { titles, status, warnings };
}

const expected = packages(300)
  .map((_, number) => `paquet-${number} 1.0-${number} Éditeur Exemple`)
  .sort();

test('ndb: three hundred packages, in pages of slots and blocks', async () => {
  const root = machine('ndb', 'usr/lib/sysimage/rpm/Packages.db', ndb(packages(300)));
  expect(await titlesOf(root)).toEqual({ titles: expected, status: undefined, warnings: undefined });
});

function sqlite(path: string, blobs: readonly Buffer[], pragmas = ''): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`${pragmas} CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`);
  const insert = database.prepare("INSERT INTO 'Packages' (blob) VALUES (?)");
  for (const blob of blobs) insert.run(blob);
  return database;
}

test.for([512, 4096, 65_536])('SQLite, pages of %i bytes', async (bytes) => {
  const root = join(folder, `sqlite-${bytes}`);
  sqlite(join(root, 'var/lib/rpm/rpmdb.sqlite'), packages(300), `PRAGMA page_size=${bytes};`).close();
  expect(await titlesOf(root)).toEqual({ titles: expected, status: undefined, warnings: undefined });
});

test('SQLite: what is only in the write-ahead log is read, what was not committed is not', async () => {
  const root = join(folder, 'log');
  const live = join(folder, 'live', 'rpmdb.sqlite');
  const database = sqlite(live, packages(100), 'PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;');
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.exec("DELETE FROM 'Packages' WHERE hnum = 1");
  const insert = database.prepare("INSERT INTO 'Packages' (blob) VALUES (?)");
  for (const blob of packages(300).slice(100)) insert.run(blob);
  mkdirSync(join(root, 'var/lib/rpm'), { recursive: true });
  for (const suffix of ['', '-wal'])
    copyFileSync(`${live}${suffix}`, join(root, 'var/lib/rpm', `rpmdb.sqlite${suffix}`));
  database.close();
  const whole = await titlesOf(root);
  expect(whole).toEqual({
    titles: expected.filter((title) => !title.startsWith('paquet-0 ')),
    status: undefined,
    warnings: undefined,
  });

  const log = join(root, 'var/lib/rpm/rpmdb.sqlite-wal');
  const frames = readFileSync(log);
  // The last commit loses its last byte: the one before stands.
  writeFileSync(log, frames.subarray(0, frames.length - 1));
  expect((await titlesOf(root)).titles).toHaveLength(whole.titles.length - 1);
  // A log of another time is not this database's.
  frames.writeUInt32BE(1, 16);
  writeFileSync(log, frames);
  expect((await titlesOf(root)).titles).toHaveLength(100);
});

const berkeley = spawnSync('perl', ['-MDB_File', '-e', '1']).status === 0;
describe.skipIf(!berkeley)('Berkeley DB, written by Berkeley DB itself (Perl with DB_File)', () => {
  const WRITE = `
    use DB_File;
    my $info = DB_File::HASHINFO->new; $info->{bsize} = $ARGV[1]; $info->{lorder} = $ARGV[2];
    tie(my %h, 'DB_File', $ARGV[0], O_RDWR|O_CREAT, 0644, $info) or die $!;
    binmode STDIN; local $/; my $all = <STDIN>; my $at = 0; my $n = 0;
    while ($at < length $all) { my $size = unpack('N', substr($all, $at, 4)); $h{pack('L', $n++)} = substr($all, $at + 4, $size); $at += 4 + $size }
    untie %h;`;

  test.for([
    [512, 1234],
    [4096, 1234],
    [4096, 4321],
    [65_536, 1234],
  ] as const)('pages of %i bytes, byte order %i', async ([bytes, order]) => {
    const root = join(folder, `berkeley-${bytes}-${order}`);
    const path = join(root, 'var/lib/rpm/Packages');
    mkdirSync(dirname(path), { recursive: true });
    // Record 0 counts the others.
    const records = [Buffer.from([44, 1, 0, 0]), ...packages(300)].flatMap((record) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(record.length, 0);
      return [size, record];
    });
    execFileSync('perl', ['-e', WRITE, path, String(bytes), String(order)], { input: Buffer.concat(records) });
    expect(await titlesOf(root)).toEqual({ titles: expected, status: undefined, warnings: undefined });
  });
});

const builder = spawnSync('rpmbuild', ['--version']).status === 0;
describe.skipIf(!builder)('databases of the real rpm (rpmbuild)', () => {
  const real = join(folder, 'real');
  const database = join(real, 'var/lib/rpm');
  beforeAll(() => {
    mkdirSync(database, { recursive: true });
    for (const [name, more] of [
      ['outil-a', 'Epoch: 2\nVendor: Éditeur Exemple <https://exemple.example>\n'],
      ['outil-b', 'Packager: Somebody <somebody@exemple.example>\n'],
    ] as const) {
      const spec = `Name: ${name}\nVersion: 1.2\nRelease: 3\nSummary: x\nLicense: x\nBuildArch: noarch\n${more}%description\nx\n%files\n`;
      writeFileSync(join(folder, `${name}.spec`), spec);
      execFileSync('rpmbuild', ['--quiet', '-bb', '--define', `_topdir ${folder}/top`, join(folder, `${name}.spec`)], {
        stdio: 'ignore',
      });
    }
    const built = ['outil-a', 'outil-b'].map((name) => join(folder, `top/RPMS/noarch/${name}-1.2-3.noarch.rpm`));
    const options = ['--dbpath', database, '--define', '_db_backend sqlite'];
    execFileSync('rpm', ['--initdb', ...options], { stdio: 'ignore' });
    execFileSync('rpm', ['-i', '--justdb', '--nodeps', '--force-debian', ...options, ...built], { stdio: 'ignore' });
  });

  test('read directly, exactly as the rpm command answers', async () => {
    const { facts, warnings } = await rpm.collect(recordedSystem(real), NEVER);
    const answer = execFileSync('rpm', [
      '--dbpath',
      database,
      '-qa',
      '--queryformat',
      '%{NAME} %{EVR} %{ARCH} %{VENDOR}\\n',
    ]);
    const ours = facts.software?.map(({ name, version, architecture, origin }) =>
      [name, version, architecture, origin === undefined ? '(none)' : `${origin} <https://exemple.example>`].join(' '),
    );
    expect(ours?.sort()).toEqual(answer.toString().trim().split('\n').sort());
    expect(warnings).toBeUndefined();
  });

  test('a database that cannot be read whole is asked of the command, and that is said', async () => {
    const damaged = readFileSync(join(database, 'rpmdb.sqlite'));
    damaged.fill(0, 16, 100);
    const root = machine('damaged', 'var/lib/rpm/rpmdb.sqlite', damaged);
    const stdout = execFileSync('rpm', ['--dbpath', database, '-qa', '--queryformat', '%{NAME}\\t%{EVR}\\n']);
    const asked = await titlesOf(root, { commands: { rpm: stdout } });
    expect(asked.titles).toEqual(['outil-a 2:1.2-3 undefined', 'outil-b 1.2-3 undefined']);
    expect(asked.warnings).toEqual([expect.stringContaining('asked of the rpm command')]);
    expect(await titlesOf(root)).toMatchObject({ titles: [], status: 'failed' });
  });
});

test('one damaged package costs itself', async () => {
  const blobs = packages(20);
  blobs[3]?.fill(0xff, 0, 8);
  const found = await titlesOf(machine('one-damaged', 'var/lib/rpm/Packages.db', ndb(blobs)));
  expect(found).toMatchObject({
    status: 'partial',
    warnings: [expect.stringContaining('1 damaged packages'), expect.any(String)],
  });
  expect(found.titles).toHaveLength(19);
});

test('an entry of the database that is no package is none', () => {
  const key = header([
    [1000, 'text', 'gpg-pubkey'],
    [1001, 'text', '1'],
  ]);
  expect(parseRpmHeader(key)).toEqual({ name: 'gpg-pubkey', version: '1' });
  expect(parseRpmHeader(header([[1001, 'text', '1']]))).toBeUndefined();
  expect(parseRpmHeader(Buffer.alloc(3))).toBeUndefined();
});

/** Every reader goes through the bytes it is given, or says that they are damaged: it neither crashes nor turns in circles. */
describe('bytes that lie', () => {
  const path = join(folder, 'lying');
  const blobs = packages(12);
  const seeds: Record<string, () => Buffer> = {
    ndb: () => ndb(blobs),
    sqlite: () => {
      const file = join(mkdtempSync(join(folder, 'seed-')), 'db');
      sqlite(file, blobs, 'PRAGMA page_size=512;').close();
      return readFileSync(file);
    },
  };
  function read(bytes: Buffer): void {
    writeFileSync(path, bytes);
    for (const reader of [
      blobsOfNdb,
      valuesOfBerkeleyHash,
      (file: Parameters<typeof blobsOfNdb>[0]) => blobsOfSqliteTable(file, bytes, 'Packages'),
    ]) {
      const visit = visitFile(path, (file) => {
        let total = 0;
        for (const blob of reader(file)) total += parseRpmHeader(blob)?.name?.length ?? 0;
        return total;
      });
      if (!visit.ok) expect(visit.detail).toBe('damaged file');
    }
  }

  test.for(Object.keys(seeds))('%s, with bytes changed at random', (name) => {
    const seed = seeds[name]?.() ?? Buffer.alloc(0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at] = value;
          read(bytes);
        },
      ),
      { numRuns: 80 },
    );
  });

  test('random bytes, and any beginning of a good file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2048 }), (bytes) => read(Buffer.from(bytes))),
      { numRuns: 100 },
    );
    const seed = ndb(blobs);
    for (let length = 0; length < seed.length; length += 509) read(seed.subarray(0, length));
  });

  test('a chain of pages that turns in circles ends', () => {
    const page = Buffer.alloc(512 * 3);
    page.writeUInt32LE(0x00061561, 12);
    page.writeUInt32LE(512, 20);
    page.writeUInt32LE(2, 32);
    // One page of entries, whose value goes on in page 2, whose next is itself.
    page[512 + 25] = 13;
    page.writeUInt16LE(2, 512 + 20);
    page.writeUInt16LE(500, 512 + 26);
    page.writeUInt16LE(480, 512 + 28);
    page[512 + 480] = 3;
    page.writeUInt32LE(2, 512 + 484);
    page.writeUInt32LE(1500, 512 + 488);
    page[1024 + 25] = 7;
    page.writeUInt16LE(1, 1024 + 22);
    page.writeUInt32LE(2, 1024 + 16);
    writeFileSync(path, page);
    expect(visitFile(path, (file) => [...valuesOfBerkeleyHash(file)])).toEqual({
      ok: false,
      reason: 'failed',
      detail: 'damaged file',
    });
  });
});
