/** What a line looks like, without anything of what it says: letters, digits, and the signs between them. */
const LONGEST_SAMPLE = 80;

export function maskedSample(line: number, bytes: Buffer, start: number, end: number): string {
  const shape = bytes
    .toString('latin1', start, Math.min(end, start + LONGEST_SAMPLE))
    .replace(/[A-Za-z\x80-\xff]/g, 'a')
    .replace(/\d/g, '9')
    .replace(/[^!-~]/g, ' ');
  return `${line}: ${shape}`;
}
