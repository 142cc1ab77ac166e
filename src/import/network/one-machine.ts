/** What a command printed of the network of one machine, which it does not name → a document of its traffic only. */
import { keyId } from '../../inventory/identity.ts';
import { MAX_LIST } from '../../inventory/read.ts';
import type { Endpoint } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { type Account, openAccount, refuse } from '../account.ts';
import { documentOf, type Origin, reportOf } from '../document.ts';
import type { Imported } from '../importer.ts';

/** What is counted: end points that are the same but for their count are one. */
export class EndPoints {
  readonly account: Account;
  readonly #found = new Map<string, Endpoint>();
  readonly #file: string;
  readonly #format: string;

  constructor({ file, format, notes }: Origin) {
    this.#file = file;
    this.#format = format;
    this.account = { ...openAccount(), notes: [...notes] };
  }

  add(endpoint: Omit<Endpoint, 'count' | 'source'>): void {
    this.account.read++;
    const words = JSON.stringify(endpoint);
    const known = this.#found.get(words);
    if (known !== undefined) {
      this.account.merged++;
      known.count = (known.count ?? 0) + 1;
      return;
    }
    if (this.#found.size >= MAX_LIST)
      throw new Problem('document-list-too-long', { file: this.#file, list: this.#format, limit: MAX_LIST });
    this.account.kept++;
    this.#found.set(words, { ...endpoint, count: 1, source: this.#format });
  }

  refuse(reason: Parameters<typeof refuse>[1]): void {
    this.account.read++;
    refuse(this.account, reason);
  }

  get list(): Endpoint[] {
    return [...this.#found.values()];
  }
}

export function machineDocument(origin: Origin, endPoints: EndPoints, warnings: readonly string[]): Imported {
  const { account, list } = endPoints;
  if (account.read === 0)
    throw new Problem('document-not-inventory', { file: origin.file, what: `${origin.format}: 0` });
  return documentOf(origin, account, {
    observedFrom: 'network',
    machine: { identifiers: { keyId: keyId(origin.key) }, kind: 'unknown', kindEvidence: [] },
    endpoints: list,
    collectors: [reportOf(origin.format, list.length, warnings)],
  });
}
