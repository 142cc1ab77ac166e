/**
 * The list of services (`domains.txt`): the only names of the Internet that may leave a machine in clear unasked.
 *
 * In: a flat text, one entry a line, that the build derives from the knowledge base and an organisation may replace. Out: what a name
 * may leave as, and why not. It knows no vendor: it is given words. A line that is a bare name is one of a service in use.
 *   use NAME, authentication NAME   a counted service: the name leaves, whatever stood before it
 *   other NAME                      known, and no service in use (telemetry, updates, certificates…): leaves in full mode only
 *   never NAME                      personal or advertising: leaves in no mode
 *   label WORD, never-label WORD    a label that says the same of any name it stands in
 *   label-within WORD, never-label-within WORD    the same, wherever it stands in a label
 *   under NAME                      what hosts a service: leaves only as what a service in use is an alias of
 *   resolver ADDRESS                a public resolver
 *   word WORD                       a word of the trade: an account of that name hides it in no title of a program
 * What follows a line `# sorted DIGEST` is in order, and only searched, as long as its digest (SHA-256) is that one: it is tens of thousands of lines.
 */
import { formatAddress, groupsOfAddress } from './formats/ip-address.ts';
import { sortedEntries } from './sorted-entries.ts';

export type Verdict =
  /** `domain` is all that may leave of the name. */
  { kind: 'service' | 'other'; domain: string } | { kind: 'never' | 'unknown' };

export type ServiceList = {
  /** Of a public name in lower case. */
  verdictOn(host: string): Verdict;
  /** The end of an alias that says who hosts, without what stands before it. */
  underOf(alias: string): string | undefined;
  isResolver(address: string): boolean;
  isTradeWord(word: string): boolean;
  /** How many entries it holds. */
  size: number;
};

const NAME_WORDS = new Set(['use', 'authentication', 'other', 'never']);
const NAME = /^(?:[a-z0-9_][a-z0-9_-]{0,62}\.){1,126}[a-z][a-z0-9-]{1,62}$/;
const LONGEST_NAME = 253;
const LABEL = /^[a-z0-9]{1,63}$/;
const LABEL_ENTRY = /^(never-)?label(-within)?$/;

/** What words say of the names they stand in. */
type Labels = Map<string, 'other' | 'never'>;

type Entries = {
  names: Map<string, string>;
  labels: Labels;
  within: Labels;
  hosts: Set<string>;
  resolvers: Set<string>;
  words: Set<string>;
};

function emptyEntries(): Entries {
  return {
    names: new Map(),
    labels: new Map(),
    within: new Map(),
    hosts: new Set(),
    resolvers: new Set(),
    words: new Set(),
  };
}

/** Adds the entries of a text, and answers how many lines it could make nothing of. */
function readEntries(text: string, entries: Entries): number {
  let refused = 0;
  for (const line of text.toLowerCase().split('\n')) {
    const [word, value] = wordsOf(line);
    if (word !== '' && !readEntry(word, value, entries)) refused++;
  }
  return refused;
}

/** The list, and how many lines it could make nothing of. */
export function parseServiceList(bytes: Buffer): { list: ServiceList; refused: number } {
  const entries = emptyEntries();
  const sorted = sortedEntries(bytes);
  const refused = readEntries((sorted?.before ?? bytes).toString('utf8'), entries);
  const { names, labels, within, hosts, resolvers, words } = entries;
  const isEntry = (word: string, value: string): boolean => sorted?.wordsOf(value).includes(word) ?? false;
  const wordOf = (name: string): string | undefined =>
    names.get(name) ?? sorted?.wordsOf(name).findLast((word) => NAME_WORDS.has(word));
  return {
    list: {
      size: Object.values(entries).reduce((sum, { size }) => sum + size, 0) + (sorted?.size ?? 0),
      verdictOn: (host) => verdictOf(host, wordOf, (before) => labelOf(before, labels) ?? heldIn(before, within)),
      underOf: (alias) => endOf(alias, (name) => hosts.has(name) || isEntry('under', name)),
      isResolver(address) {
        const value = canonical(address);
        return value !== undefined && (resolvers.has(value) || isEntry('resolver', value));
      },
      isTradeWord: (word) => words.has(word) || isEntry('word', word),
    },
    refused,
  };
}

