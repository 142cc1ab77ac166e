/**
 * A knowledge base built in memory from a few terse lines, for tests of everything that reads one.
 *
 * In: vendors by id, each with its products by id; what is not said takes the default of the schema. Out: a KnowledgeBase.
 * Rules are the constants of the method, written here again so that a change of the shipped rules never changes what these tests prove.
 */
import type { z } from 'zod';
import {
  buildBase,
  detailsIn,
  type KnowledgeBase,
  type Product,
  type Rules,
  type WholeVendor,
} from '../../src/knowledge/base.ts';
import {
  cautionsSchema,
  classesSchema,
  cloudsSchema,
  corporaSchema,
  distributionsSchema,
  domainsSchema,
  exposureSchema,
  functionsSchema,
  migrationSchema,
  noiseSchema,
  perimetersSchema,
  purposesSchema,
  scopesSchema,
} from '../../src/knowledge/rules-schema.ts';
import { vendorSchema } from '../../src/knowledge/vendor-schema.ts';
import type { ClassifyOptions } from '../../src/score/classify.ts';

type VendorInput = z.input<typeof vendorSchema>;
type ProductInput = NonNullable<VendorInput['products']>[number];
type OwnerInput = NonNullable<VendorInput['owners']>[number];

/** "FR" is both seats, "NL/US" the statutory one then the administration, "?" an unknown one, null no legal person. */
export type TerseSeat = string | null;
export type TerseOwner = Omit<OwnerInput, 'source'> & { source?: string };
export interface TerseProduct extends Omit<Partial<ProductInput>, 'owners'> {
  owners?: TerseOwner[] | null;
}
export interface TerseVendor extends Omit<Partial<VendorInput>, 'seat' | 'owners' | 'products'> {
  seat?: TerseSeat;
  owners?: TerseOwner[];
  products?: Record<string, TerseProduct>;
}
export interface TerseRules {
  /** Criticality by function; a "!" before the number marks a platform function. */
  functions?: Record<string, number | `!${number}`>;
  noise?: z.input<typeof noiseSchema>['rules'];
  distributions?: z.input<typeof distributionsSchema>['distributions'];
  scopes?: Partial<Record<'workstations' | 'servers' | 'services', number>>;
  corpora?: z.input<typeof corporaSchema>['corpora'];
  migration?: Partial<z.input<typeof migrationSchema>>;
  clouds?: Partial<z.input<typeof cloudsSchema>>;
  cautions?: z.input<typeof cautionsSchema>['cautions'];
  domains?: Partial<z.input<typeof domainsSchema>>;
}

const UE = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const EEE = [...UE, 'IS', 'LI', 'NO'].sort();
const both = (text: string): { fr: string; en: string } => ({ fr: text, en: text });

const perimeters = perimetersSchema.parse({
  default: 'eee',
  perimeters: [
    { id: 'ue', label: both('EU'), countries: UE },
    { id: 'eee', label: both('EEA'), countries: EEE },
    { id: 'eee-ch', label: both('EEA and CH'), countries: [...EEE, 'CH'].sort() },
    { id: 'europe', label: both('EEA, CH and UK'), countries: [...EEE, 'CH', 'GB'].sort() },
  ],
});

const classes = classesSchema.parse({
  degrees: { B: 0, D: 1, A: 0, C: { seat: 0.5, control: 0.5, capital: 0.5, technology: 0.5, hosting: 0.5 } },
  capital: { oneHolderOver: 24, togetherOver: 39, perimeter: 'ue', source: 'SecNumCloud 3.2 §19.6' },
  reviewAfterMonths: 24,
  labels: Object.fromEntries(['A', 'A?', 'B', 'C', 'D', 'unknown'].map((id) => [id, both(id)])),
  reasons: Object.fromEntries(['seat', 'control', 'capital', 'technology', 'hosting'].map((id) => [id, both(id)])),
  exposedValues: [0, 0.5, 1],
  profiles: [
    { id: 'graded', label: both('graded'), exposed: 0.5, free: 'product' },
    { id: 'strict', label: both('strict'), exposed: 1, free: 'product' },
    { id: 'steward', label: both('steward'), exposed: 1, free: 'steward' },
  ],
  defaultProfile: 'graded',
});

