/**
 * Shape of a record of the knowledge base: one vendor, its facts and its products (`data/vendors/<id>.yml`).
 *
 * In: nothing. Out: a zod schema and its types; unknown keys are errors everywhere.
 * It says what a record may contain; what records may not contradict is the business of lint.ts.
 */
import * as z from 'zod';
import {
  country,
  day,
  hostname,
  id,
  label,
  line,
  paragraph,
  partialDate,
  percent,
  source,
  sourceId,
} from './fields.ts';

/** A text people read in reports: in both languages, or in one where nobody has translated it yet. */
const phrase = z.union([line, label]);

export const roles = [
  'application',
  'platform',
  'service',
  'component',
  'driver',
  'updater',
  'bundled',
  'personal',
] as const;
export const purposes = [
  'use',
  'authentication',
  'telemetry',
  'update',
  'revocation',
  'cdn',
  'advertising',
  'time',
  'resolver',
] as const;
export const vendorKinds = ['company', 'foundation', 'public-body', 'community', 'reseller'] as const;
export const matchPlatforms = ['windows', 'linux', 'darwin', 'android', 'ios'] as const;

const owner = z
  .strictObject({
    vendor: id
      .optional()
      .describe('The holder, when it has a record of its own: its facts are then followed up the chain'),
    holder: line.optional().describe('The holder, when it has no record'),
    country: country.optional().describe('Country of the holder'),
    share: percent.optional().describe('Share of the capital, in percent'),
    votes: percent.optional().describe('Share of the votes, in percent'),
    control: z.boolean().optional().describe('Whether it controls; absent when unknown'),
    since: partialDate.optional(),
    until: partialDate.optional(),
    status: z.enum(['announced', 'under-review', 'closed', 'exited']).default('closed'),
    source: sourceId,
  })
  .refine(
    (o) => (o.vendor === undefined) !== (o.holder === undefined),
    'an owner has either "vendor" (a record) or "holder" (a name)',
  );

const control = z.strictObject({
  status: z.enum(['known', 'unknown']),
  holder: line
    .optional()
    .describe('Who controls; "none" when known to be nobody. A vendor id or a name given in owners'),
  source: sourceId.optional(),
});

const domain = z.union([
  hostname,
  z.strictObject({
    name: hostname,
    purpose: z.enum(purposes).optional(),
    until: partialDate.optional(),
    source: sourceId.optional(),
  }),
]);

export const match = z
  .strictObject({
    name: line
      .optional()
      .describe(
        'Glob on the normalised display name; * stands for any text, and alone for everything of the publisher',
      ),
    package: line.optional().describe('Name of a Linux or Homebrew package, glob'),
    id: line
      .optional()
      .describe('Technical identifier, exact: MSIX package name, macOS bundle id, snap, flatpak, extension id'),
    image: line.optional().describe('Container image without tag, exact, for example "docker.io/library/postgres"'),
    publisher: line.optional().describe('Glob on the normalised publisher; an item without publisher still matches'),
    publisherRequired: z
      .boolean()
      .optional()
      .describe('Refuse an item that tells no publisher: for names anyone could use'),
    versions: line.optional().describe('Range of versions, as semver writes them; versions are coerced'),
    platform: z.enum(matchPlatforms).optional(),
    seen: sourceId.optional().describe('Where such a string was really read'),
    assumed: z.literal(true).optional().describe('Nobody has read such a string yet: listed apart, never counted'),
  })
  .refine(
    (m) => [m.name, m.package, m.id, m.image].filter((v) => v !== undefined).length === 1,
    'a match has exactly one of name, package, id, image',
  )
  .refine(
    (m) => (m.seen === undefined) !== (m.assumed === undefined),
    'a match has either "seen: <source>" or "assumed: true"',
  );

export const example = z.strictObject({
  name: line.optional(),
  package: line.optional(),
  id: line.optional(),
  image: line.optional(),
  publisher: line.optional(),
  version: line.optional(),
  platform: z.enum(matchPlatforms).optional(),
});

const alternative = z.strictObject({
  product: id,
  readiness: z
    .union([z.literal(0.25), z.literal(0.5), z.literal(0.75), z.literal(1)])
    .describe('Maturity, public references, support providers, open formats'),
  reason: phrase.optional().describe('Why this readiness'),
  lockIn: z.number().min(0.5).max(5).default(1).describe('Multiplier of the effort'),
  loses: phrase.optional().describe('What is lost'),
  source: sourceId.optional(),
});

