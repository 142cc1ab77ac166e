/** The disks that a power cut may leave, and a small part of `npm run campaign:power` on the agent and on the receiver. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutUnderAgents } from './power/agent-campaign.ts';
import { type Cuts, cutEverywhere, recordOn } from './power/cuts.ts';
import { Disk, type Tree } from './power/disk.ts';
import { cutUnderReceiver } from './power/receiver-campaign.ts';
import { canTrace, type Operation } from './power/trace.ts';
import { Random } from './random.ts';

const text = Buffer.from('whole');
const open = (file: number, path: string): Operation => ({ do: 'open', file, path, create: true, truncate: false });
const write = (file: number): Operation => ({ do: 'write', file, bytes: text, at: undefined });
const flush = (file: number): Operation[] => [
  { do: 'flush-asked', file, flush: file },
  { do: 'flush-done', flush: file },
];
const move = (from: string, to: string): Operation => ({ do: 'rename', from, to });

/** What may be under a name after these operations and a cut. */
function under(name: string, before: Tree, operations: readonly Operation[]): string[] {
  const disk = new Disk(before);
  for (const operation of operations) disk.apply(operation);
  const found = disk
    .afterCut(1000, new Random(1))
    .map((tree) => (tree.has(name) ? JSON.stringify(`${tree.get(name)}`) : 'absent'));
  return [...new Set(found)].sort();
}

describe('the disks that a cut may leave', () => {
  test.for<[string, string, Tree, Operation[], string[]]>([
    [
      'written and not flushed',
      'a',
      new Map(),
      [open(1, 'a'), write(1)],
      ['""', '"\\u0000\\u0000\\u0000\\u0000\\u0000"', '"who"', '"who\\u0000\\u0000"', '"whole"', 'absent'],
    ],
    ['its bytes flushed, not its name', 'a', new Map(), [open(1, 'a'), write(1), ...flush(1)], ['"whole"', 'absent']],
    [
      'its name flushed, not its bytes',
      'a',
      new Map(),
      [open(1, 'a'), open(2, ''), ...flush(2), write(1)],
      ['""', '"\\u0000\\u0000\\u0000\\u0000\\u0000"', '"who"', '"who\\u0000\\u0000"', '"whole"'],
    ],
    [
      'flushed and renamed over another',
      'b',
      new Map([['b', Buffer.from('old')]]),
      [open(1, 'a'), write(1), ...flush(1), move('a', 'b')],
      ['"old"', '"whole"'],
    ],
    [
      'and its folder flushed',
      'b',
      new Map([['b', Buffer.from('old')]]),
      [open(1, 'a'), write(1), ...flush(1), move('a', 'b'), open(2, ''), ...flush(2)],
      ['"whole"'],
    ],
    [
      'renamed and not flushed',
      'b',
      new Map([['b', Buffer.from('old')]]),
      [open(1, 'a'), open(2, ''), ...flush(2), write(1), move('a', 'b'), open(3, ''), ...flush(3)],
      ['""', '"\\u0000\\u0000\\u0000\\u0000\\u0000"', '"who"', '"who\\u0000\\u0000"', '"whole"'],
    ],
    [
      'in a folder whose own name is not flushed',
      'f/a',
      new Map(),
      [{ do: 'make-folder', path: 'f' }, open(1, 'f/a'), write(1), ...flush(1), open(2, 'f'), ...flush(2)],
      ['"whole"', 'absent'],
    ],
    [
      'removed and not flushed',
      'b',
      new Map([['b', Buffer.from('old')]]),
      [{ do: 'remove', path: 'b' }],
      ['"old"', 'absent'],
    ],
    [
      'flushed while it is asked to be, not what was written meanwhile',
      'a',
      new Map([['a', Buffer.alloc(0)]]),
      [open(1, 'a'), { do: 'flush-asked', file: 1, flush: 1 }, write(1), { do: 'flush-done', flush: 1 }],
      ['""', '"\\u0000\\u0000\\u0000\\u0000\\u0000"', '"who"', '"who\\u0000\\u0000"', '"whole"'],
    ],
  ])('%s', ([, name, before, operations, expected]) => {
    expect(under(name, before, operations)).toEqual(expected);
  });

  test('too many to try: drawn, the extremes among them, and the same from the same seed', () => {
    const disk = new Disk();
    for (let file = 0; file < 40; file++)
      for (const operation of [open(file, `${file}`), write(file)]) disk.apply(operation);
    const drawn = () =>
      disk.afterCut(10, new Random(3)).map((tree) => [...tree].map(([name, bytes]) => `${name} ${bytes}`).join());
    expect(drawn()).toEqual(drawn());
    const sizes = disk.afterCut(10, new Random(3)).map((tree) => tree.size);
    expect([sizes.length, Math.min(...sizes), Math.max(...sizes)]).toEqual([10, 0, 40]);
  });
});

