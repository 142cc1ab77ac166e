/** What a whole run asks of the machine, as the kernel saw it (strace): processes, sockets, what it writes, its priority. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { authority, startCollector, TOKEN } from './deliver/faulty-collector.ts';

const agent = (path: string) => fileURLToPath(new URL(`../../agent/${path}`, import.meta.url));
const STRACE = '/usr/bin/strace';
const canTrace = spawnSync(STRACE, ['-qq', '-f', 'true']).status === 0;
const CALLS =
  'execve,clone,clone3,fork,vfork,socket,connect,openat,creat,mkdir,rename,renameat2,link,linkat,symlink,unlink,unlinkat,rmdir,chmod,fchmod,chown,setpriority';

/** Calls that succeeded, in order, of Node run with these arguments. */
async function traced(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const output = join(mkdtempSync(join(tmpdir(), 'tiebreak-kind-')), 'trace');
  const strace = ['-f', '-qq', '-s', '4096', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', output];
  const child = spawn(STRACE, [...strace, process.execPath, ...args], { stdio: 'ignore', env: environment });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(status).toBe(0);
  // A connection of a socket that does not wait is under way.
  return readFileSync(output, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+ +/, ''))
    .filter((line) => line !== '' && (!/= -1 /.test(line) || line.includes('EINPROGRESS')));
}

const started = (calls: readonly string[]) => calls.filter((call) => call.startsWith('execve(')).slice(1);
const processes = (calls: readonly string[]) =>
  calls.filter((call) => /^(?:clone3?|v?fork)\(/.test(call) && !call.includes('CLONE_THREAD'));
const sockets = (calls: readonly string[]) => calls.filter((call) => /^socket\(AF_(?!UNIX)/.test(call));
const writes = (calls: readonly string[]) =>
  calls.filter(
    (call) =>
      /^(?:creat|mkdir|rename|link|symlink|unlink|rmdir|chmod|fchmod|chown)/.test(call) ||
      (call.startsWith('openat(') && /O_WRONLY|O_RDWR|O_CREAT/.test(call) && !call.includes('"/dev/')),
  );
const paths = (call: string) => [...call.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path);

test.skipIf(!canTrace)(
  'to a share: no network, nothing written elsewhere, below the normal priority, no link followed',
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tiebreak-kind-')));
    const [state, share] = [join(folder, 'state'), join(folder, 'share')];
    mkdirSync(share);
    const calls = await traced([agent('entry.ts'), '--state', state, '--share', share], { HOME: join(folder, 'home') });
    expect(sockets(calls)).toEqual([]);
    const written = writes(calls);
    expect(written.length).toBeGreaterThan(8);
    const elsewhere = written.filter((call) =>
      paths(call).some((path) => !path.startsWith(`${state}`) && !path.startsWith(`${share}/`)),
    );
    expect(elsewhere).toEqual([]);
    const opened = written.filter((call) => call.startsWith('openat('));
    expect(opened.filter((call) => !(call.includes('O_EXCL') && call.includes('O_NOFOLLOW')))).toEqual([]);
    const yields = calls.findIndex((call) => call.startsWith('setpriority(PRIO_PROCESS, 0, 10)'));
    const collects = calls.findIndex((call) => call.includes('/etc/os-release'));
    expect([yields > 0, collects > yields]).toEqual([true, true]);
    // Commands of the system by their whole path, one process each; never a shell.
    expect(processes(calls).length).toBe(started(calls).length);
    for (const call of started(calls)) {
      expect(call).toMatch(/^execve\("\/(?:usr\/)?s?bin\/[\w-]+", .* \/\* 2 vars \*\//);
      expect(call).not.toMatch(/\/(?:ba|da|z|k)?sh"/);
    }
  },
);

test.skipIf(!canTrace)('to a collector: one address, and no name looked up', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tiebreak-kind-')));
  const collector = await startCollector();
  try {
    const write = (name: string, content: string) => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const { href, port } = collector.url;
    const settings = { server: href, ca: write('ca.pem', authority.certificate), tokenFile: write('token', TOKEN) };
    const policy = write('agent.json', JSON.stringify(settings));
    const calls = await traced([agent('entry.ts'), '--state', join(folder, 'state'), '--policy', policy]);
    expect(collector.stored.size).toBe(1);
    const connected = calls.filter((call) => call.startsWith('connect(') && call.includes('AF_INET'));
    expect(connected.length).toBe(1);
    expect(connected[0]).toContain(`htons(${port}), sin_addr=inet_addr("127.0.0.1")`);
    expect(sockets(calls).length).toBe(1);
  } finally {
    await collector.stop();
  }
});

test.skipIf(!canTrace)('a command: its whole path, two variables, no shell between', async () => {
  const script = join(mkdtempSync(join(tmpdir(), 'tiebreak-kind-')), 'run.mjs');
  writeFileSync(
    script,
    `import { runCommand } from ${JSON.stringify(agent('command.ts'))}; await runCommand('uname', ['-s; id']);`,
  );
  const calls = await traced([script], { PATH: '/tmp', LD_PRELOAD: '', SECRET: 'x', NODE_OPTIONS: '' });
  expect(started(calls)).toEqual([
    expect.stringMatching(
      /^execve\("\/usr\/bin\/uname", \["\/usr\/bin\/uname", "-s; id"\], 0x[0-9a-f]+ \/\* 2 vars \*\/\) = 0$/,
    ),
  ]);
});
