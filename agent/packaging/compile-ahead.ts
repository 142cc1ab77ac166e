/**
 * The bundled agent, compiled ahead for the Node it is packaged with: a third of what it costs a machine is its compilation, every day again.
 *
 * In: a folder that holds `tiebreak-agent.cjs`, and that Node. Out: in its place what starts it, `program.cjs` and `program.cache`.
 * The same Node and the same program give the same bytes.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './pinned.ts';

const files = join(import.meta.dirname, 'compiled');

export function compileAhead(folder: string, node: string): void {
  const agent = join(folder, 'tiebreak-agent.cjs');
  const program = join(folder, 'program.cjs');
  const source = readFileSync(agent, 'utf8');
  // Read as Latin-1, the faster: a bundle is ASCII.
  if (/[^\x00-\x7f]/.test(source)) throw new Error(`${agent} is not ASCII`);
  writeFileSync(program, `(function(require,module,exports,__filename,__dirname){${source}\n})`);
  rmSync(agent);
  copyFileSync(join(files, 'tiebreak-agent.cjs'), agent);
  run(node, ['--random-seed=1', join(files, 'compile.cjs'), program, join(folder, 'program.cache')]);
}
