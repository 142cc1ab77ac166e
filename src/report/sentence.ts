/**
 * The plain sentence of the method, which names the scopes it is about, and the caution that goes with it: the same words in every
 * format.
 */
import type { Assessment } from '../assessment.ts';
import type { Format } from './format.ts';

type SignatureCounts = NonNullable<Assessment['sources']['signatures']>;

const scopeIds = ['workstations', 'servers', 'services'] as const;
type ScopeId = (typeof scopeIds)[number];

export function headlineSentence(assessment: Assessment, format: Format): string {
  const { d } = assessment.headline;
  const words = format.texts.headline;
  if (d === null) return words.notMeasurable;
  return words.sentence(subject(assessment, format), format.percent(d));
}

/** What must be read with the percentage when less than half of what was seen on machines is attributed. */
export function caution({ headline }: Assessment, format: Format): string | null {
  const { ratio } = headline.coverage.machines;
  if (headline.d === null || ratio === null || ratio >= 0.5) return null;
  return format.texts.headline.caution(format.percent(ratio), format.interval(headline.interval));
}

/** What is wrong with a file, without its name when the message begins with it: every format shows the name beside. */
export function problemText({ file, message }: Assessment['sources']['problems'][number], format: Format): string {
  const text = format.label(message);
  return text.startsWith(file) ? text.slice(file.length).replace(/^[\s:]+/, '') : text;
}

type Log = Assessment['sources']['logs'][number];

/** The days a log covers; nothing when its lines have no date. */
export function logPeriod({ from, to }: Log, format: Format): string {
  return from === null || to === null ? '' : format.texts.quality.period(format.day(from), format.day(to));
}

/** Lines of a log that were not counted, by reason. */
export function logRefused({ refused }: Log, format: Format): string {
  return refused
    .map(({ reason, lines }) => format.texts.quality.refused(format.label(reason), format.integer(lines)))
    .join(', ');
}

/** How the documents read were signed. */
export function signaturesText(counts: SignatureCounts, format: Format): string {
  const { signed, unsigned, invalid, copies, keys, newKeys } = counts;
  const written = {
    signed: format.integer(signed),
    unsigned: format.integer(unsigned),
    invalid: format.integer(invalid),
    copies: format.integer(copies),
    keys: format.integer(keys),
    newKeys: format.integer(newKeys),
  };
  return format.texts.quality.signatures({ ...counts, written });
}

/** What contracts say of the spending; null when none was declared. */
export function spendText({ lenses: { spend } }: Assessment, format: Format): string | null {
  if (spend === null) return null;
  const words = format.texts.spending;
  const left = spend.otherCurrency + spend.withoutAmount + spend.ended;
  return [
    words.text(format.integer(spend.euros), format.percent(spend.coverage), spend.lines, format.integer(spend.lines)),
    ...(spend.d === null ? [] : [words.result(format.percent(spend.d))]),
    ...(left > 0 ? [words.left(left, format.integer(left))] : []),
  ].join(' ');
}

type ProductContract = Assessment['candidates'][number]['contract'];

/** What contracts say of a product. */
export function contractText(contract: ProductContract, format: Format): string {
  const words = format.texts.spending;
  if (contract === null) return words.none;
  const { endsOn, sensitive, yearlyEuros } = contract;
  const parts = [
    ...(yearlyEuros === null ? [] : [words.euros(format.integer(yearlyEuros))]),
    ...(endsOn === null ? [] : [words.endsOn(format.day(endsOn))]),
    ...(sensitive ? [words.sensitive] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : words.contract;
}

/** What vendors named in the result answered about their record. */
export function answers({ disputes }: Pick<Assessment, 'disputes'>, format: Format): string[] {
  return disputes.map(({ vendor, by, on, text, source }) => {
    const answer = format.texts.limits.answer(vendor.name, by, format.day(on), text);
    return source === null ? answer : `${answer} (${source})`;
  });
}

/** What weakens recognition and facts: titles recognised by assumption only, records due for review, records that are not of the base. */
export function weaknesses({ assumed, products }: Assessment, format: Format): string[] {
  const { texts } = format;
  const overdue = products.filter((product) => product.overdue).length;
  const local = products.filter(({ origin, facts }) => origin !== 'base' || facts.some((fact) => fact.origin)).length;
  return [
    ...(assumed.length > 0
      ? [texts.unknown.assumedLine(texts.common.titles(assumed.length, format.integer(assumed.length)))]
      : []),
    ...(overdue > 0 ? [texts.products.overdueLine(format.integer(overdue))] : []),
    ...(local > 0 ? [texts.products.localLine(format.integer(local))] : []),
  ];
}

/** Scopes of which nothing at all was seen. */
export function scopesNotSeen(assessment: Assessment): ScopeId[] {
  const { scopesMeasured, scopesNotMeasured } = assessment.headline;
  return scopeIds.filter((id) => !scopesMeasured.includes(id) && !scopesNotMeasured.includes(id));
}

function subject(assessment: Assessment, format: Format): string {
  const words = format.texts.headline;
  const measured = scopeIds.filter((id) => assessment.headline.scopesMeasured.includes(id));
  const [only] = measured;
  if (measured.length === 1 && only !== undefined) return words[only];
  const parts = { workstations: words.partWorkstations, servers: words.partServers, services: words.partServices };
  const weights = measured.map((id) => format.plain(assessment.settings.scopeWeights[id] ?? 0));
  return words.several(format.list(measured.map((id) => parts[id])), format.list(weights));
}
