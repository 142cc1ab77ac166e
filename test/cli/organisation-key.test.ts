/** The key of pseudonyms, when a user has none: made once, kept beside the results, or said not to be. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { organisationKey } from '../../src/cli/organisation-key.ts';
import type { Problem } from '../../src/problem.ts';
import { place } from './run.ts';

const { folder, remove, run } = place();
afterAll(remove);

const never = (problem: Problem): never => {
  throw problem;
};

test('the first run makes it, for its owner only, in a folder that may not be there yet; the next ones read it', () => {
  const file = join(folder, 'résultats', '2026', 'key');
  const key = organisationKey(undefined, file, never);
  expect(Buffer.from(key).toString('hex')).toBe(readFileSync(file, 'utf8').trim());
  expect(key).toHaveLength(32);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(organisationKey(undefined, file, never)).toEqual(key);
});

test('one that is given is never made: a file without a key is refused, and stays', () => {
  expect(() => organisationKey(join(folder, 'nowhere'), join(folder, 'other'), never)).toThrow('key-unusable');
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  expect(() => organisationKey(undefined, empty, never)).toThrow('key-unusable');
  expect(readFileSync(empty, 'utf8')).toBe('');
});

test('where it cannot be kept, the command says so in one line and goes on', async () => {
  writeFileSync(join(folder, 'file'), '');
  writeFileSync(join(folder, 'list.csv'), 'name;publisher\nMozilla Firefox;Mozilla\n');
  const inside = join(folder, 'file', 'key');
  const said: Problem[] = [];
  const keys = [1, 2].map(() => organisationKey(undefined, inside, (problem) => said.push(problem)));
  expect(keys[0]).not.toEqual(keys[1]);
  expect(said.map(({ code }) => code)).toEqual(['key-not-kept', 'key-not-kept']);
  const asked = ['blast-radius', 'mozilla', 'list.csv', '-o', 'file/deep/out'];
  const { code, err } = await run(asked, '', { LANG: 'fr_FR.UTF-8' });
  expect(code).toBe(0);
  expect(err[0]).toMatch(/clé d'organisation n'a pas pu être conservée \(E[A-Z]+\)/);
  expect(existsSync(join(folder, 'tiebreak-organisation.key'))).toBe(false);
});
