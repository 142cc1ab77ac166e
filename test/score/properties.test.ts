/** What the method promises of every fleet (section 4), on random small ones, against a second implementation and brute force. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyReplacement,
  machinesByProduct,
  type Replacement,
  rowAfter,
  scoreAfter,
} from '../../src/plan/replacement.ts';
import {
  type DegreeTable,
  type Fleet,
  functionOf,
  type MachineRow,
  machineScopes,
  pairOf,
  productOf,
  scopeIds,
} from '../../src/score/fleet.ts';
import {
  type Contribution,
  contributionsByUnit,
  contributionsOf,
  type FleetScore,
  scoreFleet,
} from '../../src/score/score.ts';
import { type Sample, sample } from './arbitrary.ts';
import { plainMachine, plainOverall, plainScope, plainServices } from './reference.ts';

const TOLERANCE = 1e-9;
const runs = { numRuns: 400 };

/** Whether both are null, or numbers that differ by less than 1e-9. */
function close(got: number | null | undefined, expected: number | null | undefined, what = ''): void {
  if (got === null || got === undefined || expected === null || expected === undefined)
    expect(got, what).toBe(expected);
  else expect(Math.abs(got - expected), `${what}: ${got} and ${expected}`).toBeLessThan(TOLERANCE);
}

const score = ({ fleet, degrees }: Sample): FleetScore => scoreFleet(fleet, degrees);
const withMachines = (fleet: Fleet, machines: readonly MachineRow[]): Fleet => ({ ...fleet, machines });

describe('against the method written a second time', () => {
  const results = ['d', 'dMax', 'low', 'high'] as const;
  test('every machine: D, D_max, interval by brute force over all placements, coverage', () => {
    fc.assert(
      fc.property(sample({ mostUnknown: 4, machines: 2 }), (of) => {
        const { machines } = score(of);
        of.fleet.machines.forEach((row, i) => {
          const want = plainMachine(row, of.fleet, of.degrees);
          for (const key of [...results, 'attributed', 'unknown'] as const) close(machines.at(i)[key], want[key], key);
        });
      }),
      { numRuns: 600 },
    );
  });
  test('the interval of a machine with many unknown programs', () => {
    fc.assert(
      fc.property(sample({ mostUnknown: 14, machines: 1 }), (of) => {
        const { machines } = score(of);
        of.fleet.machines.forEach((row, i) => {
          const want = plainMachine(row, of.fleet, of.degrees);
          close(machines.at(i).low, want.low, 'low');
          close(machines.at(i).high, want.high, 'high');
        });
      }),
      { numRuns: 300 },
    );
  });
  test('workstations and servers', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const { scopes } = score(of);
        for (const id of machineScopes) {
          const want = plainScope(of.fleet, of.degrees, id);
          for (const key of [...results, 'seen'] as const) close(scopes[id][key], want[key], `${id} ${key}`);
        }
      }),
      runs,
    );
  });
  test('services', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const want = plainServices(of.fleet, of.degrees);
        for (const key of [...results, 'seen'] as const) close(score(of).scopes.services[key], want[key], key);
      }),
      runs,
    );
  });
  test('the whole', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const want = plainOverall(of.fleet, of.degrees);
        for (const key of results) close(score(of).overall[key], want[key], key);
      }),
      runs,
    );
  });
});

