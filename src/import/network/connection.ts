/** A line of netstat or ss → a connection, by its shape: a protocol or a state, then two addresses with their ports. */
const PROTOCOL = /^(tcp|udp)(?:4|6|46)?$/i;
/** States of ss, where no protocol is shown. */
const STATE = /^(?:ESTAB|LISTEN|UNCONN|SYN-SENT|SYN-RECV|FIN-WAIT-[12]|TIME-WAIT|CLOSE-WAIT|LAST-ACK|CLOSING|CLOSED)$/;
const LONGEST_LINE = 2000;
const MOST_WORDS = 14;

export type Connection = {
  readonly protocol: string;
  readonly localPort: string;
  /** Undefined where the line shows a socket that waits for others. */
  readonly remote: string | undefined;
  readonly remotePort: number | undefined;
  process: string | undefined;
};

type Place = { readonly address: string; readonly port: string };

/** "192.0.2.1:443", "[2001:db8::1]:443", "*:*", "192.0.2.1.443" as BSD writes it, "127.0.0.53%lo:53". */
function placeOf(word: string): Place | undefined {
  const bracket = /^\[([^\]]{1,100})\]:(\w{1,40}|\*)$/.exec(word);
  if (bracket !== null) return { address: bracket[1] ?? '', port: bracket[2] ?? '' };
  const at = Math.max(word.lastIndexOf(':'), isBsd(word) ? word.lastIndexOf('.') : -1);
  if (at < 1 || at === word.length - 1) return undefined;
  const port = word.slice(at + 1);
  return /^(?:[\w-]{1,40}|\*)$/.test(port) ? { address: word.slice(0, at), port } : undefined;
}

/** No colon before the port, or those of an address of version 6 only, behind which a dot comes. */
function isBsd(word: string): boolean {
  return !word.includes(':') || word.lastIndexOf('.') > word.lastIndexOf(':');
}

function isOpen({ address, port }: Place): boolean {
  return port === '*' || port === '0' || address === '*';
}

/** "firefox" of 'users:(("firefox",pid=1,fd=2))' or of "1234/firefox"; never what comes behind a colon, which may be a user. */
function processIn(words: readonly string[]): string | undefined {
  for (const word of words) {
    const name = /^users:\(\("([^"]{1,64})"/.exec(word)?.[1] ?? /^\d{1,10}\/([^\s:]{1,64})/.exec(word)?.[1];
    if (name !== undefined) return name.split(':')[0];
  }
  return undefined;
}

export function connectionOf(line: string): Connection | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  const words = line.trim().split(/\s+/, MOST_WORDS);
  const start = words.findIndex((word) => PROTOCOL.test(word));
  const isSs = start === -1 && STATE.test(words[0] ?? '');
  // BSD may put a socket and a hash first.
  if ((start === -1 && !isSs) || start > 2) return undefined;
  const protocol = isSs ? 'tcp' : (PROTOCOL.exec(words[start] ?? '')?.[1] ?? '').toLowerCase();
  const rest = words.slice(start + 1).filter((word) => !/^\d+$/.test(word));
  const first = rest.findIndex(
    (word, index) => placeOf(word) !== undefined && placeOf(rest[index + 1] ?? '') !== undefined,
  );
  if (first === -1) return undefined;
  const [local, remote] = [placeOf(rest[first] ?? ''), placeOf(rest[first + 1] ?? '')];
  if (local === undefined || remote === undefined) return undefined;
  const port = Number(remote.port);
  return {
    protocol,
    localPort: local.port,
    remote: isOpen(remote) ? undefined : remote.address,
    remotePort: Number.isInteger(port) && port > 0 && port <= 65535 ? port : undefined,
    process: processIn(rest.slice(first + 2)),
  };
}

/** The program of the connection above, as `netstat -b` of Windows writes it. */
export function programOf(line: string): string | undefined {
  return /^\s*\[([^\]\\/]{1,64})\]\s*$/.exec(line.length > 200 ? '' : line)?.[1];
}
