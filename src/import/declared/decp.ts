/**
 * Published data of public procurement (DECP) → declared contracts of one buyer.
 *
 * In: one contract as the JSON of 2019 or of 2022 writes it, or a row of their CSV. Out: a declared line, or why it is none. Only computing is kept
 * (CPV 48, software packages, and 72, computing services). The amount is that of the whole contract, often a maximum: it is divided by its years.
 */
import type { DeclaredService } from '../../inventory/schema.ts';
import type { Refusal } from '../account.ts';
import { canBeTitles, rolesAmong } from '../table/columns.ts';
import { dayOf, defined, type Fields, fieldsOf, listOf, textOf } from '../values.ts';
import { amountOf, monthsAfter, siretOf } from './amounts.ts';

/** First digits of the codes that are of computing. */
const COMPUTING = /^(?:48|72)\d/;

export interface PublicContract {
  readonly buyer: string | undefined;
  readonly object: string | undefined;
  readonly cpv: string | undefined;
  readonly months: number | undefined;
  readonly notifiedOn: string | undefined;
  readonly amount: number | undefined;
  readonly holder: string | undefined;
  readonly holderSiret: string | undefined;
}

/** "SIRET" or SIREN of a buyer asked for, against the number of a contract. */
export function isBuyer(asked: string | undefined, buyer: string | undefined): boolean {
  return asked === undefined || (buyer?.startsWith(asked) ?? false);
}

/** The last amount and duration that amendments give, else those of the contract. */
function amended(fields: Fields): Fields {
  const changes = listOf(fields.modifications).map((entry) => fieldsOf(fieldsOf(entry).modification ?? entry));
  const last = (name: string): unknown =>
    changes.findLast((change) => change[name] !== undefined && change[name] !== null)?.[name] ?? fields[name];
  return { ...fields, montant: last('montant'), dureeMois: last('dureeMois') };
}

/** One contract of the JSON. */
export function contractOfJson(value: unknown): PublicContract {
  const fields = amended(fieldsOf(value));
  const [first] = listOf(fields.titulaires).map((entry) => fieldsOf(fieldsOf(entry).titulaire ?? entry));
  const buyer = fieldsOf(fields.acheteur);
  return {
    buyer: siretOf(buyer.id ?? fields.acheteur_id),
    object: textOf(fields.objet),
    cpv: textOf(fields.codeCPV),
    months: amountOf(fields.dureeMois),
    notifiedOn: dayOf(fields.dateNotification),
    amount: amountOf(fields.montant),
    holder: textOf(first?.denominationSociale ?? first?.nom),
    holderSiret: siretOf(first?.id),
  };
}

const names = {
  buyer: 'acheteurid idacheteur siretacheteur acheteursiret',
  object: 'objet objetdumarche',
  cpv: 'codecpv cpv',
  months: 'dureemois duree',
  notifiedOn: 'datenotification',
  amount: 'montant',
  holder:
    'titulairedenominationsociale denominationsocialetitulaire denominationsocialetitulaire1 titulairesdenominationsociale titulairenom',
  holderSiret: 'titulaireid titulaireid1 idtitulaire idtitulaire1 titulairesid siretetablissement',
} as const;

type Role = keyof typeof names;
export type DecpColumns = ReadonlyMap<Role, number>;

const roles = Object.entries(names) as [Role, string][];

/** The columns, when this row is the titles of such data. */
export function decpColumns(titles: readonly string[]): DecpColumns | undefined {
  if (!canBeTitles(titles)) return undefined;
  const columns = rolesAmong(titles, roles);
  return (['buyer', 'object', 'cpv', 'amount'] as const).every((role) => columns.has(role)) ? columns : undefined;
}

export function contractOfRow(columns: DecpColumns, row: readonly string[]): PublicContract {
  const cell = (role: Role): string | undefined => {
    const column = columns.get(role);
    return column === undefined ? undefined : textOf(row[column]);
  };
  return {
    buyer: siretOf(cell('buyer')),
    object: cell('object'),
    cpv: cell('cpv'),
    months: amountOf(cell('months')),
    notifiedOn: dayOf(cell('notifiedOn')),
    amount: amountOf(cell('amount')),
    holder: cell('holder'),
    holderSiret: siretOf(cell('holderSiret')),
  };
}

/** What one contract declares. */
export function declaredContract(contract: PublicContract, source: string): DeclaredService | Refusal {
  const { object, cpv, months, notifiedOn, amount, holder, holderSiret } = contract;
  if (!COMPUTING.test(cpv ?? '')) return 'not-software';
  if (object === undefined) return 'no-name';
  const years = Math.max(1, (months ?? 12) / 12);
  return {
    name: object,
    contract: defined({
      supplier: holder,
      siret: holderSiret,
      yearlyAmount: amount === undefined || amount < 0 ? undefined : amount / years,
      currency: 'EUR',
      endsOn: notifiedOn === undefined || months === undefined ? undefined : monthsAfter(notifiedOn, months),
    }),
    source,
  };
}

/** The list of contracts of a document, as 2019 or 2022 writes it. */
export function contractsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const { marches } = fieldsOf(value);
  return Array.isArray(marches) ? marches : listOf(fieldsOf(marches).marche);
}
