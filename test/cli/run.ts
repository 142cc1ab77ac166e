/** Runs the command line as a user does, in a folder of its own, with the real knowledge base. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  /** Lines of the standard error. */
  readonly err: readonly string[];
}

export interface Place {
  readonly folder: string;
  readonly run: (args: readonly string[], input?: string | Buffer, env?: Record<string, string>) => Promise<Run>;
  readonly remove: () => void;
}

export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-cli-'));
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    run: (args, input = '', env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [join(repository, 'bin', 'tiebreak.js'), ...args], {
          cwd: folder,
          env: { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'en_GB.UTF-8', ...env },
        });
        let out = '';
        let err = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          out += text;
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          err += text;
        });
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, out, err: err.split('\n').filter((line) => line !== '') }));
        child.stdin.on('error', () => {});
        child.stdin.end(input);
      }),
  };
}

/** A native inventory as a file holds it. */
export function nativeInventory(serial: string, software: object[], more: object = {}): string {
  return JSON.stringify({
    document: 'inventory',
    schemaVersion: '1.0',
    agent: { name: 'test', version: '0' },
    collectedAt: '2026-11-01T08:00:00Z',
    machine: {
      identifiers: { serial: serial.padStart(32, '0'), keyId: 'test' },
      kind: 'workstation',
      operatingSystem: { family: 'windows', name: 'Microsoft Windows 11 Professionnel' },
      ...more,
    },
    software: software.map((item) => ({ kind: 'program', foundBy: 'test', ...item })),
  });
}
