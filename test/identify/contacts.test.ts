/** What machines contacted: what is kept of one host answers for no other contact of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FleetObserver } from '../../src/identify/observe.ts';
import { smallBase } from '../knowledge/small-base.ts';
import { inventory, registrable } from './observed.ts';

const base = smallBase({
  mail: {
    domains: [{ name: 'sold.shop.example', until: '2026-05' }],
    products: { mail: { role: 'service', deployment: ['service'], domains: ['mail.example'] } },
  },
  shop: { products: { shop: { role: 'service', deployment: ['service'], domains: ['shop.example'] } } },
});

interface Contact {
  readonly host: string;
  readonly aliases?: string[];
  readonly month: string;
}

/** Whom the only contact of a machine is of. */
function said({ host, aliases, month }: Contact, observer: FleetObserver, key: string): string[] {
  const more = { endpoints: [{ host, source: 'test', ...(aliases && { aliases }) }] };
  observer.add(inventory({ collectedAt: `2026-${month}-01T08:00:00Z`, more }), key, registrable);
  const { machines, domains } = observer.finish();
  const record = machines.find((machine) => machine.key === key);
  return [...(record?.domains ?? [])].map((position) => {
    const { domain, owner } = domains[position] as (typeof domains)[number];
    return [domain, owner?.vendor.id, owner?.product?.id, owner?.purpose].join(' ');
  });
}

const alone = (contact: Contact): string[] => said(contact, new FleetObserver(base), 'alone');

describe('a host that many machines contact', () => {
  test.each([
    [{ host: 'portal.commune.test', month: '06' }, 'commune.test   '],
    [{ host: 'portal.commune.test', aliases: ['mx.mail.example'], month: '06' }, 'mail.example mail mail use'],
    [{ host: 'www.sold.shop.example', month: '04' }, 'sold.shop.example mail  use'],
    [{ host: 'www.sold.shop.example', month: '06' }, 'shop.example shop shop use'],
    [{ host: 'MX.mail.example', month: '06' }, 'mail.example mail mail use'],
  ])('%o is of %s', (contact, expected) => expect(alone(contact)).toEqual([expected]));

  test('is of the same after any others as alone', () => {
    const contacts = fc.record({
      host: fc.constantFrom(
        'portal.commune.test',
        'www.sold.shop.example',
        'mail.example',
        'MAIL.example',
        'localhost',
        '',
      ),
      aliases: fc.constantFrom(undefined, ['mx.mail.example'], ['nobody.test']),
      month: fc.constantFrom('04', '06'),
    }) as fc.Arbitrary<Contact>;
    fc.assert(
      fc.property(fc.array(contacts, { maxLength: 12 }), (all) => {
        const observer = new FleetObserver(base);
        all.forEach((contact, at) => {
          expect(said(contact, observer, `PC-${at}`)).toEqual(alone(contact));
        });
      }),
    );
  });
});
