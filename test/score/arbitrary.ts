/** Random small fleets for the property tests of the scoring: suites, platform functions, A?, products without degree, empty machines, services. */
import fc from 'fast-check';
import { type DegreeTable, type Fleet, type MachineRow, pairOf, type ServicePair } from '../../src/score/fleet.ts';

export interface Sample {
  readonly fleet: Fleet;
  readonly degrees: DegreeTable;
  /** F(p) of every product. */
  readonly functionsOf: readonly (readonly number[])[];
}

interface Degree {
  d: number;
  low: number;
  high: number;
}

/** B or A, C, D, another constant, A? (0, up to the degree of C) and no degree at all. */
const degree = fc.constantFrom<Degree>(
  { d: 0, low: 0, high: 0 },
  { d: 0.5, low: 0.5, high: 0.5 },
  { d: 1, low: 1, high: 1 },
  { d: 0.3, low: 0.3, high: 0.3 },
  { d: 0, low: 0, high: 0.5 },
  { d: Number.NaN, low: 0, high: 0 },
);

const functionSpec = fc.record({
  criticality: fc.constantFrom(0, 0.5, 1, 2.5, 3, 4, 5),
  platform: fc.boolean(),
});

function machine(
  functionsOf: readonly (readonly number[])[],
  mostUnknown: number,
): fc.Arbitrary<Omit<MachineRow, 'id'>> {
  const pairs = functionsOf.flatMap((functions, product) => functions.map((f) => pairOf(product, f)));
  return fc.record({
    scope: fc.constantFrom('workstations' as const, 'servers' as const),
    unit: fc.constantFrom('', 'mairie', 'école'),
    // Any subset of the pairs: evidence of use may keep a suite for some of its functions only.
    pairs: fc.subarray(pairs).map((kept) => Uint32Array.from(kept).sort()),
    unknown: fc.nat({ max: mostUnknown }),
  });
}

/** Shares that a period gives: never so small that sums lose what they test. */
const share = fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100);

export function sample({ mostUnknown = 3, machines = 5 } = {}): fc.Arbitrary<Sample> {
  return fc
    .record({
      specs: fc.array(functionSpec, { minLength: 1, maxLength: 5 }),
      degrees: fc.array(degree, { minLength: 1, maxLength: 6 }),
    })
    .chain(({ specs, degrees }) =>
      fc.record({
        specs: fc.constant(specs),
        degrees: fc.constant(degrees),
        functionsOf: fc.tuple(...degrees.map(() => fc.subarray([...specs.keys()], { minLength: 1 }))),
      }),
    )
    .chain(({ specs, degrees, functionsOf }) =>
      fc
        .record({
          rows: fc.array(machine(functionsOf, mostUnknown), { maxLength: machines }),
          services: fc.array(fc.tuple(fc.nat({ max: degrees.length - 1 }), share), { maxLength: 4 }),
          weights: fc.constantFrom([50, 25, 25], [1, 1, 1], [100, 0, 0], [10, 30, 60]),
        })
        .map(({ rows, services, weights }): Sample => {
          const shares = new Map(services);
          return {
            functionsOf,
            degrees: {
              degree: Float64Array.from(degrees, (entry) => entry.d),
              low: Float64Array.from(degrees, (entry) => entry.low),
              high: Float64Array.from(degrees, (entry) => entry.high),
            },
            fleet: {
              functions: specs.map((spec, i) => ({ id: `f${i}`, ...spec })),
              machines: rows.map((row, i) => ({ id: `m${i}`, ...row })),
              services: [...shares].flatMap(([product, w]) =>
                functionsOf[product]!.map((f): ServicePair => ({ product, function: f, w })),
              ),
              unknownServices: 0,
              scopeWeights: { workstations: weights[0]!, servers: weights[1]!, services: weights[2]! },
            },
          };
        }),
    );
}
