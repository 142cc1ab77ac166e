/** The PowerShell of a run, as text: no Windows runs it here, so what can be held of it is held. */
import { describe, expect, test } from 'vitest';
import { parseManagement } from '../../../../agent/collectors/windows/support/management.ts';
import { managementScript } from '../../../../agent/collectors/windows/support/management-script.ts';
import { recorded } from './recorded-windows.ts';

const script = managementScript({ programsByPowerShell: true, connectionsByPowerShell: true });

/** What PowerShell 4 has, which is that of Windows Server 2012 R2: modules of its own, and CIM, DNS and TCP of the system. */
const COMMANDS = [
  ...['ConvertTo-Json', 'ForEach-Object', 'Select-Object', 'Where-Object'],
  ...['Get-ChildItem', 'Get-Item', 'Get-ItemProperty', 'Get-Process', 'Get-Service'],
  ...['Get-CimInstance', 'Get-DnsClientCache', 'Get-NetTCPConnection'],
];

test('it only reads, with commands that Windows Server 2012 R2 has', () => {
  const used = [...script.matchAll(/(?<![\w'-])([A-Z][a-z]+[A-Za-z]*-[A-Z][A-Za-z]+)/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual([...COMMANDS].sort());
  expect(script).not.toMatch(/Win32_Product\b|\?\.|\?\?|&&|\|\||-Parallel|-AsArray|-EscapeHandling|::new\(/);
});

test('a restricted PowerShell refuses types: none is asked for anything outside of a try', () => {
  const calls = [...script.matchAll(/\]::/g)].map(({ index }) => script.slice(0, index).split('\n').at(-1) ?? '');
  expect(calls).toHaveLength(1);
  for (const before of calls) expect(before).toMatch(/try \{[^}]*$/);
  expect(script).not.toMatch(/New-Object|Add-Type|OutputEncoding|\bchcp\b/);
});

test('nothing of it depends on the language of the machine: categories of errors, never their words; states as numbers or English names', () => {
  expect(script).not.toMatch(/Exception\.Message|ToString\(|Get-Date|Get-Culture|Out-String|Format-/);
  expect(script.match(/CategoryInfo\.Category/g)?.length).toBeGreaterThanOrEqual(3);
});

test('only Say prints, and each of its lines is ASCII whatever it holds', () => {
  const [, body = ''] = /function Say\([^)]*\) \{\n([\s\S]*?)\n\}/.exec(script) ?? [];
  expect(body).toContain("-creplace '[\\x00-\\x7f]+', ''");
  expect(body).toContain("'\\u{0:x4}' -f [int]$letters[0]");
  expect(body.trim().split('\n').at(-1)?.trim()).toBe('$line');
  // A comparison of texts, in PowerShell, takes a soft hyphen for nothing.
  expect(body).toContain('while ($letters.Length -gt 0)');
});

describe('what it prints', () => {
  test.for(['workstation', 'server'] as const)('%s: one line a part, in ASCII, accents as escapes', (machine) => {
    const bytes = recorded(machine);
    expect(bytes.every((byte) => byte < 0x80)).toBe(true);
    const lines = bytes.toString('latin1').trim().split(/\r?\n/);
    expect(parseManagement(bytes).size).toBe(lines.length);
  });

  test('accents, quotation marks, ideographs and half characters come back as they were', () => {
    const name = 'Éditeur « œuvre » – 日本 \u{1f4be} \ud800 \u00ad';
    const line = JSON.stringify({ part: 'a', rows: [{ name }], problems: [] }).replace(
      /[^\x00-\x7f]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    expect(parseManagement(Buffer.from(line)).get('a')?.rows).toEqual([{ name }]);
  });
});

test('a program of one person has its name read in his hive, and no file that he names is opened: not by its path, not on a share', () => {
  const [, body = ''] = /Part 'handlers' \{\n([\s\S]*?)\n\}/.exec(script) ?? [];
  const ofPeople = body.split('\n').filter((line) => line.includes('$people'));
  expect(ofPeople).toHaveLength(1);
  expect(ofPeople[0]).toMatch(/^ *if \(\$id -match '\^\[\\w\.-\]\+\$'\) .*_Classes\\' \+ \$id \+ '\\Application'/);
  expect(ofPeople[0]).not.toContain('command');
  expect(body.match(/Get-Item /g)).toHaveLength(1);
  expect(body).toContain("Where-Object { $_ -like '?:\\*.exe' }");
});

test('choices are read in both places where Windows writes them, for schemes and extensions', () => {
  expect(script).toContain(
    "$choices = @($schemes + $extensions | ForEach-Object { $_ + '\\UserChoice'; $_ + '\\UserChoiceLatest\\ProgId' })",
  );
  expect(script).toContain("Values 'default-programs' $choices @('ProgId')");
  expect(script).toContain('Get-ItemProperty -Path $choices ');
});

test('a record whose type has no name there costs its type, not the whole cache', () => {
  expect(script).toContain('$type = 0; try { $type = [int]$_.Type } catch { }; @{');
});

test('one value of a wrong type costs nothing but itself: each key is then read by itself', () => {
  const [, body = ''] = /function Values\([^)]*\) \{\n([\s\S]*?)\n\}/.exec(script) ?? [];
  const [tried = '', caught = ''] = body.split('  catch {');
  expect(tried).toMatch(/try \{ \$rows = @\(Get-ItemProperty -Path \$paths /);
  expect(caught).toMatch(/try \{ Get-ItemProperty -LiteralPath \$_ -Name \$names .*\} catch \{ \}/);
});
