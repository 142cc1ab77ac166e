/** A record of the domain name system, as resolvers, zone files and dig give it. */

export const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT'] as const;
export type RecordType = (typeof recordTypes)[number];

export interface DnsRecord {
  /** Lower case, without final dot. */
  readonly name: string;
  readonly type: RecordType;
  /** What follows the type: names in lower case without final dot; the pieces of a text joined, without quotes. */
  readonly value: string;
}

/** Records of a file; `whole` when it is a zone: what it does not say does not exist. */
export interface SavedRecords {
  readonly records: readonly DnsRecord[];
  readonly whole: boolean;
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
