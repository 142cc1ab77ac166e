/**
 * Names of people, profile paths, personal domains, e-mail addresses and names of tenants, planted everywhere an agent looks, on the three
 * systems: none of them is in the bytes that leave, in any of the forms bytes may take. Every collector of the registry takes part.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../agent/collect.ts';
import { collectors } from '../../agent/collectors/index.ts';
import { serialise } from '../../agent/document.ts';
import { explainDocument } from '../../agent/explain.ts';
import { outgoingContacts } from '../../agent/outgoing-contacts.ts';
import { namesOfPeople } from '../../agent/people.ts';
import { minimise } from '../../agent/privacy.ts';
import type { Reading, System } from '../../agent/system.ts';
import { type EndpointPolicy, type Inventory, inventorySchema, type Platform } from '../../src/inventory/schema.ts';
import { bolt } from './collectors/bolt-writer.ts';
import { recorded, windowsSystem } from './collectors/windows/recorded-windows.ts';
import { fixture, type Recording, recordedSystem } from './recorded-system.ts';

/** What no document may hold. The fixtures have some of them of their own; the rest is planted below. */
const SECRETS = [
  'dupont',
  'bernard',
  'mariemartin',
  'jmartin',
  'durand',
  'mairie-x',
  'hunter2',
  'pc-017',
  'S-1-5-21',
  '203.0.113.9',
];
/** Planted in texts that a collector reads, where people leave such things. */
const PLANTED = [
  'jdupont',
  'Jean Dupont',
  'DUPONT Jean',
  'jean.dupont@famille-dupont.example',
  'C:\\Users\\jdupont\\AppData\\Local\\x',
  '/home/jdupont/bin/x',
  '/Users/jdupont/Applications/x',
  'file:///C:/Users/jdupont/x',
  '\\\\mairie-x\\partage\\jdupont\\x',
  'https://jdupont:hunter2@example.eu/~jdupont?u=jdupont',
  'S-1-5-21-1111111111-2222222222-3333333333-1001',
];
const NAMES = [
  'mairie-x.sharepoint.com',
  'famille-dupont.example',
  'jean-dupont.blog.example',
  'mairie-x.onmicrosoft.com',
];
const LIST = 'sharepoint.com\nauthentication onmicrosoft.com\nblog.example\n';
const MARIE = 'Marie Dupont';
const PASSWD = `root:x:0:0:root:/root:/bin/bash
mdupont:x:1000:1000:${MARIE}:/home/mdupont:/bin/bash
jdupont:x:1001:1001:Jean Dupont,,,:/srv/profils/jdupont:/bin/bash
jmartin:x:1002:1002::/home/jmartin:/bin/bash
`;

