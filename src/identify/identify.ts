/**
 * From an observed item to a Finding: which product it is, that it is recognised and not counted, or that it is unknown.
 *
 * In: items of an Inventory. Out: Findings. Every distinct title is matched once, whatever the number of machines it is on.
 * It says nothing of class or degree (score/ does), and does not choose between products present together (observe.ts does).
 */
import { repeatsOf } from '../inventory/repeats.ts';
import type { Inventory, Machine, SoftwareItem } from '../inventory/schema.ts';
import { countedRoles, type KnowledgeBase, type Product, phraseLabel, type Vendor } from '../knowledge/base.ts';
import { normalisePublisher, normaliseText } from '../knowledge/normalise.ts';
import type { Role } from '../knowledge/vendor-schema.ts';
import type { Label } from '../language.ts';
import { Matcher, type Observation, type Recognition } from './match.ts';
import type { NoiseRule } from './match-index.ts';
import { RepeatedPositions } from './repeated.ts';

/** A title as it was read, with what was made of it. Findings are shared: one for each distinct title and outcome. */
export type Finding =
  | { readonly outcome: 'counted'; readonly product: Product; readonly title: TitleRef }
  | {
      readonly outcome: 'ignored';
      readonly product: Product | null;
      readonly role: Role;
      readonly reason: IgnoreReason;
      readonly title: TitleRef;
    }
  | {
      readonly outcome: 'unknown';
      readonly vendor: Vendor | null;
      readonly assumed: Product | null;
      readonly ambiguous: boolean;
      readonly title: TitleRef;
    };

/** Why something recognised is not counted; the sentence of a noise rule or of a product, or one of the roles. */
export interface IgnoreReason {
  readonly id: string;
  readonly label: Label | null;
}

/** A distinct title: the name and publisher first read, and the key unknown titles are counted by. */
export interface TitleRef {
  readonly name: string;
  readonly publisher: string | undefined;
  /** Name without version, architecture and language. */
  readonly key: string;
  /** The rule that recognised it, which says its name to those who ask. */
  readonly rule: { readonly name: string } | undefined;
}

const distributionReasons = {
  origin: {
    id: 'distribution-package',
    label: {
      fr: "paquet ordinaire d'une distribution, compté avec elle",
      en: 'ordinary package of a distribution, counted with it',
    },
  },
  noOrigin: {
    id: 'distribution-package-without-origin',
    label: {
      fr: "paquet sans origine d'archive, rattaché à la distribution",
      en: 'package without archive origin, taken as part of the distribution',
    },
  },
} as const satisfies Record<string, IgnoreReason>;

/** One way in which a name was observed, and the position of its finding; those of one name hang on each other. */
interface Way {
  readonly publisher: string | undefined;
  readonly kind: SoftwareItem['kind'];
  readonly platform: string | undefined;
  readonly id: string | undefined;
  readonly origin: string | undefined;
  readonly distribution: string | undefined;
  readonly systemComponent: boolean | undefined;
  readonly position: number;
  /** When another version could be another product: positions by version, and the distinct ones, which are few; null when the version says nothing. */
  readonly versions: { readonly positions: Map<string | undefined, number>; readonly distinct: Set<number> } | null;
  readonly next: Way | undefined;
}

/** A name without space and with a dot may be a technical identifier ("Microsoft.WindowsCalculator", "org.mozilla.firefox"). */
function idOf(name: string, id: string | undefined): string | undefined {
  if (id !== undefined) return id;
  return name.includes('.') && !name.includes(' ') ? name : undefined;
}

function observationOf(item: SoftwareItem, platform: string | undefined): Observation {
  return {
    name: item.name,
    publisher: item.publisher,
    version: item.version,
    platform: item.kind === 'image' ? undefined : platform,
    package: item.kind === 'package' ? item.name : undefined,
    id: idOf(item.name, item.id),
    image: item.kind === 'image' ? (item.id ?? item.name) : undefined,
  };
}

/** What a finding brings to a machine: nothing that counts, a product that counts or that counts with evidence of use, or an unknown title. */
export const broughtSorts = { nothing: 0, counted: 1, bundled: 2, unknown: 3 } as const;

/** What a finding brings, as one number: its sort, and above it the number of the product, or of the unknown title, the same for all its versions. */
function brought(sort: number, number: number): number {
  return (number << 2) | sort;
}
export function sortOf(brought: number): number {
  return brought & 3;
}
export function numberOf(brought: number): number {
  return brought >>> 2;
}

/**
 * Findings by position: one for each distinct title and what was made of it. The numbers beside them are what the loop over the items of every
 * machine needs, so that it does not visit the findings themselves.
 */
export class Identifier {
  readonly findings: Finding[] = [];
  /** By position. */
  readonly brought: number[] = [];

