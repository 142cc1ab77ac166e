/** The switches in force, and the scores of a fleet under each of their values. */
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { ClassifyOptions, Perimeter } from '../score/classify.ts';
import { type Classes, classesOf, type Degrees, degreesOf, sameDegrees } from '../score/degree.ts';
import type { Fleet } from '../score/fleet.ts';
import { type FleetScore, scoreFleet } from '../score/score.ts';

export type Profile = KnowledgeBase['rules']['classes']['profiles'][number];

export interface Settings {
  readonly perimeter: Perimeter;
  readonly profile: Profile;
}

/** The settings asked for, or the defaults of the rules; undefined when a name is not in the rules. */
export function settingsOf(base: KnowledgeBase, perimeter?: string, profile?: string): Settings | undefined {
  const { perimeters, classes } = base.rules;
  const inForce = perimeters.perimeters.find((entry) => entry.id === (perimeter ?? perimeters.default));
  const chosen = classes.profiles.find((entry) => entry.id === (profile ?? classes.defaultProfile));
  return inForce && chosen ? { perimeter: inForce, profile: chosen } : undefined;
}

/** Operators that services were seen to be hosted by, by product number. */
type HostedBy = NonNullable<ClassifyOptions['hostedBy']>;

export interface Scored {
  readonly degrees: Degrees;
  readonly score: FleetScore;
}

/** Scores a fleet under any setting; settings that give the same degrees are scored once. */
export class Scorings {
  readonly #base: KnowledgeBase;
  readonly #fleet: Fleet;
  readonly #today: string;
  readonly #hostedBy: HostedBy;
  /** By perimeter and by who makes software free: the degree of class C changes no class. */
  readonly #classes = new Map<string, Classes>();
  readonly #done: Scored[] = [];

  constructor(base: KnowledgeBase, fleet: Fleet, today: string, hostedBy: HostedBy = new Map()) {
    this.#base = base;
    this.#fleet = fleet;
    this.#today = today;
    this.#hostedBy = hostedBy;
  }

  under(options: Omit<ClassifyOptions, 'asOf' | 'hostedBy'>): Scored {
    const all = { ...options, asOf: this.#today, hostedBy: this.#hostedBy };
    const key = `${options.perimeter.id} ${options.free} ${options.deployment}`;
    const classes = this.#classes.get(key) ?? classesOf(this.#base, all);
    this.#classes.set(key, classes);
    const degrees = degreesOf(this.#base, all, classes);
    const same = this.#done.find((scored) => sameDegrees(scored.degrees, degrees));
    const scored = { degrees, score: same?.score ?? scoreFleet(this.#fleet, degrees, this.#done[0]) };
    this.#done.push(scored);
    return scored;
  }
}
