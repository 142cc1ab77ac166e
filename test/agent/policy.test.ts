/** What the administrator set: its sources, which wins, and that a wrong value costs itself only. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { parseFlags, settle } from '../../agent/options.ts';
import { over, readPolicy } from '../../agent/policy.ts';
import type { System } from '../../agent/system.ts';
import { recordedSystem } from './recorded-system.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tiebreak-policy-'));
});

function policyFile(content: string | object): string {
  const path = join(root, 'agent.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o644 });
  return path;
}

/** Reads policy files where they are, and registry keys from texts. */
function system(registry: Record<string, string> = {}): System {
  return {
    ...recordedSystem('/', { platform: Object.keys(registry).length > 0 ? 'windows' : 'linux' }),
    registry: async (key, view) => {
      const text = registry[key];
      expect(view).toBe('64');
      if (text === undefined) return { ok: false, reason: 'absent', detail: '1' };
      const body = `Windows Registry Editor Version 5.00\r\n\r\n[${key.replace('HKLM', 'HKEY_LOCAL_MACHINE')}]\r\n${text}\r\n`;
      return { ok: true, truncated: false, bytes: Buffer.from(`\ufeff${body}`, 'utf16le') };
    },
  };
}

test('a file: known names in any case, each of its kind, what is not is left aside and said', async () => {
  const path = policyFile({
    share: ' /mnt/inventaires ',
    Site: 'Mairie',
    connections: 'non',
    timeoutSeconds: '30',
    fullEveryDays: -1,
    unit: 4,
    colour: 'blue',
  });
  expect(await readPolicy(system(), path)).toEqual({
    policy: { share: '/mnt/inventaires', site: 'Mairie', connections: false, timeoutSeconds: 30 },
    warnings: [
      `${path}: fullEveryDays has no valid value, left aside`,
      `${path}: unit has no valid value, left aside`,
      `${path}: colour is no setting of this version, left aside`,
    ],
  });
});

test('what Notepad writes: a byte order mark', async () => {
  expect(await readPolicy(system(), policyFile('\ufeff{"site":"École"}'))).toMatchObject({ policy: { site: 'École' } });
});

test.for(['', '[]', '{', '"server"', 'null'])(
  'a file that is no JSON object stops, in one line: %s',
  async (content) => {
    expect(await readPolicy(system(), policyFile(content))).toEqual({
      problem: expect.stringContaining('not a JSON object'),
    });
  },
);

test('a file that others may write is not obeyed; a file asked for and absent is said', async () => {
  const path = policyFile({ server: 'https://elsewhere.example' });
  for (const mode of [0o646, 0o664]) {
    chmodSync(path, mode);
    expect(await readPolicy(system(), path)).toEqual({ problem: expect.stringContaining('chmod go-w') });
  }
  expect(await readPolicy(system(), join(root, 'absent.json'))).toEqual({ problem: expect.stringContaining('ENOENT') });
});

test('no file, no key: no policy', async () => {
  expect(await readPolicy(system(), undefined)).toEqual({ policy: {}, warnings: [] });
});

test('on Windows: the file, then what the installer wrote, then what group policy imposes', async () => {
  const registry = {
    'HKLM\\SOFTWARE\\tiebreak\\Agent': '"Share"="\\\\\\\\srv\\\\inventaires$"\r\n"Site"="Écoles"\r\n"Unit"="installer"',
    'HKLM\\SOFTWARE\\Policies\\tiebreak\\Agent':
      '"Unit"="policy"\r\n"Connections"=dword:00000000\r\n"MaxDelaySeconds"=dword:00000e10',
  };
  const path = policyFile({ server: 'https://collect.example', tag: 'file', unit: 'file' });
  expect(await readPolicy(system(registry), path)).toEqual({
    policy: {
      share: '\\\\srv\\inventaires$',
      tag: 'file',
      site: 'Écoles',
      unit: 'policy',
      connections: false,
      maxDelaySeconds: 3600,
    },
    warnings: [],
  });
});

test('a destination takes the place of one of another kind; both at one level is said', async () => {
  expect(over({ server: 'a', unit: 'u' }, { share: 'b' })).toEqual({ share: 'b', unit: 'u' });
  expect(over({ share: 'b' }, { unit: 'u' })).toEqual({ share: 'b', unit: 'u' });
  expect(await readPolicy(system(), policyFile({ server: 'https://a.example', share: '/b' }))).toMatchObject({
    policy: { server: 'https://a.example' },
    warnings: [expect.stringContaining('exclude each other')],
  });
});

function settled(machine: Parameters<typeof settle>[0], ...args: string[]) {
  const flags = parseFlags(args);
  return 'problem' in flags ? flags : settle(machine, flags);
}

test('the command line over the policy', () => {
  const machine = { server: 'https://collect.example/', site: 'policy', timeoutSeconds: 5 };
  expect(settled(machine)).toMatchObject({
    target: { kind: 'server', address: new URL('https://collect.example/') },
    site: 'policy',
    timeoutMs: 5000,
    deliveryMs: 120_000,
    fullEveryDays: 7,
    maxDelayMs: 0,
  });
  expect(settled(machine, '--share', '/mnt', '--site', 'flag')).toMatchObject({
    target: { kind: 'share', folder: '/mnt' },
    site: 'flag',
  });
  expect(settled(machine, '-o', '-')).toMatchObject({ target: { kind: 'output', path: '-' } });
  expect(settled(machine, '--ca-fingerprint', 'AB:'.repeat(31).concat('AB'))).toMatchObject({
    caFingerprint: 'ab'.repeat(32),
  });
});

test.for([
  [['--server', 'http://collect.example']],
  [['--server', 'collect.example']],
  [['--server', 'https://user:secret@collect.example']],
  [['--server', 'https://collect.example/?a=1']],
  [['--server', 'https://a.example', '--share', '/b']],
  [['--timeout', '0']],
  [['--max-delay', '100000']],
  [['--ca-fingerprint', 'abcd']],
  [['--share', '']],
  [['--token', 'secret']],
])('refused: %s', ([args]) => {
  const answer = settled({}, ...(args ?? []));
  expect(answer).toHaveProperty('problem');
  expect(JSON.stringify(answer)).not.toContain('user:secret');
});

test('settings that only root reads: left aside by somebody else, an error for root or when they were asked for', async () => {
  const closed: System = { ...system(), read: () => ({ ok: false, reason: 'denied', detail: 'EACCES' }) };
  const account = vi.spyOn(process, 'getuid');
  account.mockReturnValue(1000);
  expect(await readPolicy(closed, undefined)).toEqual({
    policy: {},
    warnings: ['/etc/tiebreak/agent.json: not for this account, left aside'],
  });
  expect(await readPolicy(closed, '/etc/tiebreak/agent.json')).toEqual({ problem: expect.stringContaining('EACCES') });
  account.mockReturnValue(0);
  expect(await readPolicy(closed, undefined)).toEqual({ problem: expect.stringContaining('EACCES') });
  account.mockRestore();
});
