/**
 * How the names that records hold are told: the document that quotes them may leave the organisation, and what others call it there must not.
 *
 * In: a name. Out: itself where it is the organisation's own or a whole domain, else what is known to stand after the part that may name a customer.
 */
import { getDomain } from 'tldts';
import type { DomainIndex } from '../identify/domains.ts';
import { globMatches } from '../identify/patterns.ts';

/** `patterns`: those of a rule, that say how much of the name it needs. */
export type Tell = (name: string, patterns?: readonly string[]) => string;

export function tellerOf(domain: string, domains: DomainIndex): Tell {
  return (name, patterns = []) => {
    if (name === domain || name.endsWith(`.${domain}`)) return name;
    const pattern = patterns.find((one) => globMatches(one.split('*'), name));
    if (pattern !== undefined) return pattern;
    const end = domains.reduced(name) ?? getDomain(name) ?? name;
    return end === name ? name : `*.${end}`;
  };
}
