/**
 * What records may not contradict: every issue at once, each with its remedy.
 *
 * In: a knowledge base whose records fit their schema. Out: issues, sorted by file. It changes nothing and touches no disk.
 */
import { normalisePattern, normalisePublisherPattern, normaliseText } from '../identify/normalise.ts';
import { describeMatch, type KnowledgeBase, type Product, type Vendor } from '../knowledge/base.ts';
import { countedRoles, type DomainRecord, type MatchRecord } from '../knowledge/vendor-schema.ts';
import { classify } from '../score/classify.ts';
import type { LintCode, LintIssue } from './texts.ts';

/** Fewest literal characters of a glob with a wildcard. */
const FEWEST_LITERALS = 4;

type Report = (where: string, code: LintCode, values?: Record<string, string | number>) => void;

function domainName(domain: DomainRecord): string {
  return typeof domain === 'string' ? domain : domain.name;
}

/** Whether ISO 3166-1 knows the country, as the Unicode data of the runtime list it. */
function countryExists(code: string): boolean {
  return new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code) !== undefined;
}

function lintSorted(items: readonly string[], where: string, report: Report): void {
  for (let i = 1; i < items.length; i++) {
    const item = items[i] as string;
    if ((items[i - 1] as string) > item) {
      report(where, 'unsorted', { id: item });
      return;
    }
  }
}

function usedSources(value: unknown, used: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) usedSources(item, used);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      if ((key === 'source' || key === 'seen') && typeof item === 'string') used.add(item);
      else if (key !== 'sources' && key !== 'dispute') usedSources(item, used);
    }
  }
}

function lintSources(base: KnowledgeBase, vendor: Vendor, report: Report): void {
  const used = new Set<string>();
  usedSources(vendor, used);
  for (const key of used)
    if (!vendor.sources[key] && !base.rules.corpora[key]) report('sources', 'source-undeclared', { id: key });
  for (const key of Object.keys(vendor.sources)) if (!used.has(key)) report('sources', 'source-unused', { id: key });
}

function lintFacts(base: KnowledgeBase, vendor: Vendor, report: Report): void {
  const countries = [
    vendor.seat?.statutory,
    vendor.seat?.administration,
    ...vendor.owners.map((owner) => owner.country),
  ];
  for (const code of countries)
    if (code && !countryExists(code)) report('seat/owners', 'country-unknown', { id: code });
  for (const owner of vendor.owners) {
    if (owner.vendor !== undefined && !base.vendors.has(owner.vendor))
      report('owners', 'vendor-unknown', { id: owner.vendor });
  }
  const { status, holder, source } = vendor.control;
  if (status === 'known' && source === undefined) report('control', 'control-source');
  if (status === 'known' && holder !== undefined && holder !== 'none') {
    const known =
      base.vendors.has(holder) || vendor.owners.some((owner) => owner.holder === holder || owner.vendor === holder);
    if (!known) report('control', 'control-holder', { id: holder });
  }
  if (vendor.kind === 'reseller' && vendor.products.length > 0) report('products', 'reseller-vendor');
}

function lintCycle(base: KnowledgeBase, vendor: Vendor, report: Report): void {
  const path: string[] = [];
  function visit(id: string): boolean {
    if (path.includes(id)) return id === vendor.id;
    path.push(id);
    for (const owner of base.vendors.get(id)?.owners ?? []) {
      if (owner.vendor !== undefined && owner.status === 'closed' && owner.control === true && visit(owner.vendor))
        return true;
    }
    path.pop();
    return false;
  }
  if (visit(vendor.id)) report('owners', 'ownership-cycle', { id: [...path, vendor.id].join(' → ') });
}

function lintMatch(match: MatchRecord, where: string, report: Report): void {
  const pattern = match.name ?? match.package;
  if (pattern?.includes('*') && pattern.replaceAll('*', '').trim().length < FEWEST_LITERALS)
    report(where, 'glob-too-wide', { id: pattern });
}

function lintProduct(base: KnowledgeBase, product: Product, report: Report): void {
  const where = product.id;
  const counted = countedRoles.includes(product.role);
  const functions = new Set(base.rules.functions.functions.map((entry) => entry.id));
  for (const id of product.functions) if (!functions.has(id)) report(where, 'function-unknown', { id });
  if (counted && product.functions.length === 0) report(where, 'function-missing');
  if (counted && product.match.length > 0 && product.examples.matches.length === 0) report(where, 'example-missing');
  for (const match of product.match) lintMatch(match, where, report);
  for (const id of [...product.clientOf, ...product.requires])
    if (!base.productById.has(id)) report(where, 'product-unknown', { id });
  for (const { vendor } of product.technology)
    if (!base.vendors.has(vendor)) report(where, 'vendor-unknown', { id: vendor });
  if (product.hosting && !base.vendors.has(product.hosting.vendor))
    report(where, 'vendor-unknown', { id: product.hosting.vendor });
  for (const owner of product.owners ?? []) {
    if (owner.vendor !== undefined && !base.vendors.has(owner.vendor))
      report(where, 'vendor-unknown', { id: owner.vendor });
    if (owner.country && !countryExists(owner.country)) report(where, 'country-unknown', { id: owner.country });
  }
  lintSorted(product.domains.map(domainName), `${where}.domains`, report);
  lintAlternatives(base, product, report);
}

