/** What `--explain` says, on a machine that has a little of everything. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { explainDocument } from '../../agent/explain.ts';
import { frenchFields } from '../../agent/explain-fields.ts';

const entry = fileURLToPath(new URL('../../agent/entry.ts', import.meta.url));
const schema = fileURLToPath(new URL('../../schemas/inventory.schema.json', import.meta.url));

/** Parts that an agent never writes: they are of imported documents, or declared. */
const NOT_OF_AGENTS = new Set(['partial', 'source', 'observedFrom', 'mergedFrom', 'services']);

/** Names of the fields inside the parts of the contract. */
function fieldsOf(value: unknown, depth = 0): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key !== 'properties') return fieldsOf(inner, depth);
    return Object.entries(inner as object).flatMap(([name, field]) => {
      if (depth === 0 && NOT_OF_AGENTS.has(name)) return [];
      return [...(depth === 0 ? [] : [name]), ...fieldsOf(field, depth + 1)];
    });
  });
}

test('every field that an agent writes has a French name, and no other has', () => {
  // Parts of their own, with a title.
  const titled = ['identifiers'];
  const fields = new Set(fieldsOf(JSON.parse(readFileSync(schema, 'utf8'))).filter((name) => !titled.includes(name)));
  expect(fields.size).toBeGreaterThan(40);
  expect(Object.keys(frenchFields)).toEqual([...fields].sort());
});

test('an item on one line, its fields in the language asked for', () => {
  const document = JSON.stringify({
    document: 'inventory',
    endpointPolicy: 'strict',
    machine: { identifiers: { keyId: '0f' }, kind: 'server', hardware: { vendor: 'Exemple' } },
    software: [{ name: 'Outil', publisher: 'Éditeur', foundBy: 'dpkg' }],
  });
  const french = explainDocument(document, new Map(), 'fr').split('\n');
  expect(french).toContain('  nom Outil · éditeur Éditeur · relevé par dpkg');
  expect(french).toContain('  nature server · matériel { constructeur Exemple }');
  expect(french.join('\n')).toContain('La première semaine, aucun service ne sort.');
  const english = explainDocument(document, new Map(), 'en');
  expect(english).toContain('  name Outil · publisher Éditeur · foundBy dpkg');
  expect(english).toContain('In the first week no service leaves.');
});

test.for([
  [{}, 'Voici, valeur par valeur'],
  [{ LANG: 'C.UTF-8' }, 'Voici, valeur par valeur'],
  [{ LANG: 'de_DE.UTF-8' }, 'Voici, valeur par valeur'],
  [{ LANG: 'en_IE.UTF-8' }, 'This is, value by value'],
] as const)('in French, unless the machine is in English: %j', ([environment, head]) => {
  const state = mkdtempSync(join(tmpdir(), 'tiebreak-explain-'));
  const run = spawnSync(process.execPath, [entry, '--state', state, '--explain'], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  expect([run.status, run.stdout.startsWith(head)]).toEqual([0, true]);
});

test('read by a program that stops at the first line: it stops too, without a word', () => {
  const state = mkdtempSync(join(tmpdir(), 'tiebreak-explain-'));
  const run = spawnSync(
    'bash',
    [
      '-c',
      `set -o pipefail; "$0" "$1" --state "$2" --explain | head -n 1; echo "\${PIPESTATUS[0]}"`,
      process.execPath,
      entry,
      state,
    ],
    { encoding: 'utf8' },
  );
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^Voici.*\n0\n$/);
});
