/** How many titles are recognised in a second: distinct ones, from raw string to finding, and repeated ones, against a plain Map look-up. */
import { Identifier } from '../../src/identify/identify.ts';
import type { SoftwareItem } from '../../src/inventory/schema.ts';
import { knownTitles, loadBase, median } from './aggregate.ts';

const RUNS = 7;

/** Distinct titles: those of the base in many versions, and as many invented ones. */
function distinctItems(known: readonly { name: string; publisher: string }[], count: number): SoftwareItem[] {
  return Array.from({ length: count }, (_, i) => {
    const title = known[i % known.length] ?? { name: 'Application', publisher: 'Editeur' };
    const invented = i % 2 === 0;
    return {
      name: invented
        ? `Logiciel métier ${i.toString(36)} Professionnel 2.${i % 90} (x64)`
        : `${title.name} ${1 + (i % 40)}.${i}.${i % 7}`,
      publisher: invented ? `Société ${i % 997} SAS` : title.publisher,
      version: `${i % 30}.${i % 11}`,
      kind: 'program',
      foundBy: 'bench',
    };
  });
}

export function benchMatching(): void {
  const base = loadBase();
  const items = distinctItems(knownTitles(base), 40_000);
  const machine = {
    identifiers: {},
    kind: 'workstation' as const,
    kindEvidence: [],
    operatingSystem: { family: 'windows' as const, name: 'Microsoft Windows 11' },
  };
  const seconds = (work: () => void): number => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  const distinct: number[] = [];
  const repeated: number[] = [];
  const plain: number[] = [];
  const map = new Map(items.map((item) => [item.name, item]));
  for (let i = 0; i < RUNS; i++) {
    const identifier = new Identifier(base);
    const pass = (): void => {
      for (const item of items) identifier.find(item, machine);
    };
    distinct.push(items.length / seconds(pass));
    repeated.push(items.length / seconds(pass));
    let found = 0;
    plain.push(
      items.length /
        seconds(() => {
          for (const item of items) if (map.get(item.name)) found += 1;
        }),
    );
    if (found !== items.length) throw new Error('the map lost a title');
  }
  const thousands = (values: number[]): string => `${Math.round(median(values) / 1000)},000`;
  console.log(
    `matching: ${thousands(distinct)} distinct titles/s (target ≥ 150,000), ${thousands(repeated)} repeated titles/s (target ≥ 2,000,000), ` +
      `a plain Map look-up ${thousands(plain)}/s (repeated titles at ${(median(plain) / median(repeated)).toFixed(1)} × its cost)`,
  );
}

if (import.meta.main) benchMatching();
