/**
 * What the machine answers to: a directory, an on-line identity, a device management service.
 *
 * Out: the suffix of the domain, the host of the service that joined the machine; never an account, a tenant's name or a machine's.
 */
import type { RegistryKey } from '../../../src/inventory/registry-export.ts';
import type { Attachment } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { collectedFrom, keysOf, type Management, management, rowsOf, text } from './support/management.ts';

const PARTS = ['computer', 'directories', 'joins', 'network'];
const ENROLLED = 1;

export const attachments: Collector = {
  id: 'attachments',
  platforms: ['windows'],
  async collect(system, signal): Promise<Collected> {
    const answer = await management(system, signal);
    return collectedFrom(answer, PARTS, { attachments: describeAttachments(answer) });
  },
};

export function describeAttachments(answer: Management): Attachment[] {
  const keys = keysOf(rowsOf(answer, 'directories'));
  const found = [...activeDirectory(answer), ...entraId(answer, keys), ...deviceManagement(keys)];
  const seen = new Set<string>();
  return found.filter(({ kind, provider }) => {
    const key = `${kind} ${provider ?? ''}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function activeDirectory(answer: Management): Attachment[] {
  const [computer = {}] = rowsOf(answer, 'computer');
  if (computer.PartOfDomain !== true) return [];
  const configured = keysOf(rowsOf(answer, 'network')).find(({ path }) => /\\Tcpip\\Parameters$/i.test(path))?.values;
  const suffix = text(computer, 'Domain') ?? String(configured?.get('nv domain') ?? configured?.get('domain') ?? '');
  return [{ kind: 'active-directory', provider: suffix.toLowerCase() || undefined }];
}

function entraId(answer: Management, keys: readonly RegistryKey[]): Attachment[] {
  if (rowsOf(answer, 'joins').length === 0) return [];
  const tenant = keys.find(({ path }) => /\\CloudDomainJoin\\TenantInfo\\/i.test(path))?.values;
  return [{ kind: 'entra-id', provider: hostOf(tenant?.get('authcodeurl')) }];
}

/** Windows keeps keys of its own there; only an enrolment in a service has its address or its name. */
function deviceManagement(keys: readonly RegistryKey[]): Attachment[] {
  return keys.flatMap(({ path, values }): Attachment[] => {
    const provider = values.get('providerid');
    if (!/\\Enrollments\\[^\\]+$/i.test(path) || values.get('enrollmentstate') !== ENROLLED) return [];
    const host = hostOf(values.get('discoveryservicefullurl'));
    if (host === undefined && (typeof provider !== 'string' || provider === '')) return [];
    return [{ kind: 'mdm', provider: host ?? String(provider) }];
  });
}

function hostOf(address: string | number | undefined): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? publicHost(new URL(address).hostname) : undefined;
}