/** A text in the forms its bytes may take, lower case. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const wide = Buffer.from(secret, 'utf16le');
  // In base64 a text looks different at each of three places it may begin; only the characters that it alone decides are compared.
  const base64 = [bytes, wide].flatMap((form) =>
    [0, 1, 2].map((before) =>
      Buffer.concat([Buffer.alloc(before), form, Buffer.alloc(2)])
        .toString('base64')
        .slice(Math.ceil((before * 8) / 6), Math.floor(((before + form.length) * 8) / 6)),
    ),
  );
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [secret, wide.toString('latin1'), bytes.toString('hex'), wide.toString('hex'), percent, ...base64]
    .filter((form) => form.length >= 6)
    .map((form) => form.toLowerCase());
}

function leaks(bytes: string): string[] {
  const text = bytes.toLowerCase();
  return SECRETS.filter((secret) => forms(secret).some((form) => text.includes(form)));
}

/** The same sequence for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Values of a text, in the shapes agents read (JSON, property lists, registry exports, tables, "key: value", one value alone), with something planted at the end of some. */
function plantIn(text: string, random: () => number): string {
  const some = (value: string, encode: (text: string) => string) =>
    random() < 0.3 ? `${value} ${encode(PLANTED[Math.floor(random() * PLANTED.length)] ?? '')}` : value;
  const json = (value: string) => JSON.stringify(value).slice(1, -1);
  const xml = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const plain = (value: string) => value;
  if (/^\s*[[{]["\s\]{]/.test(text))
    return text.replace(
      /(":\s*"(?!Microsoft\.PowerShell|HKEY)[^"\\]{2,})"/g,
      (_, value: string) => `${some(value, json)}"`,
    );
  if (text.includes('<plist')) return text.replace(/(<string>[^<]+)/g, (value) => some(value, xml));
  if (/^\uFEFF?Windows Registry/.test(text))
    return text.replace(/("="[^"\r\n]+)"/g, (_, value: string) => `${some(value, json)}"`);
  if (/^[^\n]*\t[^\n]*\t/.test(text)) return text.replace(/[a-z]{3}(?=\t|$)/gim, (value) => some(value, plain));
  if (/^%[A-Z]+%$/m.test(text)) return text.replace(/^(?!%).{2,}$/gm, (value) => some(value, plain));
  if (/^[^\n]*\n?$/.test(text)) return some(text.trimEnd(), plain);
  return text.replace(/^[\w/.+\- ]+(?:\t?:|=| =) ?.{2,}$/gm, (value) => some(value, plain));
}

/** In a binary file only what is as long as what was there can be planted: at the end of its longer texts. */
function plantInBinary(bytes: Buffer, random: () => number): Buffer {
  const text = bytes.toString('latin1');
  const planted = text.replace(/[ -~]{16,}/g, (value) => (random() < 0.3 ? `${value.slice(0, -8)} jdupont` : value));
  return Buffer.from(planted, 'latin1');
}

function plantInBytes(bytes: Buffer, random: () => number): Buffer {
  if (bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])))
    return Buffer.from(plantIn(bytes.toString('utf16le'), random), 'utf16le');
  return bytes.includes(0) ? plantInBinary(bytes, random) : Buffer.from(plantIn(bytes.toString('utf8'), random));
}

/** Answers of the machine with things planted; `told` hears of each, as it was and as it is. */
function planting(system: System, seed: number, told: (what: string, planted: boolean) => void = () => {}): System {
  const random = randomFrom(seed);
  const into = (what: string, bytes: Buffer): Buffer => {
    const planted = plantInBytes(bytes, random);
    told(what, !planted.equals(bytes) || leaks(bytes.toString('latin1')).length > 0);
    return planted;
  };
  const inReading = (what: string, reading: Reading): Reading =>
    reading.ok ? { ...reading, bytes: into(what, reading.bytes) } : reading;
  return {
    ...system,
    read: (path, most) => (path === '/etc/passwd' ? system.read(path, most) : inReading(path, system.read(path, most))),
    visit: (path, visit) =>
      system.visit(path, (file) => visit({ ...file, at: (offset, length) => into(path, file.at(offset, length)) })),
    run: async (name, args, options) => {
      const run = await system.run(name, args, options);
      return run.ok ? { ...run, stdout: into(name, run.stdout) } : run;
    },
    registry: async (key, view, options) => inReading(`${key} ${view}`, await system.registry(key, view, options)),
  };
}

function put(root: string, files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const ADDON = JSON.stringify({
  addons: [
    {
      id: 'x@exemple.example',
      version: '1',
      type: 'extension',
      active: true,
      location: 'app-profile',
      defaultLocale: { name: 'Outil', creator: MARIE },
      path: '/home/mdupont/x',
    },
  ],
});
const TASK = `<?xml version="1.0"?><Task><RegistrationInfo><Author>MAIRIE-X\\jdupont</Author></RegistrationInfo><Settings><Enabled>true</Enabled></Settings>
<Actions><Exec><Command>C:\\Users\\jdupont\\AppData\\updater.exe</Command><Arguments>hunter2</Arguments></Exec></Actions></Task>`;
const EXTENSIONS = '.mozilla/firefox/abc.default/extensions.json';

function cached(name: string, target?: string) {
  const key = { class: 1, type: target === undefined ? 1 : 5, name };
  return { rrs: [{ rr: { key, ...(target === undefined ? {} : { name: target }) } }] };
}

function linux(): System {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-leaks-'));
  const cases = [
    'alpine',
    'arch',
    'fedora',
    'flatpak',
    'snap',
    'connections',
    'laptop',
    'vm-server',
    'debian-third-party',
  ];
  for (const name of cases) cpSync(fixture('linux', name), root, { recursive: true });
  put(root, {
    'etc/passwd': PASSWD,
    'etc/resolv.conf': 'nameserver 203.0.113.9\nsearch mairie-x.example\n',
    'etc/chrony/chrony.conf': 'server ntp.mairie-x.example\npool time.famille-dupont.example\n',
    'etc/sssd/sssd.conf':
      '[domain/x]\nid_provider = ad\nad_domain = ad.mairie-x.example\nldap_default_authtok = hunter2\n',
    'etc/himmelblau/himmelblau.conf': '[global]\ndomains = mairie-x.onmicrosoft.com\n',
    'etc/libvirt/qemu/pc-017-jdupont.xml': '<domain><name>jdupont</name><title>Jean Dupont</title></domain>',
    'run/systemd/resolve/resolv.conf': '',
    'run/cloud-init/instance-data.json': JSON.stringify({
      ds: { meta_data: { hostname: 'pc-017', public_ip: '203.0.113.9' } },
      v1: { cloud_name: 'aws', region: 'eu-west-3', instance_id: 'i-0123', local_hostname: 'pc-017' },
    }),
    'usr/share/applications/outil.desktop':
      '[Desktop Entry]\nType=Application\nName=Outil métier\nExec=/opt/outil/bin/outil --user jdupont\n',
    'usr/share/applications/mimeapps.list':
      '[Default Applications]\ntext/html=outil.desktop\nx-scheme-handler/http=outil.desktop\n',
    'home/mdupont/.config/mimeapps.list': '[Default Applications]\nx-scheme-handler/https=outil.desktop\n',
    'opt/outil/bin/outil': '',
    'etc/systemd/system/agent.service':
      '[Service]\nExecStart=/opt/outil/bin/agentd --secret hunter2 --home /home/jdupont\n',
    'home/mdupont/.local/share/applications/web.desktop':
      '[Desktop Entry]\nType=Application\nName=Famille Dupont\nExec=/opt/google/chrome/google-chrome --app-id=abc\n',
    [`home/jmartin/${EXTENSIONS}`]: ADDON,
    'home/linuxbrew/.linuxbrew/Cellar/git/2.47.0/INSTALL_RECEIPT.json': '{"source":{"path":"/home/jdupont/x"}}',
    'home/linuxbrew/.linuxbrew/Cellar/git/2.47.0/bin/git': '',
    'etc/oratab': 'JDUPONT:/home/jdupont/oracle/19c:Y\n',
    'var/lib/docker/image/overlay2/repositories.json': JSON.stringify({
      Repositories: { 'registry.example/outil': { 'registry.example/outil:1.0': 'sha256:0' } },
    }),
    'var/lib/docker/containers/1/config.v2.json': JSON.stringify({
      State: { Running: true },
      Name: '/jdupont',
      Config: { Image: 'registry.example/outil:1.0', Hostname: 'pc-017', Env: ['PASSWORD=hunter2', 'USER=jdupont'] },
    }),
    'var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db': bolt({ v1: { jdupont: { images: {} } } }),
  });
  symlinkSync('/opt/outil/bin/outil', join(root, 'opt/outil/jdupont'));
  const scope = {
    cache: [cached(NAMES[0] ?? '', 'jdupont.azurewebsites.example'), ...NAMES.slice(1).map((name) => cached(name))],
  };
  return recordedSystem(root, {
    commands: {
      resolvectl: JSON.stringify([scope]),
      rpm: readFileSync(fixture('linux', 'fedora', 'commands', 'rpm.txt')),
    },
    hostname: 'pc-017',
    environment: { USER: 'jdupont', HOME: '/home/mdupont' },
  });
}

function darwin(): System {
  const root = mkdtempSync(join(tmpdir(), 'tiebreak-leaks-'));
  for (const name of ['root', 'managed-mac']) cpSync(fixture('darwin', name), root, { recursive: true });
  put(root, {
    'Users/jdupont/x': '',
    'Users/jean.dupont/x': '',
    'Users/mdupont/Library/Application Support/Firefox/Profiles/abc.default/extensions.json': ADDON,
    'opt/homebrew/Cellar/git/2.47.0/INSTALL_RECEIPT.json': '{"source":{"path":"/Users/jdupont/x"}}',
    'opt/homebrew/Cellar/git/2.47.0/bin/git': '',
  });
  return recordedSystem(root, {
    platform: 'darwin',
    commands: {
      system_profiler: readFileSync(fixture('darwin', 'applications.xml')),
      profiles: 'MDM enrollment: Yes\nMDM server: https://mairie-x.jamfcloud.example/mdm/jdupont\n',
    },
    details: { vendor: 'Apple Inc.', model: 'MacBookPro18,3', guest: false, serial: 'C02PC-017' },
    hostname: 'pc-017',
    environment: { USER: 'jdupont' },
  });
}

function windows(role: 'workstation' | 'server'): System {
  const names = NAMES.map((name) => ({ name, record: name, type: 1, data: '203.0.113.9' }));
  const accounts = NAMES.map((domain) => ({ product: 'OneDrive', domain }));
  const more: Record<string, object[]> = {
    names,
    accounts,
    computer: [
      { Manufacturer: 'LENOVO', Model: '21HM', PartOfDomain: true, Domain: 'ad.mairie-x.example', Name: 'PC-017' },
    ],
  };
  const powershell = recorded(role)
    .toString('utf8')
    .split('\n')
    .map((line) => {
      const { part, rows, ...rest } = line.trim() === '' ? { part: '', rows: [] } : JSON.parse(line);
      return part === '' ? '' : JSON.stringify({ part, ...rest, rows: [...(more[part] ?? []), ...rows] });
    })
    .join('\n');
  const netstat = '  TCP    10.0.0.17:51000   203.0.113.9:443   ESTABLISHED   4120\r\n';
  const recording: Recording = {
    commands: { powershell, netstat },
    hostname: 'PC-017',
    environment: { SystemDrive: 'C:', USERNAME: 'jdupont' },
  };
  return windowsSystem(recording, {
    'C:/Users/jdupont/x': '',
    'C:/Users/jean.dupont/x': '',
    'C:/Users/j.dupont/x': '',
    'C:/Users/MarieMartin/x': '',
    'C:/Users/a.bernard/x': '',
    'C:/Windows/System32/Tasks/Éditeur jdupont/Mise à jour': TASK,
    'C:/Users/jdupont/AppData/Roaming/Mozilla/Firefox/Profiles/a/extensions.json': ADDON,
  });
}

const SYSTEMS: Record<string, { platform: Platform; system: () => System }> = {
  Linux: { platform: 'linux', system: linux },
  macOS: { platform: 'darwin', system: darwin },
  'a Windows workstation': { platform: 'windows', system: () => windows('workstation') },
  'a Windows server': { platform: 'windows', system: () => windows('server') },
};

/** A week of runs, as an agent of a policy does them: the document of the last. */
async function document(
  system: System,
  privacy: EndpointPolicy,
): Promise<{ text: string; gathered: Inventory; explained: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tiebreak-leaks-state-'));
  const domains = join(folder, 'domains.txt');
  const keyFile = join(folder, 'organisation.key');
  writeFileSync(domains, LIST, { mode: 0o600 });
  const key = Buffer.alloc(32, 5);
  const given: System = {
    ...system,
    read: (path, most) =>
      path === domains ? { ok: true, bytes: Buffer.from(LIST), truncated: false } : system.read(path, most),
  };
  const options = { privacy, domains, wanted: undefined, explain: undefined, key: keyFile, connections: true };
  let result = { text: '', explained: '' };
  let gathered: Inventory | undefined;
  for (const now of ['2026-11-01T08:00:00.000Z', '2026-11-09T08:00:00.000Z']) {
    gathered = await collect(system, { collectors, agentVersion: '0', now, key, timeoutMs: 10_000 });
    const { contacts, list } = await outgoingContacts(given, gathered, { options, key, folder });
    const text = serialise(minimise(gathered, { people: namesOfPeople(system), contacts, list }));
    result = { text, explained: explainDocument(text, contacts.withheld, 'fr') };
  }
  if (gathered === undefined) throw new Error('nothing was gathered');
  return { ...result, gathered };
}

const CASES = Object.entries(SYSTEMS).flatMap(([name, one]) =>
  (['strict', 'discover'] as const).map((policy) => ({ name, policy, ...one })),
);

describe('nothing planted leaves', () => {
  test.for(CASES)('$name, $policy', async ({ policy, system }) => {
    for (let seed = 0; seed < 12; seed++) {
      const { text, explained } = await document(seed === 0 ? system() : planting(system(), seed), policy);
      expect(inventorySchema.safeParse(JSON.parse(text)).success).toBe(true);
      expect(leaks(text)).toEqual([]);
      expect(leaks(explained)).toEqual([]);
    }
  });

  test.for(Object.entries(SYSTEMS))('full, %s: addresses leave, nobody does', async ([, { system }]) => {
    const { text } = await document(system(), 'full');
    expect(leaks(text.replaceAll('203.0.113.9', '').replaceAll(/(?:famille-dupont|mairie-x)\.example/g, ''))).toEqual(
      [],
    );
  });

  test('the planted things were there to be found, and the test finds them in every form', async () => {
    for (const { system } of Object.values(SYSTEMS)) {
      const { gathered } = await document(planting(system(), 1), 'strict');
      expect(leaks(JSON.stringify(gathered))).toContain('dupont');
      expect(JSON.stringify((await document(system(), 'strict')).gathered)).toMatch(/mairie-x|jamfcloud/);
    }
    for (const secret of SECRETS) for (const form of forms(secret)) expect(leaks(`x${form}y`)).toContain(secret);
    for (const text of ['dupont', 'x dupont', 'chez dupont', 'à dupont.'])
      expect(leaks(Buffer.from(text).toString('base64'))).toEqual(['dupont']);
  });
});

test('every collector of the registry found something where things are planted', async () => {
  const answered = new Set<string>();
  for (const { platform, system } of Object.values(SYSTEMS)) {
    const { gathered } = await document(system(), 'strict');
    for (const { id, status } of gathered.collectors)
      if (status !== 'not-applicable' && status !== 'failed' && status !== 'denied') answered.add(`${platform}/${id}`);
  }
  const expected = collectors.flatMap(({ id, platforms }) => platforms.map((platform) => `${platform}/${id}`));
  expect(expected.filter((name) => !answered.has(name))).toEqual([]);
});

/** Where nothing can be planted without the file being another: numbers, and a file that holds no text on purpose. */
const NOTHING_TO_PLANT = /^\/proc\/net\/(?:tcp|udp)6?$|^\/sys\/class\/dmi\/id\/chassis_type$|^\/snap\/casse\//;

test('something is planted in every file and every answer that a collector reads', async () => {
  for (const { system } of Object.values(SYSTEMS)) {
    const answers = new Map<string, boolean>();
    for (let seed = 1; seed <= 40; seed++) {
      const planted = planting(system(), seed, (what, yes) => answers.set(what, yes || (answers.get(what) ?? false)));
      await collect(planted, { collectors, agentVersion: '0', now: '2026-11-01T08:00:00.000Z', timeoutMs: 10_000 });
    }
    expect(answers.size).toBeGreaterThan(4);
    expect([...answers].flatMap(([what, yes]) => (yes || NOTHING_TO_PLANT.test(what) ? [] : [what]))).toEqual([]);
  }
});

test('what it says would leave holds every value of the document', async () => {
  for (const { system } of Object.values(SYSTEMS)) {
    const { text, explained } = await document(system(), 'discover');
    const values: string[] = [];
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value !== 'object' && value !== null) values.push(String(value));
      return value;
    });
    expect(values.length).toBeGreaterThan(50);
    expect(values.filter((value) => !explained.includes(value))).toEqual([]);
  }
});
