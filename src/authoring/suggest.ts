/**
 * Drafts of records for the unknown titles that weigh most: what `knowledge suggest` writes.
 *
 * In: unknown titles with their publishers and frequencies. Out: one YAML draft a publisher, most frequent first. Nothing is guessed: no seat, no owner,
 * no function; whoever completes a draft looks those up.
 */
import { stringify } from 'yaml';
import { normalisePublisher, normaliseText, titleOf } from '../knowledge/normalise.ts';
import type { Language } from '../language.ts';

export interface UnknownTitle {
  readonly name: string;
  readonly publisher?: string | undefined;
  readonly machines: number;
}

export interface Draft {
  /** Vendor id, and so the name of the file. */
  readonly id: string;
  readonly machines: number;
  readonly yaml: string;
}

/** Titles drafted for one publisher: the rest comes with the next round. */
const MOST_TITLES = 20;

const heads = {
  fr: [
    'Brouillon tiré des titres inconnus de vos inventaires, à compléter puis vérifier : tiebreak knowledge lint --knowledge DOSSIER',
    'Rien n’y est deviné : cherchez le siège, la direction et le contrôle, et citez la page lue.',
  ],
  en: [
    'Draft made from the unknown titles of your inventories, to complete then check: tiebreak knowledge lint --knowledge FOLDER',
    'Nothing in it is guessed: look up the seat, the administration and the control, and cite the page you read.',
  ],
};

function kebab(text: string): string {
  const ascii = normaliseText(text).normalize('NFKD').replace(/\p{M}/gu, '');
  return ascii
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

/** One line of text that the schema accepts, whatever was read. */
function line(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, 200)
    .trim();
}

function draftOf(id: string, titles: readonly UnknownTitle[], today: string, language: Language): string {
  const publishers = [
    ...new Set(titles.map((title) => line(title.publisher ?? '')).filter((text) => text !== '')),
  ].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const products = new Map<string, object>();
  for (const { name, publisher } of titles) {
    const title = line(titleOf(normaliseText(name)));
    const product = kebab(title);
    if (product === '' || products.has(product)) continue;
    const seen = {
      name: title.replaceAll('*', ' '),
      ...(publisher === undefined ? {} : { publisher: line(publisher) }),
      seen: 'inventory',
    };
    products.set(product, {
      id: product,
      title: line(name),
      functions: [],
      role: 'application',
      licence: 'unknown',
      match: [seen],
      examples: {
        matches: [{ name: line(name), ...(publisher === undefined ? {} : { publisher: line(publisher) }) }],
        nonMatches: [],
      },
    });
  }
  const record = {
    name: publishers[0] ?? id,
    kind: 'company',
    seat: null,
    control: { status: 'unknown' },
    publishers,
    products: [...products].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, product]) => product),
    sources: {
      inventory: { title: "the organisation's own inventories", basis: 'unverified', asOf: Number(today.slice(0, 4)) },
    },
    reviewedOn: today,
  };
  return `# ${heads[language].join('\n# ')}\n${stringify(record, { lineWidth: 0 })}`;
}

/** Drafts for the unknown titles, grouped by publisher; titles that tell no publisher cannot be attributed to anyone and are left out. */
export function suggestRecords(titles: readonly UnknownTitle[], today: string, language: Language): Draft[] {
  const groups = new Map<string, UnknownTitle[]>();
  for (const title of titles) {
    const id = kebab(normalisePublisher(title.publisher));
    if (id === '') continue;
    const group = groups.get(id);
    if (group) group.push(title);
    else groups.set(id, [title]);
  }
  return [...groups]
    .map(([id, group]) => {
      const most = group.sort((a, b) => b.machines - a.machines).slice(0, MOST_TITLES);
      const machines = group.reduce((sum, title) => sum + title.machines, 0);
      return { id, machines, yaml: draftOf(id, most, today, language) };
    })
    .sort((a, b) => b.machines - a.machines || (a.id < b.id ? -1 : 1));
}