const product = z.strictObject({
  id,
  title: line,
  functions: z
    .array(z.string().max(60))
    .describe('Every function it serves (rules/functions.yml); empty only when it is not counted'),
  role: z.enum(roles),
  reason: phrase.optional().describe('For a product that is not counted: why, when the role does not say it all'),
  licence: line.describe('"proprietary", "unknown", or the SPDX expression of the binary that is distributed'),
  subscription: z
    .boolean()
    .default(false)
    .describe('Stops being maintained or allowed without a contract with the vendor'),
  onlineServiceRequired: z.boolean().default(false),
  deployment: z
    .array(z.enum(['on-premises', 'service']))
    .min(1)
    .default(['on-premises']),
  hosting: z
    .strictObject({ vendor: id, source: sourceId })
    .nullable()
    .default(null)
    .describe('Operator the vendor declares, or is shown, to use'),
  technology: z
    .array(z.strictObject({ vendor: id, source: sourceId }))
    .default([])
    .describe('Vendors whose stop would stop it'),
  owners: z.array(owner).nullable().default(null).describe("Only where the product left its vendor's group"),
  provides: z.array(id).default([]).describe('Other product ids it stands for when something requires them'),
  endOfLife: z.array(z.strictObject({ versions: line, on: day, source: sourceId })).default([]),
  match: z.array(match).default([]),
  domains: z.array(domain).default([]),
  resolvers: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .default([])
    .describe('Addresses of its public DNS resolvers, for machines that name none'),
  clientOf: z
    .array(id)
    .default([])
    .describe('Services it is the client of: contacting one is evidence that it is used'),
  requires: z.array(id).default([]).describe('Products without which it does not run'),
  sill: z.number().int().positive().optional().describe('Number in the Socle interministériel de logiciels libres'),
  alternatives: z.array(alternative).default([]),
  examples: z
    .strictObject({ matches: z.array(example).default([]), nonMatches: z.array(example).default([]) })
    .default({ matches: [], nonMatches: [] }),
  note: paragraph.optional(),
});

export const vendorSchema = z.strictObject({
  name: line,
  legalName: line.optional(),
  kind: z.enum(vendorKinds),
  seat: z
    .strictObject({
      statutory: country
        .nullable()
        .default(null)
        .describe('Country of the registered seat; null when unknown or when there is no legal person'),
      administration: country
        .nullable()
        .default(null)
        .describe('Country of the principal executive offices; null when unknown'),
      source: sourceId,
    })
    .nullable()
    .describe('null for a community without legal person'),
  identifiers: z
    .strictObject({
      siren: z
        .string()
        .regex(/^\d{9}$/)
        .optional(),
      lei: z.string().length(20).optional(),
      wikidata: z
        .string()
        .regex(/^Q\d+$/)
        .optional(),
    })
    .default({}),
  owners: z.array(owner).default([]),
  control: control.default({ status: 'unknown' }),
  capital: z
    .array(z.strictObject({ perimeter: line, nonEuropean: percent, source: sourceId }))
    .default([])
    .describe('Published aggregates only; the rest is derived from owners'),
  publishers: z.array(line).default([]).describe('As machines print them; globs'),
  domains: z.array(domain).default([]),
  asns: z.array(z.number().int().positive()).default([]),
  qualifications: z
    .array(
      z.strictObject({
        scheme: line,
        scope: line,
        products: z.array(id).default([]).describe('Products it is known to cover; empty when only its scope tells'),
        until: partialDate.optional(),
        source: sourceId,
      }),
    )
    .default([]),
  dispute: z
    .strictObject({ by: line, on: day, text: paragraph, source: z.url().optional() })
    .nullable()
    .default(null)
    .describe('Right of reply, shown wherever the vendor is'),
  products: z.array(product).default([]),
  sources: z.record(sourceId, source),
  origin: z
    .string()
    .regex(/^(?:base|organisation|pack:[a-z0-9-]+@[\w.-]+)$/)
    .default('base'),
  reviewedOn: day,
  note: paragraph.optional(),
});

export type Phrase = z.infer<typeof phrase>;
export type VendorRecord = z.infer<typeof vendorSchema>;
export type ProductRecord = VendorRecord['products'][number];
export type SourceRecord = VendorRecord['sources'][string];
export type MatchRecord = ProductRecord['match'][number];
export type ExampleRecord = ProductRecord['examples']['matches'][number];
export type AlternativeRecord = ProductRecord['alternatives'][number];
export type DomainRecord = VendorRecord['domains'][number];
export type Role = ProductRecord['role'];
export type Purpose = (typeof purposes)[number];
