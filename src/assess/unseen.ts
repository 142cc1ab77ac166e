/** What the sources of a result could not see, as they said it: each sort of blindness once, with the sources that have it. */
import type { FleetObservation } from '../identify/observe.ts';
import type { Label } from '../language.ts';

/** Sorts of blindness, by the words in which importers and collectors report them. */
const sorts: readonly { readonly said: RegExp; readonly label: (sources: string) => Label }[] = [
  {
    said: /\bper-user\b/,
    label: (sources) => ({
      fr: `Logiciels installés pour un seul utilisateur : non vus, ou pas tous, par ${sources}.`,
      en: `Software installed for one user only: not seen, or not all of it, by ${sources}.`,
    }),
  },
  {
    said: /\b(?:list truncated|list is incomplete|are cut|have cut)\b/,
    label: (sources) => ({
      fr: `Listes de logiciels tronquées par leur source : ${sources}.`,
      en: `Lists of software truncated by their source: ${sources}.`,
    }),
  },
  {
    said: /\b(?:has no such section|has no installed_softwares)\b/,
    label: (sources) => ({
      fr: `Machines dont la source n’a pas donné la liste des logiciels : ${sources}.`,
      en: `Machines of which the source gave no list of software: ${sources}.`,
    }),
  },
  {
    said: /\bread as one\b/,
    label: (sources) => ({
      fr: `Listes qui ne disent pas quelle machine a quoi, lues comme une seule machine : ${sources}.`,
      en: `Lists that do not say which machine has what, read as one machine: ${sources}.`,
    }),
  },
  {
    said: /\bbill of materials\b/,
    label: (sources) => ({
      fr: `Nomenclatures, qui décrivent un produit et non ce qu’une machine a d’installé : ${sources}.`,
      en: `Bills of materials, which describe a product and not what a machine has installed: ${sources}.`,
    }),
  },
  {
    said: /\bless than a week\b/,
    label: () => ({
      fr: 'Des agents observent depuis moins d’une semaine : par respect de la vie privée, aucun service contacté n’en sort encore. Refaites le rapport dans une semaine.',
      en: 'Some agents have observed for less than a week: for the sake of privacy, no service contacted leaves them yet. Make the report again in a week.',
    }),
  },
];

export function unseenBySources({ collectors }: FleetObservation): Label[] {
  return sorts.flatMap(({ label, said }) => {
    const ids = collectors.filter(({ warnings }) => warnings.some((warning) => said.test(warning))).map(({ id }) => id);
    return ids.length === 0 ? [] : [label([...new Set(ids)].sort().join(', '))];
  });
}
