/**
 * The bill of materials of the agent, CycloneDX 1.6: what its bundle is really made of, from the bundler's own account, and the Node it runs on.
 *
 * In: the files that went into the bundle, the lock file. Out: one JSON document, the same for the same content. A package that the lock
 * file does not know stops the build: the document would be false.
 */
type Locked = { version?: string; license?: string; integrity?: string };
export type Lock = { packages: Record<string, Locked> };

type Component = {
  type: 'library' | 'platform' | 'application';
  'bom-ref': string;
  name: string;
  version: string;
  purl: string;
  licenses?: { expression: string }[];
  hashes?: { alg: 'SHA-256' | 'SHA-512'; content: string }[];
};

/** The Node that is shipped with the bundle. */
export type Runtime = { version: string; sha256: string };

export type SbomRequest = {
  name: string;
  version: string;
  inputs: readonly string[];
  lock: Lock;
  node: Runtime;
  /** Identifier of the document, drawn from its content. */
  serialNumber: string;
  date: Date;
};

export function billOfMaterials({ name, version, inputs, lock, node, serialNumber, date }: SbomRequest): string {
  const main: Component = {
    type: 'application',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    purl: `pkg:generic/${name}@${version}`,
    licenses: [{ expression: 'EUPL-1.2' }],
  };
  const components = [runtime(node), ...packagesOf(inputs).map((path) => library(path, lock))];
  return `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${serialNumber.toLowerCase()}`,
      version: 1,
      metadata: { timestamp: date.toISOString(), lifecycles: [{ phase: 'build' }], component: main },
      components,
      dependencies: [{ ref: main['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
    },
    null,
    2,
  )}\n`;
}

/** Folders of the packages among these files, innermost first: "node_modules/a/node_modules/b/index.js" is of b. */
export function packagesOf(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

function library(path: string, lock: Lock): Component {
  const locked = lock.packages[path];
  if (locked?.version === undefined)
    throw new Error(`${path} is in the bundle and not in package-lock.json: run npm ci`);
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${locked.version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version: locked.version,
    purl,
    ...(locked.license === undefined ? {} : { licenses: [{ expression: locked.license }] }),
    ...(locked.integrity === undefined ? {} : { hashes: [integrityHash(locked.integrity)] }),
  };
}

function integrityHash(integrity: string) {
  const content = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return { alg: 'SHA-512' as const, content };
}

function runtime({ version, sha256 }: Runtime): Component {
  return {
    type: 'platform',
    'bom-ref': `pkg:generic/node@${version}`,
    name: 'node',
    version,
    purl: `pkg:generic/node@${version}`,
    licenses: [{ expression: 'MIT' }],
    hashes: [{ alg: 'SHA-256', content: sha256 }],
  };
}
