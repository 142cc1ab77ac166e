/**
 * Who may change what, from the lists that `icacls /save` writes: identifiers and letters, the same in every language.
 *
 * In: the bytes of such a file (a name, its list, and so on). Out: for each name, the identifiers of those who may change it and are not the system or
 * administrators; undefined when the file is not understood: then nothing is known. What denies is not weighed: an allowance under a denial is still reported.
 */

export type Writers = { name: string; writers: string[] };

/** To add, change, delete, or give oneself the right to: attributes alone turn nothing. */
const CHANGES = 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000;

const RIGHTS: Record<string, number> = {
  ...{ GA: 0x1000_0000, GX: 0x2000_0000, GW: 0x4000_0000, GR: 0x8000_0000 },
  ...{ FA: 0x1f_01ff, FR: 0x12_0089, FW: 0x12_0116, FX: 0x12_00a0 },
  ...{ KA: 0xf_003f, KR: 0x2_0019, KW: 0x2_0006, KX: 0x2_0019 },
  ...{ SD: 0x1_0000, RC: 0x2_0000, WD: 0x4_0000, WO: 0x8_0000 },
  ...{ CC: 0x1, DC: 0x2, LC: 0x4, SW: 0x8, RP: 0x10, WP: 0x20, DT: 0x40, LO: 0x80, CR: 0x100 },
};

/** The system, administrators of the machine and of its domain, the installer of Windows itself. */
const TRUSTED = new Set([
  ...['SY', 'BA', 'LA', 'DA', 'EA'],
  ...['S-1-5-18', 'S-1-5-32-544', 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'],
]);
const TRUSTED_ACCOUNT = /^S-1-5-21-[\d-]+-(?:500|512|519)$/;
/** Stands for whoever creates something there, who may already: said of what is inside, it opens nothing. */
const CREATOR = new Set(['CO', 'S-1-3-0', 'CG', 'S-1-3-1']);
const ALLOWING = new Set(['A', 'OA', 'XA', 'ZA']);
const OTHER_KINDS = new Set(['D', 'OD', 'XD', 'ZD']);

export function writersOf(bytes: Buffer): Writers[] | undefined {
  const lines = bytes
    .toString('utf16le')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0 || lines.length % 2 !== 0) return undefined;
  const found: Writers[] = [];
  for (let index = 0; index < lines.length; index += 2) {
    const writers = writersInList(lines[index + 1] ?? '');
    if (writers === undefined) return undefined;
    found.push({ name: lines[index] ?? '', writers });
  }
  return found;
}

/** Everybody may change what has no list. */
const EVERYBODY = 'S-1-1-0';

export function writersInList(list: string): string[] | undefined {
  const start = /^(?:O:[^:]*?)?(?:G:[^:]*?)?D:([A-Z_]*)/.exec(list);
  if (start === null) return undefined;
  if (start[1] === 'NO_ACCESS_CONTROL') return [EVERYBODY];
  const entries = entriesOf(list, start[0].length);
  if (entries === undefined) return undefined;
  const writers = new Set<string>();
  for (const entry of entries) {
    const [kind = '', flags = '', rights = '', , , sid = ''] = entry.split(';');
    if (OTHER_KINDS.has(kind)) continue;
    const mask = ALLOWING.has(kind) ? maskOf(rights) : undefined;
    if (mask === undefined || sid === '') return undefined;
    const opensNothing = TRUSTED.has(sid) || TRUSTED_ACCOUNT.test(sid) || (CREATOR.has(sid) && flags.includes('IO'));
    if ((mask & CHANGES) !== 0 && !opensNothing) writers.add(sid);
  }
  return [...writers];
}

/** What stands between parentheses, up to the list for auditing; conditions have parentheses of their own. */
function entriesOf(list: string, from: number): string[] | undefined {
  const entries: string[] = [];
  let at = from;
  while (list[at] === '(') {
    let depth = 0;
    let end = at;
    do {
      if (list[end] === '(') depth++;
      if (list[end] === ')') depth--;
      end++;
    } while (depth > 0 && end < list.length);
    if (depth !== 0) return undefined;
    entries.push(list.slice(at + 1, end - 1));
    at = end;
  }
  return at === list.length || list.startsWith('S:', at) ? entries : undefined;
}

function maskOf(rights: string): number | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(rights)) return Number(rights);
  if (rights.length % 2 !== 0) return undefined;
  let mask = 0;
  for (let index = 0; index < rights.length; index += 2) {
    const right = RIGHTS[rights.slice(index, index + 2)];
    if (right === undefined) return undefined;
    mask |= right;
  }
  return mask;
}
