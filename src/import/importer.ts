/** What an importer is: one exported object for one foreign format, registered in formats/index.ts. */
import type { Inventory } from '../inventory/schema.ts';
import type { Problem } from '../problem.ts';
import type { Account, LogAccount } from './account.ts';
import type { SavedRecords } from './dns/record.ts';
import type { KnownName } from './network/names.ts';
import type { Source } from './source.ts';

/** What is seen of a source before its format is known. */
export type Head = {
  /** First characters, without the byte order mark. */
  readonly text: string;
  /** Outline of a JSON object; empty for anything else. */
  readonly keys: ReadonlyMap<string, string>;
};

/** What records of domains say of the services behind them. */
export type DomainServices = (
  names: readonly string[],
  saved: SavedRecords,
) => Promise<Pick<Inventory, 'services' | 'collectors'>>;

export type ImportContext = {
  /** Key of the organisation, under which pseudonyms are made. */
  readonly key: Uint8Array;
  /** What logs keep of hosts that the base knows; they keep the registrable domain of any other. */
  readonly knownName?: () => KnownName | Promise<KnownName>;
  /** SIRET or SIREN whose contracts are read among those of published data. */
  readonly buyer?: string;
  /** Tells services from records of domains that were saved. */
  readonly domainServices?: DomainServices;
  /** Called between two blocks of a long source, which waits for what it returns. */
  readonly onBlock?: (file: string, read: number, size: number | undefined) => Promise<void> | undefined;
};

/** `signer` is the name of a key: whose it is, a register says. */
export type Signature = 'none' | { readonly signer: string };

/** One document read. When `inventory.partial` is set it completes another document of the same device. */
export type Imported = {
  readonly inventory: Inventory;
  readonly account: Account;
  /** Account of the whole log, with the first document that it gives. */
  readonly log?: LogAccount;
  /** What the source itself calls the machine, to join partial documents to their full one; never shown nor written. */
  readonly device?: string;
  /** Line of the source, where it holds one document a line. */
  readonly line?: number;
  /** Where the format can be signed: by which key this document is, or that it is not. */
  readonly signature?: Signature;
  /** When the machine was observed, if the document says so; `collectedAt` is then that instant. */
  readonly observedAt?: string;
};

export type Outcome = Imported | { readonly problem: Problem };

export type Importer = {
  /** Name of the format, as users give it to --format. */
  readonly id: string;
  /** Its format is a family of which others are members: it is asked when no other recognises a source. */
  readonly general?: true;
  /** Whether the first bytes are of this format: cheap, and false on doubt. */
  detect(head: Head): boolean;
  /**
   * Reads one source, in memory that does not grow with the number of documents it holds. A Problem may be yielded, for
   * one document among others, or thrown, for the whole source. Bytes of `source` are only good while this runs.
   */
  read(source: Source, context: ImportContext): AsyncGenerator<Outcome>;
};
