/** The names this machine resolved lately: from PowerShell, or where it gives none, from `ipconfig` if a process may still be started. */
import type { CachedName } from '../../../formats/displaydns.ts';
import { parseDisplayDns } from '../../../formats/displaydns.ts';
import { management, type Row, text } from './management.ts';
import { once } from './once.ts';
import { userHives } from './user-hives.ts';

export type ResolverCache = { names: CachedName[]; failure: string | undefined };

export const resolverCache = once(async (system, signal): Promise<ResolverCache> => {
  const answer = await management(system, signal);
  const part = answer.parts.get('names');
  if (part !== undefined && part.problems.length === 0) {
    return { names: part.rows.flatMap(cachedName), failure: undefined };
  }
  // Programs of people come first, when processes are counted.
  await userHives(system, signal);
  const run = await system.run('ipconfig', ['/displaydns'], { signal });
  const names = run.ok ? parseDisplayDns(run.stdout) : [];
  // Where the cache itself does not answer, it prints a sentence in the language of the system.
  const silent = run.ok && run.status !== 0 && names.length === 0 ? `answered ${run.status}` : undefined;
  const failure = run.ok ? silent : run.detail;
  return failure === undefined
    ? { names, failure }
    : { names: [], failure: `${answer.silence ?? 'PowerShell gave no name'}; ipconfig: ${failure}` };
});

export function cachedName(row: Row): CachedName[] {
  const name = text(row, 'record') ?? text(row, 'name');
  const data = text(row, 'data');
  return name === undefined || data === undefined || typeof row.type !== 'number'
    ? []
    : [{ name, type: row.type, data }];
}
