/**
 * What the records of a domain show: where its mailboxes are, which filter stands before them, who sends in its name, who serves its names and its site.
 *
 * In: the records gathered and the rules (rules/domains.yml). Out: declared services, each with its evidence and how sure it is. A filter is never a
 * mailbox: behind it, the mailboxes are told by other evidence, or stay unknown. Evidence names no tenant (telling.ts). It asks nothing of the network.
 */
import { DomainIndex } from '../identify/domains.ts';
import type { Under, UnderIndex } from '../identify/hosting.ts';
import { globMatches } from '../identify/patterns.ts';
import type { DeclaredService } from '../inventory/schema.ts';
import type { KnowledgeBase, Product, Vendor } from '../knowledge/base.ts';
import type { Alias, DomainFacts, Site } from './gather.ts';
import { type Tell, tellerOf } from './telling.ts';

type Rule = KnowledgeBase['rules']['domains']['services'][number];
type Confidence = NonNullable<DeclaredService['confidence']>;

/** Name of the source, in the documents. */
const SOURCE = 'dns';

/** Longest text quoted as evidence. */
const MOST_TEXT = 120;

interface Shown {
  readonly rule: Rule;
  readonly mx: readonly string[];
  readonly autodiscover: readonly string[];
  readonly dkim: readonly string[];
  readonly spf: readonly string[];
  readonly txt: readonly string[];
  readonly ns: readonly string[];
}

function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => globMatches(pattern.split('*'), name));
}

function once(list: readonly string[]): string[] {
  return [...new Set(list)];
}

