/**
 * The traps of a Windows machine, one by one, each on a whole run: what it costs, and what it must not. Real recordings where there are some
 * (corpora), else files in the exact form Windows writes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../../agent/collect.ts';
import { collectors } from '../../../../agent/collectors/index.ts';
import { runCommand } from '../../../../agent/command.ts';
import type { System } from '../../../../agent/system.ts';
import { type Inventory, inventorySchema } from '../../../../src/inventory/schema.ts';
import { corpus, fixture, type Recording } from '../../recorded-system.ts';
import { recorded, windowsSystem } from './recorded-windows.ts';

const UNINSTALL = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const EXPORT = readFileSync(fixture('windows', 'uninstall-64.reg'));
const ANSWERS = { powershell: recorded('workstation'), netstat: '', ipconfig: '' };

async function inventoryOf(system: System, timeoutMs = 5000): Promise<Inventory> {
  const gathered = await collect(system, { collectors, agentVersion: '0', now: '2026-11-21T08:00:00.000Z', timeoutMs });
  return inventorySchema.parse(JSON.parse(JSON.stringify(gathered)));
}

function machine(recording: Recording = {}): System {
  return windowsSystem({ ...recording, commands: { ...ANSWERS, ...recording.commands } });
}

/** The same machine, whose 64-bit Uninstall key is exported as these bytes. */
function exporting(bytes: Buffer): System {
  const system = machine();
  return {
    ...system,
    registry: async (key, view, options) =>
      key.endsWith('\\Uninstall') && view === '64'
        ? { ok: true, bytes, truncated: false }
        : system.registry(key, view, options),
  };
}

function exportOf(programs: Record<string, string[]>): Buffer {
  const keys = Object.entries(programs).map(
    ([key, lines]) => `[${UNINSTALL}\\${key}]\r\n${lines.join('\r\n')}\r\n\r\n`,
  );
  return Buffer.from(`\ufeffWindows Registry Editor Version 5.00\r\n\r\n${keys.join('')}`, 'utf16le');
}

function programs({ software }: Inventory) {
  return software.filter(({ foundBy }) => foundBy === 'installed-programs');
}

function statusOf({ collectors: reports }: Inventory, id: string) {
  return reports.find((report) => report.id === id)?.status;
}

/** The programs of the machine on which nothing goes wrong. */
async function usual() {
  return programs(await inventoryOf(machine()));
}

describe('an export in whatever encoding', () => {
  const text = EXPORT.toString('utf16le').replace(/^\ufeff/, '');
  const encodings: [string, Buffer][] = [
    ['UTF-16LE with its mark', EXPORT],
    ['UTF-16LE without', Buffer.from(text, 'utf16le')],
    ['UTF-16BE with its mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['Windows-1252, as REGEDIT4 files are', Buffer.from(text.replace('Version 5.00', '4'), 'latin1')],
  ];
  test.for(encodings)('%s: the same programs, accents intact', async ([, bytes]) => {
    const found = programs(await inventoryOf(exporting(bytes)));
    expect(found).toEqual(await usual());
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Mise à jour de sécurité (KB5034441)', 'État-civil β', 'Cadastre – Ciblé']),
    );
  });

  test('one invalid byte costs one character of one title', async () => {
    const bytes = Buffer.from(EXPORT);
    const at = bytes.indexOf(Buffer.from('Exemple', 'utf16le'));
    bytes[at + 1] = 0xd8;
    const found = programs(await inventoryOf(exporting(bytes)));
    expect(found.map(({ name }) => name)).toEqual((await usual()).map(({ name }) => name));
    expect(found.find(({ id }) => id === 'ExpandName')?.publisher).toBe('Éditeur "\ufffdxemple" SARL');
  });

  test('cut in the middle of a character: what came before is there', async () => {
    const found = programs(await inventoryOf(exporting(EXPORT.subarray(0, (EXPORT.length >> 1) | 1))));
    expect(found.map(({ name }) => name)).toContain('LibreOffice 25.2.5.2');
  });
});