function lintAlternatives(base: KnowledgeBase, product: Product, report: Report): void {
  for (const { product: id } of product.alternatives) {
    const alternative = base.productById.get(id);
    if (!alternative) report(product.id, 'product-unknown', { id });
    else if (id === product.id) report(product.id, 'alternative-self');
    else {
      const outside = base.rules.perimeters.perimeters.every((perimeter) => {
        const options = { perimeter, exposed: 0.5, free: 'product' as const };
        return classify(base, alternative, options).class === 'D';
      });
      if (outside) report(product.id, 'alternative-extra-european', { id });
    }
  }
}

/** The records that are easily got wrong, held to what was settled about them. */
function lintCautions(base: KnowledgeBase, issues: LintIssue[]): void {
  for (const { product: id, vendor, classes, why } of base.rules.cautions.cautions) {
    const product = base.productById.get(id);
    const file = product?.vendor.file ?? 'cautions.yml';
    const report: Report = (where, code, values = {}) => issues.push({ file, where, code, values });
    if (product?.vendor.id !== vendor) {
      report(id, 'product-unknown', { id: `${vendor}/${id}` });
      continue;
    }
    for (const perimeter of base.rules.perimeters.perimeters) {
      const expected = classes[perimeter.id];
      const got = classify(base, product, { perimeter, exposed: 0.5, free: 'product' }).class;
      if (expected !== undefined && expected !== got)
        report(id, 'caution-contradicted', { id: perimeter.id, expected, got, fr: why.fr, en: why.en });
    }
  }
}

/** Reports every value claimed by two owners. */
class Claims {
  readonly #owners = new Map<string, string>();

  claim(value: string, owner: string, onSecond: (other: string) => void): void {
    const other = this.#owners.get(value);
    if (other === undefined) this.#owners.set(value, owner);
    else if (other !== owner) onSecond(other);
  }

  ownerOf(value: string): string | undefined {
    return this.#owners.get(value);
  }
}

function matchKey(match: MatchRecord): string {
  const pattern = normalisePattern(describeMatch(match));
  return [pattern, normaliseText(match.publisher ?? ''), match.platform ?? '', match.versions ?? ''].join('\0');
}

export function lint(base: KnowledgeBase): LintIssue[] {
  const issues: LintIssue[] = [];
  const products = new Claims();
  const domains = new Claims();
  const publishers = new Claims();
  const matches = new Claims();
  for (const vendor of base.vendors.values()) {
    const report: Report = (where, code, values = {}) => issues.push({ file: vendor.file, where, code, values });
    lintSources(base, vendor, report);
    lintFacts(base, vendor, report);
    lintCycle(base, vendor, report);
    lintSorted(
      vendor.publishers.map((publisher) => publisher.toLowerCase()),
      'publishers',
      report,
    );
    lintSorted(vendor.domains.map(domainName), 'domains', report);
    lintSorted(
      vendor.products.map((product) => product.id),
      'products',
      report,
    );
    for (const publisher of vendor.publishers) {
      publishers.claim(normalisePublisherPattern(publisher), vendor.id, (other) =>
        report('publishers', 'publisher-twice', { id: publisher, other }),
      );
    }
    for (const domain of vendor.domains) {
      domains.claim(domainName(domain), vendor.id, (other) =>
        report('domains', 'domain-twice', { id: domainName(domain), other }),
      );
    }
  }
  for (const product of base.products) {
    const { vendor } = product;
    const report: Report = (where, code, values = {}) => issues.push({ file: vendor.file, where, code, values });
    lintProduct(base, product, report);
    products.claim(product.id, `${vendor.id}#${product.index}`, () =>
      report(product.id, 'id-twice', { id: product.id, other: base.productById.get(product.id)?.vendor.id ?? '' }),
    );
    for (const domain of product.domains) {
      // A vendor may repeat a domain of its own on one of its products: the product says what it is for.
      const owner = `${vendor.id}/${product.id}`;
      domains.claim(`product:${domainName(domain)}`, owner, (other) =>
        report(product.id, 'domain-twice', { id: domainName(domain), other }),
      );
      const claimed = domains.ownerOf(domainName(domain));
      if (claimed !== undefined && claimed !== vendor.id)
        report(product.id, 'domain-twice', { id: domainName(domain), other: claimed });
    }
    for (const match of product.match) {
      matches.claim(matchKey(match), `${vendor.id}/${product.id}`, (other) =>
        report(product.id, 'match-twice', { id: describeMatch(match), other }),
      );
    }
  }
  lintCautions(base, issues);
  return issues.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
