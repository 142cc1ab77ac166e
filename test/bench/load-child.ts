/** A process of its own, as a command is: loads the base and makes what recognition needs, or nothing at all; ends by
 * saying how many products it has and the processor time it took, in milliseconds. */
import { DomainIndex } from '../../src/identify/domains.ts';
import { Identifier } from '../../src/identify/identify.ts';
import { readCheckedBase } from '../../src/knowledge/checked.ts';

const [mode, root, cache] = process.argv.slice(2);
let products = 0;
if (mode === 'load' && root !== undefined) {
  const base = readCheckedBase({ root, ...(cache === undefined ? {} : { cache }) });
  if (base === undefined) throw new Error(`${root}: no base already checked`);
  new Identifier(base);
  new DomainIndex(base);
  products = base.products.length;
}
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ products, cpuMs: (user + system) / 1000 }));
