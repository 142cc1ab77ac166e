/**
 * What protects the machine: the antivirus and firewalls registered with the Security Center (workstations), and Windows' own, which a
 * server does not register; the detection agent of Windows when the machine was enrolled in it.
 */
import type { SecurityProduct } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { collectedFrom, keysOf, type Management, management, type Row, rowsOf, text } from './support/management.ts';

const PARTS = ['antivirus', 'firewalls', 'defender', 'security-services'];
/** Of productState: 0x1000 is on, 0x0100 and 0x0000 are snoozed and off. */
const STATE = 0xf000;
const ON = 0x1000;

export const securityProducts: Collector = {
  id: 'security-products',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    const products = describeSecurity(answer);
    const collected = collectedFrom(answer, PARTS, { securityProducts: products });
    // A server has no Security Center: that it does not answer there is what should happen.
    const expected = describesServer(answer) && answer.parts.has('antivirus') && collected.status === 'partial';
    return expected ? { facts: collected.facts } : collected;
  },
};

function describesServer(answer: Management): boolean {
  return keysOf(rowsOf(answer, 'system')).some(({ values }) =>
    /server/i.test(String(values.get('installationtype') ?? '')),
  );
}

export function describeSecurity(answer: Management): SecurityProduct[] {
  const registered = [
    ...rowsOf(answer, 'antivirus').flatMap((row) => registeredProduct(row, 'antivirus')),
    ...rowsOf(answer, 'firewalls').flatMap((row) => registeredProduct(row, 'firewall')),
  ];
  const found = [...registered, ...ownAntivirus(answer, registered), ...ownDetection(answer)];
  const seen = new Set<string>();
  return found.filter(({ name, category, enabled }) => {
    const key = `${name} ${category} ${enabled}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function registeredProduct(row: Row, category: 'antivirus' | 'firewall'): SecurityProduct[] {
  const name = text(row, 'displayName');
  const state = row.productState;
  if (name === undefined) return [];
  return [
    { name, category, registered: true, enabled: typeof state === 'number' ? (state & STATE) === ON : undefined },
  ];
}

function ownAntivirus(answer: Management, registered: readonly SecurityProduct[]): SecurityProduct[] {
  const service = serviceState(answer, 'windefend');
  if (service === undefined || registered.some(({ category }) => category === 'antivirus')) return [];
  const keys = keysOf(rowsOf(answer, 'defender'));
  const off = keys.some(({ values }) => values.get('disableantispyware') === 1 || values.get('passivemode') === 1);
  return [{ name: 'Windows Defender', category: 'antivirus', enabled: service === 'running' && !off }];
}

function ownDetection(answer: Management): SecurityProduct[] {
  const enrolled = keysOf(rowsOf(answer, 'defender')).some(({ values }) => values.get('onboardingstate') === 1);
  if (!enrolled) return [];
  const enabled = serviceState(answer, 'sense') === 'running';
  return [{ name: 'Windows Advanced Threat Protection', category: 'edr', enabled }];
}

function serviceState(answer: Management, name: string): string | undefined {
  const row = rowsOf(answer, 'security-services').find((service) => text(service, 'name')?.toLowerCase() === name);
  return row === undefined ? undefined : text(row, 'state')?.toLowerCase();
}
