/** The log: one JSON object a line. No token, no content, and no address unless the operator asks. */
export type LogLine = { readonly event: string } & Readonly<Record<string, string | number | null | undefined>>;

/** A log that writes lines somewhere, each with its instant. */
export function lineLog(write: (line: string) => void): (line: LogLine) => void {
  return (line) => write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
}