function quoted(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

function aliasEvidence(aliases: readonly Alias[], patterns: readonly string[], tell: Tell): string[] {
  return aliases
    .filter(({ chain }) => chain.some((name) => matches(patterns, name)))
    .map(({ name, chain }) => [name, ...chain.map((alias) => tell(alias, patterns))].join(' → '));
}

function shownBy(rule: Rule, facts: DomainFacts, tell: Tell): Shown {
  const { domain } = facts;
  return {
    rule,
    mx: (facts.mx ?? [])
      .filter(({ host }) => matches(rule.mx, host))
      .map(({ host, preference }) => `${domain} MX ${preference} ${tell(host, rule.mx)}`),
    autodiscover: aliasEvidence(facts.autodiscover, rule.autodiscover, tell),
    dkim: aliasEvidence(facts.dkim, rule.dkim, tell),
    spf: once(facts.spf.filter((name) => matches(rule.spf, name)).map((name) => tell(name, rule.spf))).map(
      (name) => `${domain} SPF include:${name}`,
    ),
    // What follows the name of a provider there is the account of the organisation.
    txt: once(rule.txt.filter((pattern) => facts.txt.some((text) => matches([pattern], text)))).map(
      (pattern) => `${domain} TXT ${quoted(pattern)}`,
    ),
    ns: facts.ns.filter((name) => matches(rule.ns, name)).map((name) => `${domain} NS ${name}`),
  };
}

function evidenceOf({ mx, autodiscover, dkim, spf, txt, ns }: Shown): string[] {
  return [...mx, ...autodiscover, ...dkim, ...spf, ...txt, ...ns];
}

function isShown({ mx, autodiscover, dkim, spf }: Shown): boolean {
  return mx.length > 0 || autodiscover.length > 0 || (dkim.length > 0 && spf.length > 0);
}

/** `elsewhere`: whether another mailbox is shown by stronger evidence. */
function mailboxConfidence(shown: Shown, elsewhere: boolean): Confidence {
  if (isShown(shown)) return 'high';
  return !elsewhere && shown.dkim.length + shown.spf.length > 0 ? 'medium' : 'low';
}

export class DomainReader {
  readonly #base: KnowledgeBase;
  readonly #under: UnderIndex;
  readonly #domains: DomainIndex;

  constructor(base: KnowledgeBase, under: UnderIndex) {
    this.#base = base;
    this.#under = under;
    this.#domains = new DomainIndex(base);
  }

  /** How names are told in what is said of a domain. */
  tellerOf(domain: string): Tell {
    return tellerOf(domain, this.#domains);
  }

  servicesOf(facts: DomainFacts): DeclaredService[] {
    return [...this.#mail(facts), ...this.#names(facts), ...this.#web(facts)];
  }

  #shown(role: Rule['role'], facts: DomainFacts): Shown[] {
    return this.#base.rules.domains.services
      .filter((rule) => rule.role === role)
      .map((rule) => shownBy(rule, facts, this.tellerOf(facts.domain)))
      .filter((shown) => evidenceOf(shown).length > 0);
  }

  #mail(facts: DomainFacts): DeclaredService[] {
    const { domain, mx } = facts;
    const filters = this.#shown('gateway', facts).filter((shown) => shown.mx.length > 0);
    const candidates = this.#shown('mailbox', facts);
    const anyShown = candidates.some(isShown);
    const services: DeclaredService[] = filters.map((shown) => ({
      ...this.#named(shown.rule.product, domain),
      use: 'mail-gateway',
      evidence: evidenceOf(shown),
      confidence: 'high',
    }));
    let told = false;
    for (const shown of candidates) {
      const confidence = mailboxConfidence(shown, anyShown && !isShown(shown));
      if (confidence !== 'low') told = true;
      const evidence = evidenceOf(shown);
      services.push({ ...this.#named(shown.rule.product, domain), use: 'mailbox', evidence, confidence });
    }
    if (!told && mx !== null && mx.length > 0) {
      const tell = this.tellerOf(domain);
      const evidence = mx.map(({ host, preference }) => `${domain} MX ${preference} ${tell(host)}`);
      services.push({ name: `mailboxes of ${domain}`, domain, use: 'mailbox', evidence, source: SOURCE });
    }
    for (const shown of this.#shown('sending', facts)) {
      const isText = shown.spf.length + shown.dkim.length === 0;
      services.push({
        ...this.#named(shown.rule.product, domain),
        use: 'mail-sending',
        // It is used, by how many nothing says: it keeps its place in the coverage, with no weight.
        userShare: 0,
        evidence: evidenceOf(shown),
        confidence: isText ? 'low' : 'medium',
      });
    }
    return services;
  }

  #names(facts: DomainFacts): DeclaredService[] {
    return this.#shown('dns', facts).map((shown) => ({
      ...this.#named(shown.rule.product, facts.domain),
      use: 'dns',
      evidence: evidenceOf(shown),
      confidence: 'high',
    }));
  }

  #named(id: string, domain: string): Pick<DeclaredService, 'name' | 'product' | 'vendor' | 'domain' | 'source'> {
    const product = this.#base.productById.get(id);
    if (product === undefined) return { name: id, domain, source: SOURCE };
    return { name: product.title, product: id, vendor: product.vendor.name, domain, source: SOURCE };
  }

  /** Who serves the site: each operator once, with every proof. A delivery network in front hides the host, and then only it is told. */
  #web(facts: DomainFacts): DeclaredService[] {
    const found = new Map<string, { under: Under; evidence: string[] }>();
    for (const site of facts.sites) {
      for (const { under, proof } of this.#proofs(site, this.tellerOf(facts.domain))) {
        if (under.layer === 'routing') continue;
        const key = `${under.name} ${under.layer}`;
        const known = found.get(key) ?? { under, evidence: [] };
        if (!known.evidence.includes(proof)) known.evidence.push(proof);
        found.set(key, known);
      }
    }
    // After the authority stand the parameters of an account.
    const caa = facts.caa.map((value) => `${facts.domain} CAA ${quoted(value.split(';', 1)[0]?.trim() ?? '')}`);
    return [...found.values()].map(({ under, evidence }) => {
      const product = under.operator === null ? null : this.#webProduct(under.operator, under);
      const named = product
        ? this.#named(product.id, facts.domain)
        : { name: `site of ${facts.domain}: ${under.name}`, vendor: under.name, domain: facts.domain, source: SOURCE };
      return { ...named, use: 'web' as const, evidence: [...evidence, ...caa], confidence: webConfidence(under) };
    });
  }

  #proofs({ name, chain, addresses }: Site, tell: Tell): { under: Under; proof: string }[] {
    const ofNames = this.#under.under(chain, undefined).map((under) => ({
      under,
      proof: [name, ...chain.map((alias) => tell(alias))].join(' → '),
    }));
    if (ofNames.some(({ under }) => under.layer === 'cdn')) return ofNames;
    const ofAddresses = addresses.flatMap((address) =>
      this.#under.under(undefined, address).map((under) => ({ under, proof: `${name} ${address} (${under.detail})` })),
    );
    return [...ofNames, ...ofAddresses];
  }

  #webProduct(operator: Vendor, { layer }: Under): Product | null {
    const kind = layer === 'network' ? 'hosting' : layer;
    const rule = this.#base.rules.domains.web.find((entry) => entry.vendor === operator.id && entry.layer === kind);
    if (rule) return this.#base.productById.get(rule.product) ?? null;
    const served = kind === 'cdn' ? 'network' : 'hosting';
    const own = operator.products
      .filter(({ role, functions }) => role === 'service' && functions.length === 1 && functions[0] === served)
      .map(({ id }) => this.#base.productById.get(id));
    return own.length === 1 ? (own[0] ?? null) : null;
  }
}

/** The network of an address names who carries it: whether it hosts, a published range or an alias tells. */
function webConfidence({ layer, by }: Under): Confidence {
  if (layer === 'network') return 'low';
  return by === 'asn' ? 'medium' : 'high';
}
