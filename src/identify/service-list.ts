/**
 * The list of services an agent may name (`domains.txt`), drawn from the knowledge base: the agent itself knows no vendor.
 *
 * In: the base, and the day it is drawn. Out: a flat text, one entry a line, sorted; the words are those of agent/domains.ts. What is said
 * of a name is what the base says of it, so that a name reduced to an entry is recognised as it would have been whole.
 */
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import type { Purpose } from '../knowledge/schema.ts';
import { DomainIndex, isUse, normaliseHost } from './domains.ts';

const HEAD = `# Services whose names an agent may tell, drawn from the knowledge base by "npm run build". agent/README.md says what each word means.
`;

const SHORTEST_WORD = 3;

export function serviceList(base: KnowledgeBase, day: string): string {
  const index = new DomainIndex(base);
  const lines = new Set<string>();
  for (const name of namesOf(base)) {
    const owner = index.ownerOf(name, day);
    if (owner === null || owner.domain !== name || (owner.until !== undefined && isOver(owner.until, day))) continue;
    if (owner.purpose === 'advertising' || owner.product?.role === 'personal') lines.add(`never ${name}`);
    else if (!isUse(owner)) lines.add(`other ${name}`);
    else lines.add(`${owner.purpose === 'authentication' ? 'authentication' : 'use'} ${name}`);
  }
  for (const { resolvers } of base.products) for (const address of resolvers) lines.add(`resolver ${address}`);
  for (const { suffix } of base.rules.clouds.aliases) lines.add(`under ${suffix}`);
  for (const [purpose, words] of Object.entries(base.rules.purposes.labels) as [Purpose, string[]][])
    for (const word of words) lines.add(`${purpose === 'advertising' ? 'never-label' : 'label'} ${word}`);
  for (const word of tradeWords(base)) lines.add(`word ${word}`);
  return `${HEAD}${[...lines].sort().join('\n')}\n`;
}

function namesOf(base: KnowledgeBase): Set<string> {
  const domains: readonly (readonly Product['domains'][number][])[] = [
    ...[...base.vendors.values()].map((vendor) => vendor.domains),
    ...base.products.map((product) => product.domains),
  ];
  return new Set(domains.flat().map((domain) => normaliseHost(typeof domain === 'string' ? domain : domain.name)));
}

/** Words of the titles of products and of the names of vendors, which accounts of machines bear too ("office", "oracle"). */
function tradeWords(base: KnowledgeBase): string[] {
  const titles = [...base.vendors.values()].map(({ name }) => name);
  titles.push(
    ...base.products.map(({ title }) => (typeof title === 'string' ? title : Object.values(title).join(' '))),
  );
  const words = titles.flatMap((title) => title.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return words.filter((word) => word.length >= SHORTEST_WORD);
}
