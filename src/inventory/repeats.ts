/**
 * What the reader of an inventory knows of its software beyond the items: which are, but for version and day of
 * installation, the same as items of other documents. Whoever goes through the software of many machines is spared
 * comparing the same texts again, and items that nobody asks for are never made.
 */
import type { Inventory, SoftwareItem } from './schema.ts';

export type Repeats = {
  /** Who gave the numbers: those of another mean something else. */
  readonly reader: object;
  /** By item of the list: its number, counted from 0; or -1 when it was not compared with others. */
  readonly numbers: readonly number[];
  /** An item that is the same but for its version and its day of installation, which may be empty. */
  like(index: number): SoftwareItem;
  /** Makes one item. */
  item(index: number): SoftwareItem;
  /** The items, made when they are first asked for. */
  readonly items: SoftwareItem[];
};

/** Not enumerable: a copy of the inventory has its items, as any other has. */
const repeats = Symbol('repeats');

type Held = Inventory & { readonly [repeats]?: Repeats };

const software = {
  get(this: Held): SoftwareItem[] {
    return this[repeats]?.items ?? [];
  },
  enumerable: true,
  configurable: true,
};

/** Gives an inventory its software, made when somebody asks for it. */
export function withRepeats(inventory: Inventory, known: Repeats): void {
  Object.defineProperties(inventory, { software, [repeats]: { value: known } });
}

export function repeatsOf(inventory: Held): Repeats | undefined {
  return inventory[repeats];
}