describe.skipIf(!canTrace)('what a process asks of the disk, by strace', () => {
  const writer = join(mkdtempSync(join(tmpdir(), 'tiebreak-writer-')), 'writer.mjs');

  /** The promises broken by a program that says `done` once it has written `b`. */
  async function brokenBy(program: string): Promise<string[]> {
    writeFileSync(writer, `import * as fs from 'node:fs'; ${program}; fs.appendFileSync(process.argv[3], 'done\\n');`);
    const operations = recordOn(new Map(), (root, marks) => [writer, root, marks]);
    const cuts: Cuts = { instants: 0, states: 0, broken: new Map() };
    const held = async (root: string, marks: readonly string[]): Promise<string[]> => {
      const file = join(root, 'b');
      if (!existsSync(file)) return marks.includes('done') ? ['lost'] : [];
      return readFileSync(file, 'utf8') === 'whole' ? [] : ['not whole'];
    };
    await cutEverywhere({ disk: new Disk(), operations, name: 'writer' }, held, {
      most: 100,
      random: new Random(1),
      cuts,
    });
    expect(cuts.instants).toBeGreaterThan(1);
    return [...cuts.broken.keys()].sort();
  }
  const written = `const d = fs.openSync(process.argv[2] + '/a', 'w'); fs.writeSync(d, 'whole')`;
  const flushed = `const f = fs.openSync(process.argv[2], 'r'); fs.fsyncSync(f)`;
  const renamed = `fs.renameSync(process.argv[2] + '/a', process.argv[2] + '/b')`;

  test.for([
    ['neither file nor folder flushed', `${written}; ${renamed}`, ['lost', 'not whole']],
    ['the file not flushed', `${written}; ${renamed}; ${flushed}`, ['not whole']],
    ['the folder not flushed', `${written}; fs.fsyncSync(d); ${renamed}`, ['lost']],
    ['flushed after the renaming', `${written}; ${renamed}; fs.fsyncSync(d); ${flushed}`, ['not whole']],
    ['both flushed', `${written}; fs.fsyncSync(d); ${renamed}; ${flushed}`, []],
    [
      'both flushed, from several threads',
      `const h = await fs.promises.open(process.argv[2] + '/a', 'w'); await h.writeFile('whole'); await h.datasync(); ${renamed}; ${flushed}`,
      [],
    ],
  ] as const)('%s', async ([, program, broken]) => {
    expect(await brokenBy(program)).toEqual(broken);
  });
});

describe.skipIf(!canTrace)('the power cut after every operation (all of it: npm run campaign:power)', () => {
  test.for([
    ['the agent', cutUnderAgents, 5],
    ['the receiver', cutUnderReceiver, 4],
  ] as const)('under %s', { timeout: 180_000 }, async ([, campaign, most]) => {
    const cuts: Cuts = { instants: 0, states: 0, broken: new Map() };
    await campaign({ most, again: 2, random: new Random(20261122), cuts });
    expect(Object.fromEntries(cuts.broken)).toEqual({});
    expect(cuts.instants).toBeGreaterThan(300);
    expect(cuts.states).toBeGreaterThan(300);
  });
});
