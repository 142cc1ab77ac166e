/**
 * Contracts: what each pays for, what they say of the products of the plan, and the lens `spend` (method, sections 4 and 5).
 *
 * A line that names no product is of its maker, when every product of that maker has one degree; what a reseller is paid for without naming a
 * product is of nobody.
 */
import type { Assessment } from '../assessment.ts';
import type { DeclaredContract } from '../identify/declared.ts';
import type { FleetObservation } from '../identify/observe.ts';
import { countedRoles, type KnowledgeBase, type Vendor } from '../knowledge/base.ts';
import type { ProductContract } from '../plan/urgency.ts';
import { controlCountry } from '../score/classify.ts';
import type { Degrees } from '../score/degree.ts';
import { spendLens } from '../score/spend.ts';

type ContractLine = Assessment['contracts']['lines'][number];

/** Lines listed, the dearest first: all are in the sums. */
const MOST_LINES = 2000;

function degreeOfProduct(base: KnowledgeBase, degrees: Degrees, index: number): number | null {
  const columns = base.products[index]?.role === 'service' ? degrees.service : degrees;
  const degree = columns.degree[index] as number;
  return Number.isNaN(degree) ? null : degree;
}

/** The degree of every counted product of a vendor, when they all have the same. */
function degreeOfVendor(base: KnowledgeBase, degrees: Degrees, vendor: Vendor): number | null {
  const found = new Set(
    base.products
      .filter((product) => product.vendor === vendor && countedRoles.includes(product.role))
      .map(({ index }) => degreeOfProduct(base, degrees, index)),
  );
  const [degree = null] = found;
  return found.size === 1 ? degree : null;
}

/** What contracts say of each product, by product number. */
export function contractsByProduct({ contracts }: FleetObservation, today: string): Map<number, ProductContract> {
  const found = new Map<number, ProductContract>();
  for (const { product, contract } of contracts) {
    if (product === null) continue;
    const earlier = found.get(product.index);
    const { endsOn, sensitive, yearlyAmount, currency } = contract;
    const ends = [earlier?.endsOn ?? undefined, endsOn].filter((day) => day !== undefined && day >= today).sort();
    const euros = currency === 'EUR' ? yearlyAmount : undefined;
    found.set(product.index, {
      endsOn: ends[0] ?? null,
      sensitive: (earlier?.sensitive ?? false) || sensitive === true,
      yearlyEuros: euros === undefined ? (earlier?.yearlyEuros ?? null) : (earlier?.yearlyEuros ?? 0) + euros,
    });
  }
  return found;
}

/** A contract as the report and `explain` show it. */
export function contractFacts(
  contract: ProductContract | null | undefined,
): Assessment['candidates'][number]['contract'] {
  return contract ? { ...contract } : null;
}

export function describeContracts(
  { contracts }: FleetObservation,
  base: KnowledgeBase,
  degrees: Degrees,
  today: string,
): { contracts: Assessment['contracts']; spend: Assessment['lenses']['spend'] } {
  const ofVendors = new Map<Vendor, number | null>();
  const degreeOf = ({ product, vendor }: DeclaredContract): number | null => {
    if (product) return degreeOfProduct(base, degrees, product.index);
    if (vendor === null) return null;
    const known = ofVendors.get(vendor);
    if (known !== undefined) return known;
    const degree = degreeOfVendor(base, degrees, vendor);
    ofVendors.set(vendor, degree);
    return degree;
  };
  const lines = contracts.map((line): ContractLine => {
    const { name, contract, product, vendor, resold, source } = line;
    const { supplier, siret, yearlyAmount, currency, endsOn, users, sensitive } = contract;
    return {
      name,
      supplier: supplier ?? null,
      siret: siret ?? null,
      resold,
      product: product ? { id: product.id, title: product.title } : null,
      vendor: vendor ? { id: vendor.id, name: vendor.name } : null,
      country: vendor ? controlCountry(base, vendor, today) : null,
      degree: degreeOf(line),
      yearlyAmount: yearlyAmount ?? null,
      currency,
      endsOn: endsOn ?? null,
      users: users ?? null,
      sensitive: sensitive ?? null,
      source,
    };
  });
  const spend = spendLens(
    lines.map(({ yearlyAmount, currency, degree, endsOn }) => ({
      amount: yearlyAmount ?? undefined,
      currency,
      degree,
      ended: endsOn !== null && endsOn < today,
    })),
  );
  const euros = ({ currency, yearlyAmount }: ContractLine): number => (currency === 'EUR' ? (yearlyAmount ?? 0) : 0);
  const sorted = lines.sort((a, b) => euros(b) - euros(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    contracts: { lines: sorted.slice(0, MOST_LINES), more: Math.max(0, sorted.length - MOST_LINES) },
    spend: lines.length === 0 ? null : spend,
  };
}
