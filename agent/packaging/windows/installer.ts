/**
 * The installer (MSI) of the agent, built on Linux: wixl makes it, msibuild puts it right, and what depends on the moment is made constant.
 *
 * In: the staged files and a date. Out: the .msi. Any word of wixl on its standard error stops the build: it goes on after settings that
 * it did not understand. Nothing is signed here (sign.ts).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { InstallerContent } from './installer-source.ts';
import { installerCorrections, installerSource, packageSummary } from './installer-source.ts';

/** Identifies the property set of a summary: the same in every compound file. */
const SUMMARY_FORMAT = Buffer.from('e0859ff2f94f6810ab9108002b27b3d9', 'hex');
const CREATED = 12;
const SAVED = 13;
const FILETIME = 64;
/** Milliseconds between 1601, where Windows begins, and 1970. */
const BEFORE_1970 = 11_644_473_600_000;

export type InstallerRequest = InstallerContent & { output: string; work: string; date: Date };

export function buildInstaller({ output, work, date, ...content }: InstallerRequest): void {
  mkdirSync(work, { recursive: true });
  const files = content.files.map(({ name, path }, index) => {
    const staged = join(work, `file-${index}`);
    copyFileSync(path, staged);
    // The cabinet records the date of each file.
    utimesSync(staged, date, date);
    return { name, path: basename(staged) };
  });
  const source = join(work, 'agent.wxs');
  const made = join(work, 'agent.msi');
  rmSync(made, { force: true });
  writeFileSync(source, installerSource({ ...content, files }));
  // Its sources must be relative to where it runs.
  run('wixl', ['--arch', 'x64', '--output', basename(made), basename(source)], { silent: true, cwd: work });
  run('msibuild', [made, '-q', ...installerCorrections(content.version)], { silent: true });
  const { title, author, template, code } = packageSummary(content.digest);
  run('msibuild', [made, '-s', title, author, template, code], { silent: true });
  writeFileSync(made, withConstantDates(readFileSync(made), date));
  checkSummary(made, code, date);
  renameSync(made, output);
}

/** The two dates of the summary, found through its own table and not at a fixed place. */
function withConstantDates(installer: Buffer, date: Date): Buffer {
  const at = installer.indexOf(SUMMARY_FORMAT);
  if (at < 0) throw new Error('the installer has no summary');
  // The section's offset counts from the head of the stream, 28 bytes before the identifier of its format.
  const section = at - 28 + installer.readUInt32LE(at + 16);
  const count = installer.readUInt32LE(section + 4);
  const fixed = Buffer.from(installer);
  const instant = BigInt(date.getTime() + BEFORE_1970) * 10_000n;
  for (let index = 0; index < count; index++) {
    const id = installer.readUInt32LE(section + 8 + index * 8);
    if (id !== CREATED && id !== SAVED) continue;
    const value = section + installer.readUInt32LE(section + 12 + index * 8);
    if (installer.readUInt32LE(value) !== FILETIME) throw new Error('a date of the summary is not where it should be');
    fixed.writeBigUInt64LE(instant, value + 4);
  }
  return fixed;
}

/** Read back by another program than the one that wrote: a summary in several pieces would have been patched in the wrong place. */
function checkSummary(installer: string, code: string, date: Date): void {
  const summary = run('msiinfo', ['suminfo', installer]);
  const line = (label: string) => summary.split('\n').find((candidate) => candidate.startsWith(`${label}: `)) ?? '';
  const dates = [line('Created'), line('Last saved')].map((text) => Date.parse(`${text.replace(/^.*?: /, '')} UTC`));
  const whole = Math.floor(date.getTime() / 1000) * 1000;
  if (!line('Revision number (UUID)').includes(code) || dates.some((found) => found !== whole)) {
    throw new Error(`the summary of the installer is not what was asked:\n${summary}`);
  }
}

function run(command: string, args: readonly string[], { silent = false, cwd = '.' } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd,
    // Dates in the cabinet and in the answers are local ones.
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
  });
  if (error !== undefined) throw new Error(`${command}: ${error.message}; install wixl and msitools`);
  if (status !== 0 || (silent && stderr.trim() !== '')) {
    throw new Error(`${command} ${args.join(' ')} answered ${status}:\n${stderr.trim()}`);
  }
  return stdout;
}
