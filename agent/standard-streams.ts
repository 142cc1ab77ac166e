/** Standard output and error, for a person or for a program: whole before this process ends. */
import { writeAll } from './deliver/file.ts';

export type Stream = 'output' | 'error';

export function writeStandard(stream: Stream, text: string): void {
  const descriptor = stream === 'output' ? 1 : 2;
  // A console of Windows reads bytes in a code page of its own, accents as something else: it is given text, which it takes at once.
  if (process.platform === 'win32' && process.getBuiltinModule('node:tty').isatty(descriptor)) {
    (stream === 'output' ? process.stdout : process.stderr).write(text);
  } else writeAll(descriptor, text);
}