const exposure = exposureSchema.parse({
  cutOff: [
    { level: 'immediate', label: both('now'), when: { classes: ['C', 'D'], deployment: 'service' } },
    { level: 'immediate', label: both('now'), when: { classes: ['C', 'D'], onlineServiceRequired: true } },
    { level: 'at-renewal', label: both('renewal'), when: { classes: ['C', 'D'], subscription: true } },
    { level: 'updates-only', label: both('updates'), when: { classes: ['C', 'D'] } },
    { level: 'not-identified', label: both('none'), when: {} },
  ],
  lawfulAccess: [
    { level: 'not-identified', label: both('none'), when: { qualification: 'SecNumCloud' } },
    { level: 'content', label: both('content'), when: { classes: ['C', 'D'], deployment: 'service' } },
    { level: 'metadata', label: both('metadata'), when: { classes: ['C', 'D'], onlineServiceRequired: true } },
    { level: 'not-identified', label: both('none'), when: {} },
  ],
});

const migration: z.input<typeof migrationSchema> = {
  effort: { fixed: 10, perMachine: 0.1, minimum: 1, rangeFactor: 2, basis: 'unverified' },
  urgency: {
    contractEnd: 0.5,
    contractEndMonths: 18,
    endOfLife: 0.5,
    endOfLifeMonths: 12,
    cutOffImmediate: 0.25,
    sensitiveData: 0.5,
  },
  prerequisites: { blockedShare: 0.5 },
  bands: [
    { id: 'major', label: both('major'), atLeastPoints: 1 },
    { id: 'minor', label: both('minor'), atLeastPoints: 0.1 },
    { id: 'marginal', label: both('marginal'), atLeastPoints: -100 },
  ],
  strategies: [
    { id: 'replace', label: both('replace'), when: { hasAlternative: true, minReadiness: 0.75, minGainPoints: 0 } },
    { id: 'contain', label: both('contain'), when: { deployment: 'service' } },
    { id: 'renegotiate', label: both('renegotiate'), when: { subscription: true } },
    { id: 'keep-watch', label: both('keep-watch'), when: {} },
  ],
};

const OSI = `MIT Apache-2.0 BSD-3-Clause MPL-2.0 EUPL-1.2 CECILL-2.1 ISC Zlib
  GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later LGPL-2.1-only LGPL-2.1-or-later AGPL-3.0-only AGPL-3.0-or-later`;

/** Criticalities of the method for the functions tests use. */
const FUNCTIONS: TerseRules['functions'] = {
  'operating-system': '!5',
  office: 5,
  mail: 5,
  collaboration: 4,
  security: 4,
  virtualization: '!4',
  database: 4,
  storage: 4,
  browser: 3,
  document: 3,
  utilities: 1,
  hardware: 0,
  personal: 0,
};

const HANDLERS: Record<string, string[]> = {
  office: ['.docx', '.odt'],
  mail: ['mailto'],
  security: ['antivirus'],
  browser: ['http', 'https', '.html'],
  document: ['.pdf'],
};

