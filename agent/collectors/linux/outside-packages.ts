/**
 * Applications no package manager knows: folders of /opt, programs of systemd units, entries of the menus, AppImages.
 *
 * An application is named after its menu entry, else its unit's folder or its own. Whatever a package owns is left to the package.
 * Shortcuts to web pages and games are not programs of their own and are passed over; of a path only the last word is ever kept.
 */
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { parseSections } from '../../formats/section-file.ts';
import { homesOf } from '../../homes.ts';
import type { System } from '../../system.ts';
import type { DesktopEntry } from './support/desktop-entries.ts';
import { readDesktopEntries } from './support/desktop-entries.ts';
import { unowned } from './support/ownership.ts';

const MENUS = ['/usr/share/applications', '/usr/local/share/applications'];
const UNITS = ['/etc/systemd/system', '/usr/local/lib/systemd/system'];
/** Where people keep AppImages; the names of other files there are not kept. */
const APPIMAGE_FOLDERS = [
  '',
  '/Applications',
  '/AppImages',
  '/.local/bin',
  '/Downloads',
  '/Téléchargements',
  '/Desktop',
  '/Bureau',
];
const ELF_APPIMAGE = /^\x7fELF.{4}AI[\x01\x02]/s;
const PACKAGED = /^\/(?:usr\/(?!local\/)|s?bin\/|lib)/;

type Candidate = {
  item: SoftwareItem;
  path: string /** Nobody but a package puts files there: its owner must be asked. */;
  ask: boolean;
};

export const outsidePackages: Collector = {
  id: 'outside-packages',
  platforms: ['linux'],
  async collect(system, signal): Promise<Collected> {
    const homes = homesOf(system);
    const menus = [
      ...(await candidatesOfMenus(system, MENUS, 'machine')),
      ...(await candidatesOfMenus(
        system,
        homes.map((home) => `${home}/.local/share/applications`),
        'user',
      )),
    ];
    const images = [
      ...appImagesIn(system, '/opt', 'machine'),
      ...appImagesIn(system, '/usr/local/bin', 'machine'),
      ...homes.flatMap((home) => APPIMAGE_FOLDERS.flatMap((folder) => appImagesIn(system, `${home}${folder}`, 'user'))),
    ];
    const candidates = distinct([...menus, ...images, ...candidatesOfUnits(system), ...candidatesOfOpt(system)]);
    const asked = candidates.filter(({ ask }) => ask).map(({ path }) => path);
    const free = await unowned(system, asked, signal);
    const kept = candidates.filter(({ ask, path }) => !ask || free === undefined || free.has(path));
    return {
      facts: { software: withoutRepeats(kept.map(({ item }) => item)) },
      ...(free === undefined
        ? {
            status: 'partial' as const,
            warnings: [
              `no package manager answered: ${asked.length} ${asked.length === 1 ? 'program may be of a package' : 'programs may be of packages'}`,
            ],
          }
        : {}),
    };
  },
};

async function candidatesOfMenus(system: System, folders: readonly string[], scope: 'machine' | 'user') {
  const entries = await Promise.all(folders.map((folder) => readDesktopEntries(system, folder)));
  return candidatesOfMenu(entries.flat(), scope);
}

function candidatesOfMenu(entries: readonly DesktopEntry[], scope: 'machine' | 'user'): Candidate[] {
  return entries.flatMap((entry) => {
    const { program, path } = entry;
    if (program === undefined || PACKAGED.test(program) || isShortcut(entry)) return [];
    const kind = /\.appimage$/i.test(program) ? 'appimage' : 'application';
    const item: SoftwareItem = { name: entry.name, version: entry.version, kind, scope, foundBy: 'outside-packages' };
    return [{ item, path: program, ask: scope === 'machine' && path.startsWith('/usr/share/') }];
  });
}

