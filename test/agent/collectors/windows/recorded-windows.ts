/** A Windows machine: registry exports, what PowerShell printed (in the shape it prints; written by us), files made for the occasion. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Management, parseManagement } from '../../../../agent/collectors/windows/support/management.ts';
import type { System } from '../../../../agent/system.ts';
import { fixture, type Recording, recordedSystem } from '../../recorded-system.ts';

export const LOCAL = 'S-1-5-21-1111111111-2222222222-3333333333-1001';
export const ENTRA = 'S-1-12-1-111-222-333-444';
const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

export const EXPORTS = {
  [`${UNINSTALL} /reg:64`]: 'uninstall-64.reg',
  [`${UNINSTALL} /reg:32`]: 'uninstall-32.reg',
  'HKU /reg:64': 'hku.reg',
};

export function recorded(name: 'workstation' | 'server'): Buffer {
  return readFileSync(fixture('windows', `powershell-${name}.ndjson`));
}

/** Files are given by their path under the root of the machine, "C:/Windows/…". */
export function windowsSystem(recording: Recording = {}, files: Record<string, string | Buffer> = {}): System {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-windows-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return recordedSystem(root, {
    platform: 'windows',
    kernel: '10.0.26100',
    edition: 'Windows 10 Pro',
    registry: EXPORTS,
    ...recording,
  });
}

export function managementOf(parts: Record<string, object[]>, problems: Record<string, string[]> = {}): Management {
  const lines = Object.entries(parts).map(([part, rows]) =>
    JSON.stringify({ part, rows, problems: problems[part] ?? [] }),
  );
  return { parts: parseManagement(Buffer.from(lines.join('\n'))), silence: undefined };
}
