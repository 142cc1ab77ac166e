/**
 * The folder that every Windows package of the agent installs: node.exe, the bundled agent, what starts it, its task, its licences.
 *
 * In: an empty folder, a cache. Out: the files in it, their common digest, and what the bundle is made of. Text files get the line ends Windows
 * wants, and the task the encoding its tool wants.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_VERSION } from '../../version.ts';
import { bundleAgent } from '../bundle.ts';
import { nodeForWindows } from './node-windows.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const files = join(import.meta.dirname, 'files');
const INSTALLED_FILES = ['tiebreak-agent.cmd', 'tiebreak-agent-scheduled.cmd', 'openssl.cnf', 'scheduled-task.xml'];

export type StagedAgent = {
  files: { name: string; path: string }[];
  digest: string;
  inputs: string[];
};

export async function stageAgent(folder: string, cache: string): Promise<StagedAgent> {
  mkdirSync(folder, { recursive: true });
  const { inputs } = await bundleAgent(folder, 'windows');
  const node = nodeForWindows(cache);
  copyFileSync(node.executable, join(folder, 'node.exe'));
  copyFileSync(node.licence, join(folder, 'LICENSE-node.txt'));
  for (const name of INSTALLED_FILES) writeFileSync(join(folder, name), windowsText(name));
  writeFileSync(join(folder, 'LICENSE.txt'), crlf(readFileSync(join(root, 'LICENSE'), 'utf8')));
  writeFileSync(join(folder, 'LISEZMOI.md'), crlf(readFileSync(join(root, 'agent', 'README.md'), 'utf8')));
  const names = readdirSync(folder).sort();
  const digest = createHash('sha256');
  for (const name of names) {
    const content = createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
    digest.update(`${name}\0${content}\n`);
  }
  const whole = digest.digest('hex');
  // What a startup script compares: it changes with any file, not with the version alone.
  writeFileSync(join(folder, 'version.txt'), `${AGENT_VERSION} ${whole.slice(0, 12)}\r\n`);
  return {
    files: [...names, 'version.txt'].map((name) => ({ name, path: join(folder, name) })),
    digest: whole,
    inputs,
  };
}

/** One of the text files kept beside this one, as Windows wants it. */
export function windowsText(name: string): Buffer {
  const text = crlf(readFileSync(join(files, name), 'utf8'));
  // schtasks refuses a task that is not in UTF-16, and PowerShell 5 reads accents only after a byte-order mark.
  if (name.endsWith('.xml')) return Buffer.from(`\ufeff${text}`, 'utf16le');
  return Buffer.from(name.endsWith('.ps1') ? `\ufeff${text}` : text);
}

function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