/** A page that a browser shows as an application, a game that a launcher starts. */
function isShortcut({ arguments: words }: DesktopEntry): boolean {
  return words.some((word) => /^--app(?:-id)?=/.test(word) || /^[a-z]+:\/\//.test(word));
}

function appImagesIn(system: System, folder: string, scope: 'machine' | 'user'): Candidate[] {
  const listing = system.list(folder);
  const names = listing.ok ? listing.names.filter((name) => /\.appimage$/i.test(name)) : [];
  return names.flatMap((name) => {
    const path = `${folder}/${name}`;
    const start = system.read(path, 16);
    if (!start.ok || !ELF_APPIMAGE.test(start.bytes.toString('latin1'))) return [];
    return [
      { item: { ...describeAppImage(name), kind: 'appimage', scope, foundBy: 'outside-packages' }, path, ask: false },
    ];
  });
}

/** "LibreOffice-24.8.4-x86_64.AppImage": name, version, architecture, in that order when they are there. */
export function describeAppImage(file: string): { name: string; version?: string; architecture?: string } {
  const stem = file.replace(/\.appimage$/i, '');
  const architecture = /(?:x86_64|amd64|aarch64|arm64|armhf|i[36]86)$/i.exec(stem)?.[0];
  const bare = (architecture === undefined ? stem : stem.slice(0, -architecture.length)).replace(/[-_. ]+$/, '');
  const start = bare.search(/[-_ ]v?\d/i);
  const version = start < 1 ? undefined : bare.slice(start + 1).replace(/^v/i, '');
  return {
    name: start < 1 ? bare : bare.slice(0, start),
    ...(version && { version }),
    ...(architecture && { architecture }),
  };
}

/** Units written on this machine, whose program lies outside of the folders of packages; a link only enables a unit of elsewhere. */
function candidatesOfUnits(system: System): Candidate[] {
  return UNITS.flatMap((folder) => {
    const listing = system.list(folder);
    const names = listing.ok ? listing.names.filter((name) => name.endsWith('.service')) : [];
    return names.flatMap((name) => {
      const path = `${folder}/${name}`;
      const reading = system.link(path) === undefined ? system.read(path, 256 * 1024) : undefined;
      const program = reading?.ok === true ? programOfUnit(reading.bytes.toString('utf8')) : undefined;
      if (program === undefined || PACKAGED.test(program)) return [];
      return [
        {
          item: { name: titleOfPath(program), kind: 'application', scope: 'machine', foundBy: 'outside-packages' },
          path: program,
          ask: true,
        },
      ];
    });
  });
}

/** The program of ExecStart, without the marks systemd allows before it. */
export function programOfUnit(text: string): string | undefined {
  const command = parseSections(text).get('Service')?.get('ExecStart') ?? '';
  const program = command
    .replace(/^[-@:+!|]+/, '')
    .split(/\s/, 1)[0]
    ?.replace(/^"|"$/g, '');
  return program?.startsWith('/') ? program : undefined;
}

/** In /opt, vendors have a folder each, sometimes one a product in it; what has programs is an application. */
function candidatesOfOpt(system: System): Candidate[] {
  const folders = foldersIn(system, '/opt');
  return folders.flatMap((folder) => {
    const products = [folder, ...foldersIn(system, folder)].filter((path) => hasPrograms(system, path));
    return products.map((path) => ({
      item: { name: titleOfPath(`${path}/`), kind: 'application', scope: 'machine', foundBy: 'outside-packages' },
      path,
      ask: true,
    }));
  });
}

function foldersIn(system: System, folder: string): string[] {
  const listing = system.list(folder);
  return listing.ok ? listing.names.filter((name) => !name.startsWith('.')).map((name) => `${folder}/${name}`) : [];
}

function hasPrograms(system: System, folder: string): boolean {
  const listing = system.list(`${folder}/bin`);
  return listing.ok && listing.names.length > 0;
}

/** "/opt/google/chrome/" and "/opt/google/chrome/bin/x" → "google chrome"; elsewhere, the name of the program. */
export function titleOfPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] !== 'opt' || parts.length < 2) return parts.at(-1) ?? path;
  const own = parts.slice(1).filter((part) => !/^(?:s?bin|lib|current|versions?|v?\d[\d.]*)$/.test(part));
  const words = path.endsWith('/') ? own : own.slice(0, Math.max(1, own.length - 1));
  return words.slice(0, 2).join(' ');
}

/** The same program found by its menu entry, its unit and its folder is one: the first, which has the best name. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const known = kept.some(
      ({ path }) => path === candidate.path || path.startsWith(`${candidate.path}/`) || isBeside(path, candidate.path),
    );
    if (!known) kept.push(candidate);
  }
  return kept;
}

/** Two programs of one folder of /opt are of one application. */
function isBeside(path: string, other: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return folder.startsWith('/opt/') && other.startsWith(`${folder}/`);
}

function withoutRepeats(items: readonly SoftwareItem[]): SoftwareItem[] {
  const seen = new Map(items.map((item) => [`${item.name}\0${item.version ?? ''}\0${item.scope}`, item]));
  return [...seen.values()];
}
