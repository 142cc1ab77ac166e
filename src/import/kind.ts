/**
 * What sort of machine a foreign document describes, and on what evidence: importers do not see the machine, only what
 * was said of it.
 */
import type { MachineKind, Platform } from '../inventory/schema.ts';

export type KindClues = {
  /** Said by the source itself. */
  readonly declared?: 'phone' | 'network' | undefined;
  readonly family?: Platform | undefined;
  readonly operatingSystem?: string | undefined;
  readonly chassis?: string | undefined;
  readonly model?: string | undefined;
  /** What it runs on, when that is not hardware of its own. */
  readonly runsOn?: string | undefined;
  /** Virtual machines of a hypervisor, which it hosts: their number and sort. */
  readonly hosts?: { readonly count: number; readonly sort: string } | undefined;
};

const HYPERVISOR = /\b(?:esxi?|proxmox|xenserver|xcp-ng|hyper-v server|nutanix|ahv)\b/i;
const SERVER = /\b(?:server|serveur)\b|\bwin(?:dows)? 20(?:03|08|12|16|19|22|25)\b/i;
const CLIENT = /\bwin(?:dows)? (?:xp|vista|7|8|8\.1|10|11)\b|\b(?:mac ?os|os x)\b|\bworkstation\b/i;
const SERVER_CHASSIS = /\b(?:server|rack|blade|pizza box|multi-system)\b/i;
const WORKSTATION_CHASSIS =
  /\b(?:desktop|tower|portable|laptop|notebook|sub notebook|all in one|convertible|detachable|tablet|mini pc|stick pc|space-saving|lunch box|macbook|imac)\b/i;
const TABLET = /\b(?:tab|tablet)\b|\bipad|\bsm-[tx]\d/i;

/** First rule that holds decides. */
function kindOf(clues: KindClues): MachineKind {
  const { declared, family, operatingSystem = '', chassis = '', model = '', runsOn, hosts } = clues;
  if (declared === 'network') return 'network';
  if (declared === 'phone' || family === 'android' || family === 'ios') {
    return TABLET.test(`${operatingSystem} ${chassis} ${model}`) ? 'tablet' : 'phone';
  }
  if (HYPERVISOR.test(operatingSystem)) return 'hypervisor';
  const client = CLIENT.test(operatingSystem);
  // A developer's desktop with a few virtual machines remains a desktop.
  if (hosts !== undefined && !client && !WORKSTATION_CHASSIS.test(chassis)) return 'hypervisor';
  if (SERVER.test(operatingSystem)) return 'server';
  if (client) return 'workstation';
  if (SERVER_CHASSIS.test(chassis)) return 'server';
  if (WORKSTATION_CHASSIS.test(chassis)) return 'workstation';
  // A virtual desktop runs a client system, which the rules above have seen.
  return runsOn !== undefined && family === 'linux' ? 'server' : 'unknown';
}

/** The kind, and everything it could be decided on. */
export function decideKind(clues: KindClues): { kind: MachineKind; kindEvidence: string[] } {
  const evidence: [string, string | undefined][] = [
    ['source', clues.declared],
    ['operating system', clues.operatingSystem],
    ['chassis', clues.chassis],
    ['runs on', clues.runsOn],
    ['hosts virtual machines', clues.hosts && `${clues.hosts.count} (${clues.hosts.sort})`],
  ];
  const kindEvidence = evidence.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
  return { kind: kindOf(clues), kindEvidence };
}
