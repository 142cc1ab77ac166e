/**
 * A real Samba share with the rights of the guide: machines create, nobody lists, reads or takes away another's, one group reads all.
 * The share's own rights are those of its folder, so the agent, run as one of the machines, is held to them like the clients of Samba.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDocumentFileName } from '../../../src/inventory/file-name.ts';
import { verify } from '../../../src/inventory/signature.ts';

const PORT = 14_000 + (process.pid % 1000);
const SMBD = '/usr/sbin/smbd';
/** Accounts that every Debian has: two machines, and whoever reads the results. */
const MACHINE = 'games';
const OTHER = 'news';
const READER = 'backup';

const installed = existsSync(SMBD) && existsSync('/usr/bin/smbclient') && process.getuid?.() === 0;
const entry = fileURLToPath(new URL('../../../agent/entry.ts', import.meta.url));
const own = '0123456789abcdef0123456789abcdef';

describe.skipIf(!installed && process.env.CI === undefined)('a Samba share (needs root, samba and smbclient)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-samba-'));
  const share = join(folder, 'share');
  const config = join(folder, 'smb.conf');
  let server: ReturnType<typeof spawn> | undefined;

  function idOf(account: string): { uid: number; gid: number } {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${account}:`));
    const [, , uid, gid] = (line ?? '').split(':').map(Number);
    return { uid: uid ?? -1, gid: gid ?? -1 };
  }

  /** Commands of smbclient as an account; answers what it printed. */
  function as(account: string, ...commands: string[]): string {
    const args = [
      '//127.0.0.1/inventaires',
      '-s',
      config,
      '-p',
      String(PORT),
      '-U',
      `${account}%secret`,
      '-c',
      commands.join('; '),
    ];
    const { stdout, stderr } = spawnSync('smbclient', args, { cwd: folder, encoding: 'utf8' });
    return `${stdout}${stderr}`;
  }

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    for (const part of ['private', 'lock', 'state', 'cache', 'run', 'rpc', 'share']) mkdirSync(join(folder, part));
    const lines = [
      '[global]',
      'server role = standalone server',
      'interfaces = 127.0.0.1',
      'bind interfaces only = yes',
      'disable netbios = yes',
      'load printers = no',
      `smb ports = ${PORT}`,
      'passdb backend = tdbsam',
      `private dir = ${folder}/private`,
      `lock directory = ${folder}/lock`,
      `state directory = ${folder}/state`,
      `cache directory = ${folder}/cache`,
      `pid directory = ${folder}/run`,
      `ncalrpc dir = ${folder}/rpc`,
      `log file = ${folder}/log`,
      '[inventaires]',
      `path = ${share}`,
      'read only = no',
      'create mask = 0640',
      'directory mask = 2750',
    ];
    writeFileSync(config, lines.join('\n'));
    writeFileSync(join(folder, 'document'), '{"a":1}');
    // The rights of the guide: the group reads all; the others create and go through, without listing; each keeps what it made.
    chownSync(share, 0, idOf(READER).gid);
    chmodSync(share, 0o3773);
    for (const account of [MACHINE, OTHER, READER]) {
      spawnSync('smbpasswd', ['-c', config, '-s', '-a', account], { input: 'secret\nsecret\n' });
    }
    // In a group of its own: it ends its whole group with itself.
    server = spawn(SMBD, ['-s', config, '--no-process-group', '-F'], { stdio: 'ignore', detached: true });
    for (let tries = 0; tries < 50 && !as(MACHINE, 'pwd').includes('Current directory'); tries++) await wait(200);
  });

  afterAll(() => {
    server?.kill();
  });

  test('a machine makes its folder, writes beside, renames, and lists what is its own', () => {
    const said = as(
      MACHINE,
      `mkdir ${own}`,
      `cd ${own}`,
      'put document .a.tmp',
      'rename .a.tmp a.inventory.json',
      'ls',
    );
    expect(said).not.toContain('NT_STATUS');
    expect(said).toContain('a.inventory.json');
    expect(as(MACHINE, `cd ${own}`, 'put document .b.tmp', 'rename .b.tmp a.inventory.json -f', 'ls')).not.toContain(
      'NT_STATUS',
    );
  });

  test.for([
    ['list the share', ['ls']],
    ["list another's folder", [`ls ${own}/*`]],
    ["read another's document", [`get ${own}/a.inventory.json stolen`]],
    ["replace another's document", [`put document ${own}/a.inventory.json`]],
    ["add to another's folder", [`put document ${own}/b.inventory.json`]],
    ["take away another's document", [`rm ${own}/a.inventory.json`]],
    ["rename another's document", [`rename ${own}/a.inventory.json ${own}/b`]],
    ["take away another's folder", [`rmdir ${own}`]],
    ["rename another's folder", [`rename ${own} elsewhere`]],
  ])('a machine cannot %s', ([, commands]) => {
    expect(as(OTHER, ...(commands as string[]))).toContain('NT_STATUS_ACCESS_DENIED');
    expect(existsSync(join(folder, 'stolen'))).toBe(false);
    expect(readdirSync(join(share, own))).toEqual(['a.inventory.json']);
    expect(readFileSync(join(share, own, 'a.inventory.json'), 'utf8')).toBe('{"a":1}');
  });

  test('the agent, as a machine, delivers twice; the reader reads it over Samba, signed; another machine cannot', () => {
    const state = join(folder, 'agent-state');
    mkdirSync(state, { mode: 0o700 });
    const { uid, gid } = idOf(OTHER);
    chownSync(state, uid, gid);
    for (let run = 0; run < 2; run++) {
      const args = [entry, '--share', share, '--state', state, '--no-connections'];
      const { stderr } = spawnSync(process.execPath, args, {
        uid,
        gid,
        cwd: '/',
        encoding: 'utf8',
        env: { HOME: state },
      });
      expect(stderr).not.toContain('cannot be written');
      expect(stderr).not.toContain('kept for the next run');
    }
    const [machine = ''] = readdirSync(share).filter((name) => name !== own);
    const [document = '', ...others] = readdirSync(join(share, machine)).filter(isDocumentFileName);
    expect([others, readdirSync(join(share, machine))]).toEqual([[], [document, 'seen.json']]);
    expect(as(READER, `get ${machine}/${document} read`)).not.toContain('NT_STATUS');
    expect(verify(readFileSync(join(folder, 'read')))).toMatchObject({ status: 'valid', fingerprint: machine });
    expect(as(MACHINE, `get ${machine}/${document} stolen`)).toContain('NT_STATUS_ACCESS_DENIED');
  });
});
