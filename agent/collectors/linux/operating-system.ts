/** The operating system: os-release, kernel, name of the machine (a pseudonym once it leaves). */
import type { Collected, Collector, KindClue } from '../../collector.ts';
import type { Distribution } from './support/os-release.ts';
import { readDistribution } from './support/os-release.ts';

export const operatingSystem: Collector = {
  id: 'operating-system',
  platforms: ['linux'],
  collect(system): Collected {
    const distribution = readDistribution(system);
    const named = distribution.values.size > 0;
    return {
      facts: {
        operatingSystem: {
          ...describeOperatingSystem(distribution),
          build: system.kernel,
          architecture: system.architecture,
        },
        identities: { name: system.hostname() },
        kindClues: distributionClues(distribution),
      },
      ...(named ? {} : { status: 'partial' as const, warnings: ['no os-release file: the distribution is unknown'] }),
    };
  },
};

export function describeOperatingSystem({ values, id }: Distribution) {
  return {
    family: 'linux' as const,
    name: values.get('NAME') ?? values.get('PRETTY_NAME') ?? 'Linux',
    version: values.get('VERSION') ?? values.get('VERSION_ID') ?? values.get('BUILD_ID'),
    edition: values.get('VARIANT'),
    distribution: id || undefined,
  };
}

export function distributionClues({ values, id }: Distribution): KindClue[] {
  const variant = values.get('VARIANT_ID') ?? '';
  const name = values.get('PRETTY_NAME') ?? values.get('NAME') ?? '';
  if (id === 'xenserver' || id === 'xcp-ng' || id === 'ovirt-node')
    return [{ kind: 'hypervisor', strength: 'strong', evidence: `distribution: ${id}` }];
  if (variant === 'server') return [{ kind: 'server', strength: 'strong', evidence: `variant: ${variant}` }];
  if (/\bServer\b/i.test(name)) return [{ kind: 'server', strength: 'strong', evidence: `distribution: ${name}` }];
  if (['workstation', 'desktop', 'kde', 'silverblue', 'kinoite'].includes(variant))
    return [{ kind: 'workstation', strength: 'strong', evidence: `variant: ${variant}` }];
  return [];
}
