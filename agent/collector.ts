/** What a collector is, what it may return, and the words for what it could not see. */
import type { IdentityKind } from '../src/inventory/identity.ts';
import type {
  Attachment,
  BrowserExtension,
  CollectorStatus,
  Endpoint,
  Machine,
  MachineKind,
  PackageOrigin,
  Platform,
  SecurityProduct,
  SoftwareItem,
  UseEvidence,
} from '../src/inventory/schema.ts';
import type { Failure, System } from './system.ts';

/** One reason to believe the machine is of some kind; a strong one outweighs every weak one. */
export type KindClue = { kind: MachineKind; strength: 'strong' | 'weak'; evidence: string };

/** What one collector saw. `identities` are in clear here and leave the machine only as pseudonyms. */
export type Facts = {
  operatingSystem?: Machine['operatingSystem'];
  hardware?: Machine['hardware'];
  virtualisation?: Machine['virtualisation'];
  identities?: Partial<Record<IdentityKind, string | undefined>>;
  kindClues?: KindClue[];
  software?: SoftwareItem[];
  endpoints?: Endpoint[];
  browserExtensions?: BrowserExtension[];
  securityProducts?: SecurityProduct[];
  attachments?: Attachment[];
  useEvidence?: UseEvidence[];
  packageOrigins?: PackageOrigin[];
};

/** Data and warnings together: a warning never costs the data. Without a status, it is `ok`, or `empty` when nothing was found. */
export type Collected = { facts: Facts; warnings?: string[]; status?: CollectorStatus };

/** What the policy asks of collectors beyond what they do unasked. */
export type Wishes = {
  /** Read the registry hives of people who are not logged on. */
  readProfiles?: boolean | undefined;
};

export type Collector = {
  id: string;
  platforms: readonly Platform[];
  collect(system: System, signal: AbortSignal, wishes?: Wishes): Collected | Promise<Collected>;
};

export const notApplicable: Collected = { facts: {}, status: 'not-applicable' };

/** The status of a collector whose one source could not be opened. */
export function refused(source: string, failure: Failure): Collected {
  if (failure.reason === 'absent') return notApplicable;
  return { facts: {}, status: failure.reason, warnings: [`${source}: ${failure.detail}`] };
}
