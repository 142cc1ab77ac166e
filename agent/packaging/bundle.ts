/**
 * The agent as three files without any dependency: the agent itself, and apart from it, so that nobody else pays for reading them,
 * what only some machines load: systeminformation, on the systems whose management interface must be asked (Windows, macOS), and
 * undici, to deliver over HTTPS.
 *
 * In: a folder. Out: `tiebreak-agent.cjs`, `systeminformation.cjs` and `undici.cjs` in it, for Node 22 and later.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  legalComments: 'eof',
  logLevel: 'error',
} satisfies BuildOptions;

/** Of undici, the two parts the agent uses: the whole takes twice as long to load. */
const APART: Record<string, string> = {
  systeminformation: "module.exports = require('systeminformation');",
  undici: `
    const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
    Dispatcher.prototype.request = require('undici/lib/api/api-request.js');
    Dispatcher.prototype.connect = require('undici/lib/api/api-connect.js');
    exports.Client = require('undici/lib/dispatcher/client.js');
    exports.buildConnector = require('undici/lib/core/connect.js');
  `,
};

/** `inputs` are the files the bundles are made of, relative to the repository: what its bill of materials is drawn from. */
export async function bundleAgent(folder: string): Promise<{ agent: string; inputs: string[] }> {
  const agent = join(folder, 'tiebreak-agent.cjs');
  const own = await build({
    ...COMMON,
    entryPoints: [fileURLToPath(new URL('../entry.ts', import.meta.url))],
    outfile: agent,
    plugins: [
      {
        name: 'apart',
        setup({ onResolve }) {
          onResolve({ filter: /^(?:systeminformation|undici)$/ }, ({ path }) => ({
            path: `./${path}.cjs`,
            external: true,
          }));
        },
      },
    ],
  });
  const apart = await Promise.all(
    Object.entries(APART).map(([name, contents]) =>
      build({ ...COMMON, stdin: { contents, resolveDir: root }, outfile: join(folder, `${name}.cjs`) }),
    ),
  );
  const inputs = [own, ...apart]
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((path) => path !== '<stdin>');
  return { agent, inputs: [...new Set(inputs)].sort() };
}
