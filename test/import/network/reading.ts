/** What the tests of network logs share: what a log gives, by client. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportOptions } from '../../../src/import/index.ts';
import { pseudonym } from '../../../src/inventory/identity.ts';
import type { Endpoint } from '../../../src/inventory/schema.ts';
import { eventsOf, key, type Machine, machinesOf } from '../events.ts';

/** Hosts of one domain are known by their whole names. */
const knownName = (host: string): string | null =>
  host === 'example-office.com' || host.endsWith('.example-office.com') ? host : null;

export type Log = {
  readonly format: string;
  readonly log: NonNullable<Machine['log']>;
  readonly machines: readonly Machine[];
  /** What the client of this address or name asked for: "host count", in order. */
  readonly of: (client: string) => string[] | undefined;
};

export function told({ domain, count }: Endpoint): string {
  return `${domain} ${count}`;
}

export async function logOf(file: string, options: Partial<ImportOptions> = {}): Promise<Log> {
  const machines = machinesOf(await eventsOf([file], { knownName: () => knownName, ...options }));
  const [first] = machines;
  if (first?.log === undefined) throw new Error(`${file}: no log`);
  return {
    format: first.format,
    log: first.log,
    machines,
    of: (client) => {
      const ids = [pseudonym(key, 'address', client), pseudonym(key, 'name', client)];
      const found = machines.find(({ inventory: { machine } }) =>
        ids.includes(machine.identifiers.address ?? machine.identifiers.name),
      );
      return found?.inventory.endpoints.map(told);
    },
  };
}

/** Runs with files of this content: with the path of the only one, or that of their folder. */
export async function withFiles(
  files: Record<string, Uint8Array>,
  run: (path: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-network-'));
  try {
    const names = Object.keys(files);
    for (const name of names) writeFileSync(join(folder, name), files[name] as Uint8Array);
    await run(names.length === 1 ? join(folder, names[0] as string) : folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
