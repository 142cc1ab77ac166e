/**
 * What `reg export` and regedit write of the Uninstall keys, in any of their encodings; the keys around them may be there
 * too, up to the whole of HKEY_LOCAL_MACHINE\SOFTWARE. Each key is read as it comes and let go of.
 */
import { keyId, pseudonym } from '../../inventory/identity.ts';
import { MAX_LIST } from '../../inventory/read.ts';
import { parseRegistryExport, type RegistryKey } from '../../inventory/registry-export.ts';
import type { Machine } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { type Note, openAccount } from '../account.ts';
import { documentOf, gather, type Origin, originOf, reportOf } from '../document.ts';
import type { Head, ImportContext, Imported, Importer, Outcome } from '../importer.ts';
import { MAX_LINE_BYTES, readLines } from '../json.ts';
import { decideKind } from '../kind.ts';
import { systemNamed } from '../operating-system.ts';
import type { Source } from '../source.ts';
import { defined, type Fields, textOf } from '../values.ts';
import { windowsProgram } from '../windows-program.ts';

const HEADER = /^(?:\ufeff|\xef\xbb\xbf)*(?:Windows Registry Editor Version 5\.00|REGEDIT4)\r?(?:\n|$)/;
const KEY = /^\[-?HKEY_/;
const PROGRAM = /\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\([^\\\]]+)\]?$/i;
const SYSTEM = /^\[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\]$/i;
const NAME =
  /^\[HKEY_LOCAL_MACHINE\\SYSTEM\\(?:CurrentControlSet|ControlSet00\d)\\Control\\ComputerName\\ComputerName\]$/i;

/** Most lines of one key: the longest of real ones have a tenth. */
const MAX_KEY_LINES = 10_000;

/** Text that an installer left in place of the name. */
const TEMPLATE = /^\$\{\{.*\}\}$/;

/** What was read of the whole file. */
type Found = { readonly programs: Fields[]; system: RegistryKey | undefined; name: string | undefined };

function detect({ text }: Head): boolean {
  return HEADER.test(text);
}

function programOf({ path, values }: RegistryKey): Fields {
  const name = values.get('displayname');
  const isTemplate = typeof name === 'string' && TEMPLATE.test(name);
  return {
    displayName: isTemplate ? PROGRAM.exec(path)?.[1] : name,
    publisher: values.get('publisher'),
    displayVersion: values.get('displayversion'),
    installDate: values.get('installdate'),
    systemComponent: values.get('systemcomponent'),
    parentKeyName: values.get('parentkeyname'),
    releaseType: values.get('releasetype'),
    path,
  };
}

/** Takes the lines of one key in. */
function takeKey(lines: readonly string[], found: Found, file: string): void {
  const title = lines[0]?.trimEnd() ?? '';
  const [isProgram, isSystem, isName] = [PROGRAM, SYSTEM, NAME].map((pattern) => pattern.test(title));
  if (!isProgram && !isSystem && !isName) return;
  if (lines.length > MAX_KEY_LINES)
    throw new Problem('document-list-too-long', { file, list: 'reg', limit: MAX_KEY_LINES });
  const [key] = parseRegistryExport(Buffer.from(`\ufeff${lines.join('\n')}`));
  if (key === undefined) return;
  if (isProgram) found.programs.push(programOf(key));
  else if (isSystem) found.system = key;
  else found.name = textOf(key.values.get('computername'));
  if (found.programs.length > MAX_LIST)
    throw new Problem('document-list-too-long', { file, list: 'Uninstall', limit: MAX_LIST });
}

async function readKeys(source: Source, notes: Set<Note>): Promise<Found> {
  const found: Found = { programs: [], system: undefined, name: undefined };
  let lines: string[] = [];
  for await (const line of readLines(source, { longest: MAX_LINE_BYTES })) {
    if ('problem' in line) throw line.problem;
    if (line.note !== undefined) notes.add(line.note);
    if (KEY.test(line.text)) {
      takeKey(lines, found, source.file);
      lines = [];
    }
    // One more than are read, so that there being too many is known.
    if (lines.length <= MAX_KEY_LINES) lines.push(line.text);
  }
  takeKey(lines, found, source.file);
  return found;
}

function machineOf({ name, system }: Found, key: Uint8Array): Machine {
  const values = system?.values;
  const operatingSystem = systemNamed(values?.get('productname'), {
    version: values?.get('displayversion'),
    build: values?.get('currentbuild'),
    hint: 'windows',
  });
  return defined({
    identifiers: defined({ name: pseudonym(key, 'name', name), keyId: keyId(key) }),
    ...decideKind({ family: operatingSystem?.family, operatingSystem: operatingSystem?.name }),
    operatingSystem,
  });
}

function documentFor(found: Found, origin: Origin): Imported {
  const account = { ...openAccount(), notes: [...origin.notes] };
  const software = gather({ file: origin.file, account }, 'Uninstall', found.programs, ({ displayName, ...program }) =>
    windowsProgram({ displayName, ...program }, origin.format),
  );
  const isUser = software.some(({ scope }) => scope === 'user');
  const warnings = isUser ? [] : ['no key of a user is in the export: per-user software is not seen'];
  return documentOf(origin, account, {
    machine: machineOf(found, origin.key),
    software: software.map((item) => ({ ...item, platform: 'windows' as const })),
    collectors: [reportOf(origin.format, software.length, warnings)],
  });
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const notes = new Set<Note>();
  const found = await readKeys(source, notes);
  if (found.programs.length === 0)
    throw new Problem('document-not-inventory', { file: source.file, what: 'reg export: no Uninstall key' });
  yield documentFor(found, originOf(source, regExport.id, key, [...notes].sort()));
}

export const regExport: Importer = { id: 'reg-export', detect, read };
