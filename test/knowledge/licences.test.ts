/** rules/licences.yml against the SPDX License List: the licences that make class B are those the OSI approved, neither more nor fewer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import spdx from 'spdx-license-list/spdx.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { parse } from 'yaml';

test('the approved licences are those of the SPDX list', () => {
  const { osiApproved } = parse(readFileSync(join(import.meta.dirname, '../../rules/licences.yml'), 'utf8')) as {
    osiApproved: string[];
  };
  const approved = Object.entries(spdx as Record<string, { osiApproved: boolean }>).filter(
    ([, licence]) => licence.osiApproved,
  );
  expect([...osiApproved].sort()).toEqual(approved.map(([id]) => id).sort());
});