/** On many machines nothing is ever asked of the list: it is read the first time that something is. */
export function openServiceList(bytes: Buffer): { list: ServiceList; refused: () => number } {
  let parsed: ReturnType<typeof parseServiceList> | undefined;
  function known(): ServiceList {
    parsed ??= parseServiceList(bytes);
    return parsed.list;
  }
  return {
    refused: () => parsed?.refused ?? 0,
    list: {
      verdictOn: (host) => known().verdictOn(host),
      underOf: (alias) => known().underOf(alias),
      isResolver: (address) => known().isResolver(address),
      isTradeWord: (word) => known().isTradeWord(word),
      get size() {
        return known().size;
      },
    },
  };
}

/** What is out of the ordinary in a line: a comment, a tabulation, spaces that follow or end something. */
const UNUSUAL = /#|[^\S ]|^ | $| {2}/;

/** The word and the value of a line; no word where it says nothing, no value where it says too much. */
function wordsOf(line: string): [word: string, value: string] {
  const written = UNUSUAL.test(line) ? (line.split('#', 1)[0] ?? '').trim().replace(/\s+/g, ' ') : line;
  const space = written.indexOf(' ');
  if (space < 0) return [written === '' ? '' : 'use', written];
  const value = written.slice(space + 1);
  return [written.slice(0, space), value.includes(' ') ? '' : value];
}

/** Whether the line is an entry. */
function readEntry(word: string, value: string, { names, labels, within, hosts, resolvers, words }: Entries): boolean {
  if (value === '') return false;
  if (word === 'word') return words.add(value) !== undefined;
  const label = LABEL_ENTRY.exec(word);
  if (label !== null) {
    const into = label[2] === undefined ? labels : within;
    return LABEL.test(value) && into.set(value, label[1] === undefined ? 'other' : 'never') !== undefined;
  }
  if (word === 'resolver') {
    const address = canonical(value);
    return address !== undefined && resolvers.add(address) !== undefined;
  }
  if (value.length > LONGEST_NAME || !NAME.test(value)) return false;
  if (word === 'under') return hosts.add(value) !== undefined;
  return NAME_WORDS.has(word) && names.set(value, word) !== undefined;
}

/** One way of writing an address. */
function canonical(address: string): string | undefined {
  const groups = groupsOfAddress(address);
  return groups && formatAddress(groups);
}

/** The list of a machine that was given none: no name may leave. */
export const NO_LIST: ServiceList = parseServiceList(Buffer.alloc(0)).list;

function verdictOf(
  host: string,
  wordOf: (name: string) => string | undefined,
  saidBy: (before: string) => { word: string; means: 'other' | 'never' } | undefined,
): Verdict {
  const domain = endOf(host, (name) => wordOf(name) !== undefined);
  const word = domain === undefined ? undefined : wordOf(domain);
  if (domain === undefined) return { kind: 'unknown' };
  if (word === 'never') return { kind: 'never' };
  if (word === 'authentication') return { kind: 'service', domain };
  const said = saidBy(host.slice(0, -domain.length));
  if (said?.means === 'never') return { kind: 'never' };
  if (word === 'other') return { kind: 'other', domain };
  // The word alone stays before the domain: without it the domain would pass for a service in use.
  return said === undefined ? { kind: 'service', domain } : { kind: 'other', domain: `${said.word}.${domain}` };
}

/** A label, or a part of it between hyphens, its last digits removed, that says what a name is for. */
function labelOf(
  before: string,
  labels: ReadonlyMap<string, 'other' | 'never'>,
): { word: string; means: 'other' | 'never' } | undefined {
  for (const part of before.split(/[.-]/)) {
    const word = withoutLastDigits(part);
    const means = labels.get(word);
    if (means !== undefined) return { word, means };
  }
  return undefined;
}

/** The first word that stands somewhere in the labels; what may leave in no mode first. */
function heldIn(
  before: string,
  words: ReadonlyMap<string, 'other' | 'never'>,
): { word: string; means: 'other' | 'never' } | undefined {
  const held = [...words].filter(([word]) => before.includes(word));
  const [word, means] = held.find(([, one]) => one === 'never') ?? held[0] ?? [];
  return word === undefined || means === undefined ? undefined : { word, means };
}

function withoutLastDigits(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) >= 48 && text.charCodeAt(end - 1) <= 57) end--;
  return text.slice(0, end);
}

/** The longest end of a name, at a label boundary, that is one of those wanted. */
function endOf(host: string, isWanted: (name: string) => boolean): string | undefined {
  for (let name = host; name !== ''; name = parentOf(name)) if (isWanted(name)) return name;
  return undefined;
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
