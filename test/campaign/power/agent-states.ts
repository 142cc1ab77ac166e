/** What must hold of an agent's disk after a power cut, and after the agent has run again on it. Each broken promise is one line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDiary } from '../../../agent/contact-diary.ts';
import { readKey } from '../../../agent/key.ts';
import { isDocumentFileName } from '../../../src/inventory/file-name.ts';
import { parseKey } from '../../../src/inventory/identity.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { type AgentRuns, digestOf, type Run, runAgent } from './agent-runs.ts';
import type { Tree } from './disk.ts';

/** What the agent had told the world, as its marks say. */
type Promises = {
  ownKey: string | undefined;
  machine: string | undefined;
  diary: string[];
  /** Documents the spool took, and those delivered: name → digest. */
  kept: Map<string, string>;
  share: Map<string, string>;
  elsewhere: Map<string, string>;
  putting: string[];
};

function promisesOf(marks: readonly string[]): Promises {
  const words = marks.map((line) => line.split(' '));
  const last = (what: string): string | undefined => words.findLast(([name]) => name === what)?.[1];
  const all = (what: string): Map<string, string> =>
    new Map(words.filter(([name]) => name === what).map(([, name = '', digest = '']) => [name, digest]));
  return {
    ownKey: last('own-key'),
    machine: last('machine'),
    diary: [...all('diary').keys()],
    kept: all('kept'),
    share: all('share'),
    elsewhere: all('elsewhere'),
    putting: [...all('putting').keys()],
  };
}

/** The marks of a run that ended well and made none: its keys, and the documents of the share. */
export function promisesKept(tree: Tree): string[] {
  const documents = [...tree].flatMap(([path, bytes]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return path.startsWith('share/') && isDocumentFileName(name) && bytes !== undefined ? [{ name, bytes }] : [];
  });
  const { bytes: document = Buffer.alloc(0) } = documents[0] ?? {};
  const signed = verify(document);
  const key = parseKey(tree.get('machine/state/agent.key') ?? Buffer.alloc(0));
  if (signed.status !== 'valid' || key === undefined) throw new Error('the whole program delivered nothing');
  const delivered = documents.map(({ name, bytes }) => [name, digestOf(bytes.toString('utf8'))]);
  return [
    `own-key ${digestOf(key.toString())}`,
    `machine ${signed.fingerprint}`,
    ...delivered.flatMap(([name, digest]) => [`putting ${name}`, `share ${name} ${digest}`]),
  ];
}

/** Runs the agent again at `root`, where the cut left what it left. */
export async function brokenPromises(root: string, runs: AgentRuns, marks: readonly string[]): Promise<string[]> {
  const promises = promisesOf(marks);
  const found: string[] = [];
  checkKeys(join(root, 'machine', 'state'), promises, found);
  checkBefore(documentsOf(root, found), runs, promises, found);
  const again: string[] = [];
  const to: Run['to'] = runs.runs.some((run) => run.to === 'elsewhere') ? 'elsewhere' : 'share';
  try {
    // The next document, then another that says the same: a few bytes, or the same document again.
    const next: AgentRuns = {
      ...runs,
      root,
      runs: [
        { to, says: 'after' },
        { to, says: 'after' },
      ],
    };
    await runAgent(next, 1000, (line) => again.push(line));
  } catch (error) {
    return [...found, `it does not run again: ${error instanceof Error ? error.message : error}`];
  }
  checkAfter(documentsOf(root, found), { runs, promises, since: promisesOf(again) }, found);
  return found;
}

/** As many documents as the bounds allow: the older ones were told to give way. */
function wanted({ putting }: Promises, most: number): Set<string> {
  return new Set(putting.slice(-most));
}

function checkBefore(
  { spool, share }: Documents,
  { kept, limits }: AgentRuns,
  promises: Promises,
  found: string[],
): void {
  for (const [name, digest] of promises.share)
    if (wanted(promises, kept).has(name) && share.get(name) !== digest)
      found.push(`delivered to the share, and not there: ${name}`);
  for (const [name, digest] of promises.kept) {
    const elsewhere = promises.share.has(name) || promises.elsewhere.has(name);
    if (elsewhere || !wanted(promises, limits.documents).has(name)) continue;
    if (spool.get(name) !== digest && share.get(name) !== digest) found.push(`kept, and lost: ${name}`);
  }
}

function checkAfter(
  { spool, share }: Documents,
  { runs, promises, since }: { runs: AgentRuns; promises: Promises; since: Promises },
  found: string[],
): void {
  if (promises.ownKey !== undefined && since.ownKey !== promises.ownKey) found.push('the key of pseudonyms changed');
  if (promises.machine !== undefined && since.machine !== promises.machine)
    found.push('the key of the machine changed');
  if (spool.size > 0) found.push(`${spool.size} document(s) stay in the spool`);
  if (since.kept.size !== 1) found.push(`${since.kept.size} documents for one that is new and one that is not`);
  const delivered = new Map([...promises.elsewhere, ...since.elsewhere, ...share]);
  // One more was put since.
  const most = Math.min(runs.kept, runs.limits.documents) - 1;
  for (const [name, digest] of promises.kept)
    if (wanted(promises, most).has(name) && delivered.get(name) !== digest)
      found.push(`kept, and never delivered: ${name}`);
  for (const [name, digest] of since.elsewhere)
    if ((promises.elsewhere.get(name) ?? digest) !== digest) found.push(`sent again with other bytes: ${name}`);
}

function checkKeys(state: string, { ownKey, machine, diary }: Promises, found: string[]): void {
  const ownFile = join(state, 'agent.key');
  if (existsSync(ownFile) && readKey(ownFile) === undefined) found.push('the key of pseudonyms is half written');
  if (ownKey !== undefined && !existsSync(ownFile)) found.push('the key of pseudonyms is lost');
  if (machine !== undefined && !existsSync(join(state, 'machine-key.pem')))
    found.push('the key of the machine is lost');
  const known = readDiary(state).last;
  for (const name of diary) if (!known.has(name)) found.push(`forgotten by the diary: ${name}`);
}

type Documents = { spool: Map<string, string>; share: Map<string, string> };

function documentsOf(root: string, found: string[]): Documents {
  const read = (folder: string): Map<string, string> => {
    const documents = new Map<string, string>();
    const identifiers = new Set<string>();
    for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (!isDocumentFileName(name) && name !== 'seen.json') continue;
      const bytes = readFileSync(join(folder, path));
      if (verify(bytes, name === 'seen.json' ? 'seen' : 'inventory').status !== 'valid')
        found.push(`not whole: ${path}`);
      else if (name !== 'seen.json') {
        const { documentId } = JSON.parse(bytes.toString('utf8'));
        if (identifiers.has(documentId)) found.push(`there twice: ${documentId}`);
        identifiers.add(documentId);
        documents.set(name, digestOf(bytes.toString('utf8')));
      }
    }
    return documents;
  };
  return { spool: read(join(root, 'machine', 'state', 'spool')), share: read(join(root, 'share')) };
}
