/**
 * Records that are easily got wrong. Each case of the reference list (where the list is there) has a caution that the lint holds the base to;
 * the lint itself is proved in test/authoring/lint.test.ts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lint } from '../../src/authoring/lint.ts';
import { readKnowledge } from '../../src/knowledge/read.ts';

const root = join(import.meta.dirname, '../..');
const reference = join(root, '../shared/reference/tricky_cases.csv');

/** Product of the caution that guards each case. */
const guards: Readonly<Record<string, readonly string[]>> = {
  'Ciril Group': ['ciril-civil-net-finances'],
  Cegid: ['cegid-public'],
  'Inetum (ex-GFI)': ['inetum-astre'],
  Hornetsecurity: ['hornetsecurity-mail'],
  Vade: ['vade-mail'],
  'Alcatel-Lucent Enterprise': ['omnipcx'],
  Gandi: ['gandi-hosting'],
  SUSE: ['sles'],
  Septeo: ['septeo-as-tech'],
  Odoo: ['odoo-online'],
  Proofpoint: ['proofpoint-mail'],
  Acronis: ['acronis-cyber-protect'],
  Atlassian: ['jira-server'],
  'Hugging Face': ['hugging-face'],
  Matomo: ['matomo-cloud'],
  'Contentsquare/Hotjar/Heap': ['contentsquare', 'hotjar', 'heap'],
  Brightcove: ['brightcove'],
  Elastic: ['elasticsearch'],
  'ByteDance/TikTok': ['lark'],
  Jitsi: ['meet-jit-si', 'jitsi-meet'],
  VMware: ['vmware-esxi', 'omnissa-horizon'],
  Sage: ['sage-100'],
  Mimecast: ['mimecast'],
  Kaspersky: ['kaspersky-endpoint-security'],
  Veeam: ['veeam-backup-replication'],
  Klaxoon: ['klaxoon'],
  Silae: ['silae'],
  Infomaniak: ['infomaniak-mail'],
  Ivanti: ['ivanti-endpoint-manager'],
  Qwant: ['qwant'],
  Opera: ['opera-browser'],
  Lexmark: ['lexmark-tools'],
  Zimbra: ['zimbra'],
  Horoquartz: ['horoquartz-etemptation'],
  Talend: ['talend-studio'],
};

const { base } = readKnowledge({ root });
if (base === null) throw new Error('the base cannot be read');

test.each(Object.entries(guards))('%s is guarded, and the base agrees', (_, products) => {
  const guarded = base.rules.cautions.cautions.map(({ product }) => product);
  expect(products.filter((product) => !guarded.includes(product))).toEqual([]);
  const contradicted = lint(base).filter(
    ({ where, code }) => code === 'caution-contradicted' && products.includes(where),
  );
  expect(contradicted).toEqual([]);
});

test.skipIf(!existsSync(reference))('every case of the reference list has its guard', () => {
  const [, ...lines] = readFileSync(reference, 'utf8').trim().split('\n');
  const cases = lines.map((line) => line.split(',')[0] as string);
  expect(cases.filter((name) => guards[name] === undefined)).toEqual([]);
  expect(cases.length).toBeGreaterThan(30);
});
