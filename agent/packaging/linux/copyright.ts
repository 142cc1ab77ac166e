/** The copyright file that Debian wants of every package: whose each part is, and the licences in full. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../release.ts';
import { DATA, type Entry } from './tree.ts';

/** `nodeLicence` is the file that Node comes with: its own licence, then those of what it contains. */
export function copyright(name: string, nodeLicence: string): Entry {
  const content = `tiebreak: EUPL-1.2, below.
Node.js (the program "node"): below, after it. Packages inside the bundled files (.cjs, .js): named with their licences at the end of
those files, or in the .LEGAL.txt beside them.

${readFileSync(join(root, 'LICENSE'), 'utf8')}
----

${readFileSync(nodeLicence, 'utf8')}`;
  return { path: `/usr/share/doc/${name}/copyright`, mode: DATA, content };
}