describe('titles', () => {
  test('hex(2) over several lines, the template arpDisplayName, the reference "@{…}", spaces that do not break', async () => {
    const wide = Buffer.from('Gestion des élus\0', 'utf16le').toString('hex').match(/../g) ?? [];
    const bytes = exportOf({
      Étendu: [
        `"DisplayName"=hex(2):${wide.slice(0, 9).join(',')},\\`,
        `  ${wide.slice(9, 20).join(',')},\\`,
        `  ${wide.slice(20).join(',')}`,
      ],
      'Paquet 7.1': [`"DisplayName"="${'$'}{{arpDisplayName}}"`],
      Clipchamp: ['"DisplayName"="@{Clipchamp.Clipchamp_1.0_x64?ms-resource://Clipchamp/Resources/AppName}"'],
      Marges: ['"DisplayName"="\u00a0Gestion\u00a0RH\u00a0"', '"Publisher"="\u00a0"'],
    });
    const found = programs(await inventoryOf(exporting(bytes))).filter(
      ({ architecture, scope }) => architecture === 'x86_64' && scope === 'machine',
    );
    expect(found.map(({ name, publisher }) => [name, publisher])).toEqual([
      ['Gestion des élus', undefined],
      ['Paquet 7.1', undefined],
      ['Clipchamp', undefined],
      ['Gestion\u00a0RH', undefined],
    ]);
  });

  test('the 32-bit view repeats what the 64-bit one has: once', async () => {
    const twice = (await usual()).filter(({ name }) => name === 'LibreOffice 25.2.5.2');
    expect(twice.map(({ architecture }) => architecture)).toEqual(['x86_64']);
  });

  test('Office listed fifteen times is one program, beside the product its installer declares', async () => {
    const languages = 'bg-bg cs-cz da-dk de-de en-us es-es et-ee fi-fi fr-fr hu-hu it-it nl-nl pl-pl pt-pt sr-latn-rs';
    const listed = languages
      .split(' ')
      .map((language) => [
        `O365ProPlusRetail - ${language}`,
        [
          `"DisplayName"="Microsoft 365 Apps - ${language}"`,
          '"DisplayVersion"="16.0.1"',
          '"Publisher"="Microsoft Corporation"',
        ],
      ]);
    expect(listed).toHaveLength(15);
    const inventory = await inventoryOf(exporting(exportOf(Object.fromEntries(listed))));
    expect(programs(inventory).filter(({ name }) => name.startsWith('Microsoft 365 Apps'))).toHaveLength(1);
    const declared = inventory.software.filter(({ foundBy, id }) => foundBy === 'office' && id === 'O365ProPlusRetail');
    expect(declared.map(({ systemComponent }) => systemComponent)).toEqual([true]);
  });
});

describe('what Windows says in its own language', () => {
  /** PowerShell gives no names here, as on a system without its DNS module: `ipconfig` is asked. */
  const noNames = recorded('workstation')
    .toString('utf8')
    .split('\n')
    .filter((line) => !line.includes('"part":"names"'))
    .join('\n');

  const spanish = corpus('dns-cache/displaydns-es-cp850-1.txt');
  test.skipIf(spanish.missing)(
    'a real Spanish resolver cache, in code page 850, in 1252 and in UTF-8: 27 names each time',
    async () => {
      const bytes = readFileSync(spanish.path);
      // The accents of its labels: í ó, in the one and the others.
      const text = bytes
        .toString('latin1')
        .replace(
          /[\u00a0-\u00a3]/g,
          (letter) => ({ '\u00a0': 'á', '\u00a1': 'í', '\u00a2': 'ó', '\u00a3': 'ú' })[letter] ?? letter,
        );
      expect(text).not.toBe(bytes.toString('latin1'));
      for (const ipconfig of [bytes, Buffer.from(text, 'latin1'), Buffer.from(text)]) {
        const inventory = await inventoryOf(machine({ commands: { powershell: noNames, ipconfig } }));
        expect(inventory.endpoints.filter(({ source }) => source === 'dns-cache')).toHaveLength(27);
        expect(statusOf(inventory, 'dns-cache')).toBe('ok');
      }
    },
  );

  const french = corpus('netstat/netstat-fr-windows.cp850.txt');
  test.skipIf(french.missing)(
    'a real French netstat, in code page 850, which somebody ran without -n: no name is taken for an address',
    async () => {
      const inventory = await inventoryOf(machine({ commands: { netstat: readFileSync(french.path) } }));
      for (const { address } of inventory.endpoints.filter(({ source }) => source === 'connections')) {
        expect(address).toMatch(/^[\d.]+$|:/);
      }
      expect(statusOf(inventory, 'connections')).not.toBe('failed');
    },
  );

  test('a German one: headings and states are words, addresses are not', async () => {
    const netstat = [
      '',
      'Aktive Verbindungen',
      '',
      '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
      '  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4',
      '  TCP    10.0.0.17:51000        185.199.108.153:443    HERGESTELLT     4120',
      '  TCP    10.0.0.17:51002        52.97.201.210:443      WARTEND         0',
      '  UDP    0.0.0.0:5353           *:*                                    900',
    ].join('\r\n');
    for (const bytes of [Buffer.from(netstat), Buffer.from(netstat, 'latin1')]) {
      const { endpoints } = await inventoryOf(machine({ commands: { netstat: bytes } }));
      expect(endpoints.filter(({ source }) => source === 'connections')).toMatchObject([
        { address: '185.199.108.153', port: 443, process: 'firefox' },
      ]);
    }
  });
});

/** Whether a process has this command line. */
function isRunning(command: string): boolean {
  return readdirSync('/proc').some((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').endsWith(command);
    } catch {
      // Ended meanwhile.
      return false;
    }
  });
}

