/**
 * The list of services an agent may name (`domains.txt`), drawn from the knowledge base: the agent itself knows no vendor.
 *
 * In: the base, and the day it is drawn. Out: a flat text, one entry a line; the words are those of agent/domains.ts. The labels come first; the rest,
 * after a line that bears its digest, is in the order of what it is about, so that it can be searched. What is said
 * of a name is what the base says of it, so that a name reduced to an entry is recognised as it would have been whole.
 */
import { sha256 } from '../inventory/digest.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import type { Purpose } from '../knowledge/vendor-schema.ts';
import { DomainIndex, isUse, normaliseHost } from './domains.ts';

const HEAD = `# Services whose names an agent may tell, drawn from the knowledge base by "npm run build". agent/README.md says what each word means.
`;

const SHORTEST_WORD = 3;

export function serviceList(base: KnowledgeBase, day: string): string {
  const index = new DomainIndex(base);
  const lines = new Set([
    ...namesOf(base).flatMap((name) => wordFor(index, name, day).map((word) => `${word} ${name}`)),
    ...base.products.flatMap(({ resolvers }) => resolvers.map((address) => `resolver ${address}`)),
    ...base.rules.clouds.aliases.map(({ suffix }) => `under ${suffix}`),
    ...tradeWords(base).map((word) => `word ${word}`),
  ]);
  const sorted = linesOf(inOrder([...lines]));
  return `${HEAD}${linesOf([...new Set(labels(base))].sort())}# sorted ${sha256(sorted)}\n${sorted}`;
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** By what each line is about, byte by byte, then by what it says of it. */
function inOrder(lines: readonly string[]): string[] {
  return lines
    .map((line) => ({ line, about: Buffer.from(line.slice(line.indexOf(' ') + 1)) }))
    .sort((a, b) => Buffer.compare(a.about, b.about) || (a.line < b.line ? -1 : 1))
    .map(({ line }) => line);
}

/** What the base says of a name on the day; nothing of one that was another's until then. */
function wordFor(index: DomainIndex, name: string, day: string): string[] {
  const owner = index.ownerOf(name, day);
  if (owner === null || owner.domain !== name) return [];
  if (owner.purpose === 'advertising' || owner.product?.role === 'personal') return ['never'];
  if (!isUse(owner)) return ['other'];
  return [owner.purpose === 'authentication' ? 'authentication' : 'use'];
}

function labels(base: KnowledgeBase): string[] {
  const { labels: whole, within } = base.rules.purposes;
  return [...labelLines(whole, 'label'), ...labelLines(within, 'label'), ...labelLines(within, 'label-within')];
}

function labelLines(rules: { readonly [Name in Purpose]?: readonly string[] | undefined }, entry: string): string[] {
  const entries = Object.entries(rules) as [Purpose, readonly string[]][];
  // A label that says how a service is used takes nothing out of use.
  const taking = entries.filter(([purpose]) => purpose !== 'use' && purpose !== 'authentication');
  return taking.flatMap(([purpose, words]) =>
    words.map((word) => `${purpose === 'advertising' ? 'never-' : ''}${entry} ${word}`),
  );
}

function namesOf(base: KnowledgeBase): string[] {
  const domains: readonly (readonly Product['domains'][number][])[] = [
    ...[...base.vendors.values()].map((vendor) => vendor.domains),
    ...base.products.map((product) => product.domains),
  ];
  return domains.flat().map((domain) => normaliseHost(typeof domain === 'string' ? domain : domain.name));
}

/** Words of the titles of products and of the names of vendors, which accounts of machines bear too ("office", "oracle"). */
function tradeWords(base: KnowledgeBase): string[] {
  const titles = [...[...base.vendors.values()].map(({ name }) => name), ...base.products.map(({ title }) => title)];
  const words = titles.flatMap((title) => title.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return words.filter((word) => word.length >= SHORTEST_WORD);
}
