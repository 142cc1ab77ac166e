/** What the lint says, in both languages: what is wrong, then the remedy. */
import type { Language } from '../language.ts';

type Values = Readonly<Record<string, string | number>>;

export const lintTexts = {
  'alternative-extra-european': {
    fr: (v) =>
      `l'alternative ${v.id} est de classe D sous tous les périmètres ; choisissez un produit européen ou libre`,
    en: (v) => `alternative ${v.id} is class D under every perimeter; choose a European or free product`,
  },
  'alternative-no-function': {
    fr: (v) => `l'alternative ${v.id} n'a aucune fonction en commun avec le produit ; choisissez-en une autre`,
    en: (v) => `alternative ${v.id} has no function in common with the product; choose another`,
  },
  'alternative-self': {
    fr: () => `le produit est sa propre alternative ; retirez la ligne`,
    en: () => `the product is its own alternative; remove the line`,
  },
  'caution-contradicted': {
    fr: (v) =>
      `classe ${v.got} sous le périmètre ${v.id}, et ${v.expected} selon rules/cautions.yml (${v.fr}) ; corrigez la fiche, ou la mise en garde avec la source qui la change`,
    en: (v) =>
      `class ${v.got} under perimeter ${v.id}, and ${v.expected} by rules/cautions.yml (${v.en}); correct the record, or the caution with the source that changes it`,
  },
  'control-holder': {
    fr: (v) => `le détenteur « ${v.id} » n'est ni une fiche, ni un nom de owners, ni « none » ; ajoutez-le à owners`,
    en: (v) => `holder "${v.id}" is neither a record, nor a name in owners, nor "none"; add it to owners`,
  },
  'control-source': {
    fr: () => `contrôle connu sans source ; ajoutez « source » ou mettez status: unknown`,
    en: () => `control is known without a source; add "source" or set status: unknown`,
  },
  'country-unknown': {
    fr: (v) => `pays inconnu « ${v.id} » ; utilisez un code ISO 3166-1`,
    en: (v) => `unknown country "${v.id}"; use an ISO 3166-1 code`,
  },
  'domain-twice': {
    fr: (v) => `le domaine ${v.id} est aussi revendiqué par ${v.other} ; gardez-le d'un seul côté`,
    en: (v) => `domain ${v.id} is also claimed by ${v.other}; keep it on one side only`,
  },
  'example-fails': {
    fr: (v) => `l'exemple « ${v.example} » devrait être reconnu et donne « ${v.got} » ; corrigez match ou l'exemple`,
    en: (v) => `example "${v.example}" should match and gives "${v.got}"; correct match or the example`,
  },
  'example-missing': {
    fr: () => `produit sans exemple ; ajoutez examples.matches`,
    en: () => `a product without example; add examples.matches`,
  },
  'example-steals': {
    fr: (v) => `l'exemple « ${v.example} » ne devrait pas être reconnu ; resserrez match`,
    en: (v) => `example "${v.example}" should not match; tighten match`,
  },
  'function-missing': {
    fr: () => `produit compté sans fonction ; ajoutez functions`,
    en: () => `a counted product without function; add functions`,
  },
  'function-unknown': {
    fr: (v) => `fonction inconnue « ${v.id} » ; voyez rules/functions.yml`,
    en: (v) => `unknown function "${v.id}"; see rules/functions.yml`,
  },
  'glob-too-wide': {
    fr: (v) => `« ${v.id} » est trop large ; donnez au moins 4 caractères littéraux`,
    en: (v) => `"${v.id}" is too wide; give at least 4 literal characters`,
  },
  'id-twice': {
    fr: (v) => `l'identifiant de produit ${v.id} existe déjà dans ${v.other} ; choisissez-en un autre`,
    en: (v) => `product id ${v.id} already exists in ${v.other}; choose another`,
  },
  'match-twice': {
    fr: (v) => `« ${v.id} » est aussi revendiqué par ${v.other} ; ajoutez un publisher ou retirez-le`,
    en: (v) => `"${v.id}" is also claimed by ${v.other}; add a publisher or remove it`,
  },
  'network-twice': {
    fr: (v) => `${v.id} est aussi revendiqué par ${v.other} ; gardez-le d'un seul côté`,
    en: (v) => `${v.id} is also claimed by ${v.other}; keep it on one side only`,
  },
  'non-example-missing': {
    fr: () => `règle sans exemple de ce qu'elle ne doit pas reconnaître ; ajoutez examples.nonMatches`,
    en: () => `a rule without example of what it must not match; add examples.nonMatches`,
  },
  'ownership-cycle': {
    fr: (v) => `chaîne de détention circulaire (${v.id}) ; corrigez owners`,
    en: (v) => `circular chain of owners (${v.id}); correct owners`,
  },
  'perimeter-unknown': {
    fr: (v) => `périmètre inconnu « ${v.id} » ; voyez rules/perimeters.yml`,
    en: (v) => `unknown perimeter "${v.id}"; see rules/perimeters.yml`,
  },
  'product-unknown': {
    fr: (v) => `produit inconnu « ${v.id} » ; écrivez sa fiche ou corrigez l'identifiant`,
    en: (v) => `unknown product "${v.id}"; write its record or correct the id`,
  },
  'publisher-twice': {
    fr: (v) => `l'éditeur « ${v.id} » est aussi revendiqué par ${v.other} ; gardez-le d'un seul côté`,
    en: (v) => `publisher "${v.id}" is also claimed by ${v.other}; keep it on one side only`,
  },
  'reseller-vendor': {
    fr: () => `un revendeur n'est jamais éditeur ; retirez ses produits`,
    en: () => `a reseller is never a vendor; remove its products`,
  },
  'seen-unread': {
    fr: (v) =>
      `« ${v.id} » n’est pas une lecture ; nommez après seen la source où la chaîne a été lue, ou écrivez assumed: true`,
    en: (v) => `"${v.id}" is no reading; name after seen the source where the string was read, or write assumed: true`,
  },
  'source-undeclared': {
    fr: (v) => `source « ${v.id} » non déclarée ; ajoutez-la à sources`,
    en: (v) => `source "${v.id}" is not declared; add it to sources`,
  },
  'source-unused': {
    fr: (v) => `source « ${v.id} » jamais utilisée ; retirez-la`,
    en: (v) => `source "${v.id}" is never used; remove it`,
  },
  unsorted: {
    fr: (v) => `liste non triée (« ${v.id} » mal placé) ; triez-la`,
    en: (v) => `list not sorted ("${v.id}" out of place); sort it`,
  },
  'vendor-unknown': {
    fr: (v) => `éditeur inconnu « ${v.id} » ; écrivez sa fiche ou utilisez holder et country`,
    en: (v) => `unknown vendor "${v.id}"; write its record or use holder and country`,
  },
} as const satisfies Record<string, Record<Language, (values: Values) => string>>;

export type LintCode = keyof typeof lintTexts;

/** One thing to mend in a record. */
export interface LintIssue {
  readonly file: string;
  readonly where: string;
  readonly code: LintCode;
  readonly values: Values;
}

export function describeIssue(issue: LintIssue, language: Language): string {
  const separator = language === 'fr' ? ' : ' : ': ';
  return [issue.file, issue.where, lintTexts[issue.code][language](issue.values)].join(separator);
}
