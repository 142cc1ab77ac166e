/** What the demonstration shows, whatever the knowledge base holds on the day. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssessedProduct, Assessment } from '../../src/assessment.ts';
import { demonstration } from '../../src/cli/demo.ts';
import type { Observed } from '../../src/cli/observe.ts';
import { importPaths } from '../../src/import/index.ts';
import type { Inventory } from '../../src/inventory/schema.ts';
import { assessPaths, rendered } from './fleet.ts';

/** Files of the demonstration that say nothing of a machine of their own, and why. */
const older = 'anx-polyvalent-2026-03.json';
const partial = 'srv-web-bases.json';
/** Documents of clients that only the network saw, and of what the organisation declares; one of them is of a machine known otherwise. */
const network = ['ccas-social-1.inventory.json', 'client-1.inventory.json', 'client-2.inventory.json'];
const declaration = 'declaration.inventory.json';
/** Records of its domain. */
const zone = 'val-fictif.zone';
const equipment = ['sw-mairie-1.json', 'tab-cantine.json', 'tel-astreinte.json'];

const files = readdirSync(demonstration.folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:json|zone)$/.test(name))
  .map((name) => join(demonstration.folder, name));

let observed: Observed;
let assessment: Assessment;
let json: string;
const inventories = new Map<string, { inventory: Inventory; machine: string; replaces: string | undefined }>();

beforeAll(async () => {
  ({ observed, assessment, json } = await assessPaths([demonstration.folder]));
  for await (const event of importPaths([demonstration.folder], { key: demonstration.key })) {
    if ('problem' in event) continue;
    const { inventory, machine, replaces } = event;
    inventories.set(basename(event.file), { inventory, machine, replaces });
  }
});

function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function productTitled(title: string): AssessedProduct | undefined {
  return assessment.products.find(({ titles }) => titles.some(({ name }) => name === title));
}

function lastLetters(text: string): string {
  return [...text].reverse().join('');
}

/** Titles are the same whoever is read first; which spelling stands for a title, and the order of equals, are not compared. */
function comparable(result: Assessment): unknown {
  const inOrder = (rows: readonly unknown[][]) => rows.map((row) => row.join(' | ')).sort();
  const { products, unknown, assumed, notCounted, ...rest } = result;
  return {
    ...rest,
    products: products.map((product) => ({ ...product, titles: inOrder(product.titles.map((t) => [t.machines])) })),
    unknown: { ...unknown, titles: inOrder(unknown.titles.map((title) => [title.name, title.machines])) },
    assumed: inOrder(assumed.map((title) => [title.name, title.machines])),
    notCounted: inOrder(notCounted.map((group) => [group.role, group.reason.fr, group.titles, group.installs])),
  };
}

describe('the result', () => {
  test('every scope is measured, and D lies between 0 and 1, inside its interval', () => {
    const { d, interval } = assessment.headline;
    expect(assessment.headline.scopesMeasured).toEqual(['workstations', 'servers', 'services']);
    expect(d).toBeGreaterThan(0);
    expect(d).toBeLessThan(1);
    expect(interval?.low).toBeLessThanOrEqual(d ?? Number.NaN);
    expect(interval?.high).toBeGreaterThanOrEqual(d ?? Number.NaN);
  });

  test.each(['products', 'functions', 'vendors', 'parents', 'countries', 'units'] as const)(
    'contributions by %s add up to D',
    (list) => {
      const parts = assessment[list].map(({ contribution }) =>
        typeof contribution === 'number' ? contribution : contribution.overall,
      );
      expect(Math.abs(total(parts) - (assessment.headline.d ?? Number.NaN))).toBeLessThan(1e-9);
    },
  );

  test('contributions in a scope add up to the D of the scope', () => {
    for (const { id, d } of assessment.scopes) {
      const parts = assessment.products.map(({ contribution }) => contribution.scopes[id] ?? 0);
      expect(Math.abs(total(parts) - (d ?? Number.NaN)), id).toBeLessThan(1e-9);
    }
  });

  test('every product has the chain that explains it', () => {
    const declared = new Set(observed.observation.declared.map(({ product }) => product?.id));
    const contacted = new Set(assessment.domains.counted.map(({ product }) => product));
    for (const product of assessment.products) {
      if (product.machines > 0) {
        expect(product.titles, product.id).not.toEqual([]);
        for (const { rule } of product.titles) expect(rule, product.id).toBeTruthy();
      } else expect(contacted.has(product.title) || declared.has(product.id), product.id).toBe(true);
      expect(product.line.fr, product.id).not.toBe('');
      if (product.class !== 'unknown') expect(product.facts, product.id).not.toEqual([]);
    }
  });

  test('two runs give the same bytes', async () => {
    expect((await assessPaths([demonstration.folder])).json).toBe(json);
  });

  test('the order of the files changes no number and loses no title', async () => {
    const reversed = await assessPaths(files.toReversed());
    expect(comparable(reversed.assessment)).toEqual(comparable(assessment));
    const mixed = await assessPaths(files.toSorted((a, b) => (lastLetters(a) < lastLetters(b) ? -1 : 1)));
    expect(comparable(mixed.assessment)).toEqual(comparable(assessment));
  });
});

