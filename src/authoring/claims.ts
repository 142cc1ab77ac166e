/** What only one may claim: every value claimed by two owners is told. */
export class Claims {
  readonly #owners = new Map<string, string>();

  claim(value: string, owner: string, onSecond: (other: string) => void): void {
    const other = this.#owners.get(value);
    if (other === undefined) this.#owners.set(value, owner);
    else if (other !== owner) onSecond(other);
  }

  ownerOf(value: string): string | undefined {
    return this.#owners.get(value);
  }
}
