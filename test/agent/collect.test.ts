import { expect, test } from 'vitest';
import { collect } from '../../agent/collect.ts';
import type { Collector } from '../../agent/collector.ts';
import { collectors } from '../../agent/collectors/index.ts';
import { inventorySchema } from '../../src/inventory/schema.ts';
import { fixture, recordedSystem } from './recorded-system.ts';

const request = { agentVersion: '0.0.0', now: '2026-11-21T08:00:00.000Z', timeoutMs: 200 };
const program = { name: 'LibreOffice', kind: 'program', foundBy: 'good' } as const;

function collector(id: string, run: Collector['collect']): Collector {
  return { id, platforms: ['linux'], collect: run };
}

test('a crash, a hang, a refusal: each costs its own result only', async () => {
  const inventory = await collect(recordedSystem(fixture('nowhere')), {
    ...request,
    collectors: [
      collector('crashing', () => {
        throw new Error('boom');
      }),
      collector('crashing-later', async () => {
        throw new Error('later');
      }),
      collector('denied', () => ({ facts: {}, status: 'denied', warnings: ['EACCES'] })),
      collector('empty', () => ({ facts: {} })),
      collector('good', () => ({ facts: { software: [program] } })),
      collector('hanging', () => new Promise(() => {})),
      { ...collector('elsewhere', () => ({ facts: {} })), platforms: ['windows'] },
    ],
  });
  expect(inventory.software).toEqual([program]);
  expect(inventory.collectors.map(({ id, status, items, warnings }) => [id, status, items, warnings])).toEqual([
    ['crashing', 'failed', 0, ['crashed: boom']],
    ['crashing-later', 'failed', 0, ['crashed: later']],
    ['denied', 'denied', 0, ['EACCES']],
    ['empty', 'empty', 0, []],
    ['good', 'ok', 1, []],
    ['hanging', 'failed', 0, ['stopped at its time limit of 200 ms']],
  ]);
});

test('a collector past its time is told to stop', async () => {
  let stopped = false;
  await collect(recordedSystem(fixture('nowhere')), {
    ...request,
    timeoutMs: 20,
    collectors: [
      collector('slow', (_, signal) => {
        signal.addEventListener('abort', () => {
          stopped = true;
        });
        return new Promise(() => {});
      }),
    ],
  });
  expect(stopped).toBe(true);
});

test.for([
  ['time', { totalMs: 150, memoryBytes: 1e12 }],
  ['memory', { totalMs: 60_000, memoryBytes: process.resourceUsage().maxRSS * 1024 + 64 * 1024 * 1024 }],
] as const)(
  'the %s of the whole run: what waits is stopped, what comes after is not started, what is done stays',
  async ([what, limits]) => {
    const held: Buffer[] = [];
    const started = performance.now();
    const inventory = await collect(recordedSystem(fixture('nowhere')), {
      ...request,
      timeoutMs: 60_000,
      limits,
      collectors: [
        collector('done', () => ({ facts: { software: [program] } })),
        collector('waiting', async (_, signal) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return { facts: {} };
        }),
        collector('greedy', () => {
          // The limit is on the peak, which may be well above what this process holds by now.
          const below = process.resourceUsage().maxRSS * 1024 - process.memoryUsage.rss();
          if (what === 'memory') held.push(Buffer.alloc(below + 192 * 1024 * 1024, 1));
          while (what === 'time' && performance.now() - started < 200);
          return { facts: {} };
        }),
        collector('after', () => expect.fail('it must not start')),
      ],
    });
    expect(inventory.software).toEqual([program]);
    expect(inventory.collectors.map(({ id, status, warnings }) => [id, status, warnings])).toEqual([
      ['done', 'ok', []],
      ['waiting', 'failed', [expect.stringMatching(`^stopped: the ${what} limit`)]],
      ['greedy', 'empty', []],
      ['after', 'failed', [expect.stringMatching(`^not started: the ${what} limit`)]],
    ]);
    expect(performance.now() - started).toBeLessThan(5000);
  },
);

test('a whole machine is a valid document', async () => {
  const inventory = await collect(recordedSystem(fixture('linux', 'laptop')), {
    ...request,
    collectors,
    key: Buffer.alloc(32, 7),
    site: 'Mairie',
  });
  expect(inventorySchema.parse(inventory).machine).toMatchObject({
    identifiers: {
      serial: expect.stringMatching(/^[0-9a-f]{32}$/),
      uuid: expect.any(String),
      name: expect.any(String),
      keyId: expect.any(String),
    },
    kind: 'workstation',
    kindEvidence: ['chassis: Notebook'],
    site: 'Mairie',
  });
  expect(JSON.stringify(inventory)).not.toMatch(/4XK2PV3|4c4c4544|pc-017/);
});

test('without a key, no pseudonym at all', async () => {
  const inventory = await collect(recordedSystem(fixture('linux', 'laptop')), { ...request, collectors });
  expect(inventory.machine.identifiers).toEqual({});
});
