import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseRegistryExport } from '../../src/inventory/registry-export.ts';
import { corpus } from '../agent/recorded-system.ts';

/**
 * Real exports. Keys, and values that are texts or numbers, were counted apart from this code: `iconv`, then `grep -c '^\[HKEY'` and
 * `grep -cE '^("([^"\\]|\\.)*"|@)=("|dword:|hex\([127]\):)'`. `accent` is a text read there with another program.
 */
const exports = [
  { file: 'generic__rms__rms-7.0.0.1-Parameters', keys: 1, values: 1 },
  { file: 'generic__teamviewer__teamviewer-14.1.3399-TeamViewer', keys: 2, values: 15 },
  { file: 'generic__teamviewer__teamviewer-15.27.3-TeamViewer', keys: 7, values: 12 },
  { file: 'win32__registry__10-NetworkList', keys: 18, values: 32 },
  { file: 'win32__registry__10_russian-Uninstall', keys: 3, values: 27, accent: 'Компания КриптоПро' },
  { file: 'win32__registry__glpi-agent-audit-test', keys: 4, values: 31 },
  { file: 'win32__registry__mssql-SQL', keys: 1, values: 2 },
  { file: 'win32__registry__mssql-Setup', keys: 4, values: 30 },
  { file: 'win32__registry__mssql_engine-Setup', keys: 3, values: 23 },
  { file: 'win32__registry__mssql_engine-Uninstall', keys: 3, values: 9 },
  { file: 'win32__registry__office_2010_1', keys: 2, values: 54 },
  { file: 'win32__registry__office_2010_2', keys: 55, values: 249, accent: 'Użytkowników Domowych i Małych Firm' },
  { file: 'win32__registry__office_2016_01', keys: 353, values: 984 },
  { file: 'win32__registry__office_2016_02', keys: 5, values: 8 },
  { file: 'win32__registry__xp-Uninstall', keys: 536, values: 6449 },
];

describe.for(exports)('$file', ({ file, keys, values, accent }) => {
  const { path, missing } = corpus(`glpi-agent/resources__${file}.reg`);
  test.skipIf(missing)(`${keys} keys, ${values} values`, () => {
    const found = parseRegistryExport(readFileSync(path));
    expect(found).toHaveLength(keys);
    expect(found.reduce((sum, key) => sum + key.values.size, 0)).toBe(values);
    const texts = found.flatMap((key) => [...key.values.values()].map(String));
    if (accent !== undefined) expect(texts.some((text) => text.includes(accent))).toBe(true);
    expect(texts.some((text) => text.includes('\ufffd'))).toBe(false);
  });
});
