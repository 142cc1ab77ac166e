/**
 * The two drawings of the page: a bar, and a strip from 0 to 100 % with a result, its interval and its maximum.
 *
 * In: measures. Out: Markup whose only inline style is a number. A drawing repeats what is written beside it, so it is hidden from
 * screen readers unless it is given a label.
 */
import type { Interval, Measure } from '../../assessment.ts';
import { html, type Markup } from './markup.ts';

type Result = { d: Measure; dMax: Measure; interval: Interval | null };

/** A bar whose full length is `longest`. */
export function bar(value: number, longest: number): Markup {
  const width = longest > 0 ? Math.max(0, value) / longest : 0;
  return html`<span class="bar" aria-hidden="true">${width > 0 && html`<i style="width:${position(width)}"></i>`}</span>`;
}

/** Interval as a band, result as a full mark, maximum as a hollow one. */
export function strip(result: Result): Markup {
  return html`<span class="strip" aria-hidden="true">${marks(result)}</span>`;
}

/** The large scale under the headline, with its ticks and the two values written on it. */
export function scale(result: Result, label: string, d: string, dMax: string): Markup {
  return html`<div class="scale" role="img" aria-label="${label}">
<div class="above">${result.d !== null && html`<span style="--at:${position(result.d)}">${d}</span>`}</div>
<div class="strip large">${marks(result)}</div>
<div class="below">${result.dMax !== null && html`<span style="--at:${position(result.dMax)}">${dMax}</span>`}</div>
<div class="ticks"><span>0</span><span>25</span><span>50</span><span>75</span><span>100</span></div>
</div>`;
}

function marks({ d, dMax, interval }: Result): Markup[] {
  const drawn: Markup[] = [];
  if (interval !== null) {
    const width = position(interval.high - interval.low);
    drawn.push(html`<i class="band" style="left:${position(interval.low)};width:${width}"></i>`);
  }
  if (dMax !== null) drawn.push(html`<i class="max" style="left:${position(dMax)}"></i>`);
  if (d !== null) drawn.push(html`<i class="mark" style="left:${position(d)}"></i>`);
  return drawn;
}

function position(value: number): string {
  const bounded = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
  return `${(bounded * 100).toFixed(2)}%`;
}
