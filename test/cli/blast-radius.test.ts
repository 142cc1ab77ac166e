/** `tiebreak blast-radius`: what is printed, in both languages, and what is refused. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inventoryText } from './inventory-text.ts';
import { place } from './run.ts';

const demonstration = join(import.meta.dirname, '../../data/demonstration');
const { folder, run, remove } = place();
afterAll(remove);

describe('tiebreak blast-radius', () => {
  test('a vendor, in JSON', async () => {
    const { code, out } = await run(['blast-radius', 'microsoft', demonstration, '--json']);
    expect(code).toBe(0);
    const radius = JSON.parse(out);
    expect(radius.what.fr).toBe('Microsoft');
    expect(radius.machines.struck).toBeGreaterThan(0);
    expect(radius.functions.map(({ id }: { id: string }) => id)).toContain('operating-system');
  });
  test.each([
    ['fr', 'Coupure supposée : États-Unis', 'Produits atteints'],
    ['en', 'Supposed cut: United States', 'Products reached'],
  ])('a country (%s)', async (language, first, products) => {
    const { out } = await run(['blast-radius', 'US', demonstration, '--lang', language]);
    expect(out.replaceAll('\u00a0', ' ')).toContain(first);
    expect(out).toContain(products);
  });
  test('free software on one’s own machines is named, and rests on nobody', async () => {
    const { out } = await run(['blast-radius', 'mozilla', demonstration, '--lang', 'fr']);
    expect(out).toMatch(/Concernés, sans arrêt identifié.*Firefox/);
    expect(out).toContain('0 machine sur 43');
    expect(out.replaceAll('\u00a0', ' ')).toMatch(/ {2}0 % des fonctions/);
  });
  test('certificate authorities: whom, on how many machines, and what follows', async () => {
    const { out } = await run(['blast-radius', 'ca', demonstration, '--lang', 'fr']);
    expect(out).toMatch(/certificats : leur révocation n’est plus vérifiée.*17 machines ; DigiCert, Sectigo/);
  });
  test.each([
    ['fr', 'Droit de réponse', 'Zorglub, réponse de Son conseil le 2 octobre 2026 : parts vendues'],
    ['en', 'Right of reply', 'Zorglub, answer of Son conseil on 2 October 2026: parts vendues'],
  ])('the answer of a vendor stands with what is said of it (%s)', async (language, title, answer) => {
    const records = join(folder, `records-${language}`);
    mkdirSync(records);
    writeFileSync(
      join(records, 'zorglub.yml'),
      `name: Zorglub
kind: company
seat: null
dispute: { by: Son conseil, on: "2026-10-02", text: "parts vendues\x1b[31m" }
sources: {}
reviewedOn: "2026-11-21"
`,
    );
    const asked = ['blast-radius', 'zorglub', demonstration, '--knowledge', records, '--lang', language];
    const { code, out } = await run(asked);
    expect(code).toBe(0);
    expect(out.replaceAll('\u00a0', ' ')).toContain(title);
    expect(out.replaceAll('\u00a0', ' ')).toContain(answer);
    expect(out).not.toContain('\x1b');
    const { disputes } = JSON.parse((await run([...asked, '--json'])).out);
    expect(disputes).toMatchObject([{ vendor: { id: 'zorglub' }, by: 'Son conseil', source: null }]);
  });
  test('a name that answers to nothing is one line and the code 2', async () => {
    const { code, err } = await run(['blast-radius', 'zorglub', demonstration, '--lang', 'en']);
    expect(code).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain('zorglub');
  });
});

describe('an identity provider', () => {
  const park = join(folder, 'identity');
  const machine = (serial: string, attachments: object[]): void =>
    writeFileSync(join(park, `${serial}.inventory.json`), inventoryText(serial, { attachments }));
  test('takes with it the services that one declares to sign in to through it, and the machines joined to it', async () => {
    mkdirSync(park);
    machine('1', [{ kind: 'entra-id', provider: 'login.microsoftonline.com' }]);
    machine('2', [{ kind: 'entra-id' }, { kind: 'mdm', provider: 'enrollment.manage.microsoft.com' }]);
    machine('3', [{ kind: 'active-directory', provider: 'mairie.lan' }]);
    writeFileSync(
      join(park, 'contrats.csv'),
      'Produit;Fournisseur;Montant annuel;Fin de contrat;Connexion via\nZendesk;Zendesk;12000;31/12/2027;Okta\nBrevo;Brevo;900;31/12/2027;okta.com\nZoom Workplace;Zoom;900;31/12/2027;\n',
    );
    const okta = JSON.parse((await run(['blast-radius', 'okta', park, '--json'])).out);
    const through = okta.products.map((entry: { id: string; through: string }) => [entry.id, entry.through]);
    expect(through).toEqual([
      ['brevo', 'sign-in'],
      ['zendesk', 'sign-in'],
    ]);
    expect(okta.products.every(({ cutOff }: { cutOff: string }) => cutOff === 'immediate')).toBe(true);
    expect(okta.attached).toEqual([]);
    const identity = JSON.parse((await run(['blast-radius', 'identity', park, '--json'])).out);
    expect(identity.attached).toEqual([
      { kind: 'entra-id', vendor: 'Microsoft', machines: 2 },
      { kind: 'active-directory', vendor: 'Microsoft', machines: 1 },
    ]);
    expect(identity.products.map(({ id }: { id: string }) => id)).toEqual(['brevo', 'zendesk']);
    const { out } = await run(['blast-radius', 'microsoft', park, '--lang', 'fr']);
    expect(out).toContain('2 machines (Microsoft) jointes à Entra ID');
    expect(out).toContain('1 machine (Microsoft) gérées à distance');
    expect(out).toContain('n’est compté que si vous le déclarez');
    expect((await run(['blast-radius', 'mozilla', park, '--lang', 'fr'])).out).not.toContain('si vous le déclarez');
  });
});
