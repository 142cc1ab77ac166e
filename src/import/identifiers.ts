/** What a source calls its machine → pseudonyms. */
import { keyId, pseudonym } from '../inventory/identity.ts';
import type { Machine } from '../inventory/schema.ts';
import { defined, textOf } from './values.ts';

export type Identities = {
  readonly serial?: unknown;
  readonly uuid?: unknown;
  /** In order of preference: the first that is filled in is taken. */
  readonly names?: readonly unknown[];
};

export function identifiersFrom(key: Uint8Array, { serial, uuid, names = [] }: Identities): Machine['identifiers'] {
  const name = names.map(textOf).find((value) => value !== undefined);
  return defined({
    serial: pseudonym(key, 'serial', textOf(serial)),
    uuid: pseudonym(key, 'uuid', textOf(uuid)),
    name: pseudonym(key, 'name', name),
    keyId: keyId(key),
  });
}
