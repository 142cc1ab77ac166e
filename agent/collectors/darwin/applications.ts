/**
 * macOS applications, as system_profiler lists them: property list or text, old releases and new; where it does not answer, the
 * folders of applications are read instead. The identifier of the bundle comes from its Info.plist either way.
 *
 * The publisher is the name in the certificate, else the one in the copyright line. Paths decide the scope and never go out.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import type { PropertyValue } from '../../formats/property-list.ts';
import { parsePropertyList } from '../../formats/property-list.ts';
import { homesOf } from '../../homes.ts';
import type { System } from '../../system.ts';
import { decodePropertyList, itemsOf, textOf, under } from './support/property-file.ts';

/** What one application says of itself, whatever the form of the listing. */
type Application = {
  name: string;
  version?: string;
  kind?: string;
  path?: string;
  signer?: string;
  info?: string;
  obtainedFrom?: string;
};

const FOLDERS = ['/Applications', '/Applications/Utilities', '/System/Applications', '/System/Applications/Utilities'];
const INFO_BYTES = 1024 * 1024;
const NOTHING = {
  version: undefined,
  kind: undefined,
  path: undefined,
  signer: undefined,
  info: undefined,
  obtainedFrom: undefined,
};

export const applications: Collector = {
  id: 'applications',
  platforms: ['darwin'],
  async collect(system, signal): Promise<Collected> {
    const run = await system.run('system_profiler', ['-xml', 'SPApplicationsDataType'], { signal, timeoutMs: 120_000 });
    const found = run.ok ? readPropertyList(run.stdout.toString('utf8')) : [];
    if (!run.ok || found.length === 0) {
      const software = readFolders(system);
      const warning = `${run.ok ? 'system_profiler listed nothing' : run.detail}: the folders of applications were read instead`;
      return { facts: { software }, status: software.length > 0 ? 'partial' : 'failed', warnings: [warning] };
    }
    const software = found
      .filter(isOwn)
      .map((application) => ({ ...describe(application), ...bundleId(system, application.path) }));
    return {
      facts: { software },
      ...(run.status === 0 ? {} : { status: 'partial' as const, warnings: [`system_profiler answered ${run.status}`] }),
    };
  },
};

export function parseApplications(text: string): SoftwareItem[] {
  const found = text.trimStart().startsWith('<') ? readPropertyList(text) : readListing(text);
  return found.filter(isOwn).map(describe);
}

/** What an Info.plist says of its application, in XML or in binary. */
export function parseInfoPlist(bytes: Buffer): { id?: string; name?: string; version?: string; copyright?: string } {
  const root = decodePropertyList(bytes);
  const id = textOf(under(root, 'CFBundleIdentifier'));
  const name = textOf(under(root, 'CFBundleDisplayName')) ?? textOf(under(root, 'CFBundleName'));
  const version = textOf(under(root, 'CFBundleShortVersionString')) ?? textOf(under(root, 'CFBundleVersion'));
  const copyright = textOf(under(root, 'NSHumanReadableCopyright')) ?? textOf(under(root, 'CFBundleGetInfoString'));
  return { ...(id && { id }), ...(name && { name }), ...(version && { version }), ...(copyright && { copyright }) };
}

function bundleId(system: System, path: string | undefined): { id?: string } {
  if (path === undefined || !path.endsWith('.app')) return {};
  const id = readInfo(system, path).id;
  return id === undefined ? {} : { id };
}

function readInfo(system: System, bundle: string): ReturnType<typeof parseInfoPlist> {
  const reading = system.read(`${bundle}/Contents/Info.plist`, INFO_BYTES);
  return reading.ok ? parseInfoPlist(reading.bytes) : {};
}

/** Applications where they are usually put: the ones a person sees, without the certificate that names their publisher. */
function readFolders(system: System): SoftwareItem[] {
  const folders = [...FOLDERS, ...homesOf(system).map((home) => `${home}/Applications`)];
  return folders.flatMap((folder) => {
    const listing = system.list(folder);
    const bundles = listing.ok ? listing.names.filter((name) => name.endsWith('.app')) : [];
    return bundles.map((bundle) => {
      const path = `${folder}/${bundle}`;
      const { id, name, version, copyright } = readInfo(system, path);
      const title = name ?? bundle.slice(0, -'.app'.length);
      return { ...describe(application(title, { ...NOTHING, version, path, info: copyright })), ...(id && { id }) };
    });
  });
}

function readPropertyList(text: string): Application[] {
  const root = parsePropertyList(text);
  if (!Array.isArray(root)) return [];
  return root
    .flatMap((section) => (section instanceof Map ? itemsOf(section.get('_items')) : []))
    .flatMap(applicationOf);
}

