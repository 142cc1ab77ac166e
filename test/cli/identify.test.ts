/** `tiebreak identify`: one answer a line, in order, whatever the line. */
import { afterAll, describe, expect, test, vi } from 'vitest';
import { place } from './run.ts';

// Each test starts programs: on a busy machine they wait for one another.
vi.setConfig({ testTimeout: 180_000 });

const at = place();
afterAll(at.remove);

type Answer = Record<string, unknown>;
async function identify(lines: readonly (string | object)[], ...args: string[]) {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { code, out, err } = await at.run(['identify', ...args], `${input}\n`);
  const answers = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer);
  return { code, answers, err };
}

describe.concurrent('identify', () => {
  test('titles and domains, in order, each with its input', async () => {
    const lines = [
      { name: 'Mozilla Firefox (x64 fr)', publisher: 'Mozilla', ticket: 12 },
      { name: 'Zorglub 3000 🎉', publisher: 'Éditeur inconnu' },
      { domain: 'notmicrosoft.com' },
      { name: 'Google Chrome', publisher: 'Google LLC' },
      { name: 'LibreOffice 7.5.3.2' },
      { domain: 'www.netflix.com' },
    ];
    const { code, answers, err } = await identify(lines);
    expect([code, err]).toEqual([0, []]);
    expect(answers).toHaveLength(lines.length);
    for (const [i, answer] of answers.entries()) expect(answer).toMatchObject(lines[i]!);
    expect(answers[0]).toMatchObject({
      outcome: 'identified',
      product: 'firefox',
      function: 'browser',
      class: 'B',
      seat: 'US',
    });
    expect(answers[1]).toMatchObject({ outcome: 'unknown', rule: null });
    expect(answers[2]).toMatchObject({ outcome: 'unknown' });
    expect(answers[3]).toMatchObject({ outcome: 'identified', class: 'D', control: 'US' });
    expect(answers[4]).toMatchObject({ outcome: 'identified', functions: ['office'] });
    // What is not counted is not by contacting its own servers either.
    expect(answers[5]).toMatchObject({ outcome: 'ignored', role: 'personal' });
    const contract = 'outcome product vendor function functions role class seat control rule'.split(' ');
    for (const answer of answers) expect(Object.keys(answer)).toEqual(expect.arrayContaining(contract));
    expect(answers[1]).toMatchObject({
      product: null,
      vendor: null,
      function: null,
      functions: [],
      class: null,
      control: null,
    });
  });
  test('lines that cannot be read have their answer, are told with their number, and the code is 1', async () => {
    const { code, answers, err } = await identify([
      { name: 'Google Chrome' },
      'not json',
      '[1]',
      '{"x":1}',
      'null',
      { name: 'y'.repeat(70_000) },
      { name: 'Google Chrome' },
    ]);
    expect(code).toBe(1);
    expect(answers.map((answer) => answer.outcome)).toEqual([
      'identified',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'identified',
    ]);
    expect(err).toHaveLength(5);
    for (const [i, line] of err.entries()) expect(line).toMatch(new RegExp(`^tiebreak: line ${i + 2}: `));
  });
  test('a line of the wrong type keeps its input, and is told in the language asked', async () => {
    const { code, answers, err } = await identify([{ name: 12, ticket: 7 }, 'not json'], '--lang', 'fr');
    expect(code).toBe(1);
    expect(answers[0]).toMatchObject({ name: 12, ticket: 7, outcome: 'unknown', product: null, error: 'no-name' });
    expect(err).toEqual([
      'tiebreak: ligne 1 : ni "name" ni "domain" ; donnez l’un des deux, en texte',
      'tiebreak: ligne 2 : n’est pas du JSON ; écrivez un objet par ligne, par exemple {"name":"Firefox"}',
    ]);
  });
  test('hostile lines', async () => {
    const lines = [
      { name: '__proto__' },
      '{"__proto__": {"name": "x"}, "name": "constructor"}',
      { name: 'x'.repeat(60_000) },
      { name: '(((((('.repeat(2000), publisher: 'CN='.repeat(2000) },
      { domain: '..', name: '' },
      { name: 'a\u0000\u001b[31m' },
    ];
    const { code, answers } = await identify(lines);
    expect([code, answers.length]).toEqual([0, lines.length]);
    for (const answer of answers) expect(answer.outcome).toBe('unknown');
  });
  test('lines of Windows', async () => {
    const { code, out } = await at.run(['identify'], '{"name":"Google Chrome"}\r\n{"name":"Zorglub"}\r\n');
    expect([code, out.trim().split('\n').length]).toEqual([0, 2]);
  });
});
