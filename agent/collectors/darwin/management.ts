/**
 * Who manages this Mac: the server of its mobile device management, the directories it is bound to. The domain of the server is kept
 * without its first label, which often names the organisation's own tenant.
 */
import type { Attachment } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { parentDomain, publicHost } from '../../formats/host-name.ts';

const DIRECTORIES: readonly (readonly [folder: string, kind: Attachment['kind']])[] = [
  ['/Library/Preferences/OpenDirectory/Configurations/Active Directory', 'active-directory'],
  ['/Library/Preferences/OpenDirectory/Configurations/LDAPv3', 'ldap'],
];

export const management: Collector = {
  id: 'management',
  platforms: ['darwin'],
  async collect(system, signal): Promise<Collected> {
    const attachments: Attachment[] = [];
    const warnings: string[] = [];
    for (const [folder, kind] of DIRECTORIES) {
      const listing = system.list(folder);
      if (!listing.ok && listing.reason !== 'absent') warnings.push(`${kind}: ${listing.detail}`);
      // One file a directory, called after its domain or its server.
      const names = listing.ok ? listing.names.filter((name) => name.endsWith('.plist')) : [];
      for (const name of names) attachments.push({ kind, provider: providerOf(name.slice(0, -'.plist'.length), kind) });
    }
    const run = await system.run('profiles', ['status', '-type', 'enrollment'], { signal });
    const enrolment = run.ok ? parseEnrolment(run.stdout.toString('utf8')) : undefined;
    if (!run.ok) warnings.push(run.detail);
    if (enrolment !== undefined) attachments.push(enrolment);
    return { facts: { attachments }, warnings, ...(warnings.length > 0 ? { status: 'partial' as const } : {}) };
  },
};

function providerOf(name: string, kind: Attachment['kind']): string | undefined {
  const host = publicHost(name) ?? (/^[a-z0-9][a-z0-9.-]{0,252}$/i.test(name) ? name.toLowerCase() : undefined);
  return host !== undefined && kind === 'ldap' ? parentDomain(host) : host;
}

/** "MDM enrollment: Yes (User Approved)", then "MDM server: https://…". */
export function parseEnrolment(text: string): Attachment | undefined {
  if (!/^\s*MDM enrollment:\s*Yes\b/im.test(text)) return undefined;
  const server = /^\s*MDM server:\s*https?:\/\/([^\s/:]{1,253})/im.exec(text)?.[1];
  const host = publicHost(server);
  return { kind: 'mdm', provider: host === undefined ? undefined : parentDomain(host) };
}
