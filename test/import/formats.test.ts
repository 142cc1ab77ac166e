import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importers } from '../../src/import/formats/index.ts';

test('every format of the folder is registered, in alphabetical order', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'import', 'formats');
  const onDisk = readdirSync(folder, { withFileTypes: true })
    .map((entry) => entry.name.replace(/\.ts$/, ''))
    .filter((name) => name !== 'index')
    .sort();
  expect(importers.map((importer) => importer.id)).toEqual(onDisk);
});
