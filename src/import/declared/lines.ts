/** Lines that an organisation declares, of contracts or of bills, gathered into one document; what is not kept is counted. */
import { MAX_LIST } from '../../inventory/read.ts';
import type { DeclaredService } from '../../inventory/schema.ts';
import { Problem } from '../../problem.ts';
import { type Account, openAccount, type Refusal, refuse } from '../account.ts';
import { documentOf, type Origin, reportOf } from '../document.ts';
import type { Imported } from '../importer.ts';

export interface Lines {
  readonly services: DeclaredService[];
  readonly account: Account;
  readonly warnings: Set<string>;
}

export function openLines(): Lines {
  return { services: [], account: openAccount(), warnings: new Set() };
}

/** Notes one line: what it declares, or why it is not kept. */
export function takeLine({ account, services }: Lines, line: DeclaredService | Refusal, file: string): void {
  account.read += 1;
  if (typeof line === 'string') {
    refuse(account, line);
    return;
  }
  if (services.length >= MAX_LIST)
    throw new Problem('document-list-too-long', { file, list: 'services', limit: MAX_LIST });
  services.push(line);
  account.kept += 1;
}

/** The document; the pseudonyms of no machine are in it. */
export function declarationOf({ account, services, warnings }: Lines, origin: Origin): Imported {
  account.notes.push(...origin.notes);
  return documentOf(origin, account, {
    observedFrom: 'declaration',
    machine: { identifiers: {}, kind: 'unknown', kindEvidence: [] },
    services,
    collectors: [reportOf(origin.format, services.length, [...warnings])],
  });
}
