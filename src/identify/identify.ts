/**
 * From an observed item to a Finding: which product it is, that it is recognised and not counted, or that it is unknown.
 *
 * In: items of an Inventory. Out: Findings. Every distinct title is matched once, whatever the number of machines it is on.
 * It says nothing of class or degree (score/ does), and does not choose between products present together (observe.ts does).
 */
import type { Machine, SoftwareItem } from '../inventory/schema.ts';
import { type KnowledgeBase, type Product, phraseLabel, type Vendor } from '../knowledge/base.ts';
import { countedRoles, type Role } from '../knowledge/schema.ts';
import type { Label } from '../language.ts';
import { Matcher, type Observation, type Recognition } from './match.ts';
import type { NoiseRule } from './match-index.ts';

/** A title as it was read, with what was made of it. Findings are shared: one for each distinct title. */
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
  /** The rule that recognised it. */
  readonly rule: string | undefined;
  /** Position in the list of distinct titles. */
  readonly index: number;
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

interface Cached {
  readonly publisher: string | undefined;
  readonly version: string | undefined;
  readonly kind: SoftwareItem['kind'];
  readonly platform: string | undefined;
  readonly id: string | undefined;
  readonly origin: string | undefined;
  readonly distribution: string | undefined;
  readonly systemComponent: boolean | undefined;
  /** Whether another version could be another product: only then is the version looked at. */
  readonly versioned: boolean;
  readonly finding: Finding;
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

export class Identifier {
  readonly #matcher: Matcher;
  readonly #cache = new Map<string, Cached[]>();
  /** Findings of operating systems recognised by the identifier of their distribution. */
  readonly #systems = new Map<string, Finding>();
  readonly #distributionOf = new Map<string, Product>();
  readonly #distributionOfOrigin = new Map<string, Product>();
  readonly titles: TitleRef[] = [];

  constructor(base: KnowledgeBase) {
    this.#matcher = new Matcher(base);
    for (const entry of base.rules.distributions.distributions) {
      const product = base.productById.get(entry.product);
      if (!product) continue;
      for (const id of entry.ids) this.#distributionOf.set(id.toLowerCase(), product);
      for (const origin of entry.origins) this.#distributionOfOrigin.set(origin.toLowerCase(), product);
    }
  }

  /** Finding of one item on one machine. Repeated titles cost one look-up. */
  find(item: SoftwareItem, machine: Machine): Finding {
    const os = machine.operatingSystem;
    const platform = item.platform ?? os?.family;
    const distribution = item.kind === 'package' ? os?.distribution : undefined;
    const known = this.#cache.get(item.name);
    if (known !== undefined) {
      for (const entry of known) {
        if (
          entry.publisher === item.publisher &&
          entry.kind === item.kind &&
          entry.platform === platform &&
          entry.id === item.id &&
          entry.origin === item.origin &&
          entry.distribution === distribution &&
          entry.systemComponent === item.systemComponent &&
          (!entry.versioned || entry.version === item.version)
        ) {
          return entry.finding;
        }
      }
    }
    const { finding, versioned } = this.#identify(item, platform, distribution);
    const entry: Cached = {
      publisher: item.publisher,
      version: item.version,
      kind: item.kind,
      platform,
      id: item.id,
      origin: item.origin,
      distribution,
      systemComponent: item.systemComponent,
      versioned,
      finding,
    };
    if (known === undefined) this.#cache.set(item.name, [entry]);
    else known.push(entry);
    return finding;
  }

  /** Finding of the operating system of a machine; null when none was read. */
  findOperatingSystem(machine: Machine): Finding | null {
    const os = machine.operatingSystem;
    if (!os) return null;
    const key = os.distribution?.toLowerCase();
    const distribution = key === undefined ? undefined : this.#distributionOf.get(key);
    if (key !== undefined && distribution) {
      let finding = this.#systems.get(key);
      if (!finding) {
        finding = {
          outcome: 'counted',
          product: distribution,
          title: this.#title(os.name, undefined, os.name, `distributions/${distribution.id}`),
        };
        this.#systems.set(key, finding);
      }
      return finding;
    }
    return this.find({ name: os.name, kind: 'program', foundBy: 'operating-system', version: os.version }, machine);
  }

  /** Recognition of any observation, outside an inventory. */
  observe(item: SoftwareItem, platform: string | undefined): Finding {
    return this.#identify(item, platform, undefined).finding;
  }

  #title(name: string, publisher: string | undefined, key: string, rule: string | undefined): TitleRef {
    const title: TitleRef = { name, publisher, key, rule, index: this.titles.length };
    this.titles.push(title);
    return title;
  }

  #identify(
    item: SoftwareItem,
    platform: string | undefined,
    distribution: string | undefined,
  ): { finding: Finding; versioned: boolean } {
    const recognised = this.#matcher.recognise(observationOf(item, platform));
    return { finding: this.#findingOf(recognised, item, distribution), versioned: recognised.versioned };
  }

  #findingOf(recognised: Recognition, item: SoftwareItem, distribution: string | undefined): Finding {
    const { rule, ambiguous } = recognised;
    const title = this.#title(item.name, item.publisher, recognised.title, rule?.name);
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
