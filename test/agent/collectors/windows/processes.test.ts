import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { collect } from '../../../../agent/collect.ts';
import { collectors } from '../../../../agent/collectors/index.ts';
import { argumentsFor, management, parseManagement } from '../../../../agent/collectors/windows/support/management.ts';
import { managementScript } from '../../../../agent/collectors/windows/support/management-script.ts';
import { runCommand } from '../../../../agent/command.ts';
import { minimise } from '../../../../agent/privacy.ts';
import { readRegistryExcerpt } from '../../../../agent/registry-excerpt.ts';
import { limitProcesses, type System } from '../../../../agent/system.ts';
import { inventorySchema } from '../../../../src/inventory/schema.ts';
import type { Recording } from '../../recorded-system.ts';
import { recorded, windowsSystem } from './recorded-windows.ts';

const MOST = 6;
const request = { collectors, agentVersion: '0.0.0', now: '2026-11-21T08:00:00.000Z', timeoutMs: 2000 };
const NETSTAT = '  TCP    10.0.0.17:51000   185.199.108.153:443   ESTABLISHED   4120\r\n';

/** The same machine, writing down each process it would start. */
function watched(recording: Recording, started: string[]): System {
  const system = windowsSystem({ ...recording, commands: { netstat: NETSTAT, ipconfig: '', ...recording.commands } });
  return {
    ...system,
    run: (name, args, options) => {
      started.push(name);
      return system.run(name, args, options);
    },
    registry: (key, view, options) => {
      started.push(`reg ${key.split('\\')[0]} ${view}`);
      return system.registry(key, view, options);
    },
  };
}

describe('at most six processes and one PowerShell, whatever was spent before', () => {
  const answers: [string, Recording][] = [
    ['PowerShell answers', { commands: { powershell: recorded('workstation') } }],
    ['PowerShell prints nothing', { commands: { powershell: '' } }],
    ['PowerShell is forbidden', { commands: { powershell: { ok: true, status: 1, stdout: Buffer.alloc(0) } } }],
    ['a server, whose resolver does not answer', { commands: { powershell: recorded('server') } }],
  ];
  const spent = [0, 1, 2, 3, 4, 5, 6];
  const cases = answers.flatMap(([name, recording]) => spent.map((before) => ({ name, recording, before })));

  test.for(cases)('$name, $before spent', async ({ recording, before }) => {
    const started: string[] = [];
    const system = limitProcesses(watched(recording, started), MOST);
    for (let count = 0; count < before; count++) await system.registry('HKLM\\SOFTWARE\\tiebreak\\Agent', '64');
    const inventory = await collect(system, request);
    expect(started.length).toBeLessThanOrEqual(MOST);
    expect(started.filter((name) => name === 'powershell').length).toBeLessThanOrEqual(1);
    expect(inventorySchema.safeParse(inventory).success).toBe(true);
  });

  test('none spent: two exports, PowerShell, netstat', async () => {
    const started: string[] = [];
    await collect(
      limitProcesses(watched({ commands: { powershell: recorded('workstation') } }, started), MOST),
      request,
    );
    expect(started.sort()).toEqual(['netstat', 'powershell', 'reg HKLM 32', 'reg HKLM 64']);
  });

  test('two spent and PowerShell silent: both views and the hives of people are still read', async () => {
    const started: string[] = [];
    const system = limitProcesses(watched({ commands: { powershell: '' } }, started), MOST);
    for (let count = 0; count < 2; count++) await system.registry('HKLM\\SOFTWARE\\tiebreak\\Agent', '64');
    const { software, collectors: reports } = await collect(system, request);
    expect(software.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['LibreOffice 25.2.5.2', 'Cadastre – Ciblé', 'Zoom']),
    );
    expect(reports.find(({ id }) => id === 'connections')).toMatchObject({
      status: 'partial',
      warnings: [expect.any(String), 'netstat: not run: a run starts at most 6 processes'],
    });
  });

  test('four spent: PowerShell is asked for the programs of the machine too', async () => {
    const uninstall = (view: string, name: string) => ({
      key: `Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\Software\\${view}Microsoft\\Windows\\CurrentVersion\\Uninstall\\${name}`,
      DisplayName: name,
    });
    const part = JSON.stringify({
      part: 'machine-programs',
      rows: [uninstall('', 'État-civil'), uninstall('WOW6432Node\\', 'Cadastre')],
      problems: [],
    });
    const started: string[] = [];
    const answer = Buffer.concat([recorded('workstation'), Buffer.from(part)]);
    const system = limitProcesses(watched({ commands: { powershell: answer } }, started), MOST);
    for (let count = 0; count < 4; count++) await system.registry('HKLM\\SOFTWARE\\tiebreak\\Agent', '64');
    const { software } = await collect(system, request);
    expect(started.slice(4).sort()).toEqual(['netstat', 'powershell']);
    expect(
      software
        .filter(({ foundBy }) => foundBy === 'installed-programs')
        .map(({ name, architecture }) => [name, architecture]),
    ).toEqual([
      ['État-civil', 'x86_64'],
      ['Cadastre', 'x86'],
      ['Microsoft Teams', 'x86_64'],
      ['Zoom', 'x86_64'],
    ]);
  });
});

