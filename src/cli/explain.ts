/** `tiebreak explain WHAT PATHS…`: raw item → rule → product → vendor → facts with source and date → class line → degree → contribution. */
import type { Argv } from 'yargs';
import { describeMachine, findMachine, type MachineDetail } from '../assess/machine.ts';
import { settingsOf } from '../assess/settings.ts';
import type { AssessedProduct, Assessment } from '../assessment.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { formatFor } from '../report/format.ts';
import { visible } from '../report/visible.ts';
import { sourceLine } from '../score/explain.ts';
import { type CommonOptions, languageOf, loadKnowledge, print } from './context.ts';
import { factLine, originWords, sourceWords } from './facts.ts';
import { mergedLines } from './merged.ts';
import { observePaths } from './observe.ts';
import { assessObserved, checkOptions, keyOf, type ReportOptions, reportOptions } from './report.ts';
import { texts } from './texts.ts';

/** Items listed of each sort; --json gives them all. */
const MOST_ITEMS = 40;

const words = {
  fr: {
    seen: 'vu',
    machines: 'machine(s)',
    rule: 'règle',
    vendor: 'éditeur',
    facts: 'faits',
    assumed: 'règle supposée, jamais comptée :',
    overdue: 'fiche à relire',
    class: 'classe',
    laws: 'lois extraterritoriales',
    contract: 'contrat',
    paidTo: 'payé à',
    aYear: 'par an',
    endsOn: 'fin le',
    users: 'utilisateurs',
    sensitive: 'données sensibles',
    shown: 'montré par',
    degree: 'degré',
    contribution: 'contribution à D',
    points: 'points',
    of: 'de',
    none: 'aucun degré : compte comme inconnu',
    range: 'intervalle',
    counted: 'comptés',
    ignored: 'non comptés',
    unknown: 'inconnus',
    more: 'autres',
    contacts: 'domaines connus contactés',
    notWatched: 'aucune source ne montre ce que cette machine contacte',
    notUse: 'non compté',
    under: 'repose sur',
    notMeasurable: 'non mesurable',
  },
  en: {
    seen: 'seen',
    machines: 'machine(s)',
    rule: 'rule',
    vendor: 'vendor',
    facts: 'facts',
    assumed: 'assumed rule, never counted:',
    overdue: 'record due for review',
    class: 'class',
    laws: 'extraterritorial laws',
    contract: 'contract',
    paidTo: 'paid to',
    aYear: 'a year',
    endsOn: 'ends on',
    users: 'users',
    sensitive: 'sensitive data',
    shown: 'shown by',
    degree: 'degree',
    contribution: 'contribution to D',
    points: 'points',
    of: 'of',
    none: 'no degree: counts as unknown',
    range: 'interval',
    counted: 'counted',
    ignored: 'not counted',
    unknown: 'unknown',
    more: 'more',
    contacts: 'known domains contacted',
    notWatched: 'no source shows what this machine contacts',
    notUse: 'not counted',
    under: 'rests on',
    notMeasurable: 'not measurable',
  },
};

/** Lines for a terminal: names come from elsewhere, the indentation is ours. */
function harmless(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const text = line.trimStart();
      return ' '.repeat(line.length - text.length) + visible(text);
    })
    .join('\n');
}

