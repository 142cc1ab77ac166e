/**
 * What loading the whole base and compiling its rules costs beyond Node's start: from the cache of an earlier run (the sources, as developers run
 * them) and from the file that a release is built with. Three peers in turn in each round: Node with nothing to do, the same modules without the base,
 * and with it. Printed are medians, in milliseconds of wall time, as a ratio to Node's start, and in processor time, which a busy machine
 * stretches less.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { checkedKnowledge, readKnowledge } from '../../src/knowledge/read.ts';
import { textOfReading } from '../../src/knowledge/snapshot.ts';
import { median } from './aggregate.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'tiebreak');
const RUNS = 15;
const TARGET_MS = 150;

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Node with nothing to do but tell its processor time. */
const NOTHING =
  'const { user, system } = process.cpuUsage(); process.stdout.write(JSON.stringify({ products: 0, cpuMs: (user + system) / 1000 }));';

function costOf(args: readonly string[], loads: boolean): Cost {
  const start = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const wallMs = performance.now() - start;
  if (status !== 0) throw new Error(stderr);
  const { products, cpuMs } = JSON.parse(stdout) as { products: number; cpuMs: number };
  if (products > 0 !== loads) throw new Error(`unexpected output: ${stdout}`);
  return { wallMs, cpuMs };
}

function measure(name: string, child: string, place: readonly string[]): void {
  costOf([child, 'load', ...place], true);
  const rounds = Array.from({ length: RUNS }, () => ({
    node: costOf(['--input-type=module', '--eval', NOTHING], false),
    modules: costOf([child], false),
    base: costOf([child, 'load', ...place], true),
  }));
  const beyond = (key: keyof Cost, peer: 'node' | 'modules'): number =>
    median(rounds.map((round) => round.base[key] - round[peer][key]));
  const node = median(rounds.map((round) => round.node.wallMs));
  console.log(
    `load (${name}): ${beyond('wallMs', 'node').toFixed(0)} ms beyond Node's start (target < ${TARGET_MS}), ${beyond('cpuMs', 'node').toFixed(0)} ms of processor; ` +
      `of which the base and its rules ${beyond('wallMs', 'modules').toFixed(0)} ms, ${beyond('cpuMs', 'modules').toFixed(0)} ms of processor; ` +
      `${(beyond('wallMs', 'node') / node + 1).toFixed(1)} × Node's start (${node.toFixed(0)} ms)`,
  );
}

export function benchLoad(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-bench-load-'));
  try {
    writeFileSync(join(folder, 'knowledge.json'), textOfReading(checkedKnowledge(ROOT)));
    const bundle = join(folder, 'load-child.mjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'load-child.ts')],
      outfile: bundle,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      banner: {
        js: "import { createRequire as require_ } from 'node:module'; const require = require_(import.meta.url);",
      },
    });
    measure('release', bundle, [folder]);
    // What an earlier run leaves.
    readKnowledge({ root: ROOT, cache: CACHE });
    measure('sources, cached', join(import.meta.dirname, 'load-child.ts'), [ROOT, CACHE]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) benchLoad();
