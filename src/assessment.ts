/**
 * The Assessment: one organisation at one moment. Document 2 of 2 (the other is the Inventory).
 *
 * In: nothing. Out: the schema of what assess.ts computes and what the renderers of src/report print; they compute nothing.
 * Shares and percentages are fractions of 1; a renderer multiplies by 100. `null` means "not measurable", never 0.
 */
import * as z from 'zod';

/** Version of this document: a reader accepts any minor of its own major and refuses another major. */
export const ASSESSMENT_VERSION = '1.0';

const label = z.object({ fr: z.string(), en: z.string() });
const fraction = z.number().min(0).max(1);
const measure = fraction.nullable().describe('Fraction of 1; null when not measurable');
const interval = z.object({ low: fraction, high: fraction }).describe('What the unknown could change (method §4)');

const coverage = z
  .object({
    attributed: z.number().int().min(0).describe('Attributed products, one for each machine and product'),
    unknown: z.number().int().min(0).describe('Unknown titles, one for each machine and title'),
    identified: z
      .number()
      .int()
      .min(0)
      .describe('Of the unknown, those whose vendor is known though the product is not'),
    ratio: measure.describe('attributed / (attributed + unknown)'),
  })
  .describe('Share of what was seen that is attributed');

const result = z.object({
  d: measure.describe('The percentage D'),
  dMax: measure.describe('The same with the maximum instead of the mean in each function'),
  interval: interval.nullable(),
});

const machineCoverage = z.object({
  machines: coverage,
  services: coverage.nullable().describe('null when no service could be seen'),
});

const variant = result.extend({ id: z.string(), label, coverage: machineCoverage });

const sourceRef = z.object({
  title: z.string(),
  url: z.string().optional(),
  basis: z.enum(['read', 'unverified']),
  date: z.string().describe('Day of reading, or year of the knowledge'),
});

const fact = z.object({
  about: z.enum([
    'seat',
    'administration',
    'owner',
    'control',
    'capital',
    'licence',
    'technology',
    'hosting',
    'qualification',
    'dispute',
    'end-of-life',
  ]),
  text: label,
  source: sourceRef.nullable(),
  origin: z.string().optional().describe('Whose record says so, when it is not the base'),
});

const className = z.enum(['A', 'A?', 'B', 'C', 'D', 'unknown']);

const title = z.object({
  name: z.string(),
  publisher: z.string().optional(),
  machines: z.number().int().min(0),
  rule: z.string().optional().describe('Rule of the knowledge base that recognised it'),
});

const byScope = z.partialRecord(z.enum(['workstations', 'servers', 'services']), z.number());

const assessedProduct = z.object({
  id: z.string(),
  title: z.string(),
  vendor: z.object({ id: z.string(), name: z.string() }),
  parent: z
    .string()
    .describe(
      'Name of the last vendor of the chain of control that has a record; holders without one are in the facts',
    ),
  functions: z.array(z.string()),
  role: z.string(),
  licence: z.string(),
  origin: z.string().describe('"base", or whose local record recognised it'),
  class: className,
  reason: z.string().optional().describe('Reason of class C'),
  line: label.describe('Why this class: the line of the table that held'),
  degree: measure,
  range: interval.nullable().describe('Range of the degree; wider than the degree only for A?'),
  country: z.string().nullable().describe('ISO code of the country of control; null when unknown'),
  exposure: z.object({
    cutOff: z.enum(['immediate', 'at-renewal', 'updates-only', 'not-identified']),
    lawfulAccess: z.enum(['content', 'metadata', 'not-identified']),
  }),
  laws: z
    .array(
      z.object({
        id: z.string(),
        name: label,
        harm: z.enum(['access', 'cut-off']),
        status: z.enum(['in-force', 'to-check']),
      }),
    )
    .describe('Extraterritorial laws that may reach it; never part of the degree'),
  machines: z.number().int().min(0).describe('Machines it counts on'),
  share: fraction
    .optional()
    .describe('Weight of a service: share of the machines that used it, or declared share of users'),
  contribution: z.object({ overall: z.number(), scopes: byScope }).describe('Its part of D; parts add up to D exactly'),
  contributionByFunction: z.record(z.string(), z.number()),
  titles: z.array(title).describe('Distinct titles it was recognised by, most frequent first'),
  moreTitles: z.number().int().min(0),
  facts: z.array(fact),
  unverified: z.boolean().describe('Whether its class rests on at least one unverified fact'),
  overdue: z.boolean().describe('Whether a record its class rests on is past its review date'),
});

