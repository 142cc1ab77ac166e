/**
 * Shapes of the knowledge base: one record a vendor (`data/vendors/<id>.yml`) and the method as data (`rules/*.yml`).
 *
 * In: nothing. Out: zod schemas and their types; unknown keys are errors everywhere.
 * It says what a record may contain; what records may not contradict is the business of lint.ts.
 */
import { z } from 'zod';

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'an id is kebab-case ASCII: letters, digits and single hyphens')
  .max(80);
const line = z
  .string()
  .min(1)
  .max(300)
  .refine(
    (value) => value === value.trim() && !/[\u0000-\u001f\u007f]/.test(value),
    'one line of text, without control characters',
  );
const label = z.strictObject({ fr: line, en: line });
/** A text people read in reports: in both languages, or in one where nobody has translated it yet. */
const phrase = z.union([line, label]);
const paragraph = z.string().min(1).max(2000);
const country = z.string().regex(/^[A-Z]{2}$/, 'a country is an ISO 3166-1 alpha-2 code');
const partialDate = z
  .string()
  .regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/, 'a date is "YYYY", "YYYY-MM" or "YYYY-MM-DD", quoted');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is "YYYY-MM-DD"');
const percent = z.number().min(0).max(100);
const sourceId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .describe('Key of a source of the record, or of rules/corpora.yml');
const hostname = z
  .string()
  .regex(
    /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'a lower-case domain name (punycode for accents)',
  );

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
export const countedRoles: readonly string[] = ['application', 'platform', 'service'];
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

const source = z
  .discriminatedUnion('basis', [
    z.strictObject({
      basis: z.literal('read'),
      title: line,
      url: z.url({ protocol: /^https?$/ }),
      consultedOn: day,
      pageDate: partialDate.optional(),
    }),
    z.strictObject({ basis: z.literal('unverified'), title: line, asOf: z.number().int().min(1990).max(2100) }),
  ])
  .describe('Where a fact comes from; "read" only with the address and the day of a page really read');

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

const match = z
  .strictObject({
    name: line.optional().describe('Glob on the normalised display name; * stands for any text'),
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

const example = z.strictObject({
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

const degree = z.number().min(0).max(1);

/** rules/perimeters.yml: which countries count as European. */
export const perimetersSchema = z.strictObject({
  default: id,
  perimeters: z.array(z.strictObject({ id, label, countries: z.array(country).min(1), note: label.optional() })).min(1),
});

/** rules/classes.yml: labels and degrees of the classes, thresholds of the capital, switches and profiles. */
export const classesSchema = z.strictObject({
  degrees: z.strictObject({
    B: degree,
    D: degree,
    A: degree,
    C: z.strictObject({ seat: degree, control: degree, capital: degree, technology: degree, hosting: degree }),
  }),
  capital: z.strictObject({
    oneHolderOver: percent,
    togetherOver: percent,
    perimeter: id.describe('The perimeter these thresholds were written for; elsewhere they apply by analogy'),
    source: line,
  }),
  labels: z.record(z.string(), label),
  reasons: z.record(z.string(), label),
  exposedValues: z.array(degree).min(1),
  profiles: z.array(z.strictObject({ id, label, exposed: degree, free: z.enum(['product', 'steward']) })).min(1),
  defaultProfile: id,
});

/** rules/functions.yml: what products are for, and how critical it is. */
export const functionsSchema = z.strictObject({
  functions: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z]+(?:-[a-z]+)*(?:\/[a-z]+(?:-[a-z]+)*)?$/),
        label,
        criticality: z.number().min(0).max(10),
        platform: z
          .boolean()
          .default(false)
          .describe('No unknown program can join it (operating system, virtualisation)'),
        handlers: z
          .array(line)
          .default([])
          .describe('What a default handler, or "antivirus" for the registered one, is evidence of use for'),
        effort: z
          .strictObject({ fixed: z.number().min(0), perMachine: z.number().min(0) })
          .optional()
          .describe('Person-days; overrides the default of rules/migration.yml'),
      }),
    )
    .min(1),
});

