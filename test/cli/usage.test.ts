/** Usage, languages and exit codes: 0 done, 1 a part failed, 2 bad usage or unusable input, one line each. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { nativeInventory, place } from './run.ts';

// Each test starts programs: on a busy machine they wait for one another.
vi.setConfig({ testTimeout: 180_000 });

const at = place();
beforeAll(() => {
  writeFileSync(join(at.folder, 'pc.json'), nativeInventory('1', [{ name: 'Google Chrome', publisher: 'Google LLC' }]));
  writeFileSync(join(at.folder, 'a-file'), 'x');
});
afterAll(at.remove);

describe.concurrent('bad usage: one line, code 2, nothing on the standard output', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown option', ['report', 'pc.json', '--bogus'], /bogus; see tiebreak --help$/],
    ['an unknown command', ['frobnicate'], /frobnicate/],
    ['a missing path', ['report'], /argument/i],
    [
      'an unknown format of report',
      ['report', 'pc.json', '--format', 'pdf'],
      /--format pdf: unknown value; choose among: csv, html, json, md/,
    ],
    ['a language it does not speak', ['report', 'pc.json', '--lang', 'de'], /de.*fr.*en/],
    [
      'an unknown format among good ones',
      ['report', 'pc.json', '--format', 'html,pdf', '-o', 'out-half'],
      /--format pdf/,
    ],
    [
      'an unknown perimeter',
      ['report', 'pc.json', '--perimeter', 'mars'],
      /--perimeter mars: unknown value; choose among: ue, eee, eee-ch, europe/,
    ],
    ['an unknown profile', ['report', 'pc.json', '--profile', 'soft'], /--profile soft: .*graded, strict, steward/],
    [
      'an output that is no folder',
      ['report', 'pc.json', '-o', 'a-file/x'],
      /a-file\/x.*cannot be written .*; choose another folder/,
    ],
    // Node's own recursive mkdir never returns there.
    ...(process.platform === 'linux'
      ? ([
          [
            'an output in a folder that takes none',
            ['report', 'pc.json', '-o', '/proc/tiebreak/report'],
            /\/proc\/tiebreak\/report.*cannot be written/,
          ],
        ] satisfies [string, string[], RegExp][])
      : []),
    [
      'a folder of records that is not there',
      ['report', 'pc.json', '--knowledge', 'nowhere'],
      /nowhere.*cannot be read/,
    ],
    ['a size of park that cannot be read', ['report', 'pc.json', '--population', 'nowhere.csv'], /nowhere\.csv/],
    ['an unusable key', ['report', 'pc.json', '--key', 'a-file'], /a-file: unusable organisation key/],
    [
      'nothing to explain',
      ['explain', 'zorglub', 'pc.json'],
      /"zorglub": no product, vendor, function, country or machine/,
    ],
    ['a command of knowledge that is missing', ['knowledge'], /.+/],
  ])('%s', async (_, args, expected) => {
    const { code, out, err } = await at.run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^tiebreak: /);
    expect(err[0]).toMatch(expected);
    expect(existsSync(join(at.folder, 'out-half'))).toBe(false);
  });
});

describe.concurrent('completion', () => {
  test('commands, then options, and only what can be typed', async () => {
    const commands = await at.run(['--get-yargs-completions', 'tiebreak', '']);
    const offered = commands.out.trim().split('\n');
    expect(offered).toEqual(expect.arrayContaining(['identify', 'import', 'inventory', 'knowledge', 'report']));
    expect(offered.filter((word) => word.startsWith('$'))).toEqual([]);
    const options = (await at.run(['--get-yargs-completions', 'tiebreak', 'report', '--'])).out.trim().split('\n');
    expect(options).toEqual(expect.arrayContaining(['--output', '--perimeter', '--lang']));
    expect(options).not.toContain('--o');
  });
});

describe.concurrent('languages', () => {
  test('French when the locale says nothing', async () => {
    const { err } = await at.run(['report', 'nowhere'], '', { LANG: 'C' });
    expect(err[0]).toBe('tiebreak: nowhere : introuvable ; vérifiez le chemin');
  });
  test('the language asked, whatever the locale', async () => {
    const { err } = await at.run(['report', 'nowhere', '--lang=en'], '', { LANG: 'fr_FR.UTF-8' });
    expect(err[0]).toBe('tiebreak: nowhere: not found; check the path');
  });
  test('help is in both', async () => {
    const [fr, en] = await Promise.all([at.run(['--help', '--lang', 'fr']), at.run(['--help', '--lang', 'en'])]);
    expect([fr.code, en.code]).toEqual([0, 0]);
    expect(fr.out).toContain('inventaires');
    expect(en.out).toContain('inventories');
  });
  test('the version is that of the package', async () =>
    expect((await at.run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/));
});