test('an antivirus reads the whole script: plain text, nothing encoded, hidden or fetched', () => {
  const plans = [true, false].flatMap((programsByPowerShell) =>
    [true, false].map((connectionsByPowerShell) => ({ programsByPowerShell, connectionsByPowerShell })),
  );
  for (const plan of plans) {
    const script = managementScript(plan);
    const line = argumentsFor(script).join(' ');
    expect(line).not.toMatch(
      /EncodedCommand|-enc\b|WindowStyle|Hidden|FromBase64|Invoke-Expression|\biex\b|DownloadString|Invoke-WebRequest|Net\.WebClient|Add-Type|ExecutionPolicy/i,
    );
    // A command line of Windows holds 32,767 characters.
    expect(line.length).toBeLessThan(16_000);
    expect(script).not.toContain('"');
    expect(script).toMatch(/^[\t\n\x20-\x7e]*$/);
    expect(script).not.toMatch(/\b(?:Set|New|Remove|Start|Stop|Clear|Register|Unregister|Enable|Disable)-[A-Z]/);
    const depth = [...script].reduce(
      (sum, character) => sum + ('({['.includes(character) ? 1 : ')}]'.includes(character) ? -1 : 0),
      0,
    );
    expect([depth, (script.match(/'/g) ?? []).length % 2]).toEqual([0, 0]);
    const asked = [...script.matchAll(/^(?:Values|Part|Keys) '([\w-]+)'/gm)].map(([, name]) => name);
    expect(new Set(asked).size).toBe(asked.length);
  }
});

test('each part that the recordings hold is one the script asks for, and the other way round', () => {
  const everything = managementScript({ programsByPowerShell: false, connectionsByPowerShell: true });
  const asked = [...everything.matchAll(/^(?:Values|Part|Keys) '([\w-]+)'/gm)].map(([, name]) => name);
  const known = new Set([
    ...parseManagement(recorded('workstation')).keys(),
    ...parseManagement(recorded('server')).keys(),
  ]);
  expect([...known].sort()).toEqual(asked.sort());
});

test('addresses are cut to their domain in PowerShell itself', () => {
  const script = managementScript({ programsByPowerShell: false, connectionsByPowerShell: false });
  for (const value of ['UserEmail', 'Email', "'Account Name'"]) {
    const uses = script.split(`$_.${value}`).slice(0, -1);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.every((before) => before.endsWith('Domain '))).toBe(true);
  }
});

describe('PowerShell that does not do what it should', () => {
  test('stopped in the middle: what it said before still counts', async () => {
    const lines = recorded('workstation').toString('utf8').split('\r\n');
    const stdout = Buffer.from(`${lines.slice(0, 3).join('\r\n')}\r\n${lines[3]?.slice(0, 40)}`);
    const powershell = {
      ok: false as const,
      reason: 'failed' as const,
      detail: 'powershell was stopped after 40000 ms',
      stdout,
    };
    const inventory = await collect(windowsSystem({ commands: { powershell } }), request);
    expect(inventory.machine.operatingSystem?.version).toBe('24H2');
    const report = inventory.collectors.find(({ id }) => id === 'server-roles');
    expect(report).toMatchObject({
      status: 'failed',
      warnings: ['not answered: server-roles (PowerShell: powershell was stopped after 40000 ms)'],
    });
  });

  test('ends well and prints nothing: empty, never "nothing there"', async () => {
    const inventory = await collect(windowsSystem({ commands: { powershell: '' } }), request);
    const statuses = Object.fromEntries(inventory.collectors.map(({ id, status }) => [id, status]));
    expect(statuses).toMatchObject({ hardware: 'empty', 'server-roles': 'empty', 'store-packages': 'empty' });
    expect(inventory.machine.operatingSystem).toMatchObject({ name: 'Microsoft Windows 11 Pro', build: '26100' });
  });

  test('one invalid byte, lines that are no JSON, lists as PowerShell 5 sometimes writes them', () => {
    const text =
      'AVERTISSEMENT : x\r\n{"part":"a","rows":{"value":[{"n":"é"}],"Count":1},"problems":[]}\r\n{"part":"b","rows":';
    const damaged = Buffer.concat([
      Buffer.from(text),
      Buffer.from([0xff, 0x0a]),
      Buffer.from('{"part":"c","rows":{"n":1}}'),
    ]);
    expect([...parseManagement(damaged)]).toEqual([
      ['a', { rows: [{ n: 'é' }], problems: [] }],
      ['c', { rows: [{ n: 1 }], problems: [] }],
    ]);
  });

  /** What the server printed, with another line in the place of one part, or none. */
  const without = (part: string, line = '') =>
    recorded('server')
      .toString('utf8')
      .split(/\r?\n/)
      .map((printed) => (printed.includes(`"part":"${part}"`) ? line : printed))
      .join('\n');

  test.for([
    ['never said', ''],
    ['refused', '{"part":"serving","rows":[],"problems":["PermissionDenied"]}'],
    ['failed', '{"part":"serving","rows":[],"problems":["NotSpecified"]}'],
  ] as const)('ports it serves %s: no connection is told, since others may have opened it', async ([, line]) => {
    const system = windowsSystem({ commands: { powershell: without('serving', line) } });
    const { endpoints, collectors: reports } = await collect(system, request);
    expect(endpoints.filter(({ source }) => source === 'connections')).toEqual([]);
    expect(reports.find(({ id }) => id === 'connections')).toMatchObject({
      status: 'partial',
      warnings: [expect.stringContaining('serving')],
    });
  });

  test('connections that failed are said, never "none"', async () => {
    const failed = '{"part":"connections","rows":[],"problems":["NotSpecified"]}';
    const { collectors: reports } = await collect(
      windowsSystem({ commands: { powershell: without('connections', failed) } }),
      request,
    );
    expect(reports.find(({ id }) => id === 'connections')).toMatchObject({
      status: 'partial',
      warnings: ['not given by this system: connections'],
    });
  });

  test.for([
    ['never said', '', 'failed', /not answered: accounts/],
    [
      'failed',
      '{"part":"accounts","rows":[],"problems":["NotSpecified"]}',
      'failed',
      /not given by this system: accounts/,
    ],
    ['refused', '{"part":"accounts","rows":[],"problems":["PermissionDenied"]}', 'denied', /access denied.*accounts/],
  ] as const)('accounts %s: said, never "none"', async ([, line, status, warning]) => {
    const { collectors: reports } = await collect(
      windowsSystem({ commands: { powershell: without('accounts', line) } }),
      request,
    );
    const report = reports.find(({ id }) => id === 'accounts');
    expect([report?.status, report?.warnings.join()]).toEqual([status, expect.stringMatching(warning)]);
  });

  test('a hive that fails otherwise than by a refusal is said too', async () => {
    const failed = '{"part":"user-programs","rows":[],"problems":["ReadError"]}';
    const { collectors: reports } = await collect(
      windowsSystem({ commands: { powershell: without('user-programs', failed) } }),
      request,
    );
    expect(reports.find(({ id }) => id === 'installed-programs')).toMatchObject({
      status: 'partial',
      warnings: ['a part of a loaded user hive could not be read'],
    });
  });

  test('netstat and ipconfig that end badly and print nothing have seen nothing: partial, not empty', async () => {
    const bad = { ok: true as const, status: 1, stdout: Buffer.from('Erreur.\r\n') };
    const { collectors: reports } = await collect(
      windowsSystem({ commands: { powershell: '', netstat: bad, ipconfig: bad } }),
      request,
    );
    const said = (name: string) => reports.find(({ id }) => id === name);
    expect(said('connections')).toMatchObject({
      status: 'partial',
      warnings: expect.arrayContaining(['netstat: answered 1']),
    });
    expect(said('dns-cache')).toMatchObject({
      status: 'partial',
      warnings: ['PowerShell ended well and printed nothing; ipconfig: answered 1'],
    });
  });

  test('several collectors wait for it: it stops when the last of them does', async () => {
    let stopped = false;
    const system: System = {
      ...windowsSystem(),
      run: (_, __, options) =>
        new Promise((resolve) => {
          options?.signal?.addEventListener('abort', () => {
            stopped = true;
            resolve({ ok: false, reason: 'failed', detail: 'stopped' });
          });
        }),
    };
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [management(system, first.signal), management(system, second.signal)];
    first.abort();
    expect(stopped).toBe(false);
    second.abort();
    expect([stopped, (await answers[0])?.silence]).toEqual([true, 'PowerShell: stopped']);
  });
});

describe.skipIf(process.platform === 'win32')('real processes', () => {
  test('what a stopped command said is kept', async () => {
    const run = await runCommand('sh', ['-c', 'echo first; exec sleep 60'], { timeoutMs: 300 });
    expect(run).toMatchObject({ ok: false, reason: 'failed' });
    expect(run.stdout?.toString()).toBe('first\n');
  });

  test('the door refuses the seventh, and what is not installed costs nothing', async () => {
    const system = limitProcesses({ ...windowsSystem(), run: runCommand }, MOST);
    for (let count = 0; count < 9; count++) await system.run('no-such-command', []);
    const runs = await Promise.all(Array.from({ length: 7 }, () => system.run('true', [])));
    expect(runs.map(({ ok }) => ok)).toEqual([true, true, true, true, true, true, false]);
    expect(system.processesLeft()).toBe(0);
  });
});

test('an export too large to be held gives the keys that are wanted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-excerpt-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'hku.reg');
  const noise = Array.from({ length: 20_000 }, (_, index) => `[HKEY_USERS\\S\\Noise\\${index}]\r\n"a"="é${index}"\r\n`);
  const wanted = '[HKEY_USERS\\S\\Wanted]\r\n"b"="gardé – β"\r\n"c"="x\r\n[pas une clé]"\r\n';
  writeFileSync(path, Buffer.from(`\ufeff${noise.join('')}${wanted}${noise.join('')}`, 'utf16le'));
  const reading = readRegistryExcerpt(path, (key) => key.endsWith('\\Wanted'));
  expect(reading.ok && reading.bytes.toString('utf16le').replaceAll('\r', '').trim()).toBe(
    '[HKEY_USERS\\S\\Wanted]\n"b"="gardé – β"\n"c"="x\n[pas une clé]"',
  );
  expect(readRegistryExcerpt(join(folder, 'absent.reg'), () => true)).toMatchObject({ ok: false, reason: 'absent' });
});

test('what leaves a Windows machine: no name, no address, no profile, no name looked up that no list allows', async () => {
  for (const powershell of [recorded('workstation'), Buffer.alloc(0)]) {
    const gathered = await collect(windowsSystem({ commands: { powershell, netstat: NETSTAT } }), request);
    const people = ['j.dupont', 'MarieMartin', 'a.bernard'];
    const leaving = JSON.stringify(minimise(gathered, { people }));
    expect(leaving).not.toMatch(
      /S-1-(?:5-21|12-1)|dupont|Martin|bernard|Durand|@|C:\\|service-public|outlook\.office365/i,
    );
  }
});
