/**
 * Nothing is read through a link on Windows: a person may put a junction in his profile, and what the system opens there would be chosen by him.
 *
 * In: the door to the machine. Out: the same door, which refuses what is behind a link or a junction, and says so. Where it looked is kept for the
 * run: it is asked for thousands of files of a few folders. (Between the question and the opening somebody may still be quick: what is
 * read leaves as a name and a version at most.)
 */
import { win32 } from 'node:path';
import type { Failure, Listing, Pieces, Reading, Visit } from './files.ts';

/** The half of the door that opens files. */
type Files = {
  link(path: string): string | undefined;
  read(path: string, maxBytes?: number): Reading;
  visit<T>(path: string, visit: (file: Pieces) => T): Visit<T>;
  list(path: string): Listing;
};

const BEHIND: Failure = { ok: false, reason: 'denied', detail: 'behind a link or a junction, which is not followed' };

export function followingNoLink<Door extends Files>(door: Door): Door {
  const known = new Map<string, boolean>();

  function isBehind(path: string): boolean {
    const { root } = win32.parse(path);
    if (path.length <= root.length) return false;
    const found = known.get(path) ?? (door.link(path) !== undefined || isBehind(win32.dirname(path)));
    known.set(path, found);
    return found;
  }
  const refused = (path: string) => isBehind(win32.normalize(path));

  return {
    ...door,
    read: (path: string, maxBytes?: number) => (refused(path) ? BEHIND : door.read(path, maxBytes)),
    visit: <T>(path: string, visit: (file: Pieces) => T) => (refused(path) ? BEHIND : door.visit(path, visit)),
    list: (path: string) => (refused(path) ? BEHIND : door.list(path)),
  };
}
