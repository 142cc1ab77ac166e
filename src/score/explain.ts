/**
 * The reasons behind a class, in words: the facts it rests on with source and date, and the line of the table that held.
 *
 * In: a product and its verdict. Out: labels in every language. No disk, no clock.
 */

import { type KnowledgeBase, type Product, sourceOf, type Vendor } from '../knowledge/base.ts';
import { isOver } from '../knowledge/dates.ts';
import type { SourceRecord, VendorRecord } from '../knowledge/vendor-schema.ts';
import type { Label } from '../language.ts';
import type { ClassName, Verdict } from './classify.ts';

export interface FactLine {
  readonly about:
    | 'seat'
    | 'administration'
    | 'owner'
    | 'control'
    | 'capital'
    | 'licence'
    | 'technology'
    | 'hosting'
    | 'qualification'
    | 'dispute'
    | 'end-of-life';
  readonly text: Label;
  readonly source: { title: string; url?: string; basis: 'read' | 'unverified'; date: string } | null;
  /** Whose record says so, when it is not the base. */
  readonly origin?: string;
}

const countryNames = {
  fr: new Intl.DisplayNames('fr', { type: 'region' }),
  en: new Intl.DisplayNames('en', { type: 'region' }),
};

export function countryName(code: string | null): Label {
  if (code === null) return { fr: 'inconnu', en: 'unknown' };
  return { fr: countryNames.fr.of(code) ?? code, en: countryNames.en.of(code) ?? code };
}

export function sourceLine(source: SourceRecord | null): FactLine['source'] {
  if (source === null) return null;
  if (source.basis === 'read') return { title: source.title, url: source.url, basis: 'read', date: source.consultedOn };
  return { title: source.title, basis: 'unverified', date: String(source.asOf) };
}

type Owner = VendorRecord['owners'][number];

const ownerStatus: Record<Owner['status'], Label> = {
  announced: { fr: 'annoncé, sans effet tant que non conclu', en: 'announced, without effect until closed' },
  'under-review': {
    fr: "en cours d'examen, sans effet tant que non conclu",
    en: 'under review, without effect until closed',
  },
  closed: { fr: 'conclu', en: 'closed' },
  exited: { fr: 'sorti', en: 'exited' },
};

function ownerText(base: KnowledgeBase, owner: Owner): Label {
  const parent = owner.vendor === undefined ? undefined : base.vendors.get(owner.vendor);
  const name = parent?.name ?? owner.holder ?? owner.vendor ?? '';
  const country = countryName(owner.country ?? parent?.seat?.administration ?? null);
  const share =
    owner.share === undefined
      ? { fr: '', en: '' }
      : { fr: `, ${String(owner.share).replace('.', ',')} % du capital`, en: `, ${owner.share}% of the capital` };
  const control =
    owner.control === true
      ? { fr: ', contrôle', en: ', controls' }
      : owner.control === false
        ? { fr: ', ne contrôle pas', en: ', does not control' }
        : { fr: '', en: '' };
  const since =
    owner.since === undefined ? { fr: '', en: '' } : { fr: `, depuis ${owner.since}`, en: `, since ${owner.since}` };
  const until =
    owner.until === undefined ? { fr: '', en: '' } : { fr: `, jusqu'à ${owner.until}`, en: `, until ${owner.until}` };
  const votes =
    owner.votes === undefined
      ? { fr: '', en: '' }
      : { fr: `, ${String(owner.votes).replace('.', ',')} % des votes`, en: `, ${owner.votes}% of the votes` };
  const status = ownerStatus[owner.status];
  return {
    fr: `${name} (${country.fr})${share.fr}${votes.fr}${control.fr}${since.fr}${until.fr} : ${status.fr}`,
    en: `${name} (${country.en})${share.en}${votes.en}${control.en}${since.en}${until.en}: ${status.en}`,
  };
}

/** What marks a fact of a record that is not the base's: an organisation's own, or that of a pack. */
function originOf({ origin }: Vendor): { origin?: string } {
  return origin === 'base' ? {} : { origin };
}

function disputeText({ by, on, text, source }: NonNullable<VendorRecord['dispute']>): Label {
  const where = source === undefined ? '' : ` (${source})`;
  return {
    fr: `droit de réponse de ${by}, ${on} : ${text}${where}`,
    en: `right of reply of ${by}, ${on}: ${text}${where}`,
  };
}

