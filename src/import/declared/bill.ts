/**
 * Cloud bills in the format FOCUS 1.x → what each service costs in a year.
 *
 * In: rows of charges. Out: one declared line for each provider, service and currency. Resources, accounts and tags are not read. The sum of the
 * charges is brought to a year by the days that the file covers, and the document says so; credits beyond the charges make a service cost nothing.
 */
import { Problem } from '../../problem.ts';
import { canBeTitles, rolesAmong } from '../table/columns.ts';
import { defined, isoInstant, textOf } from '../values.ts';
import { amountOf } from './amounts.ts';
import { type Lines, openLines } from './lines.ts';

const names = {
  provider: 'providername serviceprovidername hostprovidername invoiceissuername invoiceissuer publishername',
  service: 'servicename',
  cost: 'billedcost',
  currency: 'billingcurrency',
  start: 'chargeperiodstart',
  end: 'chargeperiodend',
} as const;

type Role = keyof typeof names;
export type BillColumns = ReadonlyMap<Role, number>;

const roles = Object.entries(names) as [Role, string][];

/** Most services of one bill. */
const MOST_SERVICES = 20_000;

const DAY = 86_400_000;

export function billColumns(titles: readonly string[]): BillColumns | undefined {
  if (!canBeTitles(titles)) return undefined;
  const columns = rolesAmong(titles, roles);
  return (['provider', 'service', 'cost'] as const).every((role) => columns.has(role)) ? columns : undefined;
}

/** Instant of a charge: FOCUS writes ISO 8601 in UTC, some only the day. */
function timeOf(text: string | undefined): number {
  return Date.parse(isoInstant(text) ?? (/^\d{4}-\d\d-\d\d$/.test(text ?? '') ? `${text}T00:00:00Z` : ''));
}

export class Bill {
  readonly #columns: BillColumns;
  readonly #sums = new Map<
    string,
    { provider: string; service: string; currency: string; cost: number; rows: number }
  >();
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #refused = 0;

  constructor(columns: BillColumns) {
    this.#columns = columns;
  }

  take(row: readonly string[], file: string): void {
    const cell = (role: Role): string | undefined => {
      const column = this.#columns.get(role);
      return column === undefined ? undefined : textOf(row[column]);
    };
    const [provider, service, cost] = [cell('provider'), cell('service'), costOf(cell('cost'))];
    if (provider === undefined || service === undefined || cost === undefined) {
      this.#refused += 1;
      return;
    }
    const written = cell('currency')?.toUpperCase() ?? '';
    const currency = /^[A-Z]{3}$/.test(written) ? written : 'XXX';
    const key = JSON.stringify([provider, service, currency]);
    const sum = this.#sums.get(key) ?? { provider, service, currency, cost: 0, rows: 0 };
    if (this.#sums.size >= MOST_SERVICES && sum.rows === 0)
      throw new Problem('document-list-too-long', { file, list: 'services', limit: MOST_SERVICES });
    sum.cost += cost;
    sum.rows += 1;
    this.#sums.set(key, sum);
    const [start, end] = [timeOf(cell('start')), timeOf(cell('end'))];
    if (!Number.isNaN(start)) this.#from = Math.min(this.#from, start);
    if (!Number.isNaN(end)) this.#to = Math.max(this.#to, end);
  }

  lines(source: string): Lines {
    const lines = openLines();
    const days = Math.round((this.#to - this.#from) / DAY);
    const known = Number.isFinite(days) && days > 0;
    lines.warnings.add(
      known
        ? `charges of ${days} days, brought to a year`
        : 'no period in the bill: the sum of its charges is taken for a year',
    );
    const factor = known ? 365 / days : 1;
    for (const { provider, service, currency, cost, rows } of this.#sums.values()) {
      lines.account.read += rows;
      lines.account.kept += 1;
      lines.account.merged += rows - 1;
      const yearlyAmount = Math.max(0, cost * factor);
      const name = `${provider} ${service}`.slice(0, 512);
      lines.services.push({ name, contract: defined({ supplier: provider, yearlyAmount, currency }), source });
    }
    lines.account.read += this.#refused;
    if (this.#refused > 0) lines.account.refused['not-an-item'] = this.#refused;
    return lines;
  }
}

/** FOCUS writes decimals with a dot, however many, and exponents. */
function costOf(text: string | undefined): number | undefined {
  if (text !== undefined && /^-?\d{1,15}(?:\.\d{1,30})?(?:e-?\d{1,2})?$/i.test(text)) return Number(text);
  return amountOf(text);
}
