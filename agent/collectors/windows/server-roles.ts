/**
 * What a Windows Server does for others: its roles, as Server Manager keeps them. Features (tools, runtimes) are left out.
 *
 * Roles come with the system, so those that no rule names are not programs somebody forgot to recognise.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { SoftwareItem } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { collectedFrom, keysOf, management, rowsOf } from './support/management.ts';

const INSTALLED = 1;
/** Names of roles in the system → what its English interface calls them. */
const ROLES = new Map(
  Object.entries({
    'AD-Certificate': 'Active Directory Certificate Services',
    'AD-Domain-Services': 'Active Directory Domain Services',
    'ADFS-Federation': 'Active Directory Federation Services',
    ADLDS: 'Active Directory Lightweight Directory Services',
    ADRMS: 'Active Directory Rights Management Services',
    DHCP: 'DHCP Server',
    DNS: 'DNS Server',
    Fax: 'Fax Server',
    HostGuardianServiceRole: 'Host Guardian Service',
    'Hyper-V': 'Hyper-V',
    NPAS: 'Network Policy and Access Services',
    'Print-Services': 'Print and Document Services',
    'Remote-Desktop-Services': 'Remote Desktop Services',
    RemoteAccess: 'Remote Access',
    UpdateServices: 'Windows Server Update Services',
    VolumeActivation: 'Volume Activation Services',
    WDS: 'Windows Deployment Services',
    'Web-Server': 'Web Server (IIS)',
  }).map(([id, name]) => [id.toLowerCase(), { id, name }]),
);

export const serverRoles: Collector = {
  id: 'server-roles',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    return collectedFrom(answer, ['server-roles'], describeRoles(keysOf(rowsOf(answer, 'server-roles'))));
  },
};

export function describeRoles(keys: readonly RegistryKey[]): Collected['facts'] {
  const roles = keys.flatMap(({ path, values }) => {
    const key = /\\ServerComponentCache\\([^\\]+)$/i.exec(path)?.[1]?.toLowerCase();
    const role = values.get('installstate') === INSTALLED ? ROLES.get(key ?? '') : undefined;
    return role === undefined ? [] : [role];
  });
  const hosts = roles.some(({ id }) => id === 'Hyper-V');
  return {
    software: roles.map(
      ({ id, name }): SoftwareItem => ({
        name,
        kind: 'instance',
        scope: 'machine',
        foundBy: 'server-roles',
        id,
        systemComponent: true,
      }),
    ),
    ...(hosts ? { kindClues: [{ kind: 'hypervisor', strength: 'strong', evidence: 'role: Hyper-V' }] } : {}),
  };
}
