import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { runCommand, windowsEnvironment } from '../../agent/command.ts';

describe.skipIf(process.platform === 'win32')('commands', () => {
  test('output and status, in a minimal environment', async () => {
    const run = await runCommand('env', []);
    expect(
      run.ok && [
        run.status,
        run.stdout
          .toString()
          .split('\n')
          .map((line) => line.split('=')[0])
          .sort(),
      ],
    ).toEqual([0, ['', 'LC_ALL', 'PATH']]);
    const refused = await runCommand('ls', ['/nowhere-at-all']);
    expect(refused.ok && refused.status).toBe(2);
  });

  test('arguments are never interpreted', async () => {
    const run = await runCommand('echo', ['$(id)', '; id', '`id`', '*']);
    expect(run.ok && run.stdout.toString()).toBe('$(id) ; id `id` *\n');
  });

  test('a command that is not there, or not in the fixed directories', async () => {
    expect(await runCommand('no-such-command-at-all', [])).toMatchObject({ ok: false, reason: 'absent' });
    expect(await runCommand('../../tmp/x', [])).toMatchObject({ ok: false, reason: 'absent' });
  });

  test('a hang is killed with its children', async () => {
    const mark = `86${process.pid}`;
    const started = performance.now();
    // The shell starts a child that keeps the pipe open after it.
    const run = await runCommand('sh', ['-c', `sleep ${mark} & sleep ${mark}`], { timeoutMs: 150 });
    expect(run).toMatchObject({ ok: false, reason: 'failed', detail: 'sh was stopped after 150 ms' });
    expect(performance.now() - started).toBeLessThan(5000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(
      execFileSync('ps', ['-eo', 'stat,args'])
        .toString()
        .split('\n')
        .filter((line) => line.includes(`sleep ${mark}`) && !line.startsWith('Z')),
    ).toEqual([]);
  });

  test('a flood is stopped', async () => {
    expect(await runCommand('yes', [], { maxBytes: 100_000 })).toMatchObject({
      ok: false,
      detail: 'yes printed more than 100000 bytes',
    });
  });

  test('the limit of the collector stops its command', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await runCommand('sleep', ['60'], { signal: stop.signal })).toMatchObject({ ok: false, reason: 'failed' });
    expect(await runCommand('sleep', ['60'], { signal: stop.signal })).toMatchObject({ ok: false, reason: 'failed' });
  });
});

test('what programs of Windows are given: its own folders, said and not inherited', () => {
  expect(windowsEnvironment('D:\\Windows', 'D:\\agent\\state\\tmp')).toEqual({
    SystemRoot: 'D:\\Windows',
    windir: 'D:\\Windows',
    PATH: 'D:\\Windows\\System32',
    PSModulePath: 'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\Modules',
    SystemDrive: 'D:',
    ProgramFiles: 'D:\\Program Files',
    'ProgramFiles(x86)': 'D:\\Program Files (x86)',
    TEMP: 'D:\\agent\\state\\tmp',
    TMP: 'D:\\agent\\state\\tmp',
  });
});
