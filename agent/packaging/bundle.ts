/**
 * The agent as two files without any dependency: the agent itself, and systeminformation, which it loads only on the systems whose
 * management interface it must ask (Windows, macOS). Kept apart so that nobody else pays for reading it.
 *
 * In: a folder. Out: `tiebreak-agent.cjs` and `systeminformation.cjs` in it, for Node 22 and later.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

const COMMON = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  legalComments: 'eof',
  logLevel: 'error',
} satisfies BuildOptions;

export async function bundleAgent(folder: string): Promise<{ agent: string }> {
  const agent = join(folder, 'tiebreak-agent.cjs');
  await build({
    ...COMMON,
    entryPoints: [fileURLToPath(new URL('../entry.ts', import.meta.url))],
    outfile: agent,
    plugins: [
      {
        name: 'systeminformation-apart',
        setup({ onResolve }) {
          onResolve({ filter: /^systeminformation$/ }, () => ({ path: './systeminformation.cjs', external: true }));
        },
      },
    ],
  });
  await build({
    ...COMMON,
    entryPoints: ['systeminformation'],
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    outfile: join(folder, 'systeminformation.cjs'),
  });
  return { agent };
}
