/** The servers this machine takes the time from, as chrony, timesyncd and ntpd are told; those inside the organisation stay here. */
import type { Endpoint } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { parseSections } from '../../formats/section-file.ts';
import type { System } from '../../system.ts';

const NTP_PORT = 123;
const LINE_FILES = ['/etc/chrony.conf', '/etc/chrony/chrony.conf', '/etc/ntp.conf', '/etc/ntpsec/ntp.conf'];
const LINE_FOLDERS = ['/etc/chrony.d', '/etc/chrony/conf.d', '/etc/chrony/sources.d'];
const TIMESYNCD = '/etc/systemd/timesyncd.conf';
const FILE_BYTES = 256 * 1024;

export const timeServers: Collector = {
  id: 'time-servers',
  platforms: ['linux'],
  collect(system): Collected {
    const lists = LINE_FOLDERS.flatMap((folder) => filesIn(system, folder, /\.(?:conf|sources)$/));
    const texts = [...LINE_FILES, ...lists].flatMap((path) => readText(system, path));
    const settings = [TIMESYNCD, ...filesIn(system, `${TIMESYNCD}.d`, /\.conf$/)].flatMap((path) =>
      readText(system, path),
    );
    if (texts.length + settings.length === 0) return notApplicable;
    const hosts = new Set([...texts.flatMap(parseServerLines), ...settings.flatMap(parseTimesyncd)]);
    const endpoints = [...hosts].map((host): Endpoint => ({ host, port: NTP_PORT, source: 'time-servers' }));
    return { facts: { endpoints } };
  },
};

/** "server ntp.example iburst", "pool …", "peer …". */
export function parseServerLines(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [directive = '', host] = line.trim().split(/\s+/, 2);
    const known = ['server', 'pool', 'peer'].includes(directive) ? publicHost(host) : undefined;
    return known === undefined ? [] : [known];
  });
}

/** The fall-back servers are asked only when no other is given. */
export function parseTimesyncd(text: string): string[] {
  const time = parseSections(text).get('Time');
  const chosen = time?.get('NTP') || time?.get('FallbackNTP') || '';
  return chosen.split(/\s+/).flatMap((name) => publicHost(name) ?? []);
}

function filesIn(system: System, folder: string, wanted: RegExp): string[] {
  const listing = system.list(folder);
  return listing.ok ? listing.names.filter((name) => wanted.test(name)).map((name) => `${folder}/${name}`) : [];
}

function readText(system: System, path: string): string[] {
  const reading = system.read(path, FILE_BYTES);
  return reading.ok ? [reading.bytes.toString('utf8')] : [];
}