const underLine = z.object({
  operator: z.string().describe('Who operates what lies under'),
  country: z.string().nullable().describe('Country whose law the operator answers to; null when unknown'),
  layer: z
    .enum(['hosting', 'cdn', 'routing', 'network'])
    .describe(
      'What it proves: the host; a delivery network in front; a name that sends on; or only whose network it is',
    ),
  by: z.enum(['alias', 'range', 'asn', 'declared']).describe('Which evidence tells'),
  detail: z.string().describe('End of the alias, region or list of the range, number of the network'),
  place: z
    .string()
    .nullable()
    .describe('Country that the operator publishes for the range; null when it publishes none'),
  source: sourceRef.nullable(),
  machines: z.number().int().min(0).describe('Machines that saw it'),
});

const serviceLine = z.object({
  id: z.string(),
  title: z.string(),
  vendor: z.object({ id: z.string(), name: z.string() }),
  parent: z.string(),
  country: z.string().nullable(),
  class: className,
  reason: z.string().optional(),
  functions: z.array(z.string()),
  share: fraction.describe('Its weight: share of the machines that used it, or declared share of users'),
  seen: z.number().int().min(0).describe('Machines and network clients that contacted it'),
  evidence: z.enum(['observed', 'declared', 'both']),
  declaredShare: measure,
  proofs: z
    .array(
      z.object({
        domain: z.string().nullable(),
        use: z.string().nullable().describe('mailbox, mail-gateway, mail-sending, web or dns'),
        confidence: z.string().nullable(),
        evidence: z.array(z.string()),
      }),
    )
    .describe('What shows that the domains of the organisation use it'),
  clients: z
    .array(z.object({ id: z.string(), title: z.string(), machines: z.number().int() }))
    .describe('Its installed clients: the other term of the same dependency'),
  under: z.array(underLine).describe('What lies under it, where that is not its own vendor'),
  qualifications: z.array(
    z.object({
      scheme: z.string(),
      scope: z.string(),
      until: z.string().nullable(),
      covers: z.boolean().describe('Whether it is known to cover this service; if not, its scope is to be compared'),
      source: sourceRef.nullable(),
    }),
  ),
  exposure: z.object({
    cutOff: z.enum(['immediate', 'at-renewal', 'updates-only', 'not-identified']),
    lawfulAccess: z.enum(['content', 'metadata', 'not-identified']),
  }),
  contribution: z.number().describe('Its part of D(services)'),
});

const part = z.object({
  id: z.string(),
  label,
  contribution: z.number(),
  share: measure.describe('Part of D, contribution / D'),
  machines: z.number().int().min(0),
  products: z.number().int().min(0),
});

const scopeResult = result.extend({
  id: z.enum(['workstations', 'servers', 'services']),
  label,
  weight: z.number().describe('Weight in the overall percentage before renormalisation'),
  seen: z.number().int().min(0).describe('Machines seen, or services seen'),
  measured: z.number().int().min(0).describe('Machines with at least one attributed product, or services attributed'),
  coverage: coverage.nullable(),
});

const contractOfProduct = z
  .object({
    endsOn: z.string().nullable().describe('Next day on which a contract of the product ends'),
    sensitive: z.boolean().describe('Whether one of its contracts says that data are sensitive'),
    yearlyEuros: z.number().min(0).nullable(),
  })
  .nullable()
  .describe('What contracts say of the product; null when none names it');

