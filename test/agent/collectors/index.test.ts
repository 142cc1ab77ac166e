import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Collector } from '../../../agent/collector.ts';
import { collectors } from '../../../agent/collectors/index.ts';

const folder = fileURLToPath(new URL('../../../agent/collectors/', import.meta.url));

test('the lists hold every collector of the disk, in the order of the disk', async () => {
  const found: Collector[] = [];
  for (const file of globSync('*/*.ts', { cwd: folder, exclude: ['*/index.ts'] }).sort()) {
    const exported: Record<string, unknown> = await import(`${folder}${file}`);
    const inFile = Object.values(exported).filter(isCollector);
    expect(inFile, `${file} exports one collector`).toHaveLength(1);
    found.push(...inFile);
  }
  expect(collectors).toEqual(found);
});

test('no two collectors of one platform bear the same name', () => {
  const names = collectors.flatMap(({ id, platforms }) => platforms.map((platform) => `${platform}/${id}`));
  expect(new Set(names).size).toBe(names.length);
});

function isCollector(value: unknown): value is Collector {
  return typeof value === 'object' && value !== null && 'collect' in value && 'platforms' in value;
}
