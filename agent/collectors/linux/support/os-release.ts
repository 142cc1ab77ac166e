/** The distribution, as /etc/os-release tells it. */
import { parseKeyValues } from '../../../formats/key-value-file.ts';
import type { System } from '../../../system.ts';

export type Distribution = {
  /** ID, for example "debian"; empty when the file is missing. */
  id: string;
  name: string;
  values: ReadonlyMap<string, string>;
  /** ID and ID_LIKE: the words by which the distribution's own archives and maintainers are recognised. */
  family: readonly string[];
};

export function readDistribution(system: System): Distribution {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const reading = system.read(path, 64 * 1024);
    if (reading.ok) return describeDistribution(reading.bytes.toString('utf8'));
  }
  return describeDistribution('');
}

export function describeDistribution(text: string): Distribution {
  const values = parseKeyValues(text);
  const id = values.get('ID') ?? '';
  const family = [id, ...(values.get('ID_LIKE') ?? '').split(' ')].filter((word) => word !== '');
  // "Debian GNU/Linux" signs its archives "Debian".
  const name = (values.get('NAME') ?? id).replace(/ GNU\/Linux$/, '');
  return { id, name, values, family };
}
