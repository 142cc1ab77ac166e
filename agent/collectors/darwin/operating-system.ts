/** The release of macOS, from the file every release keeps. */
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import { parsePropertyList } from '../../formats/property-list.ts';

const VERSION_FILE = '/System/Library/CoreServices/SystemVersion.plist';

export const darwinOperatingSystem: Collector = {
  id: 'operating-system',
  platforms: ['darwin'],
  collect(system): Collected {
    const identities = { name: system.hostname() };
    const reading = system.read(VERSION_FILE, 64 * 1024);
    if (!reading.ok) return { ...refused(VERSION_FILE, reading), status: 'failed', facts: { identities } };
    const operatingSystem = parseSystemVersion(reading.bytes.toString('utf8'));
    if (operatingSystem === undefined) return { facts: { identities }, status: 'empty' };
    return { facts: { operatingSystem: { ...operatingSystem, architecture: system.architecture }, identities } };
  },
};

export function parseSystemVersion(text: string) {
  const root = parsePropertyList(text);
  if (!(root instanceof Map)) return undefined;

  function stated(key: string): string | undefined {
    const value = root instanceof Map ? root.get(key) : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  const name = stated('ProductName');
  if (name === undefined) return undefined;
  return { family: 'darwin' as const, name, version: stated('ProductVersion'), build: stated('ProductBuildVersion') };
}
