/**
 * Records of domain names that were saved: zone files, and the output of dig. What they say of mail and of sites is told by `domainServices`, which
 * whoever imports gives: an importer knows no vendor.
 */
import { Problem } from '../../problem.ts';
import { openAccount, refuse } from '../account.ts';
import { decodeForeign } from '../decode.ts';
import { domainsIn, looksLikeZone, readZone } from '../dns/zone.ts';
import { documentOf, originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { readWhole } from '../json.ts';
import type { Source } from '../source.ts';

function detect({ text }: Head): boolean {
  return looksLikeZone(text);
}

async function* read(source: Source, { key, domainServices }: ImportContext): AsyncGenerator<Outcome> {
  const { file } = source;
  const { text, note } = decodeForeign(await readWhole(source));
  const saved = readZone(text);
  const names = domainsIn(saved.records);
  if (names.length === 0 || domainServices === undefined) throw new Problem('zone-empty', { file });
  const { services, collectors } = await domainServices(names, saved);
  const account = openAccount();
  account.read = saved.records.length + saved.other;
  account.kept = saved.records.length;
  if (saved.other > 0) refuse(account, 'other-record', saved.other);
  const origin = originOf(source, zone.id, key, []);
  if (note !== undefined) account.notes.push(note);
  yield documentOf(origin, account, {
    observedFrom: 'declaration',
    machine: { identifiers: {}, kind: 'unknown', kindEvidence: [] },
    services,
    collectors,
  });
}

export const zone: Importer = { id: 'zone', detect, read };
