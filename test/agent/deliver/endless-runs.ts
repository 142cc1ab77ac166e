/**
 * A process to be killed: the deliveries of one machine, one run after the other, with the real code.
 *
 * In: a JSON object as its argument. Out: on standard output "ready", then in the ledger the name of each document that the spool took,
 * as soon as it did. With `runs`, it stops after so many; else never.
 */
import { appendFileSync, writeSync } from 'node:fs';
import { deliver } from '../../../agent/deliver/deliver.ts';
import { folderDestination } from '../../../agent/deliver/folder.ts';
import { httpsDestination } from '../../../agent/deliver/https.ts';
import { openSpool, type Spool } from '../../../agent/deliver/spool.ts';
import { machineKey } from '../../../agent/signing.ts';
import { openState } from '../../../agent/state.ts';
import { fingerprint, rawPublicKey } from '../../../src/inventory/signature.ts';
import { inventoryOf } from './documents.ts';

export type Runs = {
  stateFolder: string;
  ledger: string;
  /** A folder, or a collector. */
  share?: string;
  server?: string;
  pem?: string;
  token?: string;
  runs?: number;
};

const {
  stateFolder,
  ledger,
  share,
  server,
  pem = '',
  token,
  runs = Number.POSITIVE_INFINITY,
}: Runs = JSON.parse(process.argv[2] ?? '');
openState(stateFolder);
const key = machineKey(stateFolder);
if (key === undefined) throw new Error('no key');
const unlimited = { documents: 1e9, bytes: 1e12 };
const real = openSpool(stateFolder, unlimited);
const spool: Spool = {
  ...real,
  put: (document) => {
    const kept = real.put(document);
    if ('replaced' in kept) appendFileSync(ledger, `${document.name}\n`);
    return kept;
  },
};
const destination =
  share === undefined
    ? httpsDestination({
        server: new URL(server ?? ''),
        proxy: undefined,
        trust: { kind: 'authority', pem },
        token,
        timeoutMs: 5000,
        totalMs: 3_600_000,
        random: () => 0.01,
      })
    : folderDestination(share, fingerprint(rawPublicKey(key)), 1e9);
writeSync(1, 'ready\n');
for (let run = 0; run < runs; run++) {
  const inventory = inventoryOf(`${process.pid}-${run}`, new Date().toISOString());
  // As long as that of a small machine: a kill in the middle of writing it has to be likely.
  const programs = Array.from({ length: 300 }, (_, index) => `program ${index} ${'x'.repeat(100)}`);
  inventory.software.push(...programs.map((name) => ({ name, kind: 'program', foundBy: 'test' }) as const));
  const report = await deliver({ inventory, key, stateFolder, destination, fullEveryDays: 7, spool });
  if (report.problems.length > 0) writeSync(2, `${report.problems.join('\n')}\n`);
}
await destination.close();
