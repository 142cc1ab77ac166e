/**
 * What leaves the machine, and nothing else: the last pass over a finished inventory.
 *
 * In: the inventory as gathered, and the names of the people who have an account here. Out: a new inventory made of the fields of
 * the contract only, in the contract's order, each text cleaned. A field somebody adds elsewhere stays here until it is added here.
 * Removed: control characters, account names, home folders, e-mail addresses, network paths, account SIDs, the path of URLs.
 */
import type { Inventory, Machine } from '../src/inventory/schema.ts';

/** Same as MAX_TEXT of the contract, which an agent cannot import without its validator; a test holds one to the other. */
export const MAX_TEXT = 512;
/** Cleaning looks further than what is kept, so that an address cut in two is still recognised as one. */
const CLEANED_LENGTH = 2048;

export type PrivacyOptions = {
  /** Login and full names of the people who have an account on this machine. */
  people: readonly string[];
  /** Whether a name that somebody here looked up may leave; without it, none does. */
  mayReport?: (host: string) => boolean;
};

type Cleaner = (text: string) => string;

export function minimise(inventory: Inventory, { people, mayReport = () => false }: PrivacyOptions): Inventory {
  const clean = cleanerFor(people, inventory);
  const named = <T extends { name: string }>(items: T[]): T[] => items.filter(({ name }) => name !== '');
  return {
    document: inventory.document,
    schemaVersion: inventory.schemaVersion,
    agent: keep(inventory.agent, ['name', 'version'], clean),
    ...(inventory.documentId === undefined ? {} : { documentId: inventory.documentId }),
    collectedAt: inventory.collectedAt,
    ...(inventory.partial === undefined ? {} : { partial: inventory.partial }),
    machine: minimiseMachine(inventory.machine, clean),
    software: named(inventory.software.map((item) => keep(item, SOFTWARE, clean))),
    endpoints: inventory.endpoints
      .filter(({ host, source }) => !LOOKED_UP.has(source) || (host !== undefined && mayReport(host)))
      .map((item) => ({
        ...keep(item, ENDPOINT, clean),
        ...(item.aliases === undefined ? {} : { aliases: item.aliases.map(clean) }),
      })),
    ...(inventory.endpointPeriodDays === undefined ? {} : { endpointPeriodDays: inventory.endpointPeriodDays }),
    services: named(
      inventory.services.map((item) => keep(item, ['name', 'vendor', 'domain', 'userShare', 'source'], clean)),
    ),
    browserExtensions: inventory.browserExtensions.map((item) =>
      keep(item, ['id', 'name', 'version', 'browser'], clean),
    ),
    securityProducts: named(
      inventory.securityProducts.map((item) =>
        keep(item, ['name', 'publisher', 'category', 'registered', 'enabled'], clean),
      ),
    ),
    attachments: inventory.attachments.map((item) => keep(item, ['kind', 'provider'], clean)),
    useEvidence: inventory.useEvidence.map((item) => keep(item, ['kind', 'subject', 'product', 'publisher'], clean)),
    packageOrigins: named(
      inventory.packageOrigins.map((item) =>
        keep({ ...item, site: publicSite(item.site) }, ['name', 'site', 'packages'], clean),
      ),
    ),
    collectors: inventory.collectors.map((item) => ({
      ...keep(item, ['id', 'status', 'items', 'durationMs'], clean),
      warnings: item.warnings.map(clean).filter((warning) => warning !== ''),
    })),
  };
}

const SOFTWARE = [
  'name',
  'publisher',
  'version',
  'architecture',
  'platform',
  'kind',
  'scope',
  'foundBy',
  'id',
  'origin',
  'installedOn',
  'systemComponent',
] as const;
/** Collectors of the names people looked up, for themselves too: only those of a list may leave. */
const LOOKED_UP = new Set(['dns-cache', 'resolver-cache']);
const ENDPOINT = ['host', 'domain', 'address', 'port', 'process', 'count', 'source'] as const;

function minimiseMachine(machine: Machine, clean: Cleaner): Machine {
  const { identifiers, operatingSystem, hardware, virtualisation } = machine;
  return {
    identifiers: keep(identifiers, ['serial', 'uuid', 'name', 'keyId'], clean),
    ...keep(machine, ['label', 'kind'], clean),
    kindEvidence: machine.kindEvidence.map(clean),
    // Site and unit are the policy's words, not something found here: they go out as they were given.
    ...keep(machine, ['site', 'unit'], (text) => cut(text.replace(CONTROL, ' '))),
    ...(operatingSystem && {
      operatingSystem: keep(
        operatingSystem,
        ['family', 'name', 'version', 'build', 'edition', 'architecture', 'distribution'],
        clean,
      ),
    }),
    ...(hardware && { hardware: keep(hardware, ['vendor', 'model', 'chassis', 'firmwareVendor'], clean) }),
    ...(virtualisation && { virtualisation: keep(virtualisation, ['guest', 'host'], clean) }),
  };
}

