/** The edition and build of Windows, from the registry: the same on every language, and readable by anybody. */
import type { Collected, Collector, KindClue } from '../../collector.ts';
import { refused } from '../../collector.ts';
import type { RegistryKey } from '../../formats/registry-export.ts';
import { parseRegistryExport } from '../../formats/registry-export.ts';

const KEY = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
/** The first build of Windows 11, whose registry still says "Windows 10". */
const WINDOWS_11_BUILD = 22_000;

export const windowsOperatingSystem: Collector = {
  id: 'operating-system',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const identities = { name: system.hostname() };
    const reading = await system.registry(KEY, '64', { signal });
    if (!reading.ok) return { ...refused(KEY, reading), status: 'failed', facts: { identities } };
    const described = describeWindows(parseRegistryExport(reading.bytes));
    if (described === undefined) return { facts: { identities }, status: 'empty' };
    const { clues, ...operatingSystem } = described;
    return {
      facts: {
        operatingSystem: { ...operatingSystem, architecture: system.architecture },
        identities,
        kindClues: clues,
      },
    };
  },
};

export function describeWindows(keys: readonly RegistryKey[]) {
  const values = keys.find(({ path }) => /\\Windows NT\\CurrentVersion$/i.test(path))?.values;
  const product = values?.get('productname');
  if (values === undefined || typeof product !== 'string') return undefined;
  const build = String(values.get('currentbuildnumber') ?? values.get('currentbuild') ?? '');
  const installation = String(values.get('installationtype') ?? '');
  const server = /server/i.test(installation) || /server/i.test(product);
  const renamed = !server && Number(build) >= WINDOWS_11_BUILD ? product.replace('Windows 10', 'Windows 11') : product;
  const version = values.get('displayversion') ?? values.get('releaseid');
  const edition = values.get('editionid');
  const clue: KindClue = server
    ? { kind: 'server', strength: 'strong', evidence: `system: ${renamed}` }
    : { kind: 'workstation', strength: 'weak', evidence: `system: ${renamed}` };
  return {
    family: 'windows' as const,
    name: renamed.startsWith('Microsoft') ? renamed : `Microsoft ${renamed}`,
    version: version === undefined ? undefined : String(version),
    build: build || undefined,
    edition: typeof edition === 'string' ? edition : undefined,
    clues: [clue],
  };
}