  readonly #matcher: Matcher;
  /** By name, the last of the ways in which it was observed. */
  readonly #ways = new Map<string, Way>();
  readonly #repeated = new RepeatedPositions();
  readonly #systems = new Map<string, number>();
  readonly #unknownKeys = new Map<string, number>();
  readonly #distributionOf = new Map<string, Product>();
  readonly #distributionOfOrigin = new Map<string, Product>();

  constructor(base: KnowledgeBase) {
    this.#matcher = new Matcher(base);
    for (const entry of base.rules.distributions.distributions) {
      const product = base.productById.get(entry.product);
      if (!product) continue;
      for (const id of entry.ids) this.#distributionOf.set(id.toLowerCase(), product);
      for (const origin of entry.origins) this.#distributionOfOrigin.set(origin.toLowerCase(), product);
    }
  }

  /** Finding of one item on one machine. */
  find(item: SoftwareItem, machine: Machine): Finding {
    return this.findings[this.position(item, machine)] as Finding;
  }

  /** Positions of the findings of the software of one machine, in its order. */
  positions(inventory: Inventory): number[] {
    const { machine } = inventory;
    const repeats = repeatsOf(inventory);
    const table = repeats && this.#repeated.of(repeats.reader, machine.operatingSystem);
    if (repeats === undefined || table === undefined)
      return inventory.software.map((item) => this.position(item, machine));
    return repeats.numbers.map((number, index) => {
      const known = table.get(number);
      if (known >= 0) return known;
      const way = this.#wayOf(repeats.like(index), machine, () => repeats.item(index));
      if (way.versions !== null) return this.#positionIn(way, repeats.item(index));
      table.set(number, way.position);
      return way.position;
    });
  }

  /** Position of the finding of one item on one machine. Repeated titles cost one look-up. */
  position(item: SoftwareItem, machine: Machine): number {
    return this.#positionIn(this.#wayOf(item, machine), item);
  }