describe('contributions add up to D', () => {
  const groups: Record<string, (part: Contribution) => unknown> = {
    product: (part) => part.product,
    function: (part) => part.function,
    scope: (part) => part.scope,
  };
  test.each(Object.keys(groups))('by %s, services included', (group) => {
    fc.assert(
      fc.property(sample(), (of) => {
        const scored = score(of);
        const sums = new Map<unknown, number>();
        for (const part of contributionsOf(of.fleet, of.degrees, scored)) {
          const key = groups[group]!(part);
          sums.set(key, (sums.get(key) ?? 0) + part.overall);
        }
        close(
          [...sums.values()].reduce((sum, part) => sum + part, 0),
          scored.overall.d ?? 0,
        );
      }),
      runs,
    );
  });
  test('by unit, services as one common line', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const scored = score(of);
        const units = contributionsByUnit(of.fleet, scored);
        close(
          [...units.values()].reduce((sum, part) => sum + part, 0),
          scored.overall.d ?? 0,
        );
      }),
      runs,
    );
  });
  test('in each scope, to the D of the scope', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const scored = score(of);
        const parts = contributionsOf(of.fleet, of.degrees, scored);
        for (const id of scopeIds) {
          const sum = parts.filter((part) => part.scope === id).reduce((total, part) => total + part.inScope, 0);
          close(sum, scored.scopes[id].d ?? 0, id);
        }
      }),
      runs,
    );
  });
  test('a product of degree 0 contributes 0, none contributes less', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        for (const part of contributionsOf(of.fleet, of.degrees, score(of))) {
          expect(part.overall).toBeGreaterThanOrEqual(0);
          if (of.degrees.degree[part.product] === 0) expect(part.overall).toBe(0);
        }
      }),
      runs,
    );
  });
});

