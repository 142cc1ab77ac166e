/**
 * Rows of a table of contracts → declared lines. Columns are told by their titles, in French or in English.
 *
 * A table is one of contracts when it says what is bought or from whom, and how much or until when; a list of software, which has versions or
 * machines, is not. It says nothing of whose products these are.
 */
import type { DeclaredService } from '../../inventory/schema.ts';
import type { Refusal } from '../account.ts';
import { canBeTitles, rolesAmong } from '../table/columns.ts';
import { booleanOf, defined, textOf } from '../values.ts';
import { amountOf, countOf, endOf, siretOf } from './amounts.ts';

const names = {
  siret:
    'siret siretfournisseur siretdufournisseur numerosiret nsiret siren sirenfournisseur suppliersiret companynumber',
  supplier:
    'fournisseur nomdufournisseur nomfournisseur titulaire titulairedumarche prestataire tiers raisonsociale supplier suppliername vendor vendorname contractor provider',
  product:
    'produit nomduproduit produitouservice logiciel solution service prestation product productname software application objet objetdumarche objetducontrat intitule libelle designation contrat contract description name nom',
  productId: 'identifiantproduit productid idproduit',
  amount:
    'montantannuel montantannuelttc montantannuelht coutannuel coutannuelttc coutannuelht coutparan eurosparan europaran montantparan depenseannuelle prixannuel redevanceannuelle budgetannuel eurosayear annualcost yearlycost costperyear annualamount yearlyamount yearlyeuros annualeuros montant montantttc montantht cout coutttc coutht prix cost amount price spend',
  currency: 'devise monnaie currency',
  endsOn:
    'datedefin datefin findecontrat datedefindecontrat datefincontrat finducontrat findemarche datedefindumarche datefinmarche echeance datedecheance dateecheance datederenouvellement renouvellement expiration dateexpiration enddate contractenddate contractend endson expirydate expirationdate renewaldate validuntil fin end',
  users:
    'utilisateurs nombredutilisateurs nbutilisateurs nbusers nombredelicences nblicences licences licenses seats users usercount numberofusers quantite quantity',
  share: 'partdesutilisateurs partutilisateurs usershare shareofusers',
  sensitive:
    'donneessensibles sensibilite sensible donneesensible donneespersonnellessensibles sensitive sensitivedata sensitivity datasensitivity',
  signIn:
    'connexionvia connexionpar authentification authentificationvia fournisseurdidentite sso signin signinwith signinvia identityprovider idp',
  domain: 'domaine domaineinternet url adresse site domain website',
  /** What only a list of software, or of machines, has. */
  machine: 'machine poste ordinateur computername hostname devicename computer device host nomduposte nommachine',
  version: 'version displayversion productversion softwareversion',
} as const;

type Role = keyof typeof names;
export type ContractColumns = ReadonlyMap<Role, number>;

const roles = Object.entries(names) as [Role, string][];

/** Words that say how sensitive data are, beside yes and no. */
const SENSITIVE =
  /^(?:x|élevée?|elevee?|haute?|forte?|fort|critique|sensibles?|high|critical|sensitive|confidentiel(?:le)?|confidential|[34])$/i;

/** The columns, when this row is the titles of a table of contracts. */
export function contractColumns(titles: readonly string[]): ContractColumns | undefined {
  if (!canBeTitles(titles)) return undefined;
  const columns = rolesAmong(
    titles.map((title) => title.replace(/\([^)]*\)|€/g, ' ')),
    roles,
  );
  if (columns.has('machine') || columns.has('version')) return undefined;
  const of = columns.has('product') || columns.has('supplier');
  const bound = columns.has('amount') || columns.has('endsOn');
  const more = columns.has('supplier') || columns.has('siret') || (columns.has('amount') && columns.has('endsOn'));
  return of && bound && more ? columns : undefined;
}

function shareOf(value: string | undefined): number | undefined {
  const [, number = '', percent] = /^(\d{1,3}(?:[.,]\d{1,4})?)\s*(%)?$/.exec(value ?? '') ?? [];
  if (number === '') return undefined;
  const share = Number(number.replace(',', '.')) / (percent === undefined ? 1 : 100);
  return share <= 1 ? share : undefined;
}

/** One line; a row that says neither of what nor from whom is none, nor is a total. */
export function contractOf(
  columns: ContractColumns,
  row: readonly string[],
  source: string,
): DeclaredService | Refusal {
  const cell = (role: Role): string | undefined => {
    const column = columns.get(role);
    return column === undefined ? undefined : textOf(row[column]);
  };
  const supplier = cell('supplier');
  const product = cell('product');
  const name = product ?? supplier;
  if (name === undefined) return 'no-name';
  if (/^(?:sous-)?total\b/i.test(name)) return 'not-an-item';
  const amount = amountOf(cell('amount'));
  const sensitive = cell('sensitive');
  const currency = cell('currency')?.toUpperCase() ?? '';
  return defined({
    name,
    product: cell('productId'),
    domain: domainOf(cell('domain')),
    userShare: shareOf(cell('share')),
    signIn: cell('signIn'),
    contract: defined({
      supplier,
      siret: siretOf(cell('siret')),
      yearlyAmount: amount === undefined || amount < 0 ? undefined : amount,
      currency: /^[A-Z]{3}$/.test(currency) ? currency : 'EUR',
      endsOn: endOf(cell('endsOn')),
      users: countOf(cell('users')),
      sensitive: sensitive === undefined ? undefined : (booleanOf(sensitive) ?? SENSITIVE.test(sensitive)),
    }),
    source,
  });
}

/** Only the name of a host: what is after it may tell of people. */
function domainOf(value: string | undefined): string | undefined {
  const host = (value ?? '').replace(/^[a-z]+:\/\//i, '').split(/[/?#:]/, 1)[0] ?? '';
  return /^[\w-]+(?:\.[\w-]+)+$/.test(host) ? host.toLowerCase() : undefined;
}
