/**
 * Shapes of the method as data (`rules/*.yml`).
 *
 * In: nothing. Out: zod schemas and their types; unknown keys are errors everywhere.
 */
import * as z from 'zod';
import { country, day, hostname, id, label, line, paragraph, percent, source, sourceId } from './fields.ts';
import { example, match } from './vendor-schema.ts';

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
  reviewAfterMonths: z.number().int().min(1).describe('Months after which a record is to be looked at again'),
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
      /** Holds only where no pattern of a record does. */
      lastResort: z.literal(true).optional(),
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
    resolver: labelWords,
    telemetry: labelWords,
    time: labelWords,
    update: labelWords,
  }),
  within: z
    .strictObject({
      advertising: labelWords,
      authentication: labelWords,
      cdn: labelWords,
      revocation: labelWords,
      telemetry: labelWords,
      update: labelWords,
    })
    .partial()
    .describe('Words that say it wherever they stand in a label, where no label is a word'),
  unsaid: z
    .strictObject({
      advertising: labelWords,
      authentication: labelWords,
      cdn: labelWords,
      resolver: labelWords,
      revocation: labelWords,
      telemetry: labelWords,
      time: labelWords,
      update: labelWords,
    })
    .partial()
    .describe('More labels, believed only under a domain of which nothing is said but whose it is'),
  sites: z
    .strictObject({ advertising: labelWords, authentication: labelWords, cdn: labelWords, use: labelWords })
    .partial()
    .default({})
    .describe('The same, said first where its owner makes nothing: what it measures is who visits its site'),
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

/** rules/corpora.yml: public collections in which strings printed by machines were read; and what is known without a reading (`read: false`). */
export const corporaSchema = z.strictObject({
  corpora: z.record(
    sourceId,
    z.strictObject({
      title: line,
      url: z.url().nullable(),
      consultedOn: day,
      licence: line,
      read: z.literal(false).optional(),
    }),
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

/** The files of rules/, without their ending, and what each holds. */
export const ruleFiles = {
  perimeters: perimetersSchema,
  classes: classesSchema,
  clouds: cloudsSchema,
  functions: functionsSchema,
  scopes: scopesSchema,
  exposure: exposureSchema,
  migration: migrationSchema,
  noise: noiseSchema,
  distributions: distributionsSchema,
  domains: domainsSchema,
  corpora: corporaSchema,
  laws: lawsSchema,
  purposes: purposesSchema,
  cautions: cautionsSchema,
  licences: licencesSchema,
} as const;

export type RuleDocuments = { [Name in keyof typeof ruleFiles]: z.infer<(typeof ruleFiles)[Name]> };
