/** Whatever the bytes, no parser throws, and ten times the bytes take about ten times as long. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseApplications, parseInfoPlist } from '../../../agent/collectors/darwin/applications.ts';
import { parseApkInstalled } from '../../../agent/collectors/linux/apk.ts';
import { parseSocketTable } from '../../../agent/collectors/linux/connections.ts';
import { describePackages, parseDpkgStatus } from '../../../agent/collectors/linux/dpkg.ts';
import { describeFlatpak } from '../../../agent/collectors/linux/flatpak.ts';
import { parsePacmanDesc } from '../../../agent/collectors/linux/pacman.ts';
import { describeRpm, parseRpmQuery } from '../../../agent/collectors/linux/rpm.ts';
import { parseSnapDescription } from '../../../agent/collectors/linux/snap.ts';
import { describeDistribution } from '../../../agent/collectors/linux/support/os-release.ts';
import { describeConnections } from '../../../agent/collectors/windows/connections.ts';
import { describeNames } from '../../../agent/collectors/windows/dns-cache.ts';
import { parseInstalledPrograms } from '../../../agent/collectors/windows/installed-programs.ts';
import { describeWindows } from '../../../agent/collectors/windows/operating-system.ts';
import { keysOf, parseManagement } from '../../../agent/collectors/windows/support/management.ts';
import { parseAppManifest } from '../../../agent/formats/app-manifest.ts';
import { parseDisplayDns } from '../../../agent/formats/displaydns.ts';
import { parseNetstat } from '../../../agent/formats/netstat.ts';
import { parsePropertyList } from '../../../agent/formats/property-list.ts';
import { openHive } from '../../../agent/formats/registry-hive.ts';
import { parseScheduledTask } from '../../../agent/formats/scheduled-task.ts';
import { parsePasswd } from '../../../agent/people.ts';
import { parseRegistryExport } from '../../../src/inventory/registry-export.ts';
import { decodeText } from '../../../src/inventory/text-encoding.ts';

const debian = describeDistribution('ID=debian\nNAME="Debian GNU/Linux"\n');
/** A header that leads into whatever follows it. */
const HIVE = Buffer.alloc(4096);
HIVE.write('regf', 'latin1');
HIVE.writeUInt32LE(0, 36);

const parsers: Record<string, (bytes: Buffer) => unknown> = {
  'answer of PowerShell': (bytes) => [...parseManagement(bytes).values()].map(({ rows }) => keysOf(rows)),
  'application manifest': (bytes) => parseAppManifest(bytes.toString('utf8')),
  apk: (bytes) => parseApkInstalled(bytes, undefined),
  applications: (bytes) => parseApplications(bytes.toString('utf8')),
  connections: (bytes) => parseSocketTable(bytes.toString('latin1')),
  'control file and dpkg': (bytes) =>
    describePackages(parseDpkgStatus(bytes), debian, { archives: [], foreign: new Map() }),
  displaydns: (bytes) => describeNames(parseDisplayDns(bytes)),
  flatpak: (bytes) => describeFlatpak('x', bytes.toString('utf8'), bytes),
  'information property list': (bytes) => parseInfoPlist(bytes),
  netstat: (bytes) => describeConnections(parseNetstat(bytes.toString('latin1')), new Map()),
  'os-release': (bytes) => describeDistribution(bytes.toString('utf8')),
  pacman: (bytes) => parsePacmanDesc(bytes.toString('utf8'), debian),
  passwd: (bytes) => parsePasswd(bytes.toString('utf8')),
  'property list': (bytes) => parsePropertyList(bytes.toString('utf8')),
  'registry export': (bytes) => [
    parseInstalledPrograms(parseRegistryExport(bytes)),
    describeWindows(parseRegistryExport(bytes)),
  ],
  'registry hive': (bytes) => openHive(Buffer.concat([HIVE, bytes]))?.keys(['*', '*'], 'R'),
  rpm: (bytes) => describeRpm(parseRpmQuery(bytes.toString('utf8'))),
  'scheduled task': (bytes) => parseScheduledTask(bytes.toString('utf8')),
  snap: (bytes) => parseSnapDescription(bytes.toString('utf8'), new Map()),
  text: (bytes) => decodeText(bytes),
};

/** Pieces of every format, so that random inputs go further than the first line. */
const pieces = fc.constantFrom(
  ...[
    '\n',
    '\r\n',
    '\n\n',
    ' ',
    '\t',
    '"',
    '\\',
    '\\\n',
    '=',
    ':',
    ': ',
    '[',
    ']',
    '<',
    '>',
    '</',
    '\0',
    '\ufeff',
    '%',
    '&#x',
    '&amp;',
    '<!--',
    '-->',
  ],
  ...[
    'Package: x',
    'Status: install ok installed',
    'Version: 1',
    'Maintainer: A <a@debian.org>',
    'P:x',
    '%NAME%\n',
    '    x:\n',
    '      Version: 1',
  ],
  ...[
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\x]',
    '"DisplayName"="',
    '"a"=hex(2):41,00,\\',
    'dword:0000000z',
  ],
  ...[
    '{"part":"x","rows":[{"key":"HKEY"}]}\n',
    '<Properties>',
    '<DisplayName>',
    '<Command>x.exe</Command>',
    '    a . . : 5\n',
    'TCP 1.2.3.4:5 [2a00::1]:443 X 12\n',
    'nk',
    'lh',
    '<plist><array><dict>',
    '<key>_items</key>',
    '<string>',
    '<array>',
    '</dict>',
    '<true/>',
    '© 2001 by ',
    'appdata-name\0',
    'name: x',
  ],
);
const shaped = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
const wide = shaped.map((bytes) =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
);
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  shaped,
  wide,
);

describe.for(Object.entries(parsers))('%s', ([, parse]) => {
  test('never throws', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => parse(bytes) !== null),
      { numRuns: 400 },
    );
  });

  /** Texts that make a careless parser look at everything again from every place. */
  const worst = [
    '\n',
    '\\',
    '"a"="',
    '<',
    '<dict>',
    '<!--',
    '[',
    '"',
    ' ',
    '\t',
    'Package: x\n',
    '© ',
    '&',
    '\r',
    '%A%\n',
    '    :\n',
    '(c)',
    '"a"=hex:00,\\\n',
    'appdata-name',
    '<Command>',
    '    a . . : 5\n',
    'TCP 1.2.3.4:5 ',
    '{"part":',
    '{"part":"x"}\n',
  ];
  test.for(worst)('linear on %j', { retry: 2 }, (piece) => {
    const small = measure(parse, piece, 40_000);
    const large = measure(parse, piece, 400_000);
    // Quadratic would be 100 times; the slack is for a busy machine.
    expect(large).toBeLessThan(Math.max(small, 10) * 45);
  });
});

function measure(parse: (bytes: Buffer) => unknown, piece: string, length: number): number {
  const bytes = Buffer.from(piece.repeat(Math.ceil(length / piece.length)));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run++) {
    const started = performance.now();
    parse(bytes);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
