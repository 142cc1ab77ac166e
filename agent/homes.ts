/** The home folders of the people of this machine: where to look for what is installed for one of them. No path of them goes out. */
import type { System } from './system.ts';

const FIRST_PERSON = 1000;
const LAST_PERSON = 59_999;
const NOT_PEOPLE = new Set([
  ...['lost+found', 'Shared', 'Guest', 'Deleted Users', 'linuxbrew'],
  ...['All Users', 'Default', 'Default User', 'Public', 'desktop.ini'],
]);
/** A file server may hold thousands of them: those are not the users of this machine's programs. */
export const MOST_HOMES = 200;

/** Several collectors ask. */
const known = new WeakMap<System, readonly string[]>();

export function homesOf(system: System): readonly string[] {
  const homes = known.get(system) ?? listHomes(system);
  known.set(system, homes);
  return homes;
}

function listHomes(system: System): readonly string[] {
  const root = rootOf(system);
  const listing = system.list(root);
  const listed = (listing.ok ? listing.names : []).filter((name) => !name.startsWith('.') && !NOT_PEOPLE.has(name));
  const homes = new Set(listed.map((name) => `${root}/${name}`));
  if (system.platform === 'linux') for (const home of accountHomes(system)) homes.add(home);
  return [...homes].slice(0, MOST_HOMES);
}

function rootOf(system: System): string {
  if (system.platform === 'windows') return `${system.environment('SystemDrive') ?? 'C:'}/Users`;
  return system.platform === 'darwin' ? '/Users' : '/home';
}

/** Accounts of a directory have homes elsewhere, "/home/DOMAIN/name" for one. */
function accountHomes(system: System): string[] {
  const reading = system.read('/etc/passwd', 1024 * 1024);
  const lines = reading.ok ? reading.bytes.toString('utf8').split('\n') : [];
  return lines.flatMap((line) => {
    const [, , uid = '', , , home = ''] = line.split(':', 7);
    const person = /^\d{1,9}$/.test(uid) && Number(uid) >= FIRST_PERSON && Number(uid) <= LAST_PERSON;
    return person && /^\/[^/]/.test(home) && !home.includes('/../') ? [home.replace(/\/$/, '')] : [];
  });
}
