/**
 * The directories this machine takes its accounts from: SSSD, winbind, Entra ID, LDAP.
 *
 * Only the domain is kept: no account, no password, no base of search, no server name. What is configured is reported, not what answers.
 */
import type { Attachment } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { parentDomain } from '../../formats/host-name.ts';
import { parseSections } from '../../formats/section-file.ts';
import type { System } from '../../system.ts';

const SSSD = '/etc/sssd/sssd.conf';
const SAMBA = '/etc/samba/smb.conf';
/** Himmelblau, then the two releases of Ubuntu's own client. */
const ENTRA = ['/etc/himmelblau/himmelblau.conf', '/etc/aad.conf', '/etc/authd/brokers.d/msentraid.conf'];
const LDAP = ['/etc/nslcd.conf', '/etc/libnss-ldap.conf', '/etc/pam_ldap.conf'];
const FILE_BYTES = 256 * 1024;
/** A domain of a directory is often internal: it only has to be a name. */
const DOMAIN = /^[a-z0-9][a-z0-9.-]{0,252}$/;

type Reader = { paths: string[]; parse(text: string): Attachment[] };

export const directories: Collector = {
  id: 'directories',
  platforms: ['linux'],
  collect(system): Collected {
    const readers: Reader[] = [
      { paths: [SSSD, ...confIn(system, '/etc/sssd/conf.d')], parse: parseSssd },
      { paths: [SAMBA], parse: parseSamba },
      { paths: ENTRA, parse: parseEntra },
      { paths: LDAP, parse: parseNslcd },
    ];
    const attachments = new Map<string, Attachment>();
    const warnings: string[] = [];
    let read = 0;
    for (const { paths, parse } of readers) {
      for (const path of paths) {
        const reading = system.read(path, FILE_BYTES);
        if (!reading.ok) {
          if (reading.reason !== 'absent') warnings.push(`${path}: ${reading.detail}`);
          continue;
        }
        read++;
        for (const found of parse(reading.bytes.toString('utf8')))
          attachments.set(`${found.kind} ${found.provider}`, found);
      }
    }
    if (read === 0 && warnings.length === 0) return notApplicable;
    if (warnings.length === 0) return { facts: { attachments: [...attachments.values()] } };
    return { facts: { attachments: [...attachments.values()] }, warnings, status: read > 0 ? 'partial' : 'denied' };
  },
};

/** Each domain says who provides its accounts. */
export function parseSssd(text: string): Attachment[] {
  return [...parseSections(text)].flatMap(([section, values]): Attachment[] => {
    if (!section.startsWith('domain/')) return [];
    const provider = values.get('id_provider');
    const stated =
      values.get('ad_domain') ?? values.get('ipa_domain') ?? values.get('krb5_realm') ?? hostOf(values.get('ldap_uri'));
    const domain = domainOf(stated ?? section.slice('domain/'.length));
    if (provider === 'ad') return [{ kind: 'active-directory', provider: domain }];
    return provider === 'files' || provider === 'proxy' ? [] : [{ kind: 'sssd', provider: domain }];
  });
}

export function parseSamba(text: string): Attachment[] {
  const values = new Map(
    [...(parseSections(text).get('global') ?? [])].map(([key, value]) => [key.toLowerCase(), value]),
  );
  const joined = values.get('security')?.toLowerCase() === 'ads';
  return joined ? [{ kind: 'active-directory', provider: domainOf(values.get('realm')) }] : [];
}

/** The tenant's own identifier is left out: the domain says as much to who knows it, and nothing to who does not. */
export function parseEntra(text: string): Attachment[] {
  const keys = new Map([...parseSections(text).values()].flatMap((values) => [...values]));
  const domain = keys.get('domains') ?? keys.get('domain') ?? keys.get('ssh_allowed_suffixes')?.replace(/^@/, '');
  return [{ kind: 'entra-id', provider: domainOf(domain?.split(/[\s,]+/)[0]) }];
}

export function parseNslcd(text: string): Attachment[] {
  const uris = text.split('\n').flatMap((line) => /^\s*(?:uri|host)\s+(\S+)/i.exec(line)?.[1] ?? []);
  return uris.map((uri) => ({ kind: 'ldap', provider: domainOf(hostOf(uri)) }));
}

/** "ldaps://ldap1.mairie.example:636, ldaps://…" → "mairie.example". */
function hostOf(uri: string | undefined): string | undefined {
  const host = uri
    ?.split(/[\s,]+/)[0]
    ?.replace(/^ldap[si]?:\/\//i, '')
    .split(/[:/]/)[0];
  return host === undefined || host === '' || /^[\d.]+$/.test(host) ? undefined : parentDomain(host.toLowerCase());
}

function domainOf(text: string | undefined): string | undefined {
  const domain = text?.trim().toLowerCase() ?? '';
  return DOMAIN.test(domain) ? domain : undefined;
}

function confIn(system: System, folder: string): string[] {
  const listing = system.list(folder);
  return listing.ok ? listing.names.filter((name) => name.endsWith('.conf')).map((name) => `${folder}/${name}`) : [];
}
