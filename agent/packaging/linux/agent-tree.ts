/**
 * What the packages of the agent install.
 *
 * In: a folder to bundle in, a cache. Out: the tree, and what the bundle is made of. Nothing of it may be written by others than root, and
 * what holds a secret (settings, state) is read by root alone.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP } from '../../options.ts';
import { bundleAgent } from '../bundle.ts';
import { compileAhead } from '../compile-ahead.ts';
import { root } from '../release.ts';
import { copyright } from './copyright.ts';
import { manual } from './manual.ts';
import { nodeForLinux } from './node-linux.ts';
import { compressed, DATA, type Entry, filesOf, PROGRAM } from './tree.ts';

const SECRET = 0o600;
const CLOSED = 0o700;
const LIBRARY = '/usr/lib/tiebreak-agent';
const DOCUMENTATION = '/usr/share/doc/tiebreak-agent';

export type AgentTree = { tree: Entry[]; inputs: string[] };

export function packagingFile(name: string): string {
  return readFileSync(join(import.meta.dirname, 'files', name), 'utf8');
}

export async function agentTree(work: string, cache: string, version: string): Promise<AgentTree> {
  const bundle = join(work, 'agent');
  mkdirSync(bundle, { recursive: true });
  const { inputs } = await bundleAgent(bundle, 'linux');
  const node = nodeForLinux(cache);
  compileAhead(bundle, node.executable);
  const tree: Entry[] = [
    { path: '/etc/tiebreak', mode: PROGRAM },
    { path: '/etc/tiebreak/agent.json', mode: SECRET, content: packagingFile('agent.json'), configuration: true },
    { path: LIBRARY, mode: PROGRAM },
    { path: `${LIBRARY}/node`, mode: PROGRAM, copyOf: node.executable },
    ...filesOf(bundle, LIBRARY),
    unit('tiebreak-agent.service'),
    unit('tiebreak-agent.timer'),
    { path: '/usr/sbin/tiebreak-agent', mode: PROGRAM, content: packagingFile('tiebreak-agent.sh') },
    { path: DOCUMENTATION, mode: PROGRAM },
    { path: `${DOCUMENTATION}/LISEZMOI.md`, mode: DATA, copyOf: join(root, 'agent', 'README.md') },
    { path: `${DOCUMENTATION}/agent-example.json`, mode: DATA, content: packagingFile('agent-example.json') },
    copyright('tiebreak-agent', node.licence),
    compressed('/usr/share/man/man8/tiebreak-agent.8', agentManual(version, 'en')),
    compressed('/usr/share/man/fr/man8/tiebreak-agent.8', agentManual(version, 'fr')),
    { path: '/var/lib/tiebreak', mode: CLOSED },
    { path: '/var/lib/tiebreak/inventories', mode: CLOSED },
  ];
  return { tree, inputs };
}

function unit(name: string): Entry {
  return { path: `/usr/lib/systemd/system/${name}`, mode: DATA, content: packagingFile(name) };
}

const TEXTS = {
  fr: {
    purpose: 'inventaire de cette machine, une fois par jour',
    files: 'FICHIERS',
    list: `/etc/tiebreak/agent.json                réglages, en JSON (exemple : ${DOCUMENTATION}/agent-example.json)
/var/lib/tiebreak                       clés de la machine, documents non remis ; root seul y lit
/var/lib/tiebreak/inventories           les inventaires, tant que les réglages ne disent pas où les remettre
tiebreak-agent.timer                    une fois par jour ; maintenant : systemctl start tiebreak-agent
journalctl -u tiebreak-agent            ce que la dernière exécution a eu à dire`,
  },
  en: {
    purpose: 'inventory of this machine, once a day',
    files: 'FILES',
    list: `/etc/tiebreak/agent.json                settings, in JSON (example: ${DOCUMENTATION}/agent-example.json)
/var/lib/tiebreak                       keys of the machine, documents not delivered; root alone reads it
/var/lib/tiebreak/inventories           the inventories, until the settings say where to deliver them
tiebreak-agent.timer                    once a day; now: systemctl start tiebreak-agent
journalctl -u tiebreak-agent            what the last run had to say`,
  },
};

function agentManual(version: string, language: 'fr' | 'en'): string {
  const { purpose, files, list } = TEXTS[language];
  const chapters = [
    { title: 'DESCRIPTION', text: HELP[language] },
    { title: files, text: list },
  ];
  return manual({ name: 'tiebreak-agent', section: 8, purpose, chapters, version, language });
}
