import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { namesOfPeople } from '../../agent/people.ts';
import { recordedSystem } from './recorded-system.ts';

test.each(['C:', 'D:'])('Windows on %s: folders of profiles, not those of the system, and whoever runs it', (drive) => {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-people-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const name of ['j.dupont', 'MarieMartin', 'Public', 'Default']) {
    mkdirSync(join(root, drive, 'Users', name), { recursive: true });
  }
  const environment = { SystemDrive: drive, USERNAME: 'a.bernard' };
  const names = namesOfPeople(recordedSystem(root, { platform: 'windows', environment }));
  expect(names.sort()).toEqual(['MarieMartin', 'a.bernard', 'j.dupont']);
});
