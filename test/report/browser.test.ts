/**
 * The page in a real browser, opened from a file as from a share. The browser comes with @sparticuz/chromium (Linux x64): elsewhere
 * these tests are skipped, by name, except under CI=true, where a missing browser is a failure.
 * KEEP_SHOTS=1 keeps the screenshots, in the system's temporary folder.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { Assessment } from '../../src/assessment.ts';
import { renderers } from '../../src/report/index.ts';
import { emptySample, sample } from './sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-report-'));
const browser = await launch();

async function launch(): Promise<Browser | undefined> {
  try {
    return await playwright.launch({
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      executablePath: await chromium.executablePath(),
    });
  } catch (error) {
    if (process.env.CI === 'true') throw error;
    return undefined;
  }
}

afterAll(async () => {
  await browser?.close();
  if (process.env.KEEP_SHOTS === undefined) rmSync(folder, { recursive: true, force: true });
});

type Look = { width: number; scheme: 'light' | 'dark' };

async function open(assessment: Assessment, name: string, { width, scheme }: Look) {
  if (browser === undefined) throw new Error('no browser');
  const file = join(folder, `${name}.html`);
  writeFileSync(file, renderers.find(({ id }) => id === 'html')?.files(assessment, 'fr')[0]?.content ?? '');
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  const address = pathToFileURL(file).href;
  await page.goto(address);
  return { page, address, requests, complaints };
}

async function openEverything(page: Page): Promise<void> {
  await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
}

/** Texts whose colour is too close to what is behind them (WCAG AA: 4.5, or 3 for large text). */
const lowContrast = `(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].reduce((sum, value, i) => {
    const channel = value / 255;
    return sum + [0.2126, 0.7152, 0.0722][i] * (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  }, 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parts(style.color)), luminance(behind(element))].sort((x, y) => y - x);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) poor.push(node.data.trim().slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return poor;
})()`;

describe.skipIf(browser === undefined)('the page in a browser (skipped where no browser can start)', () => {
  test('asks the network for nothing, runs nothing from the data, breaks no policy', async () => {
    const { page, address, requests, complaints } = await open(sample(), 'sample', { width: 1200, scheme: 'light' });
    await openEverything(page);
    await page.waitForTimeout(200);
    expect(requests.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('Commune de Saint-Élan-sur-Orb\u202f: 62\u202f% de dépendance extra-européenne');
    expect(await page.locator('script, iframe, img, object, form').count()).toBe(0);
    await page.close();
  });

  test.each([360, 1200, 1920])('nothing is wider than a screen of %i px, folds open', async (width) => {
    for (const [name, assessment] of [
      ['sample', sample()],
      ['empty', emptySample()],
    ] as const) {
      const { page } = await open(assessment, name, { width, scheme: 'light' });
      await openEverything(page);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width);
      await page.close();
    }
  });

  test('a chain opens and closes from the keyboard, and what is focused is seen', async () => {
    const { page } = await open(sample(), 'sample', { width: 1200, scheme: 'light' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    const onChain = 'document.activeElement.matches("#products .product > summary")';
    for (let presses = 0; presses < 60 && !(await page.evaluate(onChain)); presses += 1)
      await page.keyboard.press('Tab');
    expect(await page.evaluate(onChain)).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    const first = page.locator('#products .product').first();
    expect(await first.locator('.chain').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await first.locator('.chain').isVisible()).toBe(true);
    await page.keyboard.press('Space');
    expect(await first.locator('.chain').isVisible()).toBe(false);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('every text stands out from its background (%s)', async (scheme) => {
    const { page } = await open(sample(), 'sample', { width: 1200, scheme });
    await openEverything(page);
    expect(await page.evaluate(lowContrast)).toEqual([]);
    await page.close();
  });

  test('a screen reader meets one title, ordered headings, labelled regions, and tables that stay tables on a phone', async () => {
    const { page } = await open(sample(), 'sample', { width: 360, scheme: 'light' });
    const levels = (await page.evaluate(
      '[...document.querySelectorAll("h1,h2,h3,h4")].map((heading) => Number(heading.tagName[1]))',
    )) as number[];
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const jumps = levels.filter((level, i) => i > 0 && level > (levels[i - 1] ?? 0) + 1);
    expect(jumps).toEqual([]);
    expect(await page.locator('section:not([aria-labelledby])').count()).toBe(0);
    expect(await page.getByRole('table', { name: 'Par champ mesuré' }).getByRole('row').count()).toBe(4);
    expect(await page.getByRole('img', { name: /résultat 62/ }).count()).toBe(1);
    await page.close();
  });

  test('can be looked at: screenshots and print', async () => {
    for (const width of [1200, 360]) {
      for (const scheme of ['light', 'dark'] as const) {
        const { page } = await open(sample(), 'sample', { width, scheme });
        const shot = await page.screenshot({ path: join(folder, `${width}-${scheme}.png`) });
        expect(shot.byteLength).toBeGreaterThan(10_000);
        await page.close();
      }
    }
    const { page } = await open(sample(), 'sample', { width: 1200, scheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect((await page.pdf({ path: join(folder, 'print.pdf'), format: 'A4' })).byteLength).toBeGreaterThan(10_000);
    await page.close();
  });
});
