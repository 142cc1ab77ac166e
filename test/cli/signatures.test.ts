/** What `report` says of signatures: a folder as agents leave it, with what may have happened to it since. */
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Assessment, assessmentSchema } from '../../src/assessment.ts';
import { fingerprint, rawPublicKey, sign } from '../../src/inventory/signature.ts';
import { nativeInventory, place } from './run.ts';

vi.setConfig({ testTimeout: 180_000 });

const at = place();
afterAll(at.remove);

function machine(): { key: KeyObject; name: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, name: fingerprint(rawPublicKey(privateKey)) };
}

const [first, second] = [machine(), machine()];
const firefox = { name: 'Mozilla Firefox (x64 fr)', publisher: 'Mozilla' };

const AGENT = { name: 'tiebreak-agent', version: '0.1.0' };

function document(id: string, more: object = {}): string {
  const inventory = JSON.parse(nativeInventory(id, [firefox]));
  return JSON.stringify({ ...inventory, agent: AGENT, documentId: randomUUID(), ...more });
}

function write(path: string, content: string | Buffer): void {
  const file = join(at.folder, 'share', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

const NAME = '20261121T224500Z-01234567.inventory.json';

beforeAll(() => {
  const signed = sign(document('1'), first.key);
  write(`${first.name}/${NAME}`, signed);
  write(`${first.name}/seen.json`, sign('{"document":"seen"}', first.key, 'seen'));
  write(`${first.name}/.${NAME}.0a1b2c3d.tmp`, signed.slice(0, 100));
  write(`${second.name}/${NAME}`, sign(`${document('2')}\n`, second.key));
  write('copy.json', signed);
  write('as-powershell-writes-it.json', Buffer.from(`\ufeff${sign(document('5'), second.key)}\r\n`, 'utf16le'));
  write('lines.ndjson', `${sign(document('6'), second.key)}\n${sign(document('7'), second.key)}\n`);
  write('unsigned.json', document('3'));
  // Written by "tiebreak import": nobody could sign them.
  write('of-another-tool.json', document('9', { agent: { name: 'GLPI-Agent', version: '1.11' } }));
  write('of-a-proxy.json', document('10', { observedFrom: 'network' }));
  write('altered.json', sign(document('4'), second.key).replace('Firefox', 'Firefix'));
  write('rewritten.json', JSON.stringify(JSON.parse(sign(document('8'), second.key)), null, 2));
});

async function report(
  ...args: string[]
): Promise<{ code: number | null; err: readonly string[]; sources: Assessment['sources'] }> {
  const { code, err, out } = await at.run([
    'report',
    'share',
    '--json',
    '-o',
    'out',
    '--format',
    'html,md,csv',
    ...args,
  ]);
  return { code, err, sources: assessmentSchema.parse(JSON.parse(out)).sources };
}

test('how many are signed, unsigned, refused, copies, by which keys; the second time, no key is new', async () => {
  const { code, err, sources } = await report('--lang', 'fr');
  const counts = { signed: 6, unsigned: 1, invalid: 2, copies: 1, keys: 2 };
  expect(sources.signatures).toEqual({ ...counts, newKeys: 2 });
  expect(code).toBe(1);
  // Refused, by name; what agents leave beside their documents is no problem.
  expect(sources.problems.map(({ file }) => file)).toEqual(['share/altered.json', 'share/rewritten.json']);
  expect(err.join('\n')).toContain('share/altered.json : signature fausse');

  const register = JSON.parse(readFileSync(join(at.folder, 'tiebreak-keys.json'), 'utf8'));
  expect(Object.keys(register.keys)).toEqual([first.name, second.name].sort());
  expect((await report()).sources.signatures).toEqual({ ...counts, newKeys: 0 });
});

test('said in the page, the note and the tables, in both languages', async () => {
  await report('--lang', 'fr');
  const sentence =
    'Signatures : 6 documents signés par 2 machines (0 clé vue pour la première fois) ; 1 non signé ; 2 modifiés depuis leur signature, refusés ; 1 en double.';
  const plain = (name: string) => readFileSync(join(at.folder, 'out', name), 'utf8').replace(/[\u00a0\u202f]/g, ' ');
  expect(plain('index.html')).toContain(sentence);
  expect(plain('resume.md').replaceAll('\\', '')).toContain(sentence);
  expect(plain('qualite.csv')).toContain('signatures fausses, refusés;;;2');
  const english = await at.run(['report', 'share', '-o', 'out-en', '--lang', 'en']);
  expect(english.out.replace(/\s+/g, ' ')).toContain(
    'Signatures: 6 signed documents by 2 machines (0 keys seen for the first time); 1 unsigned; 2 changed since signed, refused; 1 copy.',
  );
});

test('what is written from a signed document is not passed off as signed', async () => {
  const { code } = await at.run(['import', `share/${first.name}/${NAME}`, '-o', 'imported']);
  expect(code).toBe(0);
  const { code: again, out } = await at.run(['report', 'imported', '--json', '-o', 'out-imported']);
  expect([again, assessmentSchema.parse(JSON.parse(out)).sources.signatures]).toMatchObject([
    0,
    { signed: 0, unsigned: 1, invalid: 0 },
  ]);
});

test('beside the key of the organisation; a damaged register is one line', async () => {
  mkdirSync(join(at.folder, 'keys'));
  writeFileSync(join(at.folder, 'keys', 'organisation.key'), 'ab'.repeat(32));
  await report('--key', 'keys/organisation.key');
  expect(existsSync(join(at.folder, 'keys', 'tiebreak-keys.json'))).toBe(true);
  writeFileSync(join(at.folder, 'keys', 'tiebreak-keys.json'), '{');
  const { code, err } = await at.run(['report', 'share', '-o', 'out', '--key', 'keys/organisation.key']);
  expect([code, err.length]).toEqual([2, 1]);
});

test('nothing that can be signed was read: nothing is said', async () => {
  writeFileSync(join(at.folder, 'list.csv'), 'machine;logiciel;éditeur\npc-1;Mozilla Firefox;Mozilla\n');
  const { out } = await at.run(['report', 'list.csv', '--json', '-o', 'out-csv']);
  expect(assessmentSchema.parse(JSON.parse(out)).sources.signatures).toBeNull();
});