  /** The way in which an item is observed; `exact` gives the item where `item` is only like it. */
  #wayOf(item: SoftwareItem, machine: Machine, exact?: () => SoftwareItem): Way {
    const os = machine.operatingSystem;
    const platform = item.platform ?? os?.family;
    const distribution = item.kind === 'package' ? os?.distribution : undefined;
    const last = this.#ways.get(item.name);
    for (let way = last; way !== undefined; way = way.next) {
      if (
        way.publisher === item.publisher &&
        way.kind === item.kind &&
        way.platform === platform &&
        way.id === item.id &&
        way.origin === item.origin &&
        way.distribution === distribution &&
        way.systemComponent === item.systemComponent
      ) {
        return way;
      }
    }
    const { position, version, versioned } = this.#recognise(item, platform, distribution, last, exact);
    const { publisher, kind, id, origin, systemComponent } = item;
    const way: Way = {
      publisher,
      kind,
      platform,
      id,
      origin,
      distribution,
      systemComponent,
      position,
      versions: versioned ? { positions: new Map([[version, position]]), distinct: new Set([position]) } : null,
      next: last,
    };
    this.#ways.set(item.name, way);
    return way;
  }

  #positionIn({ position, versions, platform, distribution }: Way, item: SoftwareItem): number {
    if (versions === null) return position;
    const known = versions.positions.get(item.version);
    if (known !== undefined) return known;
    const recognised = this.#recognise(item, platform, distribution, this.#ways.get(item.name));
    versions.positions.set(item.version, recognised.position);
    versions.distinct.add(recognised.position);
    return recognised.position;
  }

  /** Files what an item is, unless it is what its name was in one of the ways from `last` on; another version may be something else when it is `versioned`. */
  #recognise(
    item: SoftwareItem,
    platform: string | undefined,
    distribution: string | undefined,
    last: Way | undefined,
    exact?: () => SoftwareItem,
  ): { position: number; version: string | undefined; versioned: boolean } {
    let recognised = this.#matcher.recognise(observationOf(item, platform));
    let { version } = item;
    if (recognised.versioned && exact !== undefined) {
      const seen = exact();
      recognised = this.#matcher.recognise(observationOf(seen, platform));
      version = seen.version;
    }
    const finding = this.#findingOf(recognised, item, distribution);
    return { position: this.#filedIn(last, finding) ?? this.#file(finding), version, versioned: recognised.versioned };
  }

  /** Position of the same finding, where a name had it in one of its ways. */
  #filedIn(last: Way | undefined, finding: Finding): number | undefined {
    for (let way = last; way !== undefined; way = way.next)
      for (const position of way.versions?.distinct ?? [way.position])
        if (isSame(this.findings[position] as Finding, finding)) return position;
    return undefined;
  }

  /** Position of the finding of the operating system of a machine; null when none was read. */
  systemPosition(machine: Machine): number | null {
    const os = machine.operatingSystem;
    if (!os) return null;
    const product = os.distribution === undefined ? undefined : this.#distributionOf.get(os.distribution.toLowerCase());
    if (product === undefined) {
      return this.position(
        { name: os.name, kind: 'program', foundBy: 'operating-system', version: os.version },
        machine,
      );
    }
    const key = `${os.name}\0${product.id}`;
    const known = this.#systems.get(key);
    if (known !== undefined) return known;
    const title = { name: os.name, publisher: undefined, key: os.name, rule: { name: `distributions/${product.id}` } };
    const position = this.#file({ outcome: 'counted', product, title });
    this.#systems.set(key, position);
    return position;
  }

  /** Recognition of any observation, outside an inventory. */
  observe(item: SoftwareItem, platform: string | undefined): Finding {
    return this.#findingOf(this.#matcher.recognise(observationOf(item, platform)), item, undefined);
  }

  /** Vendor whose name, as machines print it, begins a title: "Microsoft Excel" is of Microsoft. */
  vendorOfName(name: string): Vendor | null {
    const words = normaliseText(name).split(' ');
    for (let count = Math.min(4, words.length); count > 0; count--) {
      const vendor = this.#matcher.vendorOf(normalisePublisher(words.slice(0, count).join(' ')));
      if (vendor) return vendor;
    }
    return null;
  }

  #file(finding: Finding): number {
    this.brought.push(this.#broughtBy(finding));
    return this.findings.push(finding) - 1;
  }

  #broughtBy(finding: Finding): number {
    const { nothing, counted, bundled, unknown } = broughtSorts;
    if (finding.outcome === 'unknown') return brought(unknown, this.#unknownKey(finding.title.key));
    if (finding.outcome === 'counted') return brought(counted, finding.product.index);
    return finding.role === 'bundled' && finding.product ? brought(bundled, finding.product.index) : nothing;
  }

  #unknownKey(key: string): number {
    const known = this.#unknownKeys.get(key);
    if (known !== undefined) return known;
    this.#unknownKeys.set(key, this.#unknownKeys.size);
    return this.#unknownKeys.size - 1;
  }

  #findingOf(recognised: Recognition, item: SoftwareItem, distribution: string | undefined): Finding {
    const { rule, ambiguous } = recognised;
    const title = { name: item.name, publisher: item.publisher, key: recognised.title, rule: rule ?? undefined };
    if (rule !== null && !ambiguous) {
      if (rule.product !== null) return productFinding(rule.product, title);
      return noiseFinding(rule.noise as NoiseRule, title);
    }
    if (item.kind === 'package') {
      const folded = this.#foldPackage(item, distribution, recognised.vendor, title);
      if (folded) return folded;
    }
    if (item.systemComponent) {
      const reason = {
        id: 'system-component',
        label: { fr: 'composant caché par le système', en: 'component hidden by the system' },
      };
      return { outcome: 'ignored', product: null, role: 'component', reason, title };
    }
    return {
      outcome: 'unknown',
      vendor: recognised.vendor,
      assumed: recognised.assumed?.product ?? null,
      ambiguous,
      title,
    };
  }

  /** A package belongs to the distribution by the origin of its archive; without origin, unless its publisher is another known vendor. */
  #foldPackage(
    item: SoftwareItem,
    distribution: string | undefined,
    vendor: Vendor | null,
    title: TitleRef,
  ): Finding | null {
    const own = distribution === undefined ? undefined : this.#distributionOf.get(distribution.toLowerCase());
    const ignored = (reason: IgnoreReason, product: Product | undefined): Finding => ({
      outcome: 'ignored',
      product: product ?? null,
      role: 'component',
      reason,
      title,
    });
    if (item.origin !== undefined) {
      const byOrigin = this.#distributionOfOrigin.get(item.origin.toLowerCase());
      return byOrigin ? ignored(distributionReasons.origin, byOrigin) : null;
    }
    if (vendor !== null && vendor !== own?.vendor) return null;
    return ignored(distributionReasons.noOrigin, own);
  }
}

/** Whether two findings of one name are the same: made of the same title in the same way. */
function isSame(a: Finding, b: Finding): boolean {
  if ((a.title.publisher ?? '') !== (b.title.publisher ?? '')) return false;
  // Two rules of one product may have one name.
  if (a.title.rule !== b.title.rule && a.title.rule?.name !== b.title.rule?.name) return false;
  if (a.outcome !== 'ignored' || b.outcome !== 'ignored') return a.outcome === b.outcome;
  return a.reason.id === b.reason.id && a.product === b.product;
}

function productFinding(product: Product, title: TitleRef): Finding {
  if (countedRoles.includes(product.role)) return { outcome: 'counted', product, title };
  const label = product.reason === undefined ? null : phraseLabel(product.reason);
  return {
    outcome: 'ignored',
    product,
    role: product.role,
    reason: { id: product.reason === undefined ? product.role : product.id, label },
    title,
  };
}

function noiseFinding(noise: NoiseRule, title: TitleRef): Finding {
  return { outcome: 'ignored', product: null, role: noise.role, reason: { id: noise.id, label: noise.reason }, title };
}