const candidate = z.object({
  rank: z.number().int().min(1),
  from: z.object({ id: z.string(), title: z.string(), vendor: z.string(), class: className }),
  to: z
    .object({ id: z.string(), title: z.string(), vendor: z.string(), class: className, country: z.string().nullable() })
    .nullable()
    .describe('null when no European or free alternative is known'),
  pairs: z.array(z.string()).describe('Functions the replacement covers'),
  keeps: z.array(z.string()).describe('Functions the product would keep'),
  scope: z.enum(['machines', 'services']),
  band: z.string(),
  priority: z.number(),
  gain: z.number().describe('Fraction of 1; recomputed exactly on open machines'),
  gainMax: z.number().describe('The same on D_max'),
  gainByPerimeter: z.record(z.string(), z.number()),
  intervalAfter: interval.nullable(),
  effort: z.object({
    personDays: z.number(),
    low: z.number(),
    high: z.number(),
    basis: z.enum(['read', 'unverified']),
  }),
  effortParts: z.object({ fixed: z.number(), perMachine: z.number(), machines: z.number().int(), lockIn: z.number() }),
  readiness: z.number(),
  readinessReason: label.optional(),
  loses: label.optional(),
  urgency: z.object({ value: z.number(), reasons: z.array(z.string()) }),
  contract: contractOfProduct,
  prerequisites: z
    .array(z.object({ from: z.string(), to: z.string(), rank: z.number().int().min(1) }))
    .describe('Candidates ranked before it, because they would free most of the machines it is blocked on'),
  machinesOpen: z.number().int().min(0),
  machinesBlocked: z.number().int().min(0),
  blockedBy: z.array(z.object({ product: z.string(), title: z.string(), machines: z.number().int().min(1) })),
  strategy: z.object({ id: z.string(), label }),
  unstable: z.boolean().describe('Whether its rank changes when efforts are halved or doubled'),
  others: z
    .array(z.object({ id: z.string(), title: z.string() }))
    .describe('Other alternatives considered for the same product, best first'),
  ranks: z
    .object({ low: z.number().int(), high: z.number().int() })
    .describe('Best and worst rank over the range of efforts'),
});

