/**
 * Writes a fleet of native inventories in a folder, for measurements: 300 items per machine drawn from 20,000 titles by
 * Zipf's law, the same bytes for the same seed. Nothing in it was observed anywhere: titles, publishers and pseudonyms
 * are made up.
 *
 *   node test/bench/fleet-generator.ts FOLDER COUNT [SEED]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { INVENTORY_VERSION, type Inventory, type SoftwareItem } from '../../src/inventory/schema.ts';

const TITLES = 20_000;
const ITEMS = 300;
const PUBLISHERS = 2_000;

const syllables = [
  'ba',
  'cor',
  'di',
  'fé',
  'gra',
  'lu',
  'mon',
  'né',
  'or',
  'pli',
  'qua',
  'ri',
  'so',
  'ta',
  'ul',
  'vi',
  'xen',
  'zy',
] as const;
const forms = ['SAS', 'GmbH', 'Inc.', 'Corporation', 'Ltd', 'B.V.', 'Project', 'SA'] as const;
const suffixes = ['', ' (64-bit)', ' - fr-FR', ' Viewer', ' Runtime', ' Client', ' 2019', ' Professionnel'] as const;

/** Mulberry32: 32 bits of state are enough for a fleet, and the sequence is the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function word(random: () => number): string {
  const made = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(random, syllables)).join('');
  return made.charAt(0).toUpperCase() + made.slice(1);
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

function version(random: () => number): string {
  return [random() * 30, random() * 20, random() * 9_000].map(Math.floor).join('.');
}

type Title = { name: string; publisher: string };

/** Titles by rank: the given ones first, the most frequent, then invented ones. */
function makeTitles(random: () => number, given: readonly Title[]): Title[] {
  const publishers = Array.from({ length: PUBLISHERS }, () => `${word(random)} ${pick(random, forms)}`);
  const invented = Array.from({ length: TITLES }, (_, rank) => ({
    name: `${word(random)} ${word(random)} ${rank}${pick(random, suffixes)}`,
    publisher: pick(random, publishers),
  }));
  return [...given, ...invented].slice(0, TITLES);
}

/** Running sums of 1/rank, in which a uniform draw is looked up by halves. */
function zipf(): Float64Array {
  const sums = new Float64Array(TITLES);
  let sum = 0;
  for (let rank = 0; rank < TITLES; rank++) {
    sum += 1 / (rank + 1);
    sums[rank] = sum;
  }
  return sums;
}

function draw(random: () => number, sums: Float64Array): number {
  const target = random() * (sums[TITLES - 1] as number);
  let low = 0;
  let high = TITLES - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

function makeSoftware(random: () => number, titles: readonly Title[], sums: Float64Array): SoftwareItem[] {
  const ranks = new Set<number>();
  while (ranks.size < ITEMS) ranks.add(draw(random, sums));
  return [...ranks].map((rank) => ({
    ...(titles[rank] as Title),
    version: version(random),
    architecture: 'x86_64',
    kind: 'program',
    scope: 'machine',
    foundBy: 'installed-programs',
    installedOn: `2025-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`,
  }));
}

function makeInventory(random: () => number, titles: readonly Title[], sums: Float64Array): Inventory {
  const server = random() < 0.15;
  return {
    document: 'inventory',
    schemaVersion: INVENTORY_VERSION,
    agent: { name: 'tiebreak-agent', version: '0.1.0' },
    collectedAt: '2026-10-05T08:00:00Z',
    machine: {
      identifiers: { serial: hex(random, 32), uuid: hex(random, 32), name: hex(random, 32), keyId: '00000000' },
      kind: server ? 'server' : 'workstation',
      kindEvidence: [server ? 'operating system: Windows Server 2022' : 'chassis: Laptop'],
      site: `site-${Math.floor(random() * 40)}`,
      operatingSystem: {
        family: 'windows',
        name: server ? 'Windows Server 2022' : 'Windows 11',
        version: '10.0.26100',
        architecture: 'x86_64',
      },
      hardware: {
        vendor: `${word(random)} ${pick(random, forms)}`,
        model: word(random),
        chassis: server ? 'Rack Mount' : 'Laptop',
      },
    },
    software: makeSoftware(random, titles, sums),
    endpoints: Array.from({ length: 10 }, () => {
      const domain = `${word(random)
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .slice(0, 5)
        .toLowerCase()}.example`;
      return {
        host: `www.${domain}`,
        domain,
        port: 443,
        process: `${word(random)}.exe`,
        count: 1 + Math.floor(random() * 50),
        source: 'connections',
      };
    }),
    services: [],
    browserExtensions: [],
    securityProducts: [{ name: word(random), category: 'antivirus', registered: true, enabled: true }],
    attachments: [],
    useEvidence: [{ kind: 'default-handler', subject: 'http', product: word(random) }],
    packageOrigins: [],
    collectors: [
      { id: 'installed-programs', status: 'ok', items: ITEMS, durationMs: 41, warnings: [] },
      { id: 'connections', status: 'ok', items: 10, durationMs: 12, warnings: [] },
    ],
  };
}

/** Writes `count` inventories in `folder`, made if it is not there, and returns their names. `given` titles are its most frequent ones. */
export function generateFleet(folder: string, count: number, seed = 1, given: readonly Title[] = []): string[] {
  const random = randomFrom(seed);
  const titles = makeTitles(random, given);
  const sums = zipf();
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const name = `PC-${String(index).padStart(5, '0')}.inventory.json`;
    writeFileSync(join(folder, name), JSON.stringify(makeInventory(random, titles, sums)));
    return name;
  });
}

const [, script, folder, count, seed] = argv;
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  if (folder === undefined || !(Number(count) > 0)) throw new Error('usage: fleet-generator.ts FOLDER COUNT [SEED]');
  generateFleet(folder, Number(count), seed === undefined ? 1 : Number(seed));
}
