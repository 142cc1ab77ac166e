/**
 * The list of services (`domains.txt`): the only names of the Internet that may leave a machine in clear unasked.
 *
 * In: a flat text, one entry a line, that the build derives from the knowledge base and an organisation may replace. Out: what a name
 * may leave as, and why not. It knows no vendor: it is given words. A line that is a bare name is one of a service in use.
 *   use NAME, authentication NAME   a counted service: the name leaves, whatever stood before it
 *   other NAME                      known, and no service in use (telemetry, updates, certificates…): leaves in full mode only
 *   never NAME                      personal or advertising: leaves in no mode
 *   label WORD, never-label WORD    a label that says the same of any name it stands in
 *   under NAME                      what hosts a service: leaves only as what a service in use is an alias of
 *   resolver ADDRESS                a public resolver
 *   word WORD                       a word of the trade: an account of that name hides it in no title of a program
 */
import { publicHost } from './formats/host-name.ts';
import { formatAddress, groupsOfAddress } from './formats/ip-address.ts';

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

const WORDS = new Set(['use', 'authentication', 'other', 'never', 'under']);
const LABEL = /^[a-z0-9]{1,63}$/;

/** The list, and how many lines it could make nothing of. */
export function parseServiceList(text: string): { list: ServiceList; refused: number } {
  const names = new Map<string, string>();
  const [hosts, resolvers, words] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const labels = new Map<string, 'other' | 'never'>();
  let refused = 0;
  for (const line of text.split('\n')) {
    const written = line.split('#', 1)[0]?.trim().toLowerCase() ?? '';
    if (written === '') continue;
    const [first = '', second, rest] = written.split(/\s+/, 3);
    const [word, value] = second === undefined ? ['use', first] : [first, second];
    const name = publicHost(value);
    if (rest !== undefined) refused++;
    else if (WORDS.has(word) && name !== undefined) {
      if (word === 'under') hosts.add(name);
      else names.set(name, word);
    } else if ((word === 'label' || word === 'never-label') && LABEL.test(value))
      labels.set(value, word === 'label' ? 'other' : 'never');
    else if (word === 'word') words.add(value);
    else if (word === 'resolver' && canonical(value) !== undefined) resolvers.add(canonical(value) ?? '');
    else refused++;
  }
  const size = names.size + hosts.size + resolvers.size + words.size + labels.size;
  return {
    list: {
      size,
      verdictOn: (host) => verdictOf(host, names, labels),
      underOf: (alias) => endOf(alias, (name) => hosts.has(name)),
      isTradeWord: (text) => words.has(text),
      isResolver: (address) => resolvers.has(canonical(address) ?? ''),
    },
    refused,
  };
}

/** One way of writing an address. */
function canonical(address: string): string | undefined {
  const groups = groupsOfAddress(address);
  return groups && formatAddress(groups);
}

/** The list of a machine that was given none: no name may leave. */
export const NO_LIST: ServiceList = parseServiceList('').list;

function verdictOf(
  host: string,
  names: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, 'other' | 'never'>,
): Verdict {
  const domain = endOf(host, (name) => names.has(name));
  const word = domain === undefined ? undefined : names.get(domain);
  if (domain === undefined) return { kind: 'unknown' };
  if (word === 'never') return { kind: 'never' };
  if (word === 'authentication') return { kind: 'service', domain };
  const said = labelOf(host.slice(0, -domain.length), labels);
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
