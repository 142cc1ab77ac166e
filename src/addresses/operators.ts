/**
 * Who operates an address: the published range it is in, else the autonomous system that announces it.
 *
 * In: two tables of addresses and what their values stand for. Out: an Operator. The place comes from a published range alone: registries give none.
 */
import { NO_ADDRESS, parseIpv4 } from './parse.ts';
import type { AddressTable } from './table.ts';

/** A list of ranges an operator publishes. */
export interface RangeList {
  readonly vendor: string;
  readonly layer: 'hosting' | 'cdn';
  readonly title: string;
  readonly url: string | null;
  readonly basis: 'read' | 'unverified';
  readonly date: string;
}

/** What one value of the table of ranges stands for. */
export interface RangePlace {
  readonly list: RangeList;
  readonly country: string | null;
  readonly region: string | null;
}

/** Which autonomous system announces each address. */
export interface Networks {
  readonly table: AddressTable;
  readonly names: ReadonlyMap<number, string>;
  /** Day of the list, ISO 8601. */
  readonly date: string;
}

export type Operator =
  | { readonly by: 'range'; readonly place: RangePlace }
  | { readonly by: 'asn'; readonly asn: number; readonly name: string; readonly date: string };

export class Operators {
  readonly #ranges: AddressTable;
  /** By value less one. */
  readonly #places: readonly RangePlace[];
  readonly #networks: Networks;

  constructor(ranges: AddressTable, places: readonly RangePlace[], networks: Networks) {
    this.#ranges = ranges;
    this.#places = places;
    this.#networks = networks;
  }

  operatorOf(address: string): Operator | null {
    const { table, names, date } = this.#networks;
    // Read once for both tables: most addresses are of the older family.
    const v4 = parseIpv4(address);
    const range = v4 === NO_ADDRESS ? this.#ranges.lookUp(address) : this.#ranges.lookUpV4(v4);
    const place = range === 0 ? undefined : this.#places[range - 1];
    if (place) return { by: 'range', place };
    const asn = v4 === NO_ADDRESS ? table.lookUp(address) : table.lookUpV4(v4);
    return asn === 0 ? null : { by: 'asn', asn, name: names.get(asn) ?? `AS${asn}`, date };
  }
}
