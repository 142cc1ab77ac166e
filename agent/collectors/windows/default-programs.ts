/**
 * Which program opens the web, mail and documents for the people of this machine: what is used, among what is installed.
 *
 * In: the choice of each person ("ProgId"), and what that word designates. Out: one piece of evidence for each program in charge of a
 * scheme or an extension, not for each person.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { collectedFrom, type Management, management, rowsOf, text } from './support/management.ts';
import { userHives } from './support/user-hives.ts';

/** Whose choice and of what, then whether it is where Windows 11 writes it: there, what stands in the older place is what was chosen before. */
const CHOICE = /^(.*\\(?:UrlAssociations|FileExts)\\([^\\]+))\\UserChoice(Latest\\ProgId)?$/i;

export const defaultPrograms: Collector = {
  id: 'default-programs',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const [answer, people] = await Promise.all([management(system, signal), userHives(system, signal)]);
    const described = describeDefaults(people.keys, handlersOf(answer));
    const collected = collectedFrom(answer, ['default-programs', 'handlers'], { useEvidence: described.evidence });
    if (described.nameless === 0) return collected;
    const warning = `${described.nameless} default programs whose name is not known`;
    return { status: 'partial', ...collected, warnings: [...(collected.warnings ?? []), warning] };
  },
};

export type Handler = { product: string; publisher: string | undefined };

/** ProgId, in lower case → the program: by the name it registered, else by what its file says of itself. */
export function handlersOf(answer: Management): Map<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const row of rowsOf(answer, 'handlers')) {
    const id = text(row, 'id');
    const product = plainName(text(row, 'application')) ?? text(row, 'product');
    if (id !== undefined && product !== undefined) {
      handlers.set(id.toLowerCase(), { product, publisher: text(row, 'company') });
    }
  }
  return handlers;
}

/** "@{Microsoft.ZuneMusic_11.2…?ms-resource:…}" names its package; other references to a resource name nothing. */
function plainName(name: string | undefined): string | undefined {
  if (name === undefined || !name.startsWith('@')) return name;
  return /^@\{([A-Za-z0-9.-]+)_/.exec(name)?.[1];
}

export function describeDefaults(
  keys: readonly RegistryKey[],
  handlers: ReadonlyMap<string, Handler>,
): { evidence: UseEvidence[]; nameless: number } {
  const found = new Map<string, UseEvidence>();
  const nameless = new Set<string>();
  for (const { subject, id } of choicesIn(keys)) {
    const handler = handlers.get(id.toLowerCase());
    if (handler === undefined) nameless.add(id);
    else found.set(`${subject} ${handler.product}`, { kind: 'default-handler', subject, ...handler });
  }
  return { evidence: [...found.values()], nameless: nameless.size };
}

function choicesIn(keys: readonly RegistryKey[]): { subject: string; id: string }[] {
  const choices = new Map<string, { subject: string; id: string; latest: boolean }>();
  for (const { path, values } of keys) {
    const [, place = '', subject = '', latest] = CHOICE.exec(path) ?? [];
    const id = values.get('progid');
    if (subject === '' || typeof id !== 'string' || id === '') continue;
    if (latest === undefined && choices.get(place.toLowerCase())?.latest === true) continue;
    choices.set(place.toLowerCase(), { subject: subject.toLowerCase(), id, latest: latest !== undefined });
  }
  return [...choices.values()];
}
