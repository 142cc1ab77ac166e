/**
 * What was asked for → what is kept of it: of a known service the domain the base knows it by, of any other the registrable
 * domain, and nothing of an internal name. What stands before may name a customer ("mairie-x.sharepoint.com", a bucket, a site).
 */
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { parse } from 'tldts';

/** What is kept of a host that the base knows; null of any other. */
export type KnownName = (host: string) => string | null;

/** What is kept of a host. */
export type Kept = { readonly domain: string };
export type Target = Kept | { readonly refused: 'address-only' | 'internal-name' | 'no-name' };

/** Lower case, no wildcard, no final dot, international names as the network writes them; empty when it is no name. */
function canonicalHost(raw: string): string {
  const bare = raw.trim().toLowerCase().replace(/^\*\./, '').replace(/\.$/, '');
  const host = /[^\0-\x7f]/.test(bare) && bare.length < 254 ? domainToASCII(bare) : bare;
  if (host.length > 253 || host.includes('..')) return '';
  return /^[a-z0-9_.-]+$/.test(host) ? host : '';
}

/** Asks only of what may be one: the question costs more than all the rest. */
function isAddress(text: string): boolean {
  return (text.includes(':') || /\d$/.test(text)) && isIP(text) !== 0;
}

export function targetOf(raw: string, knownName: KnownName): Target {
  if (isAddress(raw)) return { refused: 'address-only' };
  const host = canonicalHost(raw);
  if (host === '') return { refused: 'no-name' };
  // A firewall names what it does not know by its address.
  if (isAddress(host.replace(/^host_/, ''))) return { refused: 'address-only' };
  const parsed = parse(host, { allowPrivateDomains: true });
  if (parsed.isIcann !== true && parsed.isPrivate !== true) return { refused: 'internal-name' };
  // Reverse look-ups, and the homes of RFC 8375.
  if (host === 'arpa' || host.endsWith('.arpa')) return { refused: 'internal-name' };
  // Under a suffix of private origin ("github.io") the next label is a customer's: the domain is that of who lets it.
  const domain = parsed.isPrivate === true ? parse(host).domain : parsed.domain;
  return domain === null ? { refused: 'internal-name' } : { domain: knownName(host) ?? domain };
}