function vendorFacts(base: KnowledgeBase, vendor: Vendor, own: boolean): FactLine[] {
  const source = (key: string | undefined): FactLine['source'] => sourceLine(sourceOf(base, vendor, key));
  const prefix = own ? '' : `${vendor.name} : `;
  const prefixEn = own ? '' : `${vendor.name}: `;
  const facts: FactLine[] = [];
  const add = (about: FactLine['about'], text: Label, key: string | undefined): void => {
    facts.push({
      about,
      text: { fr: prefix + text.fr, en: prefixEn + text.en },
      source: source(key),
      ...originOf(vendor),
    });
  };
  // First: a list of facts may be cut, an answer is never lost.
  if (vendor.dispute) add('dispute', disputeText(vendor.dispute), undefined);
  if (vendor.seat) {
    const administration = countryName(vendor.seat.administration);
    const statutory = countryName(vendor.seat.statutory);
    add(
      'administration',
      { fr: `administration centrale : ${administration.fr}`, en: `central administration: ${administration.en}` },
      vendor.seat.source,
    );
    add(
      'seat',
      { fr: `siège statutaire : ${statutory.fr}`, en: `registered seat: ${statutory.en}` },
      vendor.seat.source,
    );
  }
  for (const owner of vendor.owners) add('owner', ownerText(base, owner), owner.source);
  const { status, holder } = vendor.control;
  if (status === 'unknown')
    facts.push({
      about: 'control',
      text: { fr: `${prefix}contrôle : inconnu`, en: `${prefixEn}control: unknown` },
      source: null,
      ...originOf(vendor),
    });
  else if (holder === undefined || holder === 'none')
    add(
      'control',
      { fr: 'contrôle : aucun détenteur ne contrôle', en: 'control: no holder controls' },
      vendor.control.source,
    );
  for (const entry of vendor.capital) {
    add(
      'capital',
      {
        fr: `capital non européen (${entry.perimeter}) : ${entry.nonEuropean} %`,
        en: `non-European capital (${entry.perimeter}): ${entry.nonEuropean}%`,
      },
      entry.source,
    );
  }
  return facts;
}

/** Every fact the verdict could rest on: the product's, its vendor's, and those of the owners up the chain that the verdict used. */
export function factsOf(base: KnowledgeBase, product: Product, verdict: Verdict, today: string): FactLine[] {
  const { vendor } = product;
  const source = (key: string | undefined): FactLine['source'] => sourceLine(sourceOf(base, vendor, key));
  const own = originOf(vendor);
  const facts: FactLine[] = [
    {
      about: 'licence',
      text: { fr: `licence du binaire : ${product.licence}`, en: `licence of the binary: ${product.licence}` },
      source: null,
      ...own,
    },
    ...vendorFacts(base, vendor, true),
  ];
  for (const owner of product.owners ?? [])
    facts.push({ about: 'owner', text: ownerText(base, owner), source: source(owner.source), ...own });
  const ancestors = new Set(verdict.basis.map((entry) => entry.vendor).filter((entry) => entry !== vendor));
  for (const ancestor of ancestors) facts.push(...vendorFacts(base, ancestor, false));
  for (const entry of product.technology) {
    const name = base.vendors.get(entry.vendor)?.name ?? entry.vendor;
    facts.push({
      about: 'technology',
      text: { fr: `repose sur la technologie de ${name}`, en: `rests on the technology of ${name}` },
      source: source(entry.source),
      ...own,
    });
  }
  if (product.hosting) {
    const name = base.vendors.get(product.hosting.vendor)?.name ?? product.hosting.vendor;
    facts.push({
      about: 'hosting',
      text: { fr: `hébergé par ${name}`, en: `hosted by ${name}` },
      source: source(product.hosting.source),
      ...own,
    });
  }
  for (const entry of vendor.qualifications) {
    const end =
      entry.until === undefined
        ? { fr: '', en: '' }
        : isOver(entry.until, today)
          ? { fr: `, expirée depuis ${entry.until}`, en: `, expired since ${entry.until}` }
          : { fr: `, jusqu'à ${entry.until}`, en: `, until ${entry.until}` };
    facts.push({
      about: 'qualification',
      text: {
        fr: `qualification ${entry.scheme} : ${entry.scope}${end.fr}`,
        en: `qualification ${entry.scheme}: ${entry.scope}${end.en}`,
      },
      source: source(entry.source),
      ...own,
    });
  }
  for (const entry of product.endOfLife) {
    facts.push({
      about: 'end-of-life',
      text: {
        fr: `fin de vie des versions ${entry.versions} : ${entry.on}`,
        en: `end of life of versions ${entry.versions}: ${entry.on}`,
      },
      source: source(entry.source),
      ...own,
    });
  }
  return facts;
}

const classLines: Record<ClassName, Label> = {
  A: {
    fr: 'sièges dans le périmètre, contrôle connu et dans le périmètre, capital non dépassé',
    en: 'seats inside the perimeter, control known and inside, capital not breached',
  },
  'A?': { fr: 'sièges dans le périmètre, contrôle inconnu', en: 'seats inside the perimeter, control unknown' },
  B: {
    fr: 'licence libre, sur vos machines, sans abonnement ni service en ligne obligatoire',
    en: 'free licence, on your own machines, without subscription or required on-line service',
  },
  C: { fr: 'européen, mais ', en: 'European, but ' },
  D: { fr: 'administration centrale hors du périmètre', en: 'central administration outside the perimeter' },
  unknown: { fr: 'les faits connus ne permettent pas de conclure', en: 'the known facts do not allow a conclusion' },
};

/** The line of the class table that held, in words. */
export function classLine(base: KnowledgeBase, verdict: Verdict): Label {
  const line = classLines[verdict.class];
  if (verdict.class !== 'C' || verdict.reason === undefined) return line;
  const reason = base.rules.classes.reasons[verdict.reason];
  return { fr: line.fr + (reason?.fr ?? verdict.reason), en: line.en + (reason?.en ?? verdict.reason) };
}

/** Whether a verdict rests on at least one fact nobody has read; class B rests on the licence alone. */
export function restsOnUnverified(base: KnowledgeBase, verdict: Verdict): boolean {
  return verdict.basis.some(({ vendor, source }) => sourceOf(base, vendor, source)?.basis !== 'read');
}