describe('merging and order', () => {
  test('two half-fleets merge into the whole: D by machines measured, bounds by machines seen', () => {
    fc.assert(
      fc.property(sample({ machines: 8 }), fc.nat({ max: 8 }), (of, cut) => {
        const whole = score(of);
        const halves = [of.fleet.machines.slice(0, cut), of.fleet.machines.slice(cut)].map((machines) =>
          scoreFleet(withMachines(of.fleet, machines), of.degrees),
        );
        for (const id of machineScopes) {
          const [a, b] = halves.map((half) => half.scopes[id]) as [
            FleetScore['scopes']['servers'],
            FleetScore['scopes']['servers'],
          ];
          const merged = whole.scopes[id];
          if (merged.measured > 0) {
            close(merged.d, ((a.d ?? 0) * a.measured + (b.d ?? 0) * b.measured) / (a.measured + b.measured));
            close(merged.dMax, ((a.dMax ?? 0) * a.measured + (b.dMax ?? 0) * b.measured) / (a.measured + b.measured));
          }
          if (merged.seen > 0) {
            close(merged.low, (a.low * a.seen + b.low * b.seen) / (a.seen + b.seen));
            close(merged.high, (a.high * a.seen + b.high * b.seen) / (a.seen + b.seen));
          }
          for (const key of ['seen', 'measured', 'attributed', 'unknown'] as const)
            expect(merged[key]).toBe(a[key] + b[key]);
        }
      }),
      runs,
    );
  });
  test('the order of machines does not matter', () => {
    const shuffled = sample({ machines: 8 }).chain((of) =>
      fc.tuple(fc.constant(of), fc.shuffledSubarray([...of.fleet.machines], { minLength: of.fleet.machines.length })),
    );
    fc.assert(
      fc.property(shuffled, ([of, machines]) => {
        const other = scoreFleet(withMachines(of.fleet, machines), of.degrees);
        for (const key of ['d', 'dMax', 'low', 'high'] as const) close(other.overall[key], score(of).overall[key], key);
      }),
      runs,
    );
  });
  test('the numbering of products does not matter', () => {
    const renumbered = sample().chain((of) => {
      const all = [...of.degrees.degree.keys()];
      return fc.tuple(fc.constant(of), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(
      fc.property(renumbered, ([of, position]) => {
        const table = (values: Float64Array): Float64Array => {
          const moved = new Float64Array(values.length);
          position.forEach((to, from) => {
            moved[to] = values[from]!;
          });
          return moved;
        };
        const degrees: DegreeTable = {
          degree: table(of.degrees.degree),
          low: table(of.degrees.low),
          high: table(of.degrees.high),
        };
        const machines = of.fleet.machines.map((row) => ({
          ...row,
          pairs: row.pairs.map((pair) => pairOf(position[productOf(pair)]!, functionOf(pair))).sort(),
        }));
        const services = of.fleet.services.map((pair) => ({ ...pair, product: position[pair.product]! })).reverse();
        const other = scoreFleet({ ...of.fleet, machines, services }, degrees);
        const before = score(of);
        for (const key of ['d', 'dMax', 'low', 'high'] as const) close(other.overall[key], before.overall[key], key);
        expect(other.scopes.workstations.attributed).toBe(before.scopes.workstations.attributed);
      }),
      runs,
    );
  });
});

/** One unknown program of a machine attributed: what the method allows (section 4, interval). */
interface Attribution {
  readonly machine: number;
  /** A function present, or null for one of its own. */
  readonly joins: number | null;
  readonly criticality: number;
  readonly degree: { d: number; low: number; high: number };
}

/** The sample after an attribution: one more product, one fewer unknown, perhaps one more function. */
function attribute(of: Sample, { machine, joins, criticality, degree }: Attribution): Sample {
  const product = of.degrees.degree.length;
  const functions =
    joins === null
      ? [...of.fleet.functions, { id: `f${of.fleet.functions.length}`, criticality, platform: false }]
      : of.fleet.functions;
  const f = joins ?? of.fleet.functions.length;
  const machines = of.fleet.machines.map((row, i) =>
    i === machine
      ? { ...row, unknown: row.unknown - 1, pairs: Uint32Array.from([...row.pairs, pairOf(product, f)]).sort() }
      : row,
  );
  return {
    fleet: { ...of.fleet, functions, machines },
    degrees: {
      degree: Float64Array.from([...of.degrees.degree, degree.d]),
      low: Float64Array.from([...of.degrees.low, degree.low]),
      high: Float64Array.from([...of.degrees.high, degree.high]),
    },
    functionsOf: [...of.functionsOf, [f]],
  };
}

function presentOn(of: Sample, row: MachineRow): number[] {
  const attributed = [...row.pairs].filter((pair) => !Number.isNaN(of.degrees.degree[productOf(pair)]));
  const present = new Set(attributed.map(functionOf));
  return [...present].filter((f) => of.fleet.functions[f]!.criticality > 0 && !of.fleet.functions[f]!.platform);
}

const someDegree = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((tenths) => ({ d: tenths / 10, low: tenths / 10, high: tenths / 10 })),
  fc.constant({ d: 0, low: 0, high: 0.5 }),
  fc.constant({ d: 0, low: 0, high: 1 }),
);

function attributions(of: Sample, largest: number): fc.Arbitrary<Attribution> | null {
  const candidates = of.fleet.machines.flatMap((row, machine) => (row.unknown > 0 ? [machine] : []));
  if (candidates.length === 0 || largest === 0) return null;
  return fc.constantFrom(...candidates).chain((machine) =>
    fc.record({
      machine: fc.constant(machine),
      joins: fc.constantFrom(null, ...presentOn(of, of.fleet.machines[machine]!)),
      criticality: fc.constantFrom(largest, largest / 2, largest / 10),
      degree: someDegree,
    }),
  );
}

/** A sample, and the same after each of its unknown programs was attributed, one after the other. */
const attributedStepByStep = sample({ machines: 3 }).chain((of) => {
  const largest = Math.max(...of.fleet.functions.map((f) => f.criticality));
  const step = (history: Sample[]): fc.Arbitrary<Sample[]> => {
    const last = history.at(-1)!;
    const next = attributions(last, largest);
    return next === null
      ? fc.constant(history)
      : next.chain((attribution) => step([...history, attribute(last, attribution)]));
  };
  return step([of]);
});

describe('containment: attributing an unknown', () => {
  test('never moves D outside the interval printed before, on machines, scopes and the whole', () => {
    fc.assert(
      fc.property(attributedStepByStep, (history) => {
        const scores = history.map(score);
        for (let i = 1; i < scores.length; i++) {
          for (let before = 0; before < i; before++) {
            [...scores[i]!.machines].forEach(({ d }, m) => {
              const { low, high } = scores[before]!.machines.at(m);
              if (d !== null)
                expect(d >= low - TOLERANCE && d <= high + TOLERANCE, `machine ${m}: ${d} in ${low}–${high}`).toBe(
                  true,
                );
            });
            for (const of of [
              (s: FleetScore) => s.overall,
              ...machineScopes.map((id) => (s: FleetScore) => s.scopes[id]),
            ]) {
              const { d } = of(scores[i]!);
              const { low, high } = of(scores[before]!);
              if (d !== null)
                expect(d >= low - TOLERANCE && d <= high + TOLERANCE, `${d} in ${low}–${high}`).toBe(true);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
  test('never widens the interval', () => {
    fc.assert(
      fc.property(attributedStepByStep, (history) => {
        const scores = history.map(score);
        for (let i = 1; i < scores.length; i++) {
          const [before, after] = [scores[i - 1]!, scores[i]!];
          [...after.machines].forEach((machine, m) => {
            expect(machine.low).toBeGreaterThanOrEqual(before.machines.at(m).low - TOLERANCE);
            expect(machine.high).toBeLessThanOrEqual(before.machines.at(m).high + TOLERANCE);
          });
          expect(after.overall.low).toBeGreaterThanOrEqual(before.overall.low - TOLERANCE);
          expect(after.overall.high).toBeLessThanOrEqual(before.overall.high + TOLERANCE);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('bounds', () => {
  test('D is within [low, high], D_max is not under D', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const { overall, machines, scopes } = score(of);
        for (const { d, dMax, low, high } of [overall, ...machines, ...Object.values(scopes)]) {
          expect(low).toBeLessThanOrEqual(high + TOLERANCE);
          if (d === null) continue;
          expect(d).toBeGreaterThanOrEqual(low - TOLERANCE);
          expect(d).toBeLessThanOrEqual(high + TOLERANCE);
          expect(dMax!).toBeGreaterThanOrEqual(d - TOLERANCE);
        }
      }),
      runs,
    );
  });
  test('every number is a fraction: from 0 to 1, to the last bit', () => {
    fc.assert(
      fc.property(sample(), (of) => {
        const { overall, machines, scopes } = score(of);
        for (const { d, dMax, low, high } of [overall, ...machines, ...Object.values(scopes)])
          for (const value of [d ?? 0, dMax ?? 0, low, high])
            expect(value >= 0 && value <= 1, String(value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
  test('without unknown and without A?, the interval of a machine that is measured is a point', () => {
    fc.assert(
      fc.property(sample({ mostUnknown: 0 }), (of) => {
        const degrees = { ...of.degrees, high: of.degrees.low };
        for (const { d, low, high, unknown } of scoreFleet(of.fleet, degrees).machines) {
          if (d === null || unknown > 0) continue;
          close(low, d);
          close(high, d);
        }
      }),
      runs,
    );
  });
  test('A? alone makes the interval: low is D with d_low, high is D with d_high', () => {
    fc.assert(
      fc.property(sample({ mostUnknown: 0 }), (of) => {
        // Products without degree count as unknown: they are taken out of this test.
        const degree = of.degrees.degree.map((d) => (Number.isNaN(d) ? 0 : d));
        const table: DegreeTable = { ...of.degrees, degree };
        const got = scoreFleet(of.fleet, table).machines;
        const atLow = scoreFleet(of.fleet, { ...table, degree: table.low }).machines;
        const atHigh = scoreFleet(of.fleet, { ...table, degree: table.high }).machines;
        [...got].forEach(({ d, low, high }, i) => {
          if (d === null) return;
          close(low, atLow.at(i).d);
          close(high, atHigh.at(i).d);
        });
      }),
      runs,
    );
  });
});

describe('D_max', () => {
  test('adding a product of degree 0 beside another in the same function never lowers it', () => {
    const added = sample().chain((of) =>
      fc.tuple(fc.constant(of), fc.nat({ max: Math.max(0, of.fleet.machines.length - 1) }), fc.nat({ max: 20 })),
    );
    fc.assert(
      fc.property(added, ([of, machine, at]) => {
        const row = of.fleet.machines[machine];
        const present =
          row === undefined ? [] : [...row.pairs].filter((pair) => !Number.isNaN(of.degrees.degree[productOf(pair)]));
        fc.pre(present.length > 0);
        const f = functionOf(present[at % present.length]!);
        const product = of.degrees.degree.length;
        const table = (values: Float64Array): Float64Array => Float64Array.from([...values, 0]);
        const degrees = { degree: table(of.degrees.degree), low: table(of.degrees.low), high: table(of.degrees.high) };
        const machines = of.fleet.machines.map((entry, i) =>
          i === machine ? { ...entry, pairs: Uint32Array.from([...entry.pairs, pairOf(product, f)]).sort() } : entry,
        );
        const after = scoreFleet(withMachines(of.fleet, machines), degrees);
        const before = score(of);
        expect(after.overall.dMax ?? 0).toBeGreaterThanOrEqual((before.overall.dMax ?? 0) - TOLERANCE);
        // And it lowers D, or leaves it: that is why D_max is printed beside it.
        expect(after.overall.d ?? 0).toBeLessThanOrEqual((before.overall.d ?? 0) + TOLERANCE);
      }),
      runs,
    );
  });
});

describe('after a replacement', () => {
  /** A replacement of any product by any other, on some of the functions they share. */
  const replacements = sample({ machines: 6 }).chain((of) => {
    const products = of.functionsOf.length;
    return fc.record({
      of: fc.constant(of),
      from: fc.nat({ max: products - 1 }),
      to: fc.nat({ max: products - 1 }),
      requires: fc.array(fc.tuple(fc.nat({ max: products - 1 }), fc.nat({ max: products - 1 })), { maxLength: 3 }),
    });
  });
  test('scoreAfter on the machines it changes is the score of the changed fleet from scratch, intervals included', () => {
    fc.assert(
      fc.property(replacements, ({ of, from, to, requires }) => {
        const shared = of.functionsOf[from]!.filter((f) => of.functionsOf[to]!.includes(f));
        fc.pre(from !== to && shared.length > 0);
        fc.pre(!Number.isNaN(of.degrees.degree[from]) && !Number.isNaN(of.degrees.degree[to]));
        const replacement: Replacement = { from, pairs: shared.map((f) => ({ function: f, to })) };
        const requirements = {
          of: (product: number) => requires.filter(([p]) => p === product).map(([, needed]) => String(needed)),
          satisfies: (product: number, requirement: string) => String(product) === requirement,
          isRequired: (product: number) => requires.some(([, needed]) => needed === product),
        };
        const before = score(of);
        const outcome = applyReplacement(
          of.fleet,
          machinesByProduct(of.fleet).get(from) ?? [],
          replacement,
          requirements,
        );
        const after = scoreAfter(of.fleet, of.degrees, before, outcome, true);
        const fresh = scoreFleet(
          {
            ...of.fleet,
            machines: of.fleet.machines.map((row, i) => (outcome.open.includes(i) ? rowAfter(row, replacement) : row)),
            services: outcome.servicesAfter,
          },
          of.degrees,
        );
        for (const key of ['d', 'dMax', 'low', 'high'] as const) {
          close(after[key], fresh.overall[key], key);
          expect((after[key] ?? 0) >= 0 && (after[key] ?? 0) <= 1, `${key} is a fraction: ${after[key]}`).toBe(true);
        }
      }),
      { numRuns: 800 },
    );
  });
});
