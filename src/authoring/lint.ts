/**
 * What records may not contradict: every issue at once, each with its remedy.
 *
 * In: a knowledge base whose records fit their schema. Out: issues, sorted by file. It changes nothing and touches no disk.
 */
import {
  countedRoles,
  detailsOf,
  type KnowledgeBase,
  type Product,
  type Vendor,
  wholeRecord,
} from '../knowledge/base.ts';
import { normalisePublisherPattern, normaliseText } from '../knowledge/normalise.ts';
import type { DomainRecord } from '../knowledge/vendor-schema.ts';
import { classify } from '../score/classify.ts';
import { Claims } from './claims.ts';
import { countryExists } from './countries.ts';
import { claimMatches, lintMatch, lintMatchOrder, lintSorted, type Report } from './lint-parts.ts';
import { lintRules } from './lint-rules.ts';
import type { LintIssue } from './texts.ts';

function domainName(domain: DomainRecord): string {
  return typeof domain === 'string' ? domain : domain.name;
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
  const record = wholeRecord(base, vendor);
  const { sources, products } = record;
  usedSources(record, used);
  for (const key of used)
    if (!sources[key] && !base.rules.corpora[key]) report('sources', 'source-undeclared', { id: key });
  const seen = new Set(products.flatMap(({ match }) => match.flatMap((entry) => entry.seen ?? [])));
  for (const key of seen)
    if (sources[key]?.basis === 'unverified' || (!sources[key] && base.rules.corpora[key]?.read === false))
      report('match', 'seen-unread', { id: key });
  for (const key of Object.keys(sources)) if (!used.has(key)) report('sources', 'source-unused', { id: key });
}

/** Products that qualifications name, and perimeters that aggregates are of. */
function lintScopes(base: KnowledgeBase, vendor: Vendor, report: Report): void {
  for (const { scheme, products } of vendor.qualifications)
    for (const id of products)
      if (!base.productById.has(id)) report(`qualifications.${scheme}`, 'product-unknown', { id });
  const perimeters = new Set(base.rules.perimeters.perimeters.map(({ id }) => id));
  for (const { perimeter } of vendor.capital)
    if (!perimeters.has(perimeter)) report('capital', 'perimeter-unknown', { id: perimeter });
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
  lintScopes(base, vendor, report);
}

/** Vendors that control a vendor: by their share in owners, else as control names them. */
function controllersOf(base: KnowledgeBase, id: string): string[] {
  const vendor = base.vendors.get(id);
  if (!vendor) return [];
  const controlling = vendor.owners.filter((owner) => owner.status === 'closed' && owner.control === true);
  const { holder } = vendor.control;
  if (controlling.length === 0) return holder !== undefined && base.vendors.has(holder) ? [holder] : [];
  return controlling.flatMap((owner) => (owner.vendor === undefined ? [] : [owner.vendor]));
}

function lintCycle(base: KnowledgeBase, vendor: Vendor, report: Report): void {
  const path: string[] = [];
  function visit(id: string): boolean {
    if (path.includes(id)) return id === vendor.id;
    path.push(id);
    for (const above of controllersOf(base, id)) if (visit(above)) return true;
    path.pop();
    return false;
  }
  if (visit(vendor.id)) report('owners', 'ownership-cycle', { id: [...path, vendor.id].join(' → ') });
}

function lintProduct(base: KnowledgeBase, product: Product, report: Report): void {
  const where = product.id;
  const counted = countedRoles.includes(product.role);
  const functions = new Set(base.rules.functions.functions.map((entry) => entry.id));
  for (const id of product.functions) if (!functions.has(id)) report(where, 'function-unknown', { id });
  if (counted && product.functions.length === 0) report(where, 'function-missing');
  const { match: matches, examples } = detailsOf(base, product);
  if (matches.length > 0 && examples.matches.length === 0) report(where, 'example-missing');
  for (const match of matches) lintMatch(match, where, report);
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
  lintMatchOrder(matches, where, report);
  lintSorted(product.domains.map(domainName), `${where}.domains`, report);
  lintAlternatives(base, product, report);
}

function lintAlternatives(base: KnowledgeBase, product: Product, report: Report): void {
  for (const { product: id } of detailsOf(base, product).alternatives) {
    const alternative = base.productById.get(id);
    if (!alternative) report(product.id, 'product-unknown', { id });
    else if (id === product.id) report(product.id, 'alternative-self');
    else {
      if (!alternative.functions.some((of) => product.functions.includes(of)))
        report(product.id, 'alternative-no-function', { id });
      const outside = base.rules.perimeters.perimeters.every((perimeter) => {
        const options = { perimeter, exposed: 0.5, free: 'product' as const };
        return classify(base, alternative, options).class === 'D';
      });
      if (outside) report(product.id, 'alternative-extra-european', { id });
    }
  }
}

export function lint(base: KnowledgeBase): LintIssue[] {
  const issues: LintIssue[] = [];
  const products = new Claims();
  const domains = new Claims();
  const publishers = new Claims();
  const names = new Claims();
  const networks = new Claims();
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
    lintSorted(vendor.asns, 'asns', report);
    names.claim(normaliseText(vendor.name), vendor.id, (other) =>
      report('name', 'publisher-twice', { id: vendor.name, other }),
    );
    for (const asn of vendor.asns) {
      networks.claim(`AS${asn}`, vendor.id, (other) => report('asns', 'network-twice', { id: `AS${asn}`, other }));
    }
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
    for (const address of product.resolvers) {
      networks.claim(address, `${vendor.id}/${product.id}`, (other) =>
        report(product.id, 'network-twice', { id: address, other }),
      );
    }
    claimMatches(detailsOf(base, product).match, `${vendor.id}/${product.id}`, product.id, matches, report);
  }
  lintRules(base, matches, issues);
  return issues.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