describe('the files', () => {
  test('the broken one is named, and every other machine is there once', () => {
    expect(observed.problems.map(({ file }) => basename(file))).toEqual([demonstration.brokenFile]);
    expect(assessment.sources.problems).toHaveLength(1);
    const aside = [older, partial, demonstration.brokenFile, ...network, declaration, zone].length;
    expect(observed.observation.machines).toHaveLength(files.length - aside);
  });

  test('a machine seen twice counts once, with its newer document', () => {
    const newer = inventories.get('anx-polyvalent.json');
    expect(inventories.get(older)?.machine).toBe(newer?.machine);
    const rows = observed.observation.machines.filter(({ key }) => key === newer?.machine);
    expect(rows.map(({ collectedAt }) => collectedAt)).toEqual([newer?.inventory.collectedAt]);
    expect(assessment.sources.duplicates).toBe(1);
  });

  test('a partial document completes the full one of its machine', () => {
    const full = inventories.get('srv-web.json');
    const completed = inventories.get(partial);
    expect(completed?.replaces).toBe(full?.machine);
    expect(full?.inventory.software.some(({ kind }) => kind === 'instance')).toBe(false);
    const kinds = new Set(completed?.inventory.software.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['package', 'instance']));
    const rows = observed.observation.machines.filter(({ key }) => [full?.machine, completed?.machine].includes(key));
    expect(rows).toHaveLength(1);
  });

  test('equipment is shown and weighs nothing', async () => {
    expect(total(assessment.equipment.map(({ machines }) => machines))).toBe(equipment.length);
    expect(assessment.machines.filter(({ scope }) => scope === 'equipment')).toEqual([]);
    const without = await assessPaths(files.filter((file) => !equipment.includes(basename(file))));
    expect(without.assessment.headline).toEqual(assessment.headline);
    expect(without.assessment.equipment).toEqual([]);
  });
});

