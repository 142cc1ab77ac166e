/** What the scripts, the task and the installer do, as text: what Wine cannot run is at least what was meant. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { writersInList } from '../../../agent/formats/access-list.ts';
import { folderAcl } from '../../../agent/packaging/windows/acl.ts';
import { installerCorrections } from '../../../agent/packaging/windows/installer-source.ts';
import { SETTINGS, TASK_NAME } from '../../../agent/packaging/windows/settings.ts';
import { signerArguments } from '../../../agent/packaging/windows/sign.ts';
import { windowsText } from '../../../agent/packaging/windows/staging.ts';

const files = join(import.meta.dirname, '../../../agent/packaging/windows/files');
const read = (name: string) => readFileSync(join(files, name), 'utf8');

test('the lists given by the installer and both scripts are the same, and leave nobody else a way to write', () => {
  const statements = installerCorrections('1.0.0').join('\n');
  for (const folder of ['program', 'state'] as const) {
    const grants = folderAcl(folder).filter((argument) => argument.startsWith('*'));
    const quoted = grants.map((grant) => `"${grant}"`).join(' ');
    expect(statements).toContain(`/inheritance:r /grant:r ${quoted}`);
    expect(read('install.cmd')).toContain(`/inheritance:r /grant:r ${quoted}`);
    for (const grant of grants) expect(read('install.ps1')).toContain(`'${grant}'`);
    // The same, as Windows would write it down.
    const letters = { F: 'FA', RX: '0x1200a9' };
    const entries = grants.map((grant) => {
      const [, sid = '', right = 'F'] = /^\*(S-[\d-]+):\(OI\)\(CI\)(F|RX)$/.exec(grant) ?? [];
      return `(A;OICI;${letters[right as 'F' | 'RX']};;;${sid})`;
    });
    expect(writersInList(`D:PAI${entries.join('')}`)).toEqual([]);
  }
});

test('the guide gives the same lists, in both languages, and the same task', () => {
  const guide = readFileSync(join(files, '../../../README.md'), 'utf8');
  for (const [folder, place] of [
    ['program', 'agent'],
    ['state', 'agent\\state'],
  ] as const) {
    const quoted = folderAcl(folder).map((argument) => (argument.startsWith('*') ? `"${argument}"` : argument));
    expect(guide.split(`icacls "%ProgramFiles%\\tiebreak\\${place}" ${quoted.join(' ')} /q\n`)).toHaveLength(3);
  }
  const create = `schtasks /create /tn ${TASK_NAME} /xml "%ProgramFiles%\\tiebreak\\agent\\scheduled-task.xml" /f\n`;
  expect(guide.split(create)).toHaveLength(3);
});

test('every action of the installer fits its table, and the state goes only when the agent leaves for good', () => {
  const targets = installerCorrections('1.0.0').flatMap(
    (statement) => /VALUES \('\w+', \d+, '\w+', '(.*)'\)$/.exec(statement)?.[1] ?? [],
  );
  expect(targets.length).toBe(16);
  expect(targets.filter((target) => target.length > 255 || target.includes("'"))).toEqual([]);
  const sequence = installerCorrections('1.0.0').filter((statement) =>
    /'Delete(?:State|Settings|Given|Task)', 'REMOVE/.test(statement),
  );
  expect(sequence).toHaveLength(4);
  for (const statement of sequence) expect(statement).toContain('REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE');
});

test('the values to keep reach the half that installs, even when the half that asks found them (a double-click)', () => {
  const secure =
    installerCorrections('1.0.0').find((statement) => statement.includes("'SecureCustomProperties'")) ?? '';
  const [, listed = ''] = /SET `Value` = '([^']*)'/.exec(secure) ?? [];
  for (const { property } of SETTINGS)
    expect(listed.split(';')).toEqual(expect.arrayContaining([property, `KEPT${property}`]));
  expect(listed.split(';')).toEqual(expect.arrayContaining(['WIX_UPGRADE_DETECTED', 'WIX_DOWNGRADE_DETECTED']));
});

test('the task: once a day at a random hour, as the system, below normal, stopped after a time, without a hidden window', () => {
  const bytes = windowsText('scheduled-task.xml');
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  const text = bytes.toString('utf16le').replace(/^\ufeff/, '');
  const values = new Map<string, string>();
  const parser = new SaxesParser();
  const path: string[] = [];
  parser.on('opentag', ({ name }) => path.push(name));
  parser.on('closetag', () => path.pop());
  parser.on('text', (value) => {
    if (value.trim() !== '') values.set(path.at(-1) ?? '', value);
  });
  parser.write(text).close();
  expect(values.get('DaysInterval')).toBe('1');
  expect(values.get('RandomDelay')).toBe('PT4H');
  expect(values.get('UserId')).toBe('S-1-5-18');
  expect(Number(values.get('Priority'))).toBeGreaterThanOrEqual(7);
  expect(values.get('ExecutionTimeLimit')).toBe('PT15M');
  expect(values.get('StartWhenAvailable')).toBe('true');
  expect(values.get('Hidden')).toBe('false');
  expect(values.get('Command')).toBe('%SystemRoot%\\System32\\cmd.exe');
  expect(values.get('Arguments')).toBe('/d /s /c ""%ProgramFiles%\\tiebreak\\agent\\tiebreak-agent-scheduled.cmd""');
});

test('one name for the task everywhere', () => {
  expect(read('install.cmd')).toContain(`set "TASK=${TASK_NAME}"`);
  expect(read('install.ps1')).toContain(`$task = '${TASK_NAME}'`);
});

test('no script hides, encodes or fetches anything', () => {
  for (const name of readdirSync(files)) {
    expect([name, read(name)]).toEqual([
      name,
      expect.not.stringMatching(
        /encodedcommand|\biex\b|invoke-expression|downloadstring|webclient|invoke-webrequest|bitsadmin|certutil|windowstyle|frombase64/i,
      ),
    ]);
  }
});

test('Windows line ends; a mark for PowerShell, which reads no accent without; no accent in what cmd reads in its own code page', () => {
  for (const name of readdirSync(files)) {
    const bytes = windowsText(name);
    const text = name.endsWith('.xml') ? bytes.toString('utf16le') : bytes.toString('utf8');
    expect([name, text.replaceAll('\r\n', '').includes('\n')]).toEqual([name, false]);
    if (name.endsWith('.ps1')) expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    if (name.endsWith('.cmd')) expect([name, /^[\x00-\x7f]*$/.test(text)]).toEqual([name, true]);
  }
});

test('a 32-bit program that starts them installs the same agent, in the folders and the registry of 64-bit Windows', () => {
  const cmd = read('install.cmd');
  expect(cmd).toContain('if defined PROCESSOR_ARCHITEW6432 set "SYSTEM32=%SystemRoot%\\Sysnative"');
  expect(cmd).toContain('if defined ProgramW6432 set "PROGRAMS=%ProgramW6432%"');
  expect(cmd.match(/%ProgramFiles%/g)).toHaveLength(1);
  const calls = cmd.split('\n').filter((line) => line.includes('reg.exe'));
  expect(calls.length).toBeGreaterThanOrEqual(3);
  expect(calls.filter((line) => !line.includes(' /reg:64 '))).toEqual([]);
  const powershell = read('install.ps1');
  expect(powershell).toContain("OpenBaseKey('LocalMachine', 'Registry64')");
  expect(powershell).toContain("if ($inside32) { 'Sysnative' }");
  expect(powershell).not.toMatch(/HKLM:|\$env:ProgramFiles'/);
});

test('cmd scripts: "shift" moves the name of the script too; programs are called by their whole path', () => {
  for (const name of readdirSync(files).filter((file) => file.endsWith('.cmd'))) {
    const text = read(name);
    const shifted = /^shift$/m.exec(text)?.index ?? text.length;
    expect([name, text.slice(shifted).includes('%~dp0')]).toEqual([name, false]);
    expect([name, /^\s*(?:reg|icacls|schtasks|chcp|powershell|node)(?:\.exe|\.com)?\s/im.test(text)]).toEqual([
      name,
      false,
    ]);
    expect([name, text.split('\n')[0]]).toEqual([name, '@echo off']);
    expect([name, /^setlocal DisableDelayedExpansion$/m.test(text)]).toEqual([name, true]);
  }
});

test('PowerShell: a line on the error output of a program is no failure; no wildcard is read in a path; version 4 is enough', () => {
  const text = read('install.ps1');
  const body = text.slice(text.indexOf('function Invoke-Tool'), text.indexOf('function Set-Setting'));
  expect(body.indexOf("$ErrorActionPreference = 'Continue'")).toBeGreaterThan(0);
  expect(body.indexOf("$ErrorActionPreference = 'Continue'")).toBeLessThan(body.indexOf('2>&1'));
  expect(text.match(/2>&1/g)).toHaveLength(1);
  const code = text.slice(text.indexOf('#>')).replace(/^\s*#.*$/gm, '');
  const uses = code.match(/(?:Test-Path|Get-Content|Get-ChildItem|Remove-Item|Copy-Item)[^|;)\n]*/g) ?? [];
  expect(uses.length).toBeGreaterThan(8);
  // From the pipe, which gives it whole items.
  expect(uses.filter((use) => !use.includes('-LiteralPath'))).toEqual(['Copy-Item -Destination $target -Force']);
  expect(text).not.toMatch(/\?\?|&&|::new\(|-AsHashtable|ForEach-Object -Parallel/);
});

test('a signer is a PKCS#12 file, or a certificate and its key; never a password on the command line', () => {
  expect(signerArguments({})).toBeUndefined();
  expect(signerArguments({ pkcs12: 'a.p12', passwordFile: 'p', timestamp: 'http://t' })).toEqual([
    '-pkcs12',
    'a.p12',
    '-readpass',
    'p',
    '-ts',
    'http://t',
  ]);
  expect(signerArguments({ certificate: 'c', key: 'k' })).toEqual(['-certs', 'c', '-key', 'k']);
  expect(() => signerArguments({ certificate: 'c' })).toThrow(/go together/);
});
