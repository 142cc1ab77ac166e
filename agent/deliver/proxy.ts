/**
 * Which proxy leads to a server: the policy's, else the environment's unless NO_PROXY excepts the server.
 * The proxy configured in Windows or by an automatic script (PAC, WPAD) is not looked up: the policy names one.
 */

type Environment = (name: string) => string | undefined;

/** The proxy's address; undefined to go straight; a problem when it is not one. */
export function proxyFor(
  server: URL,
  policy: string | undefined,
  environment: Environment,
): { proxy: URL | undefined } | { problem: string } {
  if (policy === 'direct') return { proxy: undefined };
  const [named, from] =
    policy === undefined ? [fromEnvironment(server, environment), 'HTTPS_PROXY'] : [policy, 'proxy'];
  if (named === undefined) return { proxy: undefined };
  const address = URL.parse(named.includes('://') ? named : `http://${named}`);
  if (address === null || !['http:', 'https:'].includes(address.protocol) || address.hostname === '') {
    // Not quoted: it may hold a password.
    return { problem: `${from}: not the address of a proxy; give http://host:port, or "direct"` };
  }
  return { proxy: address };
}

function fromEnvironment(server: URL, environment: Environment): string | undefined {
  const read = (name: string) => environment(name.toLowerCase()) || environment(name) || undefined;
  if (isExcepted(server, read('NO_PROXY') ?? '')) return undefined;
  return read('HTTPS_PROXY') ?? read('ALL_PROXY');
}

/** "*", a host, a domain with or without its dot, each with or without a port. */
function isExcepted(server: URL, list: string): boolean {
  const host = server.hostname.toLowerCase();
  const port = server.port || '443';
  return list
    .split(/[\s,]+/)
    .map((entry) => entry.toLowerCase())
    .some((entry) => {
      if (entry === '*') return true;
      const parts = /^\*?\.?(\[[^\]]*\]|[^:]+)(?::(\d+))?$/.exec(entry);
      if (parts?.[1] === undefined || (parts[2] !== undefined && parts[2] !== port)) return false;
      return host === parts[1] || host.endsWith(`.${parts[1]}`);
    });
}