describe('what does not answer', () => {
  test('a child that hangs is stopped in time, with nothing left of it; the others have answered', async () => {
    const system = machine();
    const mark = `${600 + process.pid / 1e7}`;
    const hung: System = {
      ...system,
      run: (name, args, options) =>
        name === 'powershell' ? runCommand('sleep', [mark], options) : system.run(name, args, options),
    };
    const started = performance.now();
    const gathering = inventoryOf(hung, 700);
    await expect.poll(() => isRunning(`sleep\0${mark}\0`), { interval: 20 }).toBe(true);
    const inventory = await gathering;
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(inventory.collectors.find(({ id }) => id === 'hardware')).toMatchObject({
      status: 'failed',
      warnings: ['stopped at its time limit of 700 ms'],
    });
    expect(statusOf(inventory, 'browser-extensions')).toBe('not-applicable');
    await expect.poll(() => isRunning(`sleep\0${mark}\0`), { timeout: 10_000 }).toBe(false);
  });

  test.for(['scheduled-updates', 'browser-extensions', 'store-packages'])(
    'files that each take long to open (%s): stopped at its own time limit, between two of them',
    async (id) => {
      const people = Array.from({ length: 60 }, (_, index) => `C:/Users/p${index}`);
      const packages = people.map((_, index) => ({ key: `x\\Packages\\P${index}_1.0_x64__8wekyb3d8bbwe` }));
      const powershell = ['store-packages', 'store-repository'].map((part) =>
        JSON.stringify({ part, rows: packages, problems: [] }),
      );
      const tasks = people.map((_, index) => [`C:/Windows/System32/Tasks/Update ${index}`, '<Task/>']);
      const firefox = people.map((home) => [
        `${home}/AppData/Roaming/Mozilla/Firefox/Profiles/x/extensions.json`,
        '{"addons":[]}',
      ]);
      const system = windowsSystem(
        { commands: { ...ANSWERS, powershell: powershell.join('\n') }, environment: { SystemDrive: 'C:' } },
        Object.fromEntries([...tasks, ...firefox]),
      );
      let opened = 0;
      const slow: System = {
        ...system,
        read: (path, most) => {
          opened++;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
          return system.read(path, most);
        },
      };
      const request = { agentVersion: '0', now: '2026-11-21T08:00:00.000Z', timeoutMs: 200 };
      const collector = collectors.find((one) => one.id === id && one.platforms.includes('windows'));
      const { collectors: reports } = await collect(slow, {
        ...request,
        collectors: collector === undefined ? [] : [collector],
      });
      expect(reports).toMatchObject([{ id, status: 'failed', warnings: ['stopped at its time limit of 200 ms'] }]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(opened).toBeLessThan(30);
    },
  );

  test('one that never stops talking is cut, and what it said is kept', async () => {
    const run = await runCommand('yes', ['é'], { maxBytes: 4096, timeoutMs: 10_000 });
    expect(run).toMatchObject({ ok: false, detail: 'yes printed more than 4096 bytes' });
  });

  test('a hive that refuses access: partial, and said; the others are read', async () => {
    const lines = recorded('workstation').toString('utf8').trim().split(/\r?\n/);
    const refused = lines.map((line) =>
      line.includes('"part":"user-programs"') ? line.replace('"problems":[]', '"problems":["PermissionDenied"]') : line,
    );
    expect(refused).not.toEqual(lines);
    const inventory = await inventoryOf(machine({ commands: { powershell: refused.join('\r\n') } }));
    expect(inventory.collectors.find(({ id }) => id === 'installed-programs')).toMatchObject({
      status: 'partial',
      warnings: expect.arrayContaining(['a part of a loaded user hive refused access']),
    });
    expect(programs(inventory)).toEqual(await usual());
  });

  test('no tool at all: every collector says so, none of them "nothing there"', async () => {
    const inventory = await inventoryOf(windowsSystem({ commands: {}, registry: {} }));
    expect(inventory.software).toEqual([]);
    const said = Object.fromEntries(inventory.collectors.map(({ id, status }) => [id, status]));
    expect(said).toMatchObject({
      'installed-programs': 'failed',
      'operating-system': 'partial',
      hardware: 'failed',
      connections: 'partial',
      'dns-cache': 'partial',
      accounts: 'failed',
      'default-programs': 'failed',
    });
    expect(Object.values(said)).not.toContain('ok');
    expect(Object.values(said)).not.toContain('empty');
    expect(inventory.collectors.find(({ id }) => id === 'hardware')?.warnings.join()).toContain(
      'powershell is not installed',
    );
  });

  test('a command that ends well and prints nothing is empty, not "nothing installed"', async () => {
    const inventory = await inventoryOf(machine({ commands: { powershell: '' } }));
    const said = Object.fromEntries(inventory.collectors.map(({ id, status }) => [id, status]));
    expect(said).toMatchObject({
      hardware: 'empty',
      'store-packages': 'empty',
      'server-roles': 'empty',
      office: 'empty',
    });
    expect(said['installed-programs']).toBe('partial');
  });
});
