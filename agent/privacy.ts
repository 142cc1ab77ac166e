/**
 * What leaves the machine, and nothing else: the last pass over a finished inventory.
 *
 * In: the inventory as gathered, and the names of the people who have an account here. Out: a new inventory made of the fields of
 * the contract only, in the contract's order, each text cleaned. A field somebody adds elsewhere stays here until it is added here.
 * Removed: control characters, account names, home folders, e-mail addresses, network paths, account SIDs, the path of URLs, names of
 * the organisation's own. Contacts are not decided here (contacts.ts does): without a decision, none leaves.
 */
import type {
  Attachment,
  CollectorReport,
  Endpoint,
  Inventory,
  Machine,
  UseEvidence,
} from '../src/inventory/schema.ts';
import type { Contacts } from './contacts.ts';
import type { ServiceList } from './domains.ts';
import { NO_LIST } from './domains.ts';
import { publicHost } from './formats/host-name.ts';
import { remembering } from './remembering.ts';

/** Same as MAX_TEXT of the contract, which an agent cannot import without its validator; a test holds one to the other. */
export const MAX_TEXT = 512;
/** Cleaning looks further than what is kept, so that an address cut in two is still recognised as one. */
const CLEANED_LENGTH = 2048;

export type PrivacyOptions = {
  /** Login and full names of the people who have an account on this machine. */
  people: readonly string[];
  /** What was decided to leave of the contacts. */
  contacts?: Contacts | undefined;
  /** Names of services that may be told of a directory or an account. */
  list?: ServiceList;
  /** Whether the policy asks for the names of the machine and of its directories. */
  keepNames?: boolean;
};

type Cleaner = (text: string) => string;

export function minimise(inventory: Inventory, options: PrivacyOptions): Inventory {
  const { contacts, list = NO_LIST, keepNames = false } = options;
  const { clean, cleaned } = cleanerFor(options.people, inventory, list);
  const document = minimised(inventory, { contacts, list, keepNames }, clean);
  if (cleaned() > 0) contacts?.withheld.set('cleaned', cleaned());
  return document;
}

function minimised(
  inventory: Inventory,
  { contacts, list, keepNames }: Required<Omit<PrivacyOptions, 'people'>>,
  clean: Cleaner,
): Inventory {
  const named = <T extends { name: string }>(items: T[]): T[] => items.filter(({ name }) => name !== '');
  return {
    document: inventory.document,
    schemaVersion: inventory.schemaVersion,
    agent: keep(inventory.agent, ['name', 'version'], clean),
    ...(inventory.documentId === undefined ? {} : { documentId: inventory.documentId }),
    collectedAt: inventory.collectedAt,
    ...(inventory.partial === undefined ? {} : { partial: inventory.partial }),
    machine: minimiseMachine(inventory.machine, keepNames, clean),
    software: named(inventory.software.map((item) => keep(item, SOFTWARE, clean))),
    endpoints: (contacts?.endpoints ?? []).map((item) => minimiseEndpoint(item, clean)),
    ...(contacts?.periodDays === undefined ? {} : { endpointPeriodDays: contacts.periodDays }),
    ...(contacts === undefined ? {} : { endpointPolicy: contacts.policy }),
    ...(contacts === undefined || contacts.unknownDomains.length === 0
      ? {}
      : { unknownDomains: contacts.unknownDomains.map((item) => keep(item, ['hash', 'name'], clean)) }),
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
    attachments: distinct(
      inventory.attachments.map((item) =>
        keep(keepNames ? item : withoutOwnDomain(item, list), ['kind', 'provider'], clean),
      ),
    ),
    useEvidence: distinct(
      inventory.useEvidence.map((item) =>
        keep(withoutAccount(item, list), ['kind', 'subject', 'product', 'publisher'], clean),
      ),
    ),
    packageOrigins: named(
      inventory.packageOrigins.map((item) =>
        keep({ ...item, site: publicSite(item.site) }, ['name', 'site', 'packages'], clean),
      ),
    ),
    collectors: [...inventory.collectors, ...reportOn(contacts)].map((item) => {
      const { warnings, ...report } = contacts?.policy === 'full' ? item : withoutCounts(item);
      return {
        ...keep(report, ['id', 'status', 'items', 'durationMs'], clean),
        warnings: warnings.map(clean).filter((warning) => warning !== ''),
      };
    }),
  };
}

/** The decision on contacts, told as what it is: a source that says what it could show. */
function reportOn(contacts: Contacts | undefined): CollectorReport[] {
  if (contacts === undefined) return [];
  const { endpoints, unknownDomains, notes } = contacts;
  const items = endpoints.length + unknownDomains.length;
  return [{ id: 'contacts', status: items === 0 ? 'empty' : 'ok', items, warnings: notes }];
}

function minimiseEndpoint(item: Endpoint, clean: Cleaner): Endpoint {
  const { aliases } = item;
  return { ...keep(item, ENDPOINT, clean), ...(aliases === undefined ? {} : { aliases: aliases.map(clean) }) };
}

/** A directory of the organisation's own bears its name; that of a service is told, without the customer's part of it. */
function withoutOwnDomain({ kind, provider }: Attachment, list: ServiceList): Attachment {
  if (provider === undefined || !provider.includes('.')) return { kind, provider };
  const host = publicHost(provider);
  const verdict = host === undefined ? undefined : list.verdictOn(host);
  return { kind, provider: verdict?.kind === 'service' || verdict?.kind === 'other' ? verdict.domain : undefined };
}

