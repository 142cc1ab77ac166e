/** Documents that nobody on this project wrote, where they are present: read there, never copied. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../../src/import/account.ts';

export const corpora = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora');
export const hasCorpora = existsSync(corpora);

/** Items of an account that were not kept. */
export function refusedIn({ refused }: Account): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
