/**
 * Recognition of one observed title: which rule of the base holds.
 *
 * In: a name, a publisher, an identifier, as read. Out: the rule that wins, or none, and the vendor when only its name was recognised.
 * Order: technical identifier, image, package; then an exact name; then noise; then the glob with most literal characters; then noise of last resort;
 * then what is said of everything of a publisher; last, the exact name of a product that counts, for an edition or a year of it.
 * A package is recognised by its name as a package, or by a title whose rule also names its publisher.
 * It does not decide whether the product counts (identify.ts does).
 */
import semver from 'semver';
import { countedRoles, type KnowledgeBase, type Vendor } from '../knowledge/base.ts';
import { normaliseImage, normalisePublisher, normaliseText, titleOf, withoutEdition } from '../knowledge/normalise.ts';
import { buildMatchIndex, type CompiledRule, type MatchIndex } from './match-index.ts';
import { type Glob, globMatches } from './patterns.ts';

/** What is known of one thing that was seen. */
export interface Observation {
  readonly name: string;
  readonly publisher?: string | undefined;
  readonly version?: string | undefined;
  readonly platform?: string | undefined;
  readonly package?: string | undefined;
  readonly id?: string | undefined;
  readonly image?: string | undefined;
}

export interface Recognition {
  /** The rule that won; null when none did. */
  readonly rule: CompiledRule | null;
  /** An assumed match that would have won: shown apart, counted as unknown. */
  readonly assumed: CompiledRule | null;
  /** An assumed match that would have won, had what was read not said enough of it. */
  readonly outdone: CompiledRule | null;
  /** Two products claim the title equally. */
  readonly ambiguous: boolean;
  /** Vendor of the product, or recognised by its publisher alone. */
  readonly vendor: Vendor | null;
  /** Name without version, architecture and language: what unknown titles are counted by. */
  readonly title: string;
  /** Whether another version of the same title could be recognised otherwise. */
  readonly versioned: boolean;
}

type Found = Glob<CompiledRule>;

function versionHolds(range: string, version: string | undefined): boolean {
  const coerced = version === undefined ? null : semver.coerce(version, { loose: true });
  return coerced !== null && semver.satisfies(coerced, range, { loose: true });
}

/** Rank of a candidate: exact before noise before glob before noise of last resort before a publisher alone, then literal length, then a confirmed publisher. */
function rank(rule: CompiledRule, exact: boolean, literal: number, confirmed: boolean): number {
  const ofGlob = rule.asked.ofPublisher ? 0 : rule.noise === null ? 2 : rule.noise.lastResort ? 1 : 3;
  const tier = exact ? (rule.product !== null ? 5 : 4) : ofGlob;
  return tier * 1_000_000 + literal * 10 + (confirmed ? 1 : 0);
}

/** A publisher as titles give it, and what it says whatever the title. */
class Maker {
  readonly publisher: string;
  readonly #index: MatchIndex;
  #vendor: Vendor | null | undefined;
  #globs: readonly Found[] | undefined;
  #exact: readonly CompiledRule[] | undefined;

  constructor(index: MatchIndex, raw: string | undefined) {
    this.#index = index;
    this.publisher = normalisePublisher(raw);
  }

