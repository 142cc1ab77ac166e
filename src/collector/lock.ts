/**
 * One receiver for a folder: two would each remember half of what arrived. The lock is a name that the system frees when the process
 * ends, however it ends. Where there is none (macOS) nothing is held, and the guide says to run one.
 */
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { sha256 } from '../inventory/digest.ts';
import { Problem } from '../problem.ts';

const prefixes: Partial<Record<NodeJS.Platform, string>> = {
  linux: '\0tiebreak-collect-',
  win32: '\\\\.\\pipe\\tiebreak-collect-',
};

/** Answers what frees it; throws a Problem when another receiver has it. */
export async function lockFolder(dir: string): Promise<() => void> {
  const prefix = prefixes[process.platform];
  if (prefix === undefined) return () => {};
  const name = sha256(realpathSync(dir)).slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Problem('collect-locked', { dir }) : error),
    );
    server.listen(`${prefix}${name}`, resolve);
  });
  server.unref();
  return () => server.close();
}
