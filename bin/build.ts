/**
 * The release: dist/, a package that runs on Node 22 and later with nothing else installed.
 *
 * In: the sources. Out: the bundled command line and agent, the checked knowledge base as one file, the rules and records as people read them,
 * the schemas and the licences. `npm run build`
 */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundleAgent } from '../agent/packaging/bundle.ts';
import { buildNetworks, encodeNetworks, networksPackage } from '../src/addresses/read.ts';
import { checkedKnowledge } from '../src/knowledge/read.ts';
import { textOfReading } from '../src/knowledge/snapshot.ts';

const root = join(import.meta.dirname, '..');

/** Writes the release into a folder, which is emptied first; answers which files it is made of, relative to the repository. */
export async function buildRelease(folder: string): Promise<{ inputs: string[] }> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    // The thread that reads ahead is a program of its own, beside the one that starts it.
    entryPoints: { main: join(root, 'src/cli/main.ts'), 'read-ahead': join(root, 'src/import/ahead/thread.ts') },
    outdir: join(folder, 'lib/cli'),
    bundle: true,
    // What is loaded on demand stays apart: the schemas and the YAML of the base are for those who write records.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning',
    // Some dependencies are CommonJS and ask for require.
    banner: {
      js: "import { createRequire as require_ } from 'node:module'; const require = require_(import.meta.url);",
    },
  });
  const { inputs } = await bundleAgent(folder);
  writeFileSync(join(folder, 'knowledge.json'), textOfReading(checkedKnowledge(root)));
  const networks = networksPackage();
  writeFileSync(join(folder, 'networks.bin'), encodeNetworks(buildNetworks(networks)));
  for (const path of ['rules', 'data', 'schemas', 'LICENSE', 'README.md'])
    cpSync(join(root, path), join(folder, path), { recursive: true });

  const entries = { 'tiebreak.js': '../lib/cli/main.js', 'tiebreak-agent.js': '../tiebreak-agent.cjs' };
  for (const [name, target] of Object.entries(entries)) {
    writeFileSync(join(folder, 'bin', name), `#!/usr/bin/env node\nimport(${JSON.stringify(target)});\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const { name, version, description, license, type, bin } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const manifest = { name, version, description, license, type, bin, engines: { node: '>=22' } };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return { inputs: [...Object.keys(metafile.inputs), ...inputs, `${relative(root, networks)}/package.json`] };
}

if (import.meta.main) await buildRelease(join(root, 'dist'));
