/**
 * The agent as files without any dependency: the agent itself, the list of the services it may name, and apart from it, so that nobody
 * else pays for reading them, what only some machines load: systeminformation, on the systems whose management interface must be asked
 * (macOS), fast-glob, where menus have folders, undici, to deliver over HTTPS, and tldts, where the policy lets domains out that the list does
 * not know.
 *
 * In: a folder, and the system it is for where that is known. Out: `tiebreak-agent.cjs`, `domains.txt` and one file for each of these in it,
 * for Node 22 and later; without what other systems need, which would be read at each start.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { build } from 'esbuild';
import { serviceList } from '../../src/identify/service-list.ts';
import type { Platform } from '../../src/inventory/schema.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

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
  // What is loaded on demand is required: a program compiled ahead has no other loader.
  supported: { 'dynamic-import': false },
  logLevel: 'error',
} satisfies BuildOptions;

/** Of undici, the two parts the agent uses: the whole takes twice as long to load. */
const APART: Record<string, string> = {
  'fast-glob': "module.exports = require('fast-glob');",
  systeminformation: "module.exports = require('systeminformation');",
  tldts: "export { getDomain } from 'tldts';",
  undici: `
    const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
    Dispatcher.prototype.request = require('undici/lib/api/api-request.js');
    Dispatcher.prototype.connect = require('undici/lib/api/api-connect.js');
    exports.Client = require('undici/lib/dispatcher/client.js');
    exports.buildConnector = require('undici/lib/core/connect.js');
  `,
};

/** What one system alone loads. */
const ONLY_ON: Record<string, Platform> = { 'fast-glob': 'linux', systeminformation: 'darwin' };

/** `inputs` are the files the bundles are made of, relative to the repository: what its bill of materials is drawn from. */
export async function bundleAgent(folder: string, system?: Platform): Promise<{ agent: string; inputs: string[] }> {
  const agent = join(folder, 'tiebreak-agent.cjs');
  const own = await build({
    ...COMMON,
    entryPoints: [fileURLToPath(new URL('../entry.ts', import.meta.url))],
    outfile: agent,
    plugins: system === undefined ? [apartFiles] : [apartFiles, collectorsOf(system)],
  });
  const apart = await Promise.all(
    Object.entries(APART)
      .filter(([name]) => system === undefined || (ONLY_ON[name] ?? system) === system)
      .map(([name, contents]) =>
        build({ ...COMMON, stdin: { contents, resolveDir: root }, outfile: join(folder, `${name}.cjs`) }),
      ),
  );
  writeFileSync(join(folder, 'domains.txt'), listOfServices(), { mode: 0o644 });
  const inputs = [own, ...apart]
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((path) => path !== '<stdin>');
  return { agent, inputs: [...new Set(inputs)].sort() };
}

const apartFiles: Plugin = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^(?:fast-glob|systeminformation|tldts|undici)$/ }, ({ path }) => ({
      path: `./${path}.cjs`,
      external: true,
    }));
  },
};

/** Without the collectors of other systems: the lists of these are empty. */
function collectorsOf(system: Platform): Plugin {
  return {
    name: 'collectors',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]collectors[\\/](?:darwin|linux|windows)[\\/]index\.ts$/ }, ({ path }) =>
        basename(dirname(path)) === system ? undefined : { contents: 'export const collectors = [];', loader: 'ts' },
      );
    },
  };
}

function listOfServices(): string {
  const { base, problems } = readKnowledge({ root, local: [] });
  if (base === null) throw problems[0] ?? new Error('no knowledge base');
  const { SOURCE_DATE_EPOCH } = process.env;
  // Services that have ended are left out: the day counts, and whoever builds again may say which it was.
  const day = SOURCE_DATE_EPOCH === undefined ? new Date() : new Date(Number(SOURCE_DATE_EPOCH) * 1000);
  return serviceList(base, day.toISOString().slice(0, 10));
}
