/** The name of a document's file, the same wherever it is kept: a second delivery falls on the first. Names sort by date. */
import type { Inventory } from './schema.ts';

const SUFFIX = '.inventory.json';
const BEING_WRITTEN = /[\\/]\.[^\\/]*(?:inventory|seen)\.json[^\\/]*\.tmp$/;
const SEEN = /[\\/][0-9a-f]{32}[\\/]seen\.json$/;
const DOCUMENT_NAME = /^\d{8}T\d{6}Z-[0-9a-f]{8}\.inventory\.json$/;

/** For example 20261121T224500Z-9f3a01c7.inventory.json. Throws where there is no date or no identifier to make one of. */
export function documentFileName({ collectedAt, documentId }: Pick<Inventory, 'collectedAt' | 'documentId'>): string {
  const instant = new Date(collectedAt).toISOString().replace(/\.\d+|[-:]/g, '');
  const name = `${instant}-${documentId?.slice(0, 8).toLowerCase()}${SUFFIX}`;
  if (!isDocumentFileName(name)) throw new TypeError('a document is named after its date and identifier');
  return name;
}

/**
 * Whether a file of a delivery folder is no document: one that is still being written, or the few bytes that say of a machine that
 * nothing changed. `path` begins at least with the folder it is in.
 */
export function isPassedOver(path: string): boolean {
  return BEING_WRITTEN.test(path) || SEEN.test(path);
}

export function isDocumentFileName(name: string): boolean {
  return DOCUMENT_NAME.test(name);
}
