import { expect, test } from 'vitest';
import { placesTrusted, runningAs, verdictOn } from '../../agent/hardening.ts';
import type { System } from '../../agent/system.ts';
import { fixture, recordedSystem } from './recorded-system.ts';

const PROGRAM = 'C:\\Program Files\\tiebreak\\agent';
const STATE = `${PROGRAM}\\state`;
const CLOSED = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;OW)';

function saved(...pairs: [string, string][]): Buffer {
  return Buffer.from(pairs.map(([name, list]) => `${name}\r\n${list}\r\n`).join(''), 'utf16le');
}

function windows(permissions: Record<string, Buffer>, overrides: Partial<System> = {}): System {
  const system = recordedSystem(fixture('windows'), { platform: 'windows', permissions });
  return {
    ...system,
    link: () => undefined,
    list: () => ({ ok: false, reason: 'denied', detail: 'EPERM' }),
    ...overrides,
  };
}

test('who runs it: known by where its profile is and by what it may list, in every language', () => {
  const listing = { list: () => ({ ok: true as const, names: [] }) };
  expect(runningAs(windows({}), 'C:\\Windows\\system32\\config\\systemprofile')).toBe('system');
  expect(runningAs(windows({}, listing), 'C:\\Users\\admin')).toBe('administrator');
  expect(runningAs(windows({}), 'C:\\Users\\agent')).toBe('person');
  expect(runningAs(recordedSystem('/'))).toBe('person');
});

test('folders inside another are read with it: one process for the program, its state and its key', async () => {
  const asked: string[] = [];
  const system = windows(
    {},
    {
      permissions: async (path) => {
        asked.push(path);
        return { ok: true, bytes: saved(['agent', CLOSED], ['agent\\state', CLOSED]), truncated: false };
      },
    },
  );
  expect(await verdictOn(system, [PROGRAM, STATE, `${PROGRAM.toUpperCase()}\\KEYS`], 'system')).toBeUndefined();
  expect(asked).toEqual([PROGRAM]);
});

test.each(['system', 'administrator'] as const)(
  'as %s: refuses a spool that users may write in, and names it',
  async (account) => {
    const system = windows({
      [PROGRAM]: saved(['agent', CLOSED], ['agent\\state\\spool', `${CLOSED}(A;;0x1301bf;;;BU)`]),
    });
    expect(await verdictOn(system, [PROGRAM, STATE], account)).toEqual({
      problem: `${PROGRAM}: BU may change agent\\state\\spool; install the agent where only administrators write`,
    });
  },
);

test('the folder of one person: an administrator may run it, the system must not', async () => {
  const system = windows({
    'C:\\Users\\admin\\tiebreak': saved(['tiebreak', `${CLOSED}(A;;FA;;;S-1-5-21-1-2-3-1001)`]),
  });
  const places = ['C:\\Users\\admin\\tiebreak'];
  expect(await verdictOn(system, places, 'administrator')).toBeUndefined();
  expect(await verdictOn(system, places, 'system')).toMatchObject({
    problem: expect.stringContaining('S-1-5-21-1-2-3-1001'),
  });
  expect(await verdictOn(system, places, 'person')).toBeUndefined();
});

test('nothing is run through a junction, wherever it is on the way', async () => {
  const system = windows(
    {},
    { link: (path) => (path === 'C:\\Program Files\\tiebreak' ? 'D:\\elsewhere' : undefined) },
  );
  expect(await verdictOn(system, [STATE], 'system')).toEqual({
    problem: 'C:\\Program Files\\tiebreak is a link or a junction: nothing is run through one; reinstall the agent',
  });
});

test('what cannot be verified stops the system, and is said to an administrator', async () => {
  for (const permissions of [{}, { [PROGRAM]: saved(['agent', 'D:(A;;QQ;;;BU)']) }] as Record<string, Buffer>[]) {
    expect(await verdictOn(windows(permissions), [PROGRAM], 'system')).toMatchObject({ problem: expect.any(String) });
    expect(await verdictOn(windows(permissions), [PROGRAM], 'administrator')).toEqual({
      warning: `who may write in ${PROGRAM} could not be verified`,
    });
  }
});

test('the places a run trusts: its program, its state, the key it was given', () => {
  const places = placesTrusted({ key: 'C:\\keys\\organisation.key' }, STATE);
  expect(places).toContain('C:\\keys');
  expect(places).toContain(STATE);
});