  get vendor(): Vendor | null {
    if (this.#vendor === undefined) this.#vendor = vendorNamed(this.#index, this.publisher);
    return this.#vendor;
  }

  /** Offers the rules on everything of this publisher. */
  offerTo(choice: Choice): void {
    if (this.publisher === '') return;
    if (this.#globs === undefined) {
      const found: Found[] = [];
      this.#index.makers.search(this.publisher, found);
      this.#globs = found;
      this.#exact = this.#index.makers.exact(this.publisher);
    }
    choice.offerGlobs(this.#globs);
    choice.offerPublisher(this.#exact, this.publisher.length);
  }
}

/** Vendor of an already normalised publisher: exact, else the most specific glob. */
function vendorNamed({ publishers }: MatchIndex, publisher: string): Vendor | null {
  if (publisher === '') return null;
  const exact = publishers.exact(publisher);
  if (exact?.[0]) return exact[0];
  const found: Glob<Vendor>[] = [];
  publishers.search(publisher, found);
  let best: Glob<Vendor> | null = null;
  for (const glob of found) if (best === null || glob.literal > best.literal) best = glob;
  return best?.value ?? null;
}

/** Most publishers that are kept: there are far fewer than titles. */
const MOST_MAKERS = 3_000;

export class Matcher {
  readonly #index: MatchIndex;
  readonly #nobody: Maker;
  /** By publisher, as it was read. */
  readonly #makers = new Map<string, Maker>();

  constructor(base: KnowledgeBase) {
    this.#index = buildMatchIndex(base);
    this.#nobody = new Maker(this.#index, undefined);
  }

  recognise(seen: Observation): Recognition {
    const maker = this.#makerOf(seen.publisher);
    const full = normaliseText(seen.name);
    const title = titleOf(full);
    const byKey = this.#byKey(seen, maker.publisher);
    const winner = byKey.empty ? this.#byName(full, title, seen, maker) : byKey;
    const { rule, assumed, outdone } = winner.result();
    const vendor = rule === null ? (assumed?.product?.vendor ?? maker.vendor) : (rule.product?.vendor ?? null);
    const versioned = byKey.versioned || winner.versioned;
    return { rule, assumed, outdone, ambiguous: winner.ambiguous, vendor, title, versioned };
  }

  #makerOf(raw: string | undefined): Maker {
    if (raw === undefined) return this.#nobody;
    const known = this.#makers.get(raw);
    if (known !== undefined) return known;
    const maker = new Maker(this.#index, raw);
    if (this.#makers.size < MOST_MAKERS) this.#makers.set(raw, maker);
    return maker;
  }

  /** Vendor of an already normalised publisher. */
  vendorOf(publisher: string): Vendor | null {
    return vendorNamed(this.#index, publisher);
  }

  #byKey(seen: Observation, publisher: string): Choice {
    const choice = new Choice(seen, publisher);
    if (seen.id !== undefined) choice.offerAll(this.#index.ids.exact(seen.id.toLowerCase()));
    if (seen.image !== undefined) choice.offerAll(this.#index.images.exact(normaliseImage(seen.image)));
    if (choice.empty && seen.package !== undefined) {
      const name = seen.package.toLowerCase();
      choice.offerAll(this.#index.packages.exact(name), name.length);
      const found: Found[] = [];
      this.#index.packages.search(name, found);
      choice.offerGlobs(found);
    }
    return choice;
  }

  #byName(full: string, title: string, seen: Observation, maker: Maker): Choice {
    // Packages share their short names ("notion", "slack", "radiant") with what they have nothing to do with.
    const choice = new Choice(seen, maker.publisher, seen.package !== undefined);
    const found: Found[] = [];
    choice.offerAll(this.#index.names.exact(full), full.length);
    this.#index.names.search(full, found);
    if (title !== full) {
      choice.offerAll(this.#index.names.exact(title), title.length);
      this.#index.names.search(title, found);
    }
    choice.offerGlobs(found);
    if (seen.package === undefined) maker.offerTo(choice);
    if (choice.empty && seen.package === undefined) this.#offerEdition(title, choice, maker);
    return choice;
  }

  /**
   * "Example Professional 2019" is the product named "Example". Without the words of an edition, a name of one word is one only where the publisher
   * confirms it: "Paint Pro" is not Paint.
   */
  #offerEdition(title: string, choice: Choice, maker: Maker): void {
    const { yearless, name } = withoutEdition(title);
    if (yearless !== title) choice.offerAll(this.#index.names.exact(yearless)?.filter(counts), yearless.length);
    if (!choice.empty || name === yearless) return;
    const isSaid = ({ asked }: CompiledRule): boolean =>
      name.includes(' ') || (asked.publisher !== null && maker.publisher !== '');
    const rules = this.#index.names.exact(name)?.filter((rule) => counts(rule) && isSaid(rule));
    choice.offerAll(rules, name.length);
  }
}

/** Whether what the rule designates counts in the figure. */
function counts({ product }: CompiledRule): boolean {
  return product !== null && countedRoles.includes(product.role);
}

/** Whether a rule that was read says enough of what an assumed one says: neither counts, or it is of the same product, or of all that the vendor makes. */
function suffices(read: CompiledRule, assumed: CompiledRule): boolean {
  if (!counts(read)) return !counts(assumed);
  if (read.product === assumed.product) return true;
  return read.asked.ofPublisher && counts(assumed) && read.product?.vendor === assumed.product?.vendor;
}

/**
 * Keeps the best of the rules offered to it. An assumed rule more specific than every other makes the title assumed, not another's,
 * save where the best of the rules that were read says enough of it.
 */
class Choice {
  #rule: CompiledRule | null = null;
  #assumed: CompiledRule | null = null;
  ambiguous = false;
  versioned = false;
  #rank = -1;
  #assumedRank = -1;
  readonly #seen: Observation;
  readonly #publisher: string;
  readonly #confirmedOnly: boolean;

  /** With `confirmedOnly`, a product takes what its rule also names the publisher of. */
  constructor(seen: Observation, publisher: string, confirmedOnly = false) {
    this.#seen = seen;
    this.#publisher = publisher;
    this.#confirmedOnly = confirmedOnly;
  }

  get empty(): boolean {
    return this.#rule === null && this.#assumed === null;
  }

  result(): Pick<Recognition, 'rule' | 'assumed' | 'outdone'> {
    const rule = this.#rule;
    const assumed = this.#assumedRank > this.#rank ? this.#assumed : null;
    if (assumed === null || rule === null) return { rule: assumed === null ? rule : null, assumed, outdone: null };
    return suffices(rule, assumed) ? { rule, assumed: null, outdone: assumed } : { rule: null, assumed, outdone: null };
  }

  /** Rules of an identifier, or of a whole name and its length. */
  offerAll(rules: readonly CompiledRule[] | undefined, literal = 0): void {
    if (rules !== undefined) for (const rule of rules) this.#offer(rule, true, literal);
  }

  /** Rules on everything of a publisher, named whole. */
  offerPublisher(rules: readonly CompiledRule[] | undefined, literal: number): void {
    if (rules !== undefined) for (const rule of rules) this.#offer(rule, false, literal);
  }

  offerGlobs(globs: readonly Found[]): void {
    for (const glob of globs) this.#offer(glob.value, false, glob.literal);
  }

  #holds({ asked: { platform, publisher, publisherRequired, versions } }: CompiledRule): boolean {
    if (publisher !== null) {
      if (this.#publisher === '') {
        if (publisherRequired) return false;
      } else if (!globMatches(publisher, this.#publisher)) return false;
    }
    if (platform !== null && this.#seen.platform !== undefined && platform !== this.#seen.platform) return false;
    if (versions === null) return true;
    this.versioned = true;
    return versionHolds(versions, this.#seen.version);
  }

  #offer(rule: CompiledRule, exact: boolean, literal: number): void {
    const confirmed = rule.asked.publisher !== null && this.#publisher !== '';
    if (this.#confirmedOnly && !confirmed && rule.product !== null) return;
    const rankOf = rank(rule, exact, literal, confirmed);
    if (rule.asked.assumed) {
      if (rankOf > this.#assumedRank && this.#holds(rule)) {
        this.#assumed = rule;
        this.#assumedRank = rankOf;
      }
      return;
    }
    if (rankOf < this.#rank || !this.#holds(rule)) return;
    if (rankOf === this.#rank) {
      // The same product offered twice is no doubt, nor is noise of two sorts; another product is, unless a confirmed publisher settled it by rank.
      if (this.#rule !== null && rule.product !== this.#rule.product) this.ambiguous = true;
      return;
    }
    this.#rule = rule;
    this.#rank = rankOf;
    this.ambiguous = false;
  }
}
