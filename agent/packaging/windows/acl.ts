/**
 * Who may do what in the agent's folders, as `icacls` is told. By identifier, because the names of groups change with the language.
 *
 * The owner is given no more than reading: otherwise whoever created a folder could always change its list again.
 * These lines are checked as text, and carried out by tests under Wine, whose icacls does nothing: no real Windows has run them yet.
 */
export const SYSTEM_SID = 'S-1-5-18';
export const ADMINISTRATORS_SID = 'S-1-5-32-544';
export const USERS_SID = 'S-1-5-32-545';
export const OWNER_SID = 'S-1-3-4';

const FULL_TO = [SYSTEM_SID, ADMINISTRATORS_SID];

/** Arguments of icacls, after the folder: `program` may be read by everybody, `state` (key, spool, messages) may not. */
export function folderAcl(folder: 'program' | 'state'): string[] {
  const full = FULL_TO.map((sid) => grant(sid, 'F'));
  const readers = folder === 'program' ? [grant(USERS_SID, 'RX')] : [];
  return ['/inheritance:r', '/grant:r', ...full, ...readers, grant(OWNER_SID, 'RX')];
}

function grant(sid: string, right: 'F' | 'RX'): string {
  return `*${sid}:(OI)(CI)${right}`;
}
