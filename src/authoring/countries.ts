/** Whether ISO 3166-1 knows a country, as the Unicode data of the runtime list it. */

/** Codes that Unicode names and that are no country: groups, tests, and the ranges left to users. */
const notCountries = /^(?:EU|EZ|UN|ZZ|AA|Q[M-Z]|X[A-JL-Z])$/;

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** A withdrawn code or an alias ("UK", "SU") is another code's: a perimeter would not hold it. */
export function countryExists(code: string): boolean {
  if (notCountries.test(code) || names.of(code) === undefined) return false;
  return new Intl.Locale(`und-${code}`).region === code;
}