function rulesOf(terse: TerseRules): Rules {
  const functions = functionsSchema.parse({
    functions: Object.entries(terse.functions ?? FUNCTIONS ?? {}).map(([id, value]) => ({
      id,
      label: both(id),
      criticality: Number(String(value).replace('!', '')),
      platform: String(value).startsWith('!'),
      handlers: HANDLERS[id] ?? [],
    })),
  });
  const { workstations = 50, servers = 25, services = 25 } = terse.scopes ?? {};
  return {
    perimeters,
    classes,
    functions,
    exposure,
    scopes: scopesSchema.parse({
      scopes: [
        { id: 'workstations', label: both('ws'), weight: workstations, kinds: ['workstation', 'unknown'] },
        { id: 'servers', label: both('srv'), weight: servers, kinds: ['server', 'hypervisor'] },
        { id: 'services', label: both('svc'), weight: services },
        { id: 'equipment', label: both('equipment'), weight: 0, kinds: ['phone', 'tablet', 'network'] },
      ],
      services: { minimumShare: 0.01, minimumMachines: 5, minimumMachinesFrom: 500 },
    }),
    migration: migrationSchema.parse({ ...migration, ...terse.migration }),
    noise: noiseSchema.parse({ rules: terse.noise ?? [] }),
    laws: { laws: [] },
    domains: domainsSchema.parse({
      selectors: ['selector1'],
      services: [],
      web: [],
      source: { basis: 'unverified', title: 'test', asOf: 2026 },
      ...terse.domains,
    }),
    cautions: cautionsSchema.parse({ cautions: terse.cautions ?? [] }),
    purposes: purposesSchema.parse({
      browsers: ['chrome', 'firefox'],
      labels: {
        advertising: ['ads'],
        authentication: ['sso'],
        cdn: ['static'],
        resolver: ['doh'],
        revocation: ['ocsp'],
        telemetry: ['metrics'],
        time: ['ntp'],
        update: ['updates'],
      },
      within: { telemetry: ['telemetry'] },
      unsaid: { authentication: ['login'], update: ['download'] },
      sites: { advertising: ['metrics', 't'], use: ['data'] },
    }),
    clouds: cloudsSchema.parse({
      aliases: [],
      networks: [],
      tenants: [],
      source: { basis: 'unverified', title: 'general knowledge of the field', asOf: 2025 },
      ...terse.clouds,
    }),
    distributions: distributionsSchema.parse({ distributions: terse.distributions ?? [] }),
    corpora: corporaSchema.parse({ corpora: terse.corpora ?? {} }).corpora,
    osiApproved: new Set(
      OSI.toLowerCase()
        .split(/\s+/)
        .filter((id) => id !== ''),
    ),
  };
}

function seatOf(seat: TerseSeat): VendorInput['seat'] {
  if (seat === null) return null;
  const [statutory, administration = statutory] = seat
    .split('/')
    .map((country) => (country === '?' || country === '' ? null : country));
  return { statutory: statutory ?? null, administration: administration ?? null, source: 's1' };
}

function sourced(owners: readonly TerseOwner[]): OwnerInput[] {
  return owners.map((owner) => ({ source: 's1', ...owner }) as OwnerInput);
}

function vendorOf(id: string, terse: TerseVendor): WholeVendor {
  const { seat = 'FR', owners = [], products = {}, ...rest } = terse;
  const record = vendorSchema.parse({
    name: id,
    kind: 'company',
    reviewedOn: '2026-11-21',
    sources: {
      s1: { basis: 'read', title: 'Legal notice', url: 'https://example.org/legal', consultedOn: '2026-11-21' },
      u1: { basis: 'unverified', title: 'general knowledge of the field', asOf: 2025 },
    },
    ...rest,
    seat: seatOf(seat),
    owners: sourced(owners),
    products: Object.entries(products).map(([productId, product]) => ({
      id: productId,
      title: productId,
      functions: ['office'],
      role: 'application',
      licence: 'proprietary',
      ...product,
      owners: product.owners ? sourced(product.owners) : null,
    })),
  });
  return { ...record, id, file: `${id}.yml` };
}

/** Builds a base; every record goes through the schema of the real ones. */
export function smallBase(vendors: Record<string, TerseVendor>, rules: TerseRules = {}): KnowledgeBase {
  const records = Object.entries(vendors).map(([id, terse]) => vendorOf(id, terse));
  return buildBase(records, rulesOf(rules), { version: '0123456789ab', details: detailsIn(records) });
}

export function productOfBase(base: KnowledgeBase, id: string): Product {
  const product = base.productById.get(id);
  if (!product) throw new Error(`no product ${id} in the small base`);
  return product;
}

/** Options of classify: default profile, the perimeter named, and what is overridden. */
export function options(perimeter = 'eee', override: Partial<ClassifyOptions> = {}): ClassifyOptions {
  const found = perimeters.perimeters.find((entry) => entry.id === perimeter);
  if (!found) throw new Error(`no perimeter ${perimeter}`);
  return { perimeter: found, exposed: 0.5, free: 'product', ...override };
}

/** A match rule read somewhere. */
export function seen(
  name: string,
  more: Partial<NonNullable<ProductInput['match']>[number]> = {},
): NonNullable<ProductInput['match']>[number] {
  return { name, seen: 's1', ...more };
}
