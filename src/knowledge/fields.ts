/** What fields of records and of rules are made of: names, dates, countries, sources. In: nothing. Out: zod schemas; vendor-schema.ts and rules-schema.ts build on them. */
import * as z from 'zod';

export const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'an id is kebab-case ASCII: letters, digits and single hyphens')
  .max(80);
export const line = z
  .string()
  .min(1)
  .max(300)
  .refine(
    (value) => value === value.trim() && !/[\u0000-\u001f\u007f]/.test(value),
    'one line of text, without control characters',
  );
export const label = z.strictObject({ fr: line, en: line });
export const paragraph = z.string().min(1).max(2000);
export const country = z.string().regex(/^[A-Z]{2}$/, 'a country is an ISO 3166-1 alpha-2 code');
export const partialDate = z
  .string()
  .regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/, 'a date is "YYYY", "YYYY-MM" or "YYYY-MM-DD", quoted');
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is "YYYY-MM-DD"');
export const percent = z.number().min(0).max(100);
export const sourceId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .describe('Key of a source of the record, or of rules/corpora.yml');
export const hostname = z
  .string()
  .regex(
    /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'a lower-case domain name (punycode for accents)',
  );

export const source = z
  .discriminatedUnion('basis', [
    z.strictObject({
      basis: z.literal('read'),
      title: line,
      url: z.url({ protocol: /^https?$/ }),
      consultedOn: day,
      pageDate: partialDate.optional(),
    }),
    z.strictObject({ basis: z.literal('unverified'), title: line, asOf: z.number().int().min(1990).max(2100) }),
  ])
  .describe('Where a fact comes from; "read" only with the address and the day of a page really read');
