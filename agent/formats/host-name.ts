/** Names of the Internet among the names of machines: what may be said of a server without saying who works there. */

/** Two labels at least, of letters, digits and hyphens; a name that ends in a digit is an address. */
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z][a-z0-9-]{1,62}$/;
const INTERNAL = /\.(?:local|lan|internal|intranet|intra|home|corp|priv|private|localdomain|arpa|test|invalid|onion)$/;

/** The name in lower case without its last dot, or undefined when it is not one of the public Internet. */
export function publicHost(text: string | undefined): string | undefined {
  const host = (text ?? '').trim().toLowerCase().replace(/\.$/, '');
  return host.length <= 253 && NAME.test(host) && !INTERNAL.test(host) ? host : undefined;
}

/** "ldap1.mairie.example" → "mairie.example": what a machine belongs to, without the name of the machine that answers. */
export function parentDomain(host: string): string {
  const labels = host.split('.');
  return labels.length > 2 ? labels.slice(1).join('.') : host;
}
