import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unseenBySources } from '../../src/assess/unseen.ts';
import { observePaths } from '../../src/cli/observe.ts';
import { base } from '../demonstration/fleet.ts';
import { fixtures, key } from '../import/events.ts';

test.each([
  ['glpi-xml/ocs-windows-latin1.xml', 'one user only', 'glpi:softwares'],
  ['reg-export/utf-16.reg', undefined, undefined],
  ['windows/uninstall-64.reg', 'one user only', 'reg-export'],
  ['wazuh-json/api-packages.json', 'truncated by their source', 'wazuh-json'],
  ['fleet-json/one-host-without-software.json', 'gave no list of software', 'fleet-json'],
  ['csv/intune-discovered-apps-aggregated.csv', 'read as one machine', 'csv'],
  ['sbom/packages.spdx.json', 'Bills of materials', 'spdx-json'],
])('%s: what its source could not see is among the limits of the result', async (path, words, source) => {
  const { observation } = await observePaths([join(fixtures, ...path.split('/'))], base, { key });
  const labels = unseenBySources(observation);
  if (words === undefined) expect(labels).toEqual([]);
  else expect(labels.map(({ en }) => en)).toContainEqual(expect.stringMatching(new RegExp(`${words}.*${source}`)));
  for (const { fr } of labels) expect(fr).not.toBe('');
});

test('an agent that has observed for less than a week: said once, with when to come back', () => {
  const warnings = ['observed for less than a week: no service contacted is told yet'];
  const collectors = [{ id: 'contacts', status: 'empty' as const, items: 0, machines: 2, warnings }];
  const [label, ...others] = unseenBySources({ collectors } as unknown as Parameters<typeof unseenBySources>[0]);
  expect(others).toEqual([]);
  expect(label?.fr).toContain('moins d’une semaine');
  expect(label?.en).toContain('again in a week');
});
