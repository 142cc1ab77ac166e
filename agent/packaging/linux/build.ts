/**
 * Every package for Linux: `npm run package:linux` → dist/linux/.
 *
 * In: the sources, SOURCE_DATE_EPOCH for the date inside the packages. Out: the agent (.deb, .rpm, archive), the command line (.deb), an
 * Ansible role, the bills of materials, SHA256SUMS. Two builds of the same sources give the same bytes. It signs nothing: repositories do.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AGENT_VERSION } from '../../version.ts';
import { bill, cache, packageDate, root, sums, write } from '../release.ts';
import { agentTree, packagingFile } from './agent-tree.ts';
import { agentArchive, ansibleArchive } from './archives.ts';
import { commandLineTree } from './command-line-tree.ts';
import { buildDeb, type Compression } from './deb.ts';
import { NODE_FOR_LINUX } from './node-linux.ts';
import { buildRpm } from './rpm.ts';
import { digestOf, type Entry } from './tree.ts';

type Build = { output: string; work: string; version: string; date: Date; compression: Compression };
type Options = { version?: string; compression?: Compression };

/** Said by the program itself (glibc 2.28, libstdc++ of GCC 5): see node-linux.ts. */
const LIBRARIES = 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 5)';

export async function packageForLinux(output: string, options: Options = {}): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'tiebreak-linux-'));
  const { version = AGENT_VERSION, compression = 'zstd' } = options;
  const build = { output, work, version, date: packageDate(), compression };
  try {
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    await packageAgent(build);
    await packageCommandLine(build);
    ansibleArchive(work, version, join(output, `tiebreak-ansible-${version}.tar.gz`), build.date);
    write(join(output, 'SHA256SUMS'), sums(output));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The packages of the agent alone. */
export async function packageAgent({ output, work, version, date, compression }: Build): Promise<void> {
  const name = 'tiebreak-agent';
  const { tree, inputs } = await agentTree(work, cache, version);
  const summary = 'Inventory of this machine, for tiebreak';
  const description =
    'Takes the inventory of the machine once a day, delivers it where the settings say, and stops: nothing stays resident.';
  buildDeb({
    tree,
    fields: {
      ...common(name, version, summary, description),
      Depends: `${LIBRARIES}, init-system-helpers (>= 1.54)`,
      Recommends: 'systemd',
    },
    scripts: scripts('agent', ['postinst', 'prerm', 'postrm']),
    output: join(output, `${name}_${version}_amd64.deb`),
    work: join(work, 'agent-packages'),
    date,
    compression,
  });
  buildRpm({
    ...{ tree, name, version, summary, description },
    scripts: Object.fromEntries(['post', 'preun', 'postun'].map((when) => [when, packagingFile(`agent.rpm-${when}`)])),
    output: join(output, `${name}-${version}-1.x86_64.rpm`),
    work: join(work, 'agent-packages'),
    date,
  });
  await agentArchive(work, version, join(output, `${name}-${version}.tar.gz`), date);
  write(join(output, `${name}.cdx.json`), billOf(name, version, tree, inputs, date));
}

async function packageCommandLine({ output, work, version, date, compression }: Build): Promise<void> {
  const name = 'tiebreak';
  const { tree, inputs } = await commandLineTree(work, cache, version);
  const summary = 'Measures the extra-European dependency of an information system';
  const description =
    'Reads inventories, answers a percentage with its interval and coverage, and candidates for migration.';
  buildDeb({
    tree,
    fields: { ...common(name, version, summary, description), Depends: `${LIBRARIES}, passwd` },
    scripts: scripts('cli', ['postinst', 'prerm', 'postrm']),
    output: join(output, `${name}_${version}_amd64.deb`),
    work: join(work, 'command-line-packages'),
    date,
    compression,
  });
  write(join(output, `${name}.cdx.json`), billOf(name, version, tree, inputs, date));
}

function common(name: string, version: string, summary: string, description: string): Record<string, string> {
  return {
    Package: name,
    Version: version,
    Architecture: 'amd64',
    Maintainer: 'tiebreak <maintainers@tiebreak.invalid>',
    Section: 'admin',
    Priority: 'optional',
    Description: `${summary}\n ${description}`,
  };
}

function scripts(prefix: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, packagingFile(`${prefix}.${name}`)]));
}

function billOf(name: string, version: string, tree: readonly Entry[], inputs: readonly string[], date: Date): string {
  return bill({ name, version, inputs, nodeSha256: NODE_FOR_LINUX.sha256, digest: digestOf(tree), date });
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      output: { type: 'string', default: join(root, 'dist', 'linux') },
      compression: { type: 'string', default: 'zstd' },
    },
  });
  const compression = (['zstd', 'xz', 'gzip'] as const).find((name) => name === values.compression);
  if (compression === undefined) throw new Error(`--compression: zstd, xz or gzip, not ${values.compression}`);
  await packageForLinux(values.output, { compression });
  process.stdout.write(readFileSync(join(values.output, 'SHA256SUMS'), 'utf8'));
}