function applicationOf(item: PropertyValue): Application[] {
  const name = item instanceof Map ? textOf(item.get('_name')) : undefined;
  if (!(item instanceof Map) || name === undefined) return [];
  const signers = item.get('signed_by');
  return [
    application(name, {
      version: textOf(item.get('version')),
      kind: textOf(item.get('arch_kind')) ?? textOf(item.get('runtime_environment')),
      path: textOf(item.get('path')),
      signer: Array.isArray(signers) ? textOf(signers[0]) : undefined,
      info: textOf(item.get('info')),
      obtainedFrom: textOf(item.get('obtained_from')),
    }),
  ];
}

/** The text form: a name and a colon alone on a line, then its more indented "Label: value" lines. Labels are English whatever the language. */
function readListing(text: string): Application[] {
  const found: { name: string; values: Map<string, string> }[] = [];
  for (const line of text.split('\n')) {
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    if (content === '') continue;
    if (indent === 4 && content.endsWith(':')) {
      found.push({ name: content.slice(0, -1), values: new Map() });
      continue;
    }
    const colon = content.indexOf(': ');
    if (indent === 6 && colon > 0)
      found.at(-1)?.values.set(content.slice(0, colon).toLowerCase(), content.slice(colon + 2).trim());
  }
  return found.map(({ name, values }) =>
    application(name, {
      version: values.get('version'),
      kind: values.get('kind'),
      path: values.get('location'),
      signer: values.get('signed by')?.split(', Developer ID Certification Authority')[0]?.split(', Apple ')[0],
      info: values.get('get info string'),
      obtainedFrom: values.get('obtained from'),
    }),
  );
}

function application(
  name: string,
  values: { [Key in Exclude<keyof Application, 'name'>]: string | undefined },
): Application {
  const stated = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return { name, ...Object.fromEntries(stated) };
}

const ARCHITECTURES: Record<string, string> = {
  arch_arm_i64: 'Universal',
  arch_arm: 'Apple Silicon',
  arch_i64: 'Intel',
  arch_i32: 'Intel (32-bit)',
  arch_i32_i64: 'Intel',
  arch_ppc: 'PowerPC',
  arch_x86: 'Intel',
  arch_web: 'Web',
};

function describe(item: Application): SoftwareItem {
  const path = item.path ?? '';
  return {
    name: item.name,
    publisher: publisherOf(item),
    version: item.version,
    architecture:
      item.kind === undefined || /^(?:arch_)?other$/i.test(item.kind)
        ? undefined
        : (ARCHITECTURES[item.kind] ?? item.kind),
    kind: 'application',
    scope: path.startsWith('/Users/') && !path.startsWith('/Users/Shared/') ? 'user' : 'machine',
    foundBy: 'applications',
    systemComponent: isHidden(path) ? true : undefined,
  };
}

/** Parallels gives each program of its virtual machines a shortcut that looks like an application. */
function isOwn({ path }: Application): boolean {
  return !/\/(?:\{[0-9a-f-]{36}\} Applications\.localized|[^/]{1,100} Applications \(Parallels\))\//i.test(path ?? '');
}

/** Helpers of the system and of other applications: the Finder shows none of them. */
function isHidden(path: string): boolean {
  return /^\/(?:System\/Library|usr|private|Library)\//.test(path) || path.includes('.app/Contents/');
}

export function publisherOf({ signer, info, obtainedFrom, path }: Omit<Application, 'name'>): string | undefined {
  const certified =
    /^(?:Developer ID Application|Apple Development|Apple Distribution|3rd Party Mac Developer Application): (.+?)(?: \([0-9A-Z]{10}\))?$/.exec(
      signer ?? '',
    )?.[1];
  if (certified !== undefined) return certified;
  if (signer === 'Software Signing' || obtainedFrom?.toLowerCase() === 'apple') return 'Apple';
  // Old releases sign nothing; only Apple writes under /System.
  if (path?.startsWith('/System/')) return 'Apple';
  return copyrightHolder(info ?? '');
}

/** "iTunes 10.5.3, © 2000-2012 Apple Inc. All rights reserved." → "Apple Inc." */
function copyrightHolder(info: string): string | undefined {
  const mark = /©|\(c\)|copyright/i.exec(info);
  if (mark === null) return undefined;
  const after = info.slice(mark.index, mark.index + 300).replace(/^(?:copyright|by\b|present\b|c\)|[^\p{L}])+/iu, '');
  const holder =
    after.split(/,? *all rights|,? *tous droits|[;|\n\r]|\. (?=[A-Z])|, (?!inc|ltd|llc|s\.?a|gmbh)/i)[0]?.trim() ?? '';
  return holder === '' || holder.length > 80 || /^[\d\W]*$/.test(holder) ? undefined : holder;
}
