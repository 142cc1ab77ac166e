/** The Mac itself, from the management interface (systeminformation over IOKit). */
import type { Collected, Collector, KindClue } from '../../collector.ts';

export const darwinHardware: Collector = {
  id: 'hardware',
  platforms: ['darwin'],
  async collect(system): Promise<Collected> {
    const details = await system.details();
    if (details === undefined)
      return { facts: {}, status: 'failed', warnings: ['the management interface did not answer'] };
    const { vendor, model, chassis, firmwareVendor, guest, virtualHost, serial, uuid } = details;
    return {
      facts: {
        hardware: { vendor, model, chassis, firmwareVendor },
        virtualisation: { guest, host: virtualHost },
        identities: { serial, uuid },
        kindClues: modelClue(model),
      },
    };
  },
};

/** Apple's model names say the form; the numbered ones of recent Macs ("Mac14,3") do not, and leave the kind unknown. */
export function modelClue(model: string | undefined): KindClue[] {
  if (model === undefined) return [];
  const evidence = `model: ${model}`;
  if (/^xserve/i.test(model)) return [{ kind: 'server', strength: 'strong', evidence }];
  return /^(?:macbook|imac)/i.test(model) ? [{ kind: 'workstation', strength: 'strong', evidence }] : [];
}
