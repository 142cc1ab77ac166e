/** The edition and build of Windows, from the registry: the same on every language, and readable by anybody. */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { Collected, Collector, KindClue } from '../../collector.ts';
import { keysOf, management, rowsOf } from './support/management.ts';

/** The first build of Windows 11, whose registry still says "Windows 10". */
const WINDOWS_11_BUILD = 22_000;

export const windowsOperatingSystem: Collector = {
  id: 'operating-system',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    const identities = { name: system.hostname() };
    const { architecture } = system;
    const described = describeWindows(keysOf(rowsOf(answer, 'system')));
    if (described !== undefined) {
      const { clues, ...operatingSystem } = described;
      return { facts: { operatingSystem: { ...operatingSystem, architecture }, identities, kindClues: clues } };
    }
    // Node itself knows the name and the build: enough to be counted, not the edition nor the release.
    const known = describeWindows([
      {
        path: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
        values: new Map([
          ['productname', system.edition],
          ['currentbuildnumber', system.kernel.split('.')[2] ?? ''],
        ]),
      },
    ]);
    if (known === undefined) return { facts: { identities }, status: 'failed', warnings: [answer.silence ?? ''] };
    const { clues, ...operatingSystem } = known;
    return {
      facts: { operatingSystem: { ...operatingSystem, architecture }, identities, kindClues: clues },
      status: 'partial',
      warnings: [`release and edition are not known: ${answer.silence ?? 'PowerShell left them out'}`],
    };
  },
};

export function describeWindows(keys: readonly RegistryKey[]) {
  const values = keys.find(({ path }) => /\\Windows NT\\CurrentVersion$/i.test(path))?.values;
  const product = values?.get('productname');
  if (values === undefined || typeof product !== 'string' || product === '') return undefined;
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
