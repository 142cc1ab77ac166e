/** Dates of records: "2026", "2026-06" or "2026-06-30". */

/** Whether a record looked at on a day should have been looked at again by today. */
export function isOverdue(reviewedOn: string, months: number, today: string): boolean {
  const limit = new Date(`${reviewedOn}T00:00:00Z`);
  limit.setUTCMonth(limit.getUTCMonth() + months);
  return limit.toISOString().slice(0, 10) < today;
}

/** Whether a date is over on a day: a year is over when the next one begins, a month likewise. */
export function isOver(date: string, day: string): boolean {
  return day.slice(0, date.length) > date;
}
