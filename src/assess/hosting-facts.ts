/** What was observed to lie under a service, as facts: the chain behind class C "hosting". */
import type { Fact } from '../assessment.ts';
import type { Under } from '../identify/hosting.ts';
import type { Product } from '../knowledge/base.ts';
import { frenchOf, type Label } from '../language.ts';
import { countryName } from '../score/explain.ts';
import type { ObservedFleet } from './fleet.ts';

const layers: Record<Under['layer'], (operator: string) => Label> = {
  hosting: (operator) => ({ fr: `hébergement observé chez ${operator}`, en: `seen hosted by ${operator}` }),
  cdn: (operator) => ({
    fr: `réseau de diffusion ${frenchOf(operator)} placé devant : il ne prouve pas l’hébergeur`,
    en: `delivery network of ${operator} in front: it does not prove the host`,
  }),
  routing: (operator) => ({
    fr: `nom aiguillé par ${operator} : il ne prouve pas l’hébergeur`,
    en: `name routed by ${operator}: it does not prove the host`,
  }),
  network: (operator) => ({
    fr: `réseau ${frenchOf(operator)} : hébergement ou relais, non tranché`,
    en: `network of ${operator}: hosting or relay, not settled`,
  }),
};

const evidence: Record<Under['by'], (under: Under) => Label> = {
  alias: ({ detail }) => ({ fr: `alias (CNAME) en ${detail}`, en: `alias (CNAME) under ${detail}` }),
  range: ({ detail, country }) => {
    const place = countryName(country);
    if (country === null)
      return { fr: `plage d’adresses publiée, ${detail}`, en: `published address range, ${detail}` };
    return {
      fr: `plage d’adresses publiée, région ${detail} (${place.fr})`,
      en: `published address range, region ${detail} (${place.en})`,
    };
  },
  asn: ({ detail }) => ({ fr: `adresse annoncée par ${detail}`, en: `address announced by ${detail}` }),
};

export function hostingFacts(observed: ObservedFleet, product: Product): { facts: Fact[]; unverified: boolean } {
  const list = observed.under.get(product.index) ?? [];
  const facts = list.map(({ under, machines }): Fact => {
    const what = layers[under.layer](under.name);
    const how = evidence[under.by](under);
    return {
      about: 'hosting',
      text: {
        fr: `${what.fr} (${how.fr}), sur ${machines} machine(s)`,
        en: `${what.en} (${how.en}), on ${machines} machine(s)`,
      },
      source: { ...under.source },
    };
  });
  // Declared hosting has its own fact; what was only observed rests on what told it.
  const proofs = product.hosting === null ? list.filter(({ under }) => under.layer === 'hosting') : [];
  return { facts, unverified: proofs.length > 0 && proofs.every(({ under }) => under.source.basis !== 'read') };
}