export const assessmentSchema = z
  .object({
    document: z.literal('assessment'),
    schemaVersion: z.string(),
    generatedAt: z.string().describe('ISO 8601 instant'),
    tool: z.object({ name: z.string(), version: z.string() }),
    organisation: z.string().nullable().describe('Name to print, when given'),
    demonstration: z.boolean().describe('Whether the data are those of the invented organisation'),
    knowledge: z.object({
      version: z.string().describe('Fingerprint of the knowledge base'),
      vendors: z.number().int(),
      products: z.number().int(),
      factsRead: z.number().int(),
      factsUnverified: z.number().int(),
      localRecords: z.number().int().describe('Records added or corrected by the organisation'),
    }),
    settings: z.object({
      perimeter: z.object({ id: z.string(), label }),
      profile: z.object({ id: z.string(), label }),
      exposed: fraction.describe('Degree of class C in force'),
      free: z.enum(['product', 'steward']),
      analogy: z
        .boolean()
        .describe(
          'Whether the capital thresholds apply by analogy (another perimeter than the one they were written for)',
        ),
      scopeWeights: z.record(z.string(), z.number()),
    }),
    period: z.object({ from: z.string(), to: z.string() }).nullable().describe('First and last day of observation'),
    headline: result.extend({
      scopesMeasured: z.array(z.string()),
      scopesNotMeasured: z.array(z.string()).describe('Scopes in which something was seen but nothing attributed'),
      coverage: machineCoverage,
      identified: measure.describe('Share of what was seen on machines whose vendor is known'),
      unverifiedPoints: z.number().describe('Part of D that rests on unverified facts, fraction of 1'),
      machines: z.number().int(),
    }),
    variants: z.object({ exposed: z.array(variant), perimeters: z.array(variant), profiles: z.array(variant) }),
    scopes: z.array(scopeResult),
    equipment: z.array(z.object({ kind: z.string(), machines: z.number().int() })).describe('Seen, weight 0'),
    functions: z.array(
      part.extend({
        criticality: z.number(),
        dMean: measure.describe('Mean degree of the function where it is present'),
        present: z.number().int(),
      }),
    ),
    countries: z.array(part),
    vendors: z.array(part),
    parents: z.array(part),
    units: z.array(part),
    products: z.array(assessedProduct).describe('Every counted product, largest contribution first'),
    unknown: z.object({
      titles: z.array(title.extend({ vendor: z.string().optional().describe('Vendor, when its name was recognised') })),
      moreTitles: z.number().int(),
      distinct: z.number().int(),
      installs: z.number().int(),
    }),
    notCounted: z.array(
      z.object({
        role: z.string(),
        reason: label,
        titles: z.number().int(),
        installs: z.number().int(),
        examples: z.array(z.string()),
      }),
    ),
    assumed: z
      .array(title)
      .describe('Recognised only by an assumed match: counted as unknown, listed apart from the unknown titles'),
    domains: z.object({
      counted: z.array(z.object({ domain: z.string(), product: z.string(), machines: z.number().int() })),
      other: z.array(
        z.object({ domain: z.string(), vendor: z.string(), purpose: z.string(), machines: z.number().int() }),
      ),
      unknown: z.array(z.object({ domain: z.string(), machines: z.number().int() })),
      belowThreshold: z.array(z.object({ domain: z.string(), product: z.string(), machines: z.number().int() })),
    }),
    services: z
      .object({
        observers: z
          .number()
          .int()
          .min(0)
          .describe('Machines and clients of which a source could have seen the services: what shares are of'),
        clients: z.number().int().min(0).describe('Of them, clients that only a proxy or a resolver saw'),
        period: z
          .object({
            from: z.string(),
            to: z.string(),
            stated: z.boolean().describe('Whether the sources say how many days they cover'),
          })
          .nullable(),
        lines: z.array(serviceLine),
        notInUse: z
          .array(
            z.object({
              id: z.string(),
              title: z.string(),
              vendor: z.string(),
              machines: z.number().int().describe('Machines on which it is installed and was not seen in use'),
              observed: z.number().int().describe('Machines under observation on which it is installed'),
            }),
          )
          .describe('Installed clients whose service was not contacted, where that could have been seen'),
        purposes: z
          .array(
            z.object({
              purpose: z.string(),
              machines: z.number().int(),
              domains: z.number().int(),
              vendors: z.array(
                z.object({ name: z.string(), country: z.string().nullable(), machines: z.number().int() }),
              ),
              moreVendors: z.number().int(),
            }),
          )
          .describe('Contacts for something else than use: never in D'),
        networks: sourceRef.nullable().describe('List of networks used, when one was'),
      })
      .describe('On-line services: whose, under which law, on whose machines, with which evidence'),
    concentration: z
      .object({
        parents: z.array(z.object({ id: z.string(), label, share: fraction, products: z.number().int() })),
        countries: z.array(z.object({ id: z.string(), label, share: fraction, products: z.number().int() })),
        functions: z.array(
          z.object({
            id: z.string(),
            label,
            parent: z.string(),
            country: z.string().nullable(),
            share: fraction.describe('Part of the function that rests on the group'),
          }),
        ),
      })
      .describe(
        'Shares of the weighted functions by group and by country, whatever the class; functions that rest on one group',
      ),
    contracts: z
      .object({
        lines: z.array(
          z.object({
            name: z.string().describe('What the contract is of, as declared'),
            supplier: z.string().nullable(),
            siret: z.string().nullable(),
            resold: z.boolean().describe('Whether who is paid only resells: never the vendor'),
            product: z.object({ id: z.string(), title: z.string() }).nullable(),
            vendor: z.object({ id: z.string(), name: z.string() }).nullable().describe('Who makes what is bought'),
            country: z.string().nullable(),
            degree: measure.describe('null: not attributed'),
            yearlyAmount: z.number().min(0).nullable(),
            currency: z.string(),
            endsOn: z.string().nullable(),
            users: z.number().int().min(0).nullable(),
            sensitive: z.boolean().nullable(),
            source: z.string(),
          }),
        ),
        more: z.number().int().min(0).describe('Lines that are not listed; they are in the sums'),
      })
      .describe('Contracts, the dearest first'),
    candidates: z.array(candidate),
    retire: z
      .array(
        z.object({
          id: z.string(),
          title: z.string(),
          vendor: z.string(),
          machines: z.number().int().min(0).describe('Machines it could leave'),
          machinesBlocked: z
            .number()
            .int()
            .min(0)
            .describe('Of those on which it was not seen in use, those where another product needs it'),
          gain: z.number().describe('Fraction of 1, whatever its sign'),
          gainMax: z.number().describe('The same on D_max'),
          contract: contractOfProduct,
        }),
      )
      .describe(
        'Installed and not seen in use where that could have been seen: ranked apart, by machines then by cost',
      ),
    withoutAlternative: z.array(z.object({ id: z.string(), title: z.string(), contribution: z.number() })),
    lenses: z.object({
      installs: z.object({ d: measure, coverage: measure }).describe('Each product on each machine once'),
      products: z.object({ d: measure, coverage: measure }).describe('Each product once'),
      spend: z
        .object({
          d: measure,
          coverage: measure.describe('Euros attributed over euros paid'),
          euros: z.number().min(0).describe('Euros a year in all'),
          attributed: z.number().min(0).describe('Euros a year attributed'),
          lines: z.number().int().min(0).describe('Lines of contracts'),
          otherCurrency: z.number().int().min(0).describe('Lines in another currency: in no sum'),
          withoutAmount: z.number().int().min(0).describe('Lines without a yearly amount: in no sum'),
          ended: z.number().int().min(0).describe('Lines of contracts that are over: in no sum'),
        })
        .nullable()
        .describe('Euros a year from contracts; null when none was declared'),
    }),
    sampling: z
      .object({
        population: z.number().int(),
        sample: z.number().int(),
        standardError: z.number(),
        low: fraction,
        high: fraction,
        strata: z.number().int(),
      })
      .nullable(),
    machines: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        scope: z.string(),
        unit: z.string().optional(),
        d: measure,
        dMax: measure,
        interval,
        attributed: z.number().int(),
        unknown: z.number().int(),
      }),
    ),
    sources: z.object({
      formats: z.array(z.object({ format: z.string(), files: z.number().int(), machines: z.number().int() })),
      problems: z.array(z.object({ file: z.string(), message: label })),
      logs: z
        .array(
          z.object({
            file: z.string().describe('Name of the log'),
            format: z.string(),
            clients: z.number().int().min(0).describe('Distinct clients it shows'),
            from: z.string().nullable().describe('Instant of its first dated line'),
            to: z.string().nullable().describe('Instant of its last dated line'),
            read: z.number().int().min(0).describe('Lines'),
            kept: z.number().int().min(0).describe('Lines counted'),
            merged: z.number().int().min(0).describe('Lines that tell of a request once more'),
            refused: z.array(z.object({ reason: label, lines: z.number().int().min(1) })),
          }),
        )
        .describe('Logs of proxies, firewalls and resolvers'),
      duplicates: z.number().int().describe('Documents replaced by a newer one of the same machine'),
      signatures: z
        .object({
          signed: z.number().int().min(0).describe('Documents whose signature is that of the key they name'),
          unsigned: z.number().int().min(0).describe('Documents of an agent without a signature; they count'),
          invalid: z.number().int().min(0).describe('Documents changed since they were signed: refused'),
          copies: z.number().int().min(0).describe('Documents read more than once'),
          keys: z.number().int().min(0).describe('Machine keys that signed'),
          newKeys: z.number().int().min(0).describe('Of them, those that no earlier report has seen'),
        })
        .nullable()
        .describe('null when nothing that can be signed was read'),
      collectors: z.array(
        z.object({ id: z.string(), status: z.string(), machines: z.number().int(), warnings: z.array(z.string()) }),
      ),
    }),
    disputes: z
      .array(
        z.object({
          vendor: z.object({ id: z.string(), name: z.string() }),
          by: z.string(),
          on: z.string(),
          text: z.string(),
          source: z.string().nullable(),
        }),
      )
      .describe('Right of reply: answers of the vendors named in this document'),
    limits: z.array(label).describe('What this result does not say'),
  })
  .describe('tiebreak Assessment: one organisation, one moment');

export type Assessment = z.infer<typeof assessmentSchema>;
export type AssessedProduct = Assessment['products'][number];
export type Candidate = Assessment['candidates'][number];
export type Measure = z.infer<typeof measure>;
export type Interval = z.infer<typeof interval>;
export type ClassName = z.infer<typeof className>;
export type Coverage = z.infer<typeof coverage>;
export type Fact = z.infer<typeof fact>;
