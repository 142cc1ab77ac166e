/** Which kind of machine it is, decided on clues that are kept as evidence. Contradictory clues, or none, give `unknown`. */
import type { MachineKind } from '../src/inventory/schema.ts';
import type { KindClue } from './collector.ts';

export function machineKind(clues: readonly KindClue[]): { kind: MachineKind; kindEvidence: string[] } {
  const strong = clues.filter((clue) => clue.strength === 'strong');
  const deciding = strong.length > 0 ? strong : clues;
  const kinds = new Set(deciding.map((clue) => clue.kind));
  // A hypervisor is a server that hosts others.
  if (kinds.has('hypervisor')) kinds.delete('server');
  const [only] = kinds;
  return {
    kind: kinds.size === 1 && only !== undefined ? only : 'unknown',
    kindEvidence: clues.map((clue) => clue.evidence).sort(),
  };
}

const PORTABLE = new Set([
  'portable',
  'laptop',
  'notebook',
  'sub notebook',
  'convertible',
  'detachable',
  'hand held',
  'lunch box',
]);
const FIXED = new Set([
  'desktop',
  'low profile desktop',
  'low-profile desktop',
  'pizza box',
  'mini tower',
  'mini-tower',
  'tower',
  'space-saving',
  'mini pc',
  'stick pc',
  'embedded pc',
  'iot gateway',
]);
const SERVER = new Set([
  'main server chassis',
  'main system chassis',
  'rack mount chassis',
  'multi-system',
  'blade',
  'blade enclosure',
]);

/** What the form of a machine says of its use. A tower may be a small server, so a fixed case is a weak clue. */
export function chassisClue(chassis: string | undefined): KindClue[] {
  if (chassis === undefined) return [];
  const form = chassis.toLowerCase();
  const evidence = `chassis: ${chassis}`;
  if (PORTABLE.has(form) || form === 'all in one') return [{ kind: 'workstation', strength: 'strong', evidence }];
  if (form === 'tablet') return [{ kind: 'tablet', strength: 'strong', evidence }];
  if (SERVER.has(form)) return [{ kind: 'server', strength: 'strong', evidence }];
  return FIXED.has(form) ? [{ kind: 'workstation', strength: 'weak', evidence }] : [];
}