/** With what domain somebody is signed in says where they are known: only the name of a service is told. */
function withoutAccount(item: UseEvidence, list: ServiceList): UseEvidence {
  if (item.kind !== 'signed-in') return item;
  const host = publicHost(item.subject);
  const verdict = host === undefined ? undefined : list.verdictOn(host);
  return { ...item, subject: verdict?.kind === 'service' ? verdict.domain : 'account' };
}

/** How much somebody used the network at that moment. */
function withoutCounts(report: CollectorReport): CollectorReport {
  if (!CONTACTS.has(report.id)) return report;
  return { ...report, items: 0, warnings: report.warnings.map((warning) => warning.replace(/^\d+ /, 'some ')) };
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
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
/** Collectors of what the machine contacts, which a policy may refuse. */
export const CONTACTS: ReadonlySet<string> = new Set(['connections', 'dns-cache', 'resolver-cache']);
const ENDPOINT = ['host', 'domain', 'address', 'port', 'process', 'count', 'source'] as const;

function minimiseMachine(machine: Machine, keepNames: boolean, clean: Cleaner): Machine {
  const { identifiers, operatingSystem, hardware, virtualisation } = machine;
  return {
    identifiers: keep(identifiers, ['serial', 'uuid', 'name', 'keyId'], clean),
    ...(keepNames ? keep(machine, ['label'], clean) : {}),
    kind: machine.kind,
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
  // Ten thousand turns that nothing has time to optimise: an iterator would double them.
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as Key;
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
/** Texts that no rule below but that of SIDs can touch: nearly all of them. */
const PLAIN = /^[\w .,;+~&'!%*#\u00a1-\u02af-]*$/;
const HOME =
  /(?:file:\/{2,3})?(?:[A-Za-z]:)?(?:\\+|\/)(?:Users|Documents and Settings|Utilisateurs|home)(?:\\+|\/)(?!Shared\b|Public\b)[^"'<>|*?\n]*/gi;
const NETWORK_PATH = /(?<![:\w])\\\\[^\s\\"]+\\[^"<>|*?\n]*/g;
const EMAIL = /[^\s<>"'(),;:@/\\]+@(?!sha256:)[^\s<>"'(),;:@/\\]+/g;
const SID = /S-1-(?:5-21|12-1)-[\d-]+(?:_Classes)?/gi;
const URL_REST = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#@]*@)?([^\s/?#]*)([/?#]\S*)?/gi;

/** A text that scrubbing leaves as it is. */
function isPlain(text: string): boolean {
  return text.length <= MAX_TEXT && PLAIN.test(text) && !text.includes('-1-') && text === text.trim();
}

function scrub(text: string): string {
  const start = text.slice(0, CLEANED_LENGTH).trim();
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

function cleanerFor(
  people: readonly string[],
  inventory: Inventory,
  list: ServiceList,
): { clean: Cleaner; cleaned: () => number } {
  const written = people.length === 0 ? '' : JSON.stringify(inventory);
  const present = people.filter((name) => mayStandIn(written, name));
  const names = present.filter((name) => isPersonal(name, inventory, list)).flatMap(waysToWrite);
  const pattern =
    names.length === 0 ? undefined : new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  let changed = 0;
  // Most texts of an inventory are the same few: "package", "machine", "amd64".
  const clean = remembering((text: string) => {
    // Names last, since what was removed around one may have hidden it; the cut after them, since half a name is still one.
    const scrubbed = isPlain(text) ? text : scrub(text);
    const after = pattern === undefined ? scrubbed : scrubbed.replace(pattern, '~');
    if (after === text) return cut(text);
    if (after !== text.slice(0, CLEANED_LENGTH).replace(CONTROL, ' ').trim()) changed++;
    return cut(after);
  });
  return { clean, cleaned: () => changed };
}

/** Whether a part of the name stands somewhere in the JSON of an inventory: few names do, and each is a search in every text. */
function mayStandIn(written: string, name: string): boolean {
  return partsOf(name).some((part) => /["\\]|\p{Cc}/u.test(part) || new RegExp(escapeName(part), 'iu').test(written));
}

function partsOf(name: string): string[] {
  return name.split(/[\s._-]+/).filter((part) => part !== '');
}

/** "Jean Dupont", "dupont.jean", "jean_dupont": whichever part comes first, whatever joins them. */
function waysToWrite(name: string): string[] {
  const parts = partsOf(name).map(escapeName);
  if (parts.length === 0) return [];
  const turned = parts.map((_, index) => [...parts.slice(index), ...parts.slice(0, index)]);
  const ways = [...turned, parts.toReversed()].map((way) => way.join('[\\s._-]?'));
  return [...new Set([escapeName(name), ...ways])];
}

function escapeName(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * An account may be called "office" or "oracle". A word of the trade that several different programs bear is no secret, and removing it
 * would blind the report while protecting nobody. Without a list of such words, there is none.
 */
function isPersonal(name: string, { software }: Inventory, list: ServiceList): boolean {
  if (name.length < 3) return false;
  const word = name.toLowerCase();
  if (!list.isTradeWord(word)) return true;
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
