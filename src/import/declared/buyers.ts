/** The contracts of one buyer among those of a source; a source with several buyers tells nothing until one is named. */
import { Problem } from '../../problem.ts';
import { declaredContract, isBuyer, type PublicContract } from './decp.ts';
import { type Lines, openLines, takeLine } from './lines.ts';

export interface Buyers {
  readonly lines: Lines;
  /** Take one contract in; throws a Problem when a second buyer appears and none was asked for. */
  take(contract: PublicContract): void;
}

export function openBuyers(asked: string | undefined, file: string, format: string): Buyers {
  const lines = openLines();
  lines.warnings.add('amounts are those published, often a maximum, divided by the years of the contract');
  let only: string | undefined;
  return {
    lines,
    take: (contract) => {
      if (!isBuyer(asked, contract.buyer)) {
        takeLine(lines, 'other-buyer', file);
        return;
      }
      // Establishments of one organisation share its SIREN.
      const siren = contract.buyer?.slice(0, 9);
      if (asked === undefined && only !== undefined && siren !== undefined && siren !== only)
        throw new Problem('decp-buyers', { file });
      only ??= siren;
      takeLine(lines, declaredContract(contract, format), file);
    },
  };
}
