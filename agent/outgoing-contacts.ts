/**
 * The privacy of one run, put together: the lists, the diary, the key → what may leave of the contacts.
 *
 * In: the inventory as gathered and the options. Out: the decision, and the lines to say. The diary is written here, save when the
 * run only explains itself. The table of registrable domains is loaded only where domains that no list knows may leave.
 */
import type { Inventory } from '../src/inventory/schema.ts';
import { dayOf, readDiary, writeDiary } from './contact-diary.ts';
import { type Contacts, decide } from './contacts.ts';
import { codeOf } from './deliver/file.ts';
import type { ServiceList } from './domains.ts';
import type { Options } from './options.ts';
import { readServiceList, readWanted } from './privacy-files.ts';
import type { System } from './system.ts';

export type Outgoing = { contacts: Contacts; list: ServiceList; warnings: string[] };

type Request = {
  options: Pick<Options, 'privacy' | 'domains' | 'wanted' | 'explain' | 'key' | 'connections'>;
  key: Uint8Array | undefined;
  /** State folder, where one can be kept. */
  folder: string | undefined;
};

export async function outgoingContacts(
  system: System,
  gathered: Inventory,
  { options, key, folder }: Request,
): Promise<Outgoing> {
  const { list, warning, note } = readServiceList(system, options.domains);
  const warnings: string[] = [];
  // Under a key of its own, a machine's hashes are like nobody else's.
  const shared = options.privacy !== 'discover' || options.key !== undefined;
  if (!shared) warnings.push('privacy: discover needs the key of the organisation (key); strict is applied');
  const policy = shared ? options.privacy : 'strict';
  const asked =
    policy === 'discover' ? readWanted(system, options.wanted) : { wanted: new Set<string>(), warning: undefined };
  if (asked.warning !== undefined) warnings.push(asked.warning);
  const rules = {
    policy,
    list,
    wanted: asked.wanted,
    key,
    registrable: await registrableDomain(policy !== 'strict'),
    today: dayOf(gathered.collectedAt),
  };
  const before = folder === undefined || policy === 'full' ? undefined : readDiary(folder);
  const { contacts, diary } = decide(gathered.endpoints, gathered.collectors, rules, before);
  const wrong = warning();
  if (wrong !== undefined) warnings.push(wrong);
  if (note !== undefined) contacts.notes.push(note);
  if (folder === undefined && policy !== 'full') contacts.notes.push('no state folder: no period can be observed');
  if (folder === undefined || diary === undefined || policy === 'full' || options.explain !== undefined)
    return { contacts, list, warnings };
  try {
    writeDiary(folder, diary, before);
  } catch (error) {
    warnings.push(`what was contacted cannot be kept in ${folder} (${codeOf(error)}): its period cannot be told`);
  }
  return { contacts, list, warnings };
}

async function registrableDomain(needed: boolean): Promise<(host: string) => string | undefined> {
  if (!needed) return () => undefined;
  const { getDomain } = await import('tldts');
  return (host) => getDomain(host) ?? undefined;
}