describe('services', () => {
  const line = (id: string) => assessment.services.lines.find((entry) => entry.id === id);
  test('clients that only the network saw are observed, and are no machines', () => {
    expect(assessment.services.clients).toBe(network.length - 1);
    expect(observed.observation.clients).toHaveLength(network.length - 1);
  });
  test('hosted in France under American law is class C, whatever the place', () => {
    expect(line('smash')).toMatchObject({ class: 'C', reason: 'hosting' });
    expect(line('smash')?.under).toContainEqual(
      expect.objectContaining({ operator: 'Amazon', country: 'US', layer: 'hosting', by: 'range', place: 'FR' }),
    );
    expect(rendered('html', assessment)).toContain('hébergé en France, opéré par Amazon sous droit américain');
  });
  test('a delivery network in front proves itself only', () =>
    expect(line('wetransfer')?.under).toContainEqual(
      expect.objectContaining({ layer: 'cdn', detail: 'cloudfront.net' }),
    ));
  test('a client and its service stand on one line, with two terms', () => {
    expect(line('microsoft-teams-online')?.clients.map(({ id }) => id)).toEqual(['microsoft-teams']);
    const [, list = ''] = /<section id="products"([\s\S]*?)<\/section>/.exec(rendered('html', assessment)) ?? [];
    const summaries = list.match(/<summary>[\s\S]*?<\/summary>/g)?.filter((summary) => /Microsoft Teams/.test(summary));
    expect(summaries).toHaveLength(1);
    expect(summaries?.[0]).toMatch(/et, comme service en ligne, Microsoft Teams \(service\)/);
    expect(summaries?.[0]).toMatch(/<b>\d+,\d \+ \d+,\d<\/b> points/);
  });
  test('a client that was not heard, a resolver and a declared service are there', () => {
    expect(assessment.services.notInUse.map(({ id }) => id)).toContain('zoom');
    expect(assessment.services.purposes.map(({ purpose }) => purpose)).toContain('resolver');
    expect(line('lockself')).toMatchObject({ evidence: 'declared', share: 0.15 });
  });
  test('what stands before a service, who keeps the mail behind a French filter, and who serves the site', () => {
    const proved = (id: string) => line(id)?.proofs.map(({ use, confidence }) => `${use} ${confidence}`);
    expect(proved('mailinblack')).toEqual(['mail-gateway high']);
    expect(proved('exchange-online')).toEqual(['mailbox high']);
    expect(line('exchange-online')).toMatchObject({ evidence: 'both', class: 'D' });
    expect(proved('amazon-cloudfront')).toEqual(['web high']);
    const page = rendered('html', assessment).replaceAll('\u00a0', ' ');
    expect(page).toContain('val-fictif.example MX 10 *.mailinblack.com');
    expect(page).toContain('filtre de courrier du domaine, confiance haute');
  });
  test('services that rest on what is outside are told first, each with its proof; qualifications too', () => {
    const page = rendered('html', assessment).replaceAll('\u00a0', ' ');
    const [, resting = ''] = /id="resting"([\s\S]*?)<\/ul>/.exec(page) ?? [];
    expect(resting).toMatch(/Smash.*hébergé en France, opéré par Amazon sous droit américain.*eu-west-3/);
    expect(resting).toContain('Letsignit');
    expect(page.indexOf('id="resting"')).toBeLessThan(page.indexOf('Exchange Online', page.indexOf('id="services"')));
    expect(/id="qualified"[\s\S]*?<\/ul>/.exec(page)?.[0]).toMatch(/PRONOTE[\s\S]*SecNumCloud/i);
  });
  test('no name of a tenant, nor of the organisation, is in any output', () => {
    for (const format of ['json', 'html', 'csv', 'md'])
      expect(rendered(format, assessment)).not.toMatch(/val-fictif\.(sharepoint|azurewebsites|fr)|mairie-val-fictif/);
  });
});

describe('what is recognised and what is not', () => {
  test.each([
    'Régie Photocopies Val-Fictif',
    'Planning des astreintes (VF)',
    'CleBatiments',
    'Réservation de la salle des fêtes – Été/Noël',
    '<script>alert(1)</script> & Cie',
    "=cmd|' /C calc'!A0",
  ])('%s is listed as unknown', (name) => {
    expect(assessment.unknown.titles.map((title) => title.name)).toContain(name);
  });

  test('a title read by two tools, one of which writes entities, is one title', () => {
    const script = assessment.unknown.titles.filter(({ name }) => name.includes('alert(1)'));
    expect(script.map(({ machines }) => machines)).toEqual([2]);
  });

  test('Edge counts only where it is the default browser', () => {
    const title = 'Microsoft Edge';
    const documents = [...inventories.values()].map(({ inventory }) => inventory);
    const installed = documents.filter(({ software }) => software.some(({ name }) => name === title));
    const inUse = documents.filter(({ useEvidence }) => useEvidence.some(({ product }) => product === title));
    expect(installed.length).toBeGreaterThan(10);
    expect(inUse).toHaveLength(1);
    const edge = productTitled(title);
    expect(edge?.role).toBe('bundled');
    expect(edge?.machines).toBe(inUse.length);
  });

  test('hostile titles harm neither the page nor a spreadsheet', () => {
    expect(rendered('html', assessment)).not.toContain('<script>alert(1)');
    const cells = rendered('csv', assessment)
      .split(/[\r\n;]+/)
      .map((cell) => cell.replace(/^"/, ''));
    expect(cells.some((cell) => cell.includes('cmd|'))).toBe(true);
    expect(cells.filter((cell) => cell.startsWith('=cmd'))).toEqual([]);
  });
});

describe('tiebreak demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-demo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['fr', 'coupé exprès'],
    ['en', 'cut on purpose'],
  ])('succeeds although a file is broken, and says so (%s)', (language, words) => {
    const output = join(folder, language);
    const run = spawnSync(process.execPath, ['src/cli/main.ts', 'demo', '--lang', language, '-o', output], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(run.stdout).toContain(demonstration.organisation);
    expect(run.stdout).toContain(words);
    expect(readFileSync(join(output, 'index.html'), 'utf8')).toContain(demonstration.organisation);
  });
});
