/**
 * Domains of an organisation → what they show of its services, as a document that can be kept and assessed.
 *
 * In: names, where records come from, the base and who operates addresses. Out: services and one collector report for each domain.
 */
import { type LoadOperators, UnderIndex } from '../identify/hosting.ts';
import type { DomainServices } from '../import/importer.ts';
import type { CollectorReport, DeclaredService, Inventory } from '../inventory/schema.ts';
import { INVENTORY_VERSION } from '../inventory/schema.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import { type DomainFacts, domainName, gatherDomain } from './gather.ts';
import { type Lookup, savedLookup } from './lookup.ts';
import { DomainReader } from './services.ts';
import type { Tell } from './telling.ts';

/** Domains looked up at the same time. */
const AT_ONCE = 8;

/** Most things not known that are named. */
const MOST_WARNINGS = 20;

export interface DomainsRead {
  readonly services: DeclaredService[];
  readonly collectors: CollectorReport[];
}

function reportOf({ domain, mx, unknown }: DomainFacts, items: number, tell: Tell): CollectorReport {
  const status = mx === null && items === 0 ? 'failed' : unknown.length > 0 ? 'partial' : items > 0 ? 'ok' : 'empty';
  const more = unknown.length - MOST_WARNINGS;
  const told = unknown.map(({ name, what }) => `${tell(name)} ${what}`);
  const warnings = [...told.slice(0, MOST_WARNINGS), ...(more > 0 ? [`${more} more records not known`] : [])];
  return { id: `dns ${domain}`, status, items, warnings };
}

export async function readDomains(
  names: readonly string[],
  lookup: Lookup,
  base: KnowledgeBase,
  load: LoadOperators,
): Promise<DomainsRead> {
  const domains = [...new Set(names.map(domainName))];
  const reader = new DomainReader(base, new UnderIndex(base, load));
  const services: DeclaredService[] = [];
  const collectors: CollectorReport[] = [];
  for (let at = 0; at < domains.length; at += AT_ONCE) {
    const group = domains.slice(at, at + AT_ONCE);
    const { selectors } = base.rules.domains;
    const gathered = await Promise.all(group.map((domain) => gatherDomain(domain, selectors, lookup)));
    for (const facts of gathered) {
      const own = reader.servicesOf(facts);
      services.push(...own);
      collectors.push(reportOf(facts, own.length, reader.tellerOf(facts.domain)));
    }
  }
  return { services, collectors };
}

/** What importers of saved records ask. A file says of each domain what it says: what it leaves out is no failure. */
export function savedDomains(base: KnowledgeBase, load: LoadOperators): DomainServices {
  return async (names, saved) => readDomains(names, savedLookup(saved), base, load);
}

/** The document of what domains show. */
export function domainsInventory({ services, collectors }: DomainsRead, now: string, toolVersion: string): Inventory {
  return {
    document: 'inventory',
    schemaVersion: INVENTORY_VERSION,
    agent: { name: 'tiebreak domains', version: toolVersion },
    collectedAt: now,
    observedFrom: 'declaration',
    machine: { identifiers: {}, kind: 'unknown', kindEvidence: [] },
    software: [],
    endpoints: [],
    services,
    browserExtensions: [],
    securityProducts: [],
    attachments: [],
    useEvidence: [],
    packageOrigins: [],
    collectors,
  };
}
