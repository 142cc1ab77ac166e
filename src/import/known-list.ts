/**
 * The software list of a native document as numbers: which items it has among those that were parsed before, and what varies in each. An item is
 * only made when somebody asks for it.
 */
import { randomUUID } from 'node:crypto';
import type { Repeats } from '../inventory/repeats.ts';
import type { SoftwareItem } from '../inventory/schema.ts';

/** Stands for the list while the rest of the document is parsed: no document can hold it by chance or on purpose. */
const STAND_IN = randomUUID();

export type Gap = 'version' | 'installedOn';

/** What the items of one form have in common once parsed, and which of their values vary: those are empty in `item`. */
export type Shape = {
  readonly item: SoftwareItem;
  readonly firstGap: Gap | undefined;
  readonly secondGap: Gap | undefined;
};

/** What numbers say of a list. */
export type ListNumbers = {
  /** By position: the number of the form of the item, or -1 when none was kept. */
  readonly numbers: number[];
  /** By position: where the values of the item begin among those of the list. */
  readonly places: number[];
  /** By position: the items of which no form was kept. */
  readonly others: Map<number, SoftwareItem>;
};

/** The list of one document, while it is read and for as long as somebody may ask for its items. */
export class KnownList implements Repeats {
  readonly reader: object;
  readonly numbers: readonly number[];
  /** By number. */
  readonly #shapes: readonly Shape[];
  readonly #places: readonly number[];
  readonly #others: ReadonlyMap<number, SoftwareItem>;
  readonly #values: string;
  #items: SoftwareItem[] | undefined;

  /** `values` are those of all items, with the quotes that close them. */
  constructor(reader: object, shapes: readonly Shape[], { numbers, places, others }: ListNumbers, values: string) {
    this.reader = reader;
    this.numbers = numbers;
    this.#shapes = shapes;
    this.#places = places;
    this.#others = others;
    this.#values = values;
  }

  get items(): SoftwareItem[] {
    this.#items ??= this.numbers.map((_, index) => this.item(index));
    return this.#items;
  }

  like(index: number): SoftwareItem {
    const number = this.numbers[index] as number;
    return number === -1 ? (this.#others.get(index) as SoftwareItem) : (this.#shapes[number] as Shape).item;
  }

  item(index: number): SoftwareItem {
    const number = this.numbers[index] as number;
    if (number === -1) return this.#others.get(index) as SoftwareItem;
    const place = this.#places[index] as number;
    const { item, firstGap, secondGap } = this.#shapes[number] as Shape;
    const copy = { ...item };
    if (firstGap !== undefined) copy[firstGap] = this.#valueAt(place);
    if (secondGap !== undefined) copy[secondGap] = this.#valueAt(this.#values.indexOf('"', place) + 1);
    return copy;
  }

  /** A text of its own: a slice would hold the values of all. */
  #valueAt(place: number): string {
    const slice = this.#values.slice(place, this.#values.indexOf('"', place));
    return Buffer.from(slice, 'latin1').toString('latin1');
  }
}

/** The value of a document with an empty software list, from its text before and after that list; undefined when it is not the list of the document. */
export function valueAround(before: string, after: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(`${before}"${STAND_IN}"${after}`);
    // Elsewhere than there, or followed by another of the same name, it was not the list of the document.
    if (value.software !== STAND_IN) return undefined;
    value.software = [];
    return value;
  } catch {
    return undefined;
  }
}
