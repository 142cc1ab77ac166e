import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { corpora, hasCorpora, refusedIn } from './corpora.ts';
import { eventsOf, machineOf, machinesOf, problemsOf } from './events.ts';

describe('a registry export, in each of its encodings', () => {
  test.each(['utf-16.reg', 'utf-8.reg', 'regedit4.reg'])('%s', async (name) => {
    const { account, format, inventory } = await machineOf('reg-export', name);
    expect(format).toBe('reg-export');
    expect(inventory.machine).toMatchObject({
      kind: 'workstation',
      operatingSystem: { family: 'windows', name: 'Windows 10 Pro', version: '22H2', build: '19045' },
    });
    expect(inventory.machine.identifiers.name).toBeDefined();
    const item = { kind: 'program', foundBy: 'reg-export', platform: 'windows' };
    expect(inventory.software).toEqual([
      {
        ...item,
        name: "Gestion de l'état civil",
        publisher: 'Société d’édition',
        version: '7.2',
        scope: 'machine',
        id: 'EtatCivil',
        installedOn: '2025-02-11',
      },
      {
        ...item,
        name: 'Office 16 Click-to-Run Extensibility Component',
        architecture: 'x86',
        scope: 'machine',
        systemComponent: true,
      },
      { ...item, name: 'Shop', scope: 'user' },
    ]);
    expect(account).toMatchObject({ read: 4, kept: 3, refused: { 'no-name': 1 } });
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
    expect(JSON.stringify(inventory)).not.toMatch(/dupont|S-1-5|PC-061/i);
  });
});

test('an export of other keys is named, and a key that never ends costs the file, not the memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-reg-'));
  const header = 'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\';
  writeFileSync(join(folder, 'other.reg'), `${header}Example]\r\n"a"="b"\r\n`);
  writeFileSync(
    join(folder, 'endless.reg'),
    `${header}Microsoft\\Windows\\CurrentVersion\\Uninstall\\x]\r\n${'"a"="b"\r\n'.repeat(1e6)}`,
  );
  try {
    expect(problemsOf(await eventsOf([folder]))).toEqual([
      'endless.reg document-list-too-long',
      'other.reg document-not-inventory',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.skipIf(!hasCorpora)('corpora', () => {
  /** Counted by Python: sub-keys of Uninstall, and those of them with a name that is not empty. */
  function countByPython(file: string): [number, number] {
    const script = `
import json, re, sys
text = open(sys.argv[1], encoding='utf-16').read()
keys = re.split(r'^\\[', text, flags=re.M)
programs = [k for k in keys if re.match(r'[^\\]\\r\\n]*\\\\CurrentVersion\\\\Uninstall\\\\[^\\\\\\]\\r\\n]+\\]', k)]
named = [k for k in programs if re.search(r'^"DisplayName"=(?!"\\s*"\\r?$)', k, flags=re.M)]
print(json.dumps([len(programs), len(named)]))`;
    return JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }));
  }

  test.each(['10_russian-Uninstall', 'mssql_engine-Uninstall', 'xp-Uninstall'])(
    'glpi-agent/%s: every program with a name',
    async (name) => {
      const file = join(corpora, 'glpi-agent', `resources__win32__registry__${name}.reg`);
      const [machine] = machinesOf(await eventsOf([file]));
      const account = machine?.account ?? expect.fail('no machine');
      const [programs, named] = countByPython(file);
      expect(account.read).toBe(programs);
      expect(account.kept + account.merged).toBe(named);
      expect(refusedIn(account)).toBe(programs - named);
    },
  );
});