function numbers(language: Language): (value: number, digits?: number) => string {
  return (value, digits = 2) =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** What contracts and domains say of a product. */
function declaredLines({ id }: AssessedProduct, { contracts, services }: Assessment, language: Language): string[] {
  const w = words[language];
  const number = numbers(language);
  const paid = contracts.lines
    .filter(({ product }) => product?.id === id)
    .map(({ name, supplier, yearlyAmount, currency, endsOn, users, sensitive, source }) => {
      const parts = [
        ...(supplier === null ? [] : [`${w.paidTo} ${supplier}`]),
        ...(yearlyAmount === null ? [] : [`${number(yearlyAmount)} ${currency} ${w.aYear}`]),
        ...(endsOn === null ? [] : [`${w.endsOn} ${endsOn}`]),
        ...(users === null ? [] : [`${users} ${w.users}`]),
        ...(sensitive === true ? [w.sensitive] : []),
      ];
      return `  ${w.contract} : « ${name} », ${[...parts, source].join(', ')}`;
    });
  const shown = services.lines
    .filter((line) => line.id === id)
    .flatMap(({ proofs }) => proofs.flatMap(({ evidence }) => evidence))
    .map((evidence) => `  ${w.shown} : ${evidence}`);
  return [...paid, ...shown];
}

function explainProduct(
  product: AssessedProduct,
  assessment: Assessment,
  base: KnowledgeBase,
  language: Language,
): string[] {
  const w = words[language];
  const number = numbers(language);
  const lines = [`${product.title} (${product.id})`];
  for (const title of product.titles) {
    const publisher = title.publisher === undefined ? '' : ` · ${title.publisher}`;
    lines.push(
      `  ${w.seen} : « ${title.name}${publisher} », ${title.machines} ${w.machines} ← ${w.rule} ${title.rule ?? product.origin}`,
    );
  }
  if (product.moreTitles > 0) lines.push(`  … ${product.moreTitles} ${w.more}`);
  lines.push(`  ${w.vendor} : ${product.vendor.name} → ${product.parent}`);
  const whose = originWords(product.origin, language);
  if (whose !== null) lines.push(`  ${whose}`);
  if (product.overdue) lines.push(`  ${w.overdue}`);
  lines.push(`  ${w.facts} :`, ...product.facts.map((fact) => `  ${factLine(fact, language)}`));
  lines.push(...declaredLines(product, assessment, language));
  if (product.laws.length > 0) lines.push(`  ${w.laws} :`);
  for (const { id, name } of product.laws) {
    const source = base.rules.laws.laws.find((law) => law.id === id)?.source ?? null;
    lines.push(`  - ${name[language]}${sourceWords(sourceLine(source), language)}`);
  }
  lines.push(`  ${w.class} ${product.class} : ${product.line[language]}`);
  lines.push(product.degree === null ? `  ${w.none}` : `  ${w.degree} ${number(product.degree, 1)}`);
  lines.push(`  ${w.contribution} : ${number(product.contribution.overall * 100)} ${w.points}`);
  for (const [id, part] of Object.entries(product.contributionByFunction))
    lines.push(`    ${id} : ${number(part * 100)}`);
  return lines;
}

function explainMachine(machine: MachineDetail, language: Language): string[] {
  const w = words[language];
  const number = numbers(language);
  const d =
    machine.d === null
      ? w.notMeasurable
      : `${number(machine.d * 100, 1)} % = ${number(machine.numerator)} / ${number(machine.denominator)}`;
  const lines = [
    `${machine.id} (${machine.kind}, ${machine.scope}) : D = ${d} ; ${w.range} [${number(machine.low * 100, 1)} – ${number(machine.high * 100, 1)}]`,
  ];
  lines.push(...mergedLines(machine.mergedFrom, language).map((line) => `  ${line}`));
  for (const term of machine.terms) {
    const products = term.products.map((product) => `${product.title} (${product.class})`).join(', ');
    lines.push(
      `  ${term.criticality} × ${term.mean === null ? '–' : number(term.mean)}  ${term.function[language]} : ${products}`,
    );
  }
  for (const outcome of ['counted', 'unknown', 'ignored'] as const) {
    const items = machine.items.filter((item) => item.outcome === outcome);
    if (items.length === 0) continue;
    lines.push(`  ${w[outcome]} : ${items.length}`);
    for (const item of items.slice(0, MOST_ITEMS)) {
      const publisher = item.publisher === undefined ? '' : ` · ${item.publisher}`;
      const assumed = item.assumed === undefined ? undefined : `${w.assumed} ${item.assumed}`;
      const made = [item.rule ?? item.reason ?? assumed, originWords(item.origin, language)].filter((text) => text);
      lines.push(`    « ${item.name}${publisher} »${made.length === 0 ? '' : ` ← ${made.join(', ')}`}`);
    }
    if (items.length > MOST_ITEMS) lines.push(`    … ${items.length - MOST_ITEMS} ${w.more}`);
  }
  return [...lines, ...contactLines(machine, language)];
}

/** Services that a machine contacted, and who stands under each. */
function contactLines({ contacts }: MachineDetail, language: Language): string[] {
  const w = words[language];
  const { layers, purposes } = formatFor(language).texts;
  if (contacts === null) return [`  ${w.notWatched}`];
  const lines = contacts.slice(0, MOST_ITEMS).map(({ domain, product, purpose, under, use, vendor }) => {
    const below = under.map(({ operator, layer, detail }) => `${operator}, ${layers[layer]}, ${detail}`).join(' ; ');
    const what = `${product ?? vendor}, ${purposes[purpose]}${use ? '' : ` (${w.notUse})`}`;
    return `    ${domain} ← ${what}${below === '' ? '' : ` ← ${w.under} ${below}`}`;
  });
  if (contacts.length > MOST_ITEMS) lines.push(`    … ${contacts.length - MOST_ITEMS} ${w.more}`);
  return [`  ${w.contacts} : ${contacts.length}`, ...lines];
}

/** Products behind what is asked: one product, or those of a vendor, a function, a country, or of D itself. */
function productsBehind(assessment: Assessment, what: string): AssessedProduct[] {
  const asked = what.toLocaleLowerCase('fr');
  const same = (...names: (string | null)[]): boolean => names.some((name) => name?.toLocaleLowerCase('fr') === asked);
  const { products } = assessment;
  const one = products.filter((product) => same(product.id, product.title));
  if (one.length > 0) return one;
  if (asked === 'd' || asked === 'total') return products.filter((product) => product.contribution.overall > 0);
  const ofFunction = assessment.functions.find((entry) => same(entry.id, entry.label.fr, entry.label.en))?.id;
  const ofCountry = assessment.countries.find((entry) => same(entry.id, entry.label.fr, entry.label.en))?.id;
  return products.filter(
    (product) =>
      same(product.vendor.id, product.vendor.name, product.parent) ||
      (ofFunction !== undefined && product.functions.includes(ofFunction)) ||
      (ofCountry !== undefined && (product.country ?? 'unknown') === ofCountry),
  );
}

async function explain(what: string, paths: readonly string[], options: ReportOptions): Promise<void> {
  const language = languageOf(options);
  const base = await loadKnowledge(options);
  checkOptions(base, options);
  const observed = await observePaths(paths, base, { ...options, format: undefined, key: keyOf(options) });
  const assessment = assessObserved(observed, base, options);
  const record = findMachine(observed.observation, what);
  const settings = settingsOf(base, options.perimeter, options.profile);
  if (record && settings) {
    const today = assessment.generatedAt.slice(0, 10);
    const machine = describeMachine(observed.observation, record, base, settings, today);
    print(options.json ? JSON.stringify(machine, null, 2) : harmless(explainMachine(machine, language)));
    return;
  }
  const products = productsBehind(assessment, what);
  if (products.length === 0) throw new Problem('explain-nothing', { what });
  if (options.json) print(JSON.stringify(products, null, 2));
  else {
    const w = words[language];
    const total = products.reduce((sum, product) => sum + product.contribution.overall, 0);
    const d = assessment.headline.d;
    const number = numbers(language);
    const head = `${what} : ${number(total * 100)} ${w.points} ${w.of} D = ${d === null ? w.notMeasurable : `${number(d * 100)} %`}`;
    print(
      harmless([head, ...products.flatMap((product) => ['', ...explainProduct(product, assessment, base, language)])]),
    );
  }
}

export function explainCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'explain <what> <paths..>',
    text.commandExplain,
    (sub: Argv<CommonOptions>) =>
      reportOptions(sub, language)
        .positional('what', { type: 'string', demandOption: true, describe: text.argWhat })
        .positional('paths', { type: 'string', array: true, demandOption: true, describe: text.argPaths }),
    (argv) => explain(argv.what, argv.paths, argv),
  );
}
