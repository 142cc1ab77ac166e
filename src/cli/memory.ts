/** Memory of the command line: a report reads documents one after the other, and what it has read is garbage at once. */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation at its first size: it would grow by 100 MB for garbage that a smaller one collects as well. There is little to keep
 * of it, so that helpers cost more than they save.
 */
export function boundMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
}
