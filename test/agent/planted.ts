/** A machine made of a few files, for one test: paths from its root, their content, or the target of a link. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Planted = Record<string, string | Buffer | { link: string }>;

export function plant(files: Planted): string {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-machine-'));
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, target);
    else writeFileSync(target, content);
  }
  return root;
}
