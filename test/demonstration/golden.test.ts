/** The whole line on the demonstration fleet, byte for byte: whatever moves a number is seen here first. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenFiles, goldenFolder } from './fleet.ts';

const files = await goldenFiles();

test.each([...files])('%s is what it was', (name, content) => {
  const path = join(goldenFolder, name);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (before === content) return;
  const [old, fresh] = [before.split('\n'), content.split('\n')];
  const line = fresh.findIndex((text, index) => text !== old[index]);
  const at = line === -1 ? fresh.length : line;
  expect.fail(
    [
      `test/golden/${name} differs from line ${at + 1}:`,
      `- ${old[at] ?? '(nothing)'}`,
      `+ ${fresh[at] ?? '(nothing)'}`,
      'If the change is meant, renew it and read the difference: npm run golden:update',
    ].join('\n'),
  );
});
