/**
 * The bundled agent, compiled ahead for the Node it is packaged with: a third of what it costs a machine is its compilation, every day again.
 *
 * In: a folder of `.cjs` programs, and that Node. Out: in the place of each, what starts it, and beside it the program and its cache:
 * `tiebreak-agent.cjs`, `tiebreak-agent.program` and `tiebreak-agent.cache`. The same Node and the same program give the same bytes.
 */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './pinned.ts';

const files = join(import.meta.dirname, 'compiled');

export function compileAhead(folder: string, node: string): void {
  for (const name of readdirSync(folder))
    if (name.endsWith('.cjs')) compile(folder, name.slice(0, -'.cjs'.length), node);
}

function compile(folder: string, name: string, node: string): void {
  const start = join(folder, `${name}.cjs`);
  const program = join(folder, `${name}.program`);
  const source = readFileSync(start, 'utf8');
  // Written and read as Latin-1, the faster: a bundle is ASCII but for the names of authors.
  if (/[^\x00-\xff]/.test(source)) throw new Error(`${start} is not Latin-1`);
  writeFileSync(program, `(function(require,module,exports,__filename,__dirname){${source}\n})`, 'latin1');
  copyFileSync(join(files, 'start.cjs'), start);
  run(node, ['--random-seed=1', join(files, 'compile.cjs'), program, join(folder, `${name}.cache`)]);
}
