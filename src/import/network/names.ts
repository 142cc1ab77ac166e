/**
 * What was asked for → what is kept of it: the whole name of a known service, the registrable domain of any other, and
 * nothing of an internal name.
 */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { parse } from 'tldts';

/** What is kept of a host; the whole of its name for a known service only. */
export type Kept = { readonly host?: string; readonly domain: string };
export type Target = Kept | { readonly refused: 'address-only' | 'internal-name' | 'no-name' };

/** Lower case, no wildcard, no final dot, international names as the network writes them; empty when it is no name. */
function canonicalHost(raw: string): string {
  const bare = raw.trim().toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  const host = /[^\0-\x7f]/.test(bare) && bare.length < 254 ? domainToASCII(bare) : bare;
  if (host.length > 253 || host.includes('..')) return '';
  return /^[a-z0-9_.-]+$/.test(host) ? host : '';
}

/** Whether the base has a domain for this host: itself or what it ends with, at a dot. */
function isKnown(host: string, known: ReadonlySet<string>): boolean {
  for (let name = host; name !== ''; ) {
    if (known.has(name)) return true;
    const dot = name.indexOf('.');
    if (dot === -1) return false;
    name = name.slice(dot + 1);
  }
  return false;
}

export function targetOf(raw: string, known: ReadonlySet<string>): Target {
  if (isIP(raw) !== 0) return { refused: 'address-only' };
  const host = canonicalHost(raw);
  if (host === '') return { refused: 'no-name' };
  // A firewall names what it does not know by its address.
  if (isIP(host.replace(/^host_/, '')) !== 0) return { refused: 'address-only' };
  const parsed = parse(host, { allowPrivateDomains: true });
  if (parsed.isIcann !== true && parsed.isPrivate !== true) return { refused: 'internal-name' };
  // Reverse look-ups, and the homes of RFC 8375.
  if (host === 'arpa' || host.endsWith('.arpa')) return { refused: 'internal-name' };
  // A name may be a public suffix of private origin itself ("github.io").
  const domain = parsed.domain ?? parse(host).domain;
  if (domain === null) return { refused: 'internal-name' };
  return isKnown(host, known) ? { host, domain } : { domain };
}
