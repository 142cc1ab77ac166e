/**
 * What the package of the command line installs: the release as `npm run build` makes it, Node, manual pages, completion, and the service of
 * the receiver, which an administrator starts.
 *
 * In: a folder to build in, a cache. Out: the tree, and what the release is made of. The pages and the completion are what the release
 * itself answers.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildRelease } from '../../../bin/build.ts';
import { root } from '../release.ts';
import { packagingFile } from './agent-tree.ts';
import { copyright } from './copyright.ts';
import { manual } from './manual.ts';
import { nodeForLinux } from './node-linux.ts';
import { compressed, DATA, type Entry, filesOf, PROGRAM } from './tree.ts';

const LIBRARY = '/usr/lib/tiebreak';
const UNIT = 'tiebreak-collect.service';
/** How the unit starts the receiver where the sources, and a Node of the system, are installed by hand. */
const BY_HAND = '/usr/bin/node /usr/lib/tiebreak/bin/tiebreak.js';

export async function commandLineTree(
  work: string,
  cache: string,
  version: string,
): Promise<{ tree: Entry[]; inputs: string[] }> {
  const release = join(work, 'release');
  const { inputs } = await buildRelease(release);
  const node = nodeForLinux(cache);
  const program = join(release, 'lib', 'cli', 'main.js');

  function answer(args: readonly string[], environment: Record<string, string> = {}): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      env: { LANG: 'C.UTF-8', ...environment },
    });
    if (status !== 0 || stdout.trim() === '') throw new Error(`tiebreak ${args.join(' ')}: ${stderr.trim()}`);
    return stdout;
  }

  const completions: [string, string][] = [
    ['/usr/share/bash-completion/completions/tiebreak', '/bin/bash'],
    ['/usr/share/zsh/vendor-completions/_tiebreak', '/bin/zsh'],
  ];
  const tree: Entry[] = [
    { path: '/usr/bin/tiebreak', mode: PROGRAM, content: packagingFile('tiebreak.sh') },
    { path: LIBRARY, mode: PROGRAM },
    { path: `${LIBRARY}/node`, mode: PROGRAM, copyOf: node.executable },
    ...filesOf(release, LIBRARY),
    { path: `/usr/lib/systemd/system/${UNIT}`, mode: DATA, content: receiverUnit() },
    copyright('tiebreak', node.licence),
    ...completions.map(([path, shell]) => ({
      path,
      mode: DATA,
      content: answer(['completion'], { SHELL: shell, ZSH_NAME: shell.endsWith('zsh') ? 'zsh' : '' }),
    })),
    compressed('/usr/share/man/man1/tiebreak.1', commandLineManual(answer, version, 'en')),
    compressed('/usr/share/man/fr/man1/tiebreak.1', commandLineManual(answer, version, 'fr')),
  ];
  return { tree, inputs };
}

function receiverUnit(): string {
  const unit = readFileSync(join(root, 'src', 'collector', UNIT), 'utf8');
  if (!unit.includes(`ExecStart=${BY_HAND} `)) throw new Error(`${UNIT} does not start ${BY_HAND}: adapt the package`);
  // What its first lines say to do by hand, the package has done.
  return unit
    .slice(unit.indexOf('[Unit]'))
    .replace(`ExecStart=${BY_HAND} `, 'ExecStart=/usr/bin/tiebreak ')
    .replace('[Unit]', '# To change an address or a folder: systemctl edit tiebreak-collect\n[Unit]');
}

const PURPOSE = {
  fr: 'mesure la dépendance extra-européenne d’un système d’information',
  en: 'measures the extra-European dependency of an information system',
};

function commandLineManual(answer: (args: string[]) => string, version: string, language: 'fr' | 'en'): string {
  const general = answer(['--help', '--lang', language]);
  const chapters = commandsIn(general).map((name) => ({
    title: `tiebreak ${name}`,
    text: answer([name, '--help', '--lang', language]),
  }));
  return manual({
    name: 'tiebreak',
    section: 1,
    purpose: PURPOSE[language],
    chapters: [{ title: 'DESCRIPTION', text: general }, ...chapters],
    version,
    language,
  });
}

/** The words that follow "tiebreak" at the beginning of the lines of a help text. */
export function commandsIn(help: string): string[] {
  const names = [...help.matchAll(/^ {2}tiebreak ([a-z-]+)/gm)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => name !== 'completion').sort();
}
