/**
 * What is handed over as an archive: the agent for a machine that has Node, and an Ansible role that installs the packages.
 *
 * In: the bundle, the files beside this one. Out: .tar.gz whose bytes depend on their content alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleAgent } from '../bundle.ts';
import { run } from '../pinned.ts';
import { root, write } from '../release.ts';
import { packagingFile } from './agent-tree.ts';
import { bytesOf, DATA, type Entry, filesOf, PROGRAM, stage } from './tree.ts';

const PROGRAMS = ['install.sh', 'tiebreak-agent.sh'];
const TEXTS = ['agent.json', 'agent-example.json', 'tiebreak-agent.service', 'tiebreak-agent.timer'];

/** For any processor, and for macOS too: there, the program is started by hand. */
export async function agentArchive(work: string, version: string, output: string, date: Date): Promise<void> {
  const bundle = join(work, 'portable');
  await bundleAgent(bundle);
  const tree: Entry[] = [
    ...filesOf(bundle, '/lib'),
    ...PROGRAMS.map((name) => ({ path: `/${name}`, mode: PROGRAM, content: packagingFile(name) })),
    ...TEXTS.map((name) => ({ path: `/${name}`, mode: DATA, content: packagingFile(name) })),
    { path: '/LISEZMOI.md', mode: DATA, copyOf: join(root, 'agent', 'README.md') },
    { path: '/LICENSE.txt', mode: DATA, copyOf: join(root, 'LICENSE') },
  ];
  archive(tree, join(work, 'portable-content'), `tiebreak-agent-${version}`, output, date);
}

export function ansibleArchive(work: string, version: string, output: string, date: Date): void {
  const tree = filesOf(join(import.meta.dirname, 'ansible'), '').map((entry) =>
    entry.path.endsWith('defaults/main.yml')
      ? { path: entry.path, mode: DATA, content: bytesOf(entry).toString('utf8').replace('@VERSION@', version) }
      : entry,
  );
  archive(tree, join(work, 'ansible'), `tiebreak-ansible-${version}`, output, date);
}

function archive(tree: readonly Entry[], folder: string, top: string, output: string, date: Date): void {
  stage(tree, join(folder, top), date);
  const tar = join(folder, 'archive.tar');
  run('tar', [
    ...['--create', '--file', tar, '--format=ustar', '--sort=name', '--owner=0', '--group=0', '--numeric-owner'],
    ...[`--mtime=@${date.getTime() / 1000}`, '--directory', folder, top],
  ]);
  write(output, gzipSync(readFileSync(tar), { level: 9 }));
}
