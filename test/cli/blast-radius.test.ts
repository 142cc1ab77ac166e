/** `tiebreak blast-radius`: what is printed, in both languages, and what is refused. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { place } from './run.ts';

const demonstration = join(import.meta.dirname, '../../data/demonstration');
const { run, remove } = place();
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
  test('a name that answers to nothing is one line and the code 2', async () => {
    const { code, err } = await run(['blast-radius', 'zorglub', demonstration, '--lang', 'en']);
    expect(code).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toContain('zorglub');
  });
});
