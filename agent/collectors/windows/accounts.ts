/**
 * Which on-line organisations the people of this machine are signed in to, by OneDrive and Outlook: the domain of the account and
 * the program. What stands before the @ was dropped before it came here (user-hives.ts, and the PowerShell script itself).
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { collectedFrom, management } from './support/management.ts';
import { userHives } from './support/user-hives.ts';

const ACCOUNT = /^accounts\\(.+)$/;

export const accounts: Collector = {
  id: 'accounts',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const [answer, people] = await Promise.all([management(system, signal), userHives(system, signal)]);
    const facts = { useEvidence: describeAccounts(people.keys) };
    if (!people.read) return { facts, warnings: people.warnings, status: 'failed' };
    // An export of the hives holds the accounts; PowerShell gives them apart from the rest, and may have failed there alone.
    const collected: Collected = answer.parts.has('user-programs')
      ? collectedFrom(answer, ['accounts'], facts)
      : { facts };
    return { ...collected, warnings: [...people.warnings, ...(collected.warnings ?? [])] };
  },
};

/** Each domain once for each program, however many people have an account there. */
export function describeAccounts(keys: readonly RegistryKey[]): UseEvidence[] {
  const found = new Map<string, UseEvidence>();
  for (const { path, values } of keys) {
    const product = ACCOUNT.exec(path)?.[1];
    const domain = publicHost(String(values.get('domain') ?? ''));
    if (product === undefined || domain === undefined) continue;
    found.set(`${product} ${domain}`, { kind: 'signed-in', subject: domain, product });
  }
  return [...found.values()];
}
