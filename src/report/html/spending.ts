/**
 * What is paid, and what is paid for and not used: contracts with what each is attributed to, and products that could be taken away.
 */
import type { Assessment } from '../../assessment.ts';
import type { Format } from '../format.ts';
import { contractText, spendText } from '../sentence.ts';
import { html, type Markup, name } from './markup.ts';
import { csvFile, table } from './table.ts';

type Contract = Assessment['contracts']['lines'][number];

export function spending(assessment: Assessment, format: Format): Markup | null {
  const text = spendText(assessment, format);
  if (text === null) return null;
  const words = format.texts.spending;
  const { lines, more } = assessment.contracts;
  const { columns } = format.texts;
  return html`<h3>${words.contracts}</h3>
<p>${text}</p>
${table(
  format,
  words.contracts,
  [
    { head: words.object, cell: (row) => name(row.name), kind: 'name' },
    { head: words.supplier, cell: (row) => supplier(row, format), kind: 'text' },
    { head: words.attributed, cell: (row) => attributed(row, format), kind: 'text' },
    { head: columns.country, cell: (row) => (row.vendor === null ? '' : format.country(row.country)), kind: 'text' },
    { head: words.yearly, cell: (row) => amount(row, format), kind: 'number' },
    { head: words.ends, cell: (row) => (row.endsOn === null ? '' : format.day(row.endsOn)), kind: 'text' },
  ],
  lines,
  { first: 10, most: 60, file: csvFile(format, 'contracts') },
)}${more > 0 && html`<p class="note">${format.texts.common.hiddenNowhere(more, format.integer(more))}</p>`}`;
}

function supplier({ supplier: paid, resold }: Contract, format: Format): Markup {
  return html`${paid !== null && name(paid)}${resold && html` <small>${format.texts.spending.reseller}</small>`}`;
}

/** A product, or its maker where that settles the degree. */
function attributed({ product, vendor, degree, sensitive }: Contract, format: Format): Markup {
  const words = format.texts.spending;
  const known = degree === null ? null : (product?.title ?? vendor?.name ?? null);
  return html`${known === null ? html`<em>${words.unattributed}</em>` : name(known)}${sensitive === true && html` <small>${words.sensitive}</small>`}`;
}

function amount({ yearlyAmount, currency }: Contract, format: Format): string {
  if (yearlyAmount === null) return '';
  return currency === 'EUR' ? `${format.integer(yearlyAmount)}\u00a0€` : `${format.integer(yearlyAmount)} ${currency}`;
}

export function retirements(assessment: Assessment, format: Format): Markup | null {
  if (assessment.retire.length === 0) return null;
  const words = format.texts.spending;
  return html`<h3>${words.retire}</h3>
<p>${words.retireText}</p>
${table(
  format,
  words.retire,
  [
    {
      head: format.texts.columns.product,
      cell: (row) => html`${name(row.title)}<small>${name(row.vendor)}</small>`,
      kind: 'name',
    },
    { head: words.removable, cell: (row) => format.integer(row.machines), kind: 'number' },
    { head: words.held, cell: (row) => format.integer(row.machinesBlocked), kind: 'number' },
    { head: words.contract, cell: (row) => contractText(row.contract, format), kind: 'text' },
    { head: format.texts.candidates.gain, cell: (row) => format.points(row.gain, 2), kind: 'number' },
  ],
  assessment.retire,
  { first: 6, most: 40, file: csvFile(format, 'retire') },
)}`;
}