/** rules/scopes.yml: what the percentage is measured over. */
export const scopesSchema = z.strictObject({
  scopes: z.array(
    z.strictObject({
      id: z.enum(['workstations', 'servers', 'services', 'equipment']),
      label,
      weight: z.number().min(0),
      kinds: z.array(z.string()).default([]),
    }),
  ),
  services: z.strictObject({
    minimumShare: z.number().min(0).max(1),
    minimumMachines: z.number().int().min(0),
    minimumMachinesFrom: z.number().int().min(0),
  }),
});

/** rules/exposure.yml: how the two harms are derived; first line that holds wins. */
export const exposureSchema = z.strictObject({
  cutOff: z.array(
    z.strictObject({
      level: z.enum(['immediate', 'at-renewal', 'updates-only', 'not-identified']),
      label,
      when: z.strictObject({
        classes: z.array(z.string()).optional(),
        deployment: z.enum(['service', 'on-premises']).optional(),
        onlineServiceRequired: z.boolean().optional(),
        subscription: z.boolean().optional(),
      }),
    }),
  ),
  lawfulAccess: z.array(
    z.strictObject({
      level: z.enum(['content', 'metadata', 'not-identified']),
      label,
      when: z.strictObject({
        classes: z.array(z.string()).optional(),
        deployment: z.enum(['service', 'on-premises']).optional(),
        onlineServiceRequired: z.boolean().optional(),
        qualification: z.string().optional(),
      }),
    }),
  ),
});

/** rules/migration.yml: the order of the candidates. */
export const migrationSchema = z.strictObject({
  effort: z.strictObject({
    fixed: z.number().min(0),
    perMachine: z.number().min(0),
    minimum: z.number().positive(),
    rangeFactor: z.number().min(1),
    basis: z.enum(['read', 'unverified']),
  }),
  urgency: z.strictObject({
    contractEnd: z.number(),
    contractEndMonths: z.number(),
    endOfLife: z.number(),
    endOfLifeMonths: z.number(),
    cutOffImmediate: z.number(),
    sensitiveData: z.number(),
  }),
  prerequisites: z.strictObject({
    blockedShare: z
      .number()
      .gt(0)
      .max(1)
      .describe('A candidate blocked on this share of where it would apply comes after those that would free it'),
  }),
  bands: z.array(z.strictObject({ id, label, atLeastPoints: z.number() })).min(1),
  strategies: z.array(
    z.strictObject({
      id: z.enum(['replace', 'contain', 'renegotiate', 'retire', 'keep-watch']),
      label,
      when: z.strictObject({
        minReadiness: z.number().optional(),
        minGainPoints: z.number().optional(),
        deployment: z.enum(['service', 'on-premises']).optional(),
        hasAlternative: z.boolean().optional(),
        subscription: z.boolean().optional(),
      }),
    }),
  ),
});

/** rules/noise.yml: what is recognised and not counted, whoever made it. */
export const noiseSchema = z.strictObject({
  rules: z.array(
    z.strictObject({
      id,
      role: z.enum(['component', 'driver', 'updater', 'bundled', 'personal']),
      reason: label,
      match: z.array(match).min(1),
      examples: z.strictObject({ matches: z.array(example).min(1), nonMatches: z.array(example).default([]) }),
    }),
  ),
});

const labelWords = z.array(z.string().regex(/^[a-z]+(?:-[a-z]+)*$/)).min(1);

/** rules/purposes.yml: what the labels of a name say it is for. */
export const purposesSchema = z.strictObject({
  labels: z.strictObject({
    advertising: labelWords,
    authentication: labelWords,
    cdn: labelWords,
    revocation: labelWords,
    telemetry: labelWords,
    time: labelWords,
    update: labelWords,
  }),
  unsaid: z
    .strictObject({
      authentication: labelWords,
      cdn: labelWords,
      revocation: labelWords,
      telemetry: labelWords,
      time: labelWords,
      update: labelWords,
    })
    .partial()
    .describe('More labels, believed only under a domain of which nothing is said but whose it is'),
  browsers: z.array(line).describe('Programs that open any site, by the name of their process without extension'),
});