/** A copy with these fields only, in this order, without the empty ones; a text that cleaning emptied is left out, save a name. */
function keep<T extends object, Key extends keyof T>(item: T, fields: readonly Key[], clean: Cleaner): Pick<T, Key> {
  const kept: Partial<Record<Key, unknown>> = {};
  for (const field of fields) {
    const value: unknown = item[field];
    if (typeof value === 'number' || typeof value === 'boolean') kept[field] = value;
    if (typeof value !== 'string') continue;
    const text = clean(value);
    if (text !== '' || REQUIRED.has(field)) kept[field] = text;
  }
  return kept as Pick<T, Key>;
}

const REQUIRED = new Set<PropertyKey>(['id', 'name', 'subject', 'product']);

const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
/** Texts that none of the rules below can touch: nearly all of them. */
const PLAIN = /^[\w .,;+~&'!%*#\u00a1-\u02af-]*$/;
const HOME =
  /(?:file:\/{2,3})?(?:[A-Za-z]:)?(?:\\+|\/)(?:Users|Documents and Settings|Utilisateurs|home)(?:\\+|\/)(?!Shared\b|Public\b)[^"'<>|*?\n]*/gi;
const NETWORK_PATH = /(?<![:\w])\\\\[^\s\\"]+\\[^"<>|*?\n]*/g;
const EMAIL = /[^\s<>"'(),;:@/\\]+@(?!sha256:)[^\s<>"'(),;:@/\\]+/g;
const SID = /S-1-(?:5-21|12-1)-[\d-]+(?:_Classes)?/gi;
const URL_REST = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#@]*@)?([^\s/?#]*)([/?#]\S*)?/gi;

function scrub(text: string): string {
  const start = text.slice(0, CLEANED_LENGTH).trim();
  if (PLAIN.test(start)) return start;
  let clean = start.replace(CONTROL, ' ').replace(HOME, '~').replace(NETWORK_PATH, '~').replace(SID, '~');
  if (clean.includes('://')) clean = clean.replace(URL_REST, '$1$2');
  if (clean.includes('@')) clean = clean.replace(EMAIL, '');
  // What held only an address; a space in its place, lest what stood around it become an address.
  return clean.replace(/<\s*>|\(\s*\)/g, ' ').trim();
}

function cut(text: string): string {
  if (text.length <= MAX_TEXT) return text.toWellFormed();
  const last = text.charCodeAt(MAX_TEXT - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text
    .slice(0, splitsPair ? MAX_TEXT - 1 : MAX_TEXT)
    .trimEnd()
    .toWellFormed();
}

function cleanerFor(people: readonly string[], inventory: Inventory): Cleaner {
  const names = people.filter((name) => isPersonal(name, inventory)).map(escapeName);
  if (names.length === 0) return remembering((text) => cut(scrub(text)));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  // Names last, since what was removed around one may have hidden it; the cut after them, since half a name is still one.
  return remembering((text) => cut(scrub(text).replace(pattern, '~')));
}

/** Most texts of an inventory are the same few: "package", "machine", "amd64". */
function remembering(clean: Cleaner): Cleaner {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const after = clean(text);
    known.set(text, after);
    return after;
  };
}

function escapeName(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * An account may be called "office" or "oracle". A word that several different programs bear is a word of the trade, and removing it
 * would blind the report while protecting nobody.
 */
function isPersonal(name: string, { software }: Inventory): boolean {
  if (name.length < 3) return false;
  const word = name.toLowerCase();
  const bearers = new Set<string>();
  for (const item of software) {
    if (`${item.name} ${item.publisher ?? ''}`.toLowerCase().includes(word)) bearers.add(item.name);
    if (bearers.size > 2) return false;
  }
  return true;
}

/** A mirror inside the organisation is its own business. */
function publicSite(site: string | undefined): string | undefined {
  if (site === undefined || !/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i.test(site)) return undefined;
  return /\.(?:local|lan|internal|intranet|intra|home|corp|priv|private|localdomain|arpa)$/i.test(site)
    ? undefined
    : site.toLowerCase();
}
