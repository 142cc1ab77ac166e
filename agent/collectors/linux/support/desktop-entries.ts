/** Desktop entries: the programs that menus show, and the name a person knows them by. */
import type { Dirent, readdirSync } from 'node:fs';
import { parseSections } from '../../../formats/section-file.ts';
import type { System } from '../../../system.ts';

const ENTRY_BYTES = 256 * 1024;
const DEEPEST = 2;

export type DesktopEntry = {
  /** "firefox.desktop", with the folders between as hyphens: how others refer to it. */
  id: string;
  path: string;
  name: string;
  /** Absolute path of the program; undefined when the entry leaves it to the PATH. */
  program: string | undefined;
  arguments: string[];
  version: string | undefined;
};

/** Entries of a folder of applications and of the folders in it (some vendors have one each). */
export async function readDesktopEntries(system: System, folder: string): Promise<DesktopEntry[]> {
  const paths = await entriesIn(system, folder);
  return paths.flatMap((path) => readDesktopEntry(system, `${folder}/${path}`, path.replaceAll('/', '-')) ?? []);
}

/** Paths under the folder, sorted. Only a name without a dot is looked at as a folder: where there is none, nothing has to be loaded. */
async function entriesIn(system: System, folder: string): Promise<string[]> {
  const listing = system.list(folder);
  if (!listing.ok) return [];
  if (listing.names.every((name) => name.includes('.')))
    return listing.names.filter((name) => name.endsWith('.desktop'));
  const { default: glob } = await import('fast-glob');
  return glob.sync('**/*.desktop', { cwd: folder, deep: DEEPEST, fs: { readdirSync: readerOf(system) } }).sort();
}

/** Folders as fast-glob asks for them, read through the door of the agent. */
function readerOf(system: System): typeof readdirSync {
  function read(folder: string): Pick<Dirent, 'name' | 'isFile' | 'isDirectory' | 'isSymbolicLink'>[] {
    const listing = system.list(folder);
    if (!listing.ok) return [];
    return listing.names.map((name) => {
      const isFolder = !name.includes('.') && system.list(`${folder}/${name}`).ok;
      return { name, isFile: () => !isFolder, isDirectory: () => isFolder, isSymbolicLink: () => false };
    });
  }
  return read as unknown as typeof readdirSync;
}

export function readDesktopEntry(system: System, path: string, id: string): DesktopEntry | undefined {
  const reading = system.read(path, ENTRY_BYTES);
  return reading.ok ? parseDesktopEntry(reading.bytes.toString('utf8'), path, id) : undefined;
}

export function parseDesktopEntry(text: string, path: string, id: string): DesktopEntry | undefined {
  const values = parseSections(text).get('Desktop Entry');
  const name = values?.get('Name');
  if (values === undefined || !name || values.get('Type') !== 'Application' || values.get('Hidden') === 'true')
    return undefined;
  const [program, ...words] = commandWords(values.get('Exec') ?? '');
  return {
    id,
    path,
    name,
    program: program?.startsWith('/') ? program : undefined,
    arguments: words,
    version: values.get('X-AppImage-Version') || undefined,
  };
}

/** The words of Exec, quotes removed, without "env" and the variables it sets. */
function commandWords(command: string): string[] {
  const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
  );
  const start = words.findIndex((word) => !/^(?:\/usr)?(?:\/bin\/)?env$/.test(word) && !/^[A-Za-z_]\w*=/.test(word));
  return start === -1 ? [] : words.slice(start);
}
