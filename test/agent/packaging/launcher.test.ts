import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { choose } from '../../../agent/packaging/windows/launcher.ts';

const REPORTS = 'C:\\Users\\a\\Documents';
const THERE = new Set([
  'C:\\',
  'C:\\R&D',
  'C:\\R',
  'C:\\Mes postes',
  'D:\\100 % (é) !!',
  'C:\\a.json',
  '\\\\srv\\x$\\postes',
]);
const exists = (path: string) => THERE.has(path);
const chosen = (args: string[], line = '') => choose(args, line, REPORTS, exists);
/** As Explorer starts a script something was dropped on: quoted only where there is a space. */
const dropped = (paths: string) => `C:\\Windows\\system32\\cmd.exe /c ""C:\\Outils\\tiebreak\\tiebreak.cmd" ${paths}"`;

test('a double-click: this machine', () => {
  const page = `${REPORTS}\\tiebreak-report\\index.html`;
  expect(chosen([])).toEqual({ args: ['--output', `${REPORTS}\\tiebreak-report`], page, cut: false });
  expect(chosen([], dropped('')).args).toEqual(['--output', `${REPORTS}\\tiebreak-report`]);
});

describe('a folder dropped on it', () => {
  test.for([
    ['C:\\Mes postes', 'tiebreak-report-Mes postes'],
    ['D:\\100 % (é) !!', 'tiebreak-report-100 - (é) --'],
    ['\\\\srv\\x$\\postes', 'tiebreak-report-postes'],
    ['C:\\a.json', 'tiebreak-report-a.json'],
    ['C:\\', 'tiebreak-report-C--'],
  ] as const)('%s', ([path, name]) => {
    const output = `${REPORTS}\\${name}`;
    expect(chosen([path])).toEqual({
      args: ['report', path, '--output', output],
      page: `${output}\\index.html`,
      cut: false,
    });
  });

  test('a path that cmd cut at its sign is read whole, and the rest of the line is not to be run', () => {
    expect(chosen(['C:\\R'], dropped('C:\\R&D'))).toEqual({
      args: ['report', 'C:\\R&D', '--output', `${REPORTS}\\tiebreak-report-R-D`],
      page: `${REPORTS}\\tiebreak-report-R-D\\index.html`,
      cut: true,
    });
    // Nowhere to be found: nothing is guessed, and the rest still does not run.
    expect(chosen(['C:\\X'], dropped('C:\\X&calc'))).toEqual({ args: ['C:\\X'], cut: true });
  });

  test('several', () => {
    expect(chosen(['C:\\Mes postes', 'C:\\R'], dropped('"C:\\Mes postes" C:\\R&D')).args).toEqual([
      ...['report', 'C:\\Mes postes', 'C:\\R&D', '--output', `${REPORTS}\\tiebreak-report`],
    ]);
  });
});

test('the tiebreak command is passed as it is: a word is a command, even where a folder has its name', () => {
  for (const args of [['demo'], ['report', 'C:\\R'], ['--version'], ['C:\\absent'], ['explain', 'x', '.']]) {
    expect(choose(args, 'cmd.exe', REPORTS, () => args[0] === 'demo')).toEqual({ args, cut: false });
  }
  expect(chosen(['report', 'C:\\R'], '"C:\\Windows\\System32\\cmd.exe" ')).toEqual({
    args: ['report', 'C:\\R'],
    cut: false,
  });
});

describe.skipIf(process.platform === 'win32')('run as a program', () => {
  /** A command line that says what it was given, and ends as it is told. */
  function run(args: string[], line = '') {
    const folder = mkdtempSync(join(tmpdir(), 'tiebreak-launcher-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'lib', 'cli'), { recursive: true });
    const said = 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(Number(process.argv.at(-1)) || 0);';
    writeFileSync(join(folder, 'lib', 'cli', 'main.js'), said);
    const source = join(import.meta.dirname, '../../../agent/packaging/windows/launcher.ts');
    writeFileSync(join(folder, 'launcher.mjs'), `import { launch } from ${JSON.stringify(source)};\nlaunch();\n`);
    const { status, stdout } = spawnSync(process.execPath, [join(folder, 'launcher.mjs'), ...args], {
      encoding: 'utf8',
      env: { PATH: '', USERPROFILE: folder, TIEBREAK_LINE: line },
    });
    return { status, args: JSON.parse(stdout), folder };
  }

  test('the arguments and the exit code pass through', () => {
    expect(run(['explain', 'x y', '2'])).toMatchObject({ status: 2, args: ['explain', 'x y', '2'] });
    expect(run(['demo'])).toMatchObject({ status: 0, args: ['demo'] });
    const { args, folder } = run([]);
    expect(args).toEqual(['--output', `${folder.replaceAll('/', '\\')}\\tiebreak-report`]);
  });

  test('a line that cmd cut: its code, and a hundred more', () => {
    expect(run(['C:\\X', '1'], dropped('C:\\X&calc 1')).status).toBe(101);
  });
});
