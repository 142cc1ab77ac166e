/**
 * Office as it installs itself from the Internet (Click-to-Run): which products, in which version, from which update channel.
 *
 * The list of programs already has a line for each product and language; this adds the channel, which says how long a version lasts, and is
 * marked as a part of the system so that one suite is not two titles.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { collectedFrom, keysOf, management, rowsOf } from './support/management.ts';

/** The address of each channel ends with its identifier. */
const CHANNELS: Readonly<Record<string, string>> = {
  '492350f6-3a01-4f97-b9c0-c7c6ddf67d60': 'Current Channel',
  '64256afe-f5d9-4f86-8936-8840a6a4f5be': 'Current Channel (Preview)',
  '5440fd1f-7ecb-4221-8110-145efaa6372f': 'Beta Channel',
  '55336b82-a18d-4dd6-b5f6-9e5095c314a6': 'Monthly Enterprise Channel',
  '7ffbc6bf-bc32-4f92-8982-f9dd17fd3114': 'Semi-Annual Enterprise Channel',
  'b8f9b850-328d-4355-9145-c59439a0c4cf': 'Semi-Annual Enterprise Channel (Preview)',
  'f2e724c1-748f-4b47-8fb8-8e0d210e9208': 'Perpetual 2019',
  '5030841d-c919-4594-8d2d-84ae4f96e58e': 'Perpetual 2021',
  '7983bac0-e531-40cf-be00-fd24fe66619c': 'Perpetual 2024',
};

export const office: Collector = {
  id: 'office',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    return collectedFrom(answer, ['office'], { software: describeOffice(keysOf(rowsOf(answer, 'office'))) });
  },
};

export function describeOffice(keys: readonly RegistryKey[]): SoftwareItem[] {
  return keys.flatMap(({ path, values }) => {
    const products = values.get('productreleaseids');
    if (!/\\ClickToRun\\Configuration$/i.test(path) || typeof products !== 'string') return [];
    const platform = values.get('platform');
    const version = values.get('versiontoreport');
    return [...new Set(products.split(',').map((id) => id.trim()))].filter(Boolean).map(
      (id): SoftwareItem => ({
        name: id,
        version: typeof version === 'string' ? version : undefined,
        architecture: platform === 'x64' ? 'x86_64' : typeof platform === 'string' ? platform : undefined,
        kind: 'instance',
        scope: 'machine',
        foundBy: 'office',
        id,
        origin: channelOf(values.get('updatechannel')) ?? channelOf(values.get('cdnbaseurl')),
        systemComponent: true,
      }),
    );
  });
}

/** A channel nobody named here keeps its identifier; a server of the organisation says nothing that may leave. */
function channelOf(address: string | number | undefined): string | undefined {
  const id = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i.exec(String(address ?? ''))?.[1]?.toLowerCase();
  return id === undefined ? undefined : (CHANNELS[id] ?? id);
}
