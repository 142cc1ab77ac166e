/** Dates of records: "2026", "2026-06" or "2026-06-30". */

/** Whether a date is over on a day: a year is over when the next one begins, a month likewise. */
export function isOver(date: string, day: string): boolean {
  return day.slice(0, date.length) > date;
}
