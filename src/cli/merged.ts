/** In words: documents that were taken as one machine and why, and those that were not although they look alike. */
import type { Apart } from '../import/index.ts';
import type { MergedSource } from '../inventory/schema.ts';
import type { Language } from '../language.ts';

/** Files that are named of those that look alike. */
const MOST_FILES = 10;

const words = {
  fr: {
    joined: (count: number) => `une machine vue par ${count} documents, réunis par ce qu’ils ont en commun :`,
    part: ({ collectedAt, file, format, items }: MergedSource) =>
      `${format} ${file ?? ''} (${collectedAt.slice(0, 10)}, ${items} logiciels) : `,
    same: 'même',
    alone: 'version plus récente d’un document réuni',
    identities: { uuid: 'UUID', serial: 'numéro de série', name: 'nom' },
    apart: (identity: string, reason: string, files: string) =>
      `même ${identity}, machines gardées à part (${reason}) : ${files}`,
    reasons: {
      ambiguous: 'convient à plusieurs machines',
      contradicted: 'un autre identifiant les distingue',
      shared: 'porté par trop de machines pour en désigner une',
    },
  },
  en: {
    joined: (count: number) => `one machine seen by ${count} documents, joined by what they have in common:`,
    part: ({ collectedAt, file, format, items }: MergedSource) =>
      `${format} ${file ?? ''} (${collectedAt.slice(0, 10)}, ${items} programs): `,
    same: 'same',
    alone: 'a later version of a document joined',
    identities: { uuid: 'UUID', serial: 'serial number', name: 'name' },
    apart: (identity: string, reason: string, files: string) =>
      `same ${identity}, machines kept apart (${reason}): ${files}`,
    reasons: {
      ambiguous: 'fits several machines',
      contradicted: 'another identity tells them apart',
      shared: 'carried by too many machines to designate one',
    },
  },
} as const;

/** What a machine was put together from; nothing when it is of one document. */
export function mergedLines(parts: readonly MergedSource[], language: Language): string[] {
  if (parts.length === 0) return [];
  const { alone, identities, joined, part, same } = words[language];
  const lines = parts.map((source) => {
    const kinds = source.recognisedBy.map((kind) => identities[kind]).join(', ');
    return `  ${part(source)}${kinds === '' ? alone : `${same} ${kinds}`}`;
  });
  return [joined(parts.length), ...lines];
}

export function apartLine({ by, files, reason }: Apart, language: Language): string {
  const { apart, identities, reasons } = words[language];
  const named = files.slice(0, MOST_FILES).join(', ');
  return apart(identities[by], reasons[reason], files.length > MOST_FILES ? `${named}…` : named);
}