const operatorLayer = z.enum(['hosting', 'cdn', 'routing']);

/** rules/clouds.yml: what the end of a chain of aliases, or the network of an address, proves of what stands under a service. */
export const cloudsSchema = z.strictObject({
  aliases: z.array(z.strictObject({ suffix: hostname, vendor: id, layer: operatorLayer })),
  networks: z.array(z.strictObject({ vendor: id, layer: operatorLayer })),
  tenants: z.array(hostname).describe('Domains under which every name is that of a customer'),
  source,
});

const namePatterns = z.array(z.string().regex(/^[\w.*=:-]{3,253}$/)).default([]);

/** rules/domains.yml: what the records of an organisation's domains show of its mail, its names and its sites. */
export const domainsSchema = z.strictObject({
  selectors: z
    .array(z.string().regex(/^[a-z0-9-]{1,63}$/))
    .max(60)
    .describe('Names under which signature keys are looked for'),
  services: z.array(
    z.strictObject({
      product: id,
      role: z.enum(['mailbox', 'gateway', 'sending', 'dns']),
      mx: namePatterns,
      spf: namePatterns,
      dkim: namePatterns,
      autodiscover: namePatterns,
      txt: namePatterns,
      ns: namePatterns,
    }),
  ),
  web: z.array(z.strictObject({ vendor: id, layer: operatorLayer, product: id })),
  source,
});

/** rules/corpora.yml: public collections in which strings printed by machines were read. */
export const corporaSchema = z.strictObject({
  corpora: z.record(
    sourceId,
    z.strictObject({ title: line, url: z.url().nullable(), consultedOn: day, licence: line }),
  ),
});

/** rules/licences.yml: SPDX identifiers of the licences approved by the Open Source Initiative. */
export const licencesSchema = z.strictObject({ source: line, osiApproved: z.array(line).min(1) });

/** rules/laws.yml: laws that reach beyond their country, and the conditions under which they bite. */
export const lawsSchema = z.strictObject({
  laws: z.array(
    z.strictObject({
      id,
      name: label,
      country,
      year: z.number().int().min(1900).max(2100),
      harm: z.enum(['access', 'cut-off']),
      status: z.enum(['in-force', 'to-check']),
      through: z.array(z.enum(['seat', 'administration', 'control', 'operations'])).min(1),
      deployment: z.array(z.enum(['on-premises', 'service'])).min(1),
      allows: z.strictObject({ fr: paragraph, en: paragraph }),
      bites: z.strictObject({ fr: paragraph, en: paragraph }),
      source,
    }),
  ),
});

/** rules/cautions.yml: products whose record is easily got wrong, and the class it must give under each perimeter. */
export const cautionsSchema = z.strictObject({
  cautions: z.array(
    z.strictObject({
      product: id,
      vendor: id,
      classes: z.record(id, z.enum(['A', 'A?', 'B', 'C', 'D', 'unknown'])),
      why: label,
    }),
  ),
});

/** rules/distributions.yml: which archive origins belong to which distribution. */
export const distributionsSchema = z.strictObject({
  distributions: z.array(
    z.strictObject({ product: id, ids: z.array(line).min(1), origins: z.array(line).default([]) }),
  ),
});

export type Perimeters = z.infer<typeof perimetersSchema>;
export type ClassRules = z.infer<typeof classesSchema>;
export type FunctionRules = z.infer<typeof functionsSchema>;
export type ScopeRules = z.infer<typeof scopesSchema>;
export type ExposureRules = z.infer<typeof exposureSchema>;
export type MigrationRules = z.infer<typeof migrationSchema>;
export type NoiseRules = z.infer<typeof noiseSchema>;
export type Laws = z.infer<typeof lawsSchema>;
export type PurposeRules = z.infer<typeof purposesSchema>;
export type Clouds = z.infer<typeof cloudsSchema>;
export type OperatorLayer = z.infer<typeof operatorLayer>;
export type DomainRules = z.infer<typeof domainsSchema>;
export type Cautions = z.infer<typeof cautionsSchema>;
export type Distributions = z.infer<typeof distributionsSchema>;
