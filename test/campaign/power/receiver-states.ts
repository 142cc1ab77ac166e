/** What must hold of a receiver's disk after a power cut, and once it has started again on it. Each broken promise is one line. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateCredentials } from '../../../src/collector/credentials.ts';
import { layoutOf } from '../../../src/collector/layout.ts';
import { Enrolment, type Organisation } from '../../../src/collector/organisations.ts';
import { Receiver } from '../../../src/collector/receive.ts';
import { Store } from '../../../src/collector/store.ts';
import { isDocumentFileName } from '../../../src/inventory/file-name.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { Problem } from '../../../src/problem.ts';
import { Machine } from './receiver-runs.ts';

type Told = { what: 'stored' | 'held'; organisation: string; machine: string; name: string; text: string };

export async function brokenPromises(root: string, marks: readonly string[]): Promise<string[]> {
  const words = marks.map((line) => line.split(' ') as [string, string, string, string, string]);
  const of = (...names: string[]) => words.filter(([name]) => names.includes(name));
  const told: Told[] = of('stored', 'held').map(([what, organisation, machine, name, base64]) => ({
    what: what as Told['what'],
    organisation,
    machine,
    name,
    text: Buffer.from(base64, 'base64').toString('utf8'),
  }));
  const layout = layoutOf(join(root, 'receiver', 'dir'));
  const found: string[] = [];
  const organisations = new Map<string, Organisation>();
  const records = new Enrolment(layout, (problem) => found.push(problem.in('en')));
  for (const organisation of records.organisations(0)) organisations.set(organisation.id, organisation);
  for (const [, id, token] of of('organisation')) {
    const admission = records.admit(token, 0);
    if (typeof admission === 'string' || admission.organisation.id !== id)
      found.push('the token that was shown is not admitted');
  }
  for (const [, id, key] of of('accepted'))
    if (!organisations.get(id)?.acceptedKeys.includes(key)) found.push('a key that a person accepted is not');
  checkDocuments(layout.dir, found);
  for (const { what, organisation, machine, name, text } of told) {
    const places = [
      layout.folderOf(organisation, machine),
      ...(what === 'held' ? [layout.heldOf(organisation, machine)] : []),
    ];
    const copies = places.map((folder) => readIfThere(join(folder, name))).filter((copy) => copy !== undefined);
    if (copies.length === 0) found.push(`acknowledged (${what}), and lost`);
    else if (copies.some((copy) => copy !== text)) found.push(`acknowledged (${what}), and changed`);
  }
  for (const [, organisation, machine, seenAt] of of('seen')) {
    const seen = readIfThere(join(layout.folderOf(organisation, machine), 'seen.json'));
    // A later one may have taken its place.
    if (seen === undefined || JSON.parse(seen).seenAt < seenAt) found.push('what was seen is forgotten');
  }
  try {
    await startAgain(layout, organisations, { told, authority: of('authority').at(-1)?.[1] }, found);
  } catch (error) {
    found.push(`it does not start again: ${error instanceof Problem ? error.in('en') : error}`);
  }
  checkDocuments(layout.dir, found);
  return found;
}

async function startAgain(
  layout: ReturnType<typeof layoutOf>,
  organisations: ReadonlyMap<string, Organisation>,
  { told, authority }: { told: readonly Told[]; authority: string | undefined },
  found: string[],
): Promise<void> {
  const store = new Store(layout);
  await store.open();
  const receiver = new Receiver({
    layout,
    store,
    now: Date.now,
    onDamagedJournal: (_, lines) => lines > 0 && found.push('damaged lines in the journal'),
  });
  for (const id of organisations.keys()) receiver.open(id);
  const { authorityFingerprint } = privateCredentials(layout, ['127.0.0.1'])(new Date());
  if (authority !== undefined && authorityFingerprint !== authority)
    found.push('the authority that agents pinned changed');
  for (const { what, organisation: id, machine, text } of told) {
    const organisation = organisations.get(id);
    if (organisation === undefined) continue;
    const { status } = await receiver.receive(organisation, Buffer.from(text));
    // A held one may have been released meanwhile.
    if (what === 'stored' && status !== 'known') found.push(`sent again, and ${status} as if it were new`);
    if (what === 'held' && status === 'stored' && !organisation.acceptedKeys.includes(machine))
      found.push('a key was pinned that was held');
  }
  for (const organisation of organisations.values()) {
    const machine = new Machine(Number(organisation.id.slice('nord-'.length)));
    const { text } = machine.document(new Date().toISOString());
    const answers = [
      await receiver.receive(organisation, Buffer.from(text)),
      await receiver.receive(organisation, Buffer.from(text)),
    ];
    if (answers.map(({ status }) => status).join() !== 'stored,known') found.push('a new document is not taken once');
  }
  await store.settle();
  receiver.close();
}

function checkDocuments(dir: string, found: string[]): void {
  if (!existsSync(dir)) return;
  const identifiers = new Set<string>();
  for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!isDocumentFileName(name) && name !== 'seen.json') continue;
    const bytes = readFileSync(join(dir, path));
    if (verify(bytes, name === 'seen.json' ? 'seen' : 'inventory').status !== 'valid')
      found.push('a document is not whole');
    else if (name !== 'seen.json' && !path.startsWith('.collector/')) {
      const { documentId } = JSON.parse(bytes.toString('utf8'));
      if (identifiers.has(documentId)) found.push('a document is there twice');
      identifiers.add(documentId);
    }
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
