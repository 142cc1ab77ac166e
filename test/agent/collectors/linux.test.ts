import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apk } from '../../../agent/collectors/linux/apk.ts';
import { connections } from '../../../agent/collectors/linux/connections.ts';
import { dpkg } from '../../../agent/collectors/linux/dpkg.ts';
import { flatpak } from '../../../agent/collectors/linux/flatpak.ts';
import { describeVirtualisation, hardware } from '../../../agent/collectors/linux/hardware.ts';
import { operatingSystem } from '../../../agent/collectors/linux/operating-system.ts';
import { pacman } from '../../../agent/collectors/linux/pacman.ts';
import { rpm } from '../../../agent/collectors/linux/rpm.ts';
import { snap } from '../../../agent/collectors/linux/snap.ts';
import { chassisName } from '../../../agent/formats/smbios.ts';
import { fixture, NEVER, recordedSystem } from '../recorded-system.ts';

const nodesource = `Package: nodejs
Maintainer: NodeSource Support <support@nodesource.example>
Version: 20.20.2-1nodesource1
`;

test('dpkg: installed packages only, each with the origin that can be shown', async () => {
  const system = recordedSystem(fixture('linux', 'debian-third-party'), {
    commands: { 'apt-helper cat-file': nodesource },
  });
  const { facts, warnings, status } = await dpkg.collect(system, NEVER);
  const origins = Object.fromEntries((facts.software ?? []).map(({ name, origin }) => [name, origin]));
  expect(origins).toEqual({
    apt: 'Debian',
    libc6: 'Debian',
    e2fsprogs: 'Debian',
    'libcom-err2': 'Debian',
    libgif7: undefined,
    'docker-ce': 'Docker',
    nodejs: 'NodeSource',
    zoom: undefined,
    'mairie-fonds-ecran': undefined,
    'en-attente': 'Debian',
  });
  expect(facts.packageOrigins).toEqual([
    { name: 'Debian', site: 'deb.debian.org', packages: 5 },
    { name: 'Docker', site: 'download.docker.example', packages: 1 },
    { name: 'NodeSource', site: 'deb.nodesource.example', packages: 1 },
  ]);
  expect(status).toBeUndefined();
  expect(warnings).toEqual([
    expect.stringContaining('5 packages is deduced'),
    expect.stringContaining('3 packages have no origin'),
  ]);
});

test('dpkg: publishers are named without their address, never those of the distribution', async () => {
  const system = recordedSystem(fixture('linux', 'debian-third-party'), {
    commands: { 'apt-helper cat-file': nodesource },
  });
  const { facts } = await dpkg.collect(system, NEVER);
  const publishers = Object.fromEntries((facts.software ?? []).map(({ name, publisher }) => [name, publisher]));
  expect(publishers).toMatchObject({
    apt: undefined,
    zoom: 'Zoom Communications, Inc.',
    nodejs: 'NodeSource Support',
    'docker-ce': 'Docker',
  });
  expect(publishers['mairie-fonds-ecran']).toBeUndefined();
  expect(JSON.stringify(facts)).not.toContain('@');
});

test('dpkg: a list that cannot be read is said, and costs its origins only', async () => {
  const { facts, warnings } = await dpkg.collect(recordedSystem(fixture('linux', 'debian-third-party')), NEVER);
  expect(facts.software).toHaveLength(10);
  expect(facts.software?.find(({ name }) => name === 'nodejs')?.origin).toBeUndefined();
  expect(warnings).toContain('apt list of NodeSource could not be read');
});

test('dpkg: an image without a package manager has one file a package', async () => {
  const { facts } = await dpkg.collect(recordedSystem(fixture('linux', 'distroless')), NEVER);
  expect(facts.software).toMatchObject([{ name: 'base-files', version: '12.4+deb12u5', origin: 'Debian' }]);
});

test('rpm: the distribution is the vendor of its basic packages', async () => {
  const system = recordedSystem(fixture('linux', 'fedora'), {
    commands: { rpm: readFileSync(fixture('linux', 'fedora', 'commands', 'rpm.txt')) },
  });
  const { facts } = await rpm.collect(system, NEVER);
  expect(facts.software?.map(({ name, publisher, origin }) => [name, publisher, origin])).toEqual([
    ['filesystem', undefined, 'Fedora Project'],
    ['bash', undefined, 'Fedora Project'],
    ['google-chrome-stable', 'Google LLC', 'Google LLC'],
    ['onlyoffice-desktopeditors', 'Ascensio System SIA', 'Ascensio System SIA'],
    ['outil-maison', undefined, undefined],
  ]);
  expect(facts.software?.[0]?.installedOn).toBe('2025-04-08');
});

test('rpm: a database that neither we nor the command can read has failed, no database is not applicable', async () => {
  expect(await rpm.collect(recordedSystem(fixture('linux', 'fedora')), NEVER)).toMatchObject({
    status: 'failed',
    facts: {},
  });
  expect(await rpm.collect(recordedSystem(fixture('linux', 'alpine')), NEVER)).toMatchObject({
    status: 'not-applicable',
  });
});

test('pacman: signed by the distribution or without origin; packagers are people and stay here', async () => {
  const { facts, status, warnings } = await pacman.collect(recordedSystem(fixture('linux', 'arch')), NEVER);
  expect(facts.software?.map(({ name, version, origin }) => [name, version, origin])).toEqual([
    ['depot-tiers', '1-1', undefined],
    ['google-chrome', '141-1', undefined],
    ['zlib', '1:1.3.1-2', 'Arch Linux'],
  ]);
  expect(JSON.stringify(facts)).not.toMatch(/Dupont|Somebody/);
  expect([status, warnings]).toEqual(['partial', ['1 packages could not be read']]);
});

test('apk: the distribution is the origin only when it is the only archive', async () => {
  const own = await apk.collect(recordedSystem(fixture('linux', 'alpine')), NEVER);
  expect(own.facts.software?.map(({ name, origin }) => [name, origin])).toEqual([
    ['musl', 'Alpine Linux'],
    ['busybox', 'Alpine Linux'],
  ]);
  const mixed = await apk.collect(recordedSystem(fixture('linux', 'alpine-third-party')), NEVER);
  expect(mixed.facts.software?.map(({ origin }) => origin)).toEqual([undefined, undefined]);
  expect(mixed.warnings).toEqual([expect.stringContaining('none given')]);
});

test('snap: description of each one, publisher from the assertions', async () => {
  const { facts, status } = await snap.collect(recordedSystem(fixture('linux', 'snap')), NEVER);
  expect(facts.software).toMatchObject([
    { name: 'firefox', id: 'firefox', publisher: 'Mozilla', version: '143.0.1-1' },
    { name: 'ONLYOFFICE Desktop Editors', id: 'onlyoffice', version: '9.0.4' },
  ]);
  expect(status).toBe('partial');
});

test('flatpak: metadata and deployment record', async () => {
  const { facts, status } = await flatpak.collect(recordedSystem(fixture('linux', 'flatpak')), NEVER);
  expect(facts.software).toMatchObject([
    { name: 'org.exemple.SansVersion', architecture: 'aarch64' },
    {
      name: 'ONLYOFFICE Desktop Editors',
      version: '9.0.4',
      architecture: 'x86_64',
      origin: 'flathub',
      id: 'org.onlyoffice.desktopeditors',
    },
  ]);
  expect(status).toBe('partial');
});

test('operating system: os-release, variant as a clue', async () => {
  const { facts } = await operatingSystem.collect(recordedSystem(fixture('linux', 'fedora')), NEVER);
  expect(facts.operatingSystem).toMatchObject({
    family: 'linux',
    name: 'Fedora Linux',
    edition: 'Workstation Edition',
    distribution: 'fedora',
  });
  expect(facts.kindClues).toEqual([{ kind: 'workstation', strength: 'strong', evidence: 'variant: workstation' }]);
  expect(await operatingSystem.collect(recordedSystem(fixture('linux', 'nowhere')), NEVER)).toMatchObject({
    status: 'partial',
  });
});

test('hardware: a laptop, and a virtual machine whose case says nothing', async () => {
  const laptop = await hardware.collect(recordedSystem(fixture('linux', 'laptop')), NEVER);
  expect(laptop.facts).toMatchObject({
    hardware: { vendor: 'Dell Inc.', model: 'Latitude 5440', chassis: 'Notebook', firmwareVendor: 'Dell Inc.' },
    virtualisation: { guest: false },
    identities: { serial: '4XK2PV3', uuid: '4c4c4544-0058-4b10-8032-b4c04f505633' },
    kindClues: [{ kind: 'workstation', strength: 'strong', evidence: 'chassis: Notebook' }],
  });
  const server = await hardware.collect(recordedSystem(fixture('linux', 'vm-server')), NEVER);
  expect(server.facts.virtualisation).toEqual({ guest: true, host: 'KVM' });
  expect(server.facts.kindClues).toEqual([
    { kind: 'server', strength: 'weak', evidence: 'virtual machine without graphical login' },
  ]);
  expect((await hardware.collect(recordedSystem(fixture('linux', 'nowhere')), NEVER)).status).toBe('partial');
});

test('hardware: forms and hosts', () => {
  expect(['3', '10', '23', '138', '0', '999', 'x', undefined].map(chassisName)).toEqual([
    ...['Desktop', 'Notebook', 'Rack Mount Chassis', 'Notebook', undefined, undefined, undefined, undefined],
  ]);
  const none = {
    vendor: undefined,
    model: undefined,
    container: undefined,
    hypervisorFlag: false,
    clockSources: '',
    kernel: '',
    xen: undefined,
  };
  expect(describeVirtualisation({ ...none, vendor: 'Microsoft Corporation', model: 'Virtual Machine' }).host).toBe(
    'Hyper-V',
  );
  expect(describeVirtualisation({ ...none, vendor: 'Microsoft Corporation', model: 'Surface Pro 9' })).toEqual({
    guest: false,
  });
  expect(describeVirtualisation({ ...none, vendor: 'Google', model: 'Google Compute Engine' }).host).toBe(
    'Google Compute Engine',
  );
  expect(describeVirtualisation({ ...none, kernel: '5.15.167.4-microsoft-standard-WSL2' }).host).toBe('WSL');
  expect(describeVirtualisation({ ...none, hypervisorFlag: true })).toEqual({ guest: true, host: undefined });
  expect(describeVirtualisation({ ...none, container: 'lxc' }).host).toBe('container (lxc)');
});

test('connections: outgoing, public, counted; those that people opened to this machine stay here', async () => {
  const { facts, status } = await connections.collect(recordedSystem(fixture('linux', 'connections')), NEVER);
  expect(facts.endpoints).toEqual([
    { address: '52.97.1.2', port: 443, process: 'firefox', count: 2, source: 'connections' },
    { address: '2a4a:8d0:400c:801::200e', port: 443, process: undefined, count: 1, source: 'connections' },
    { address: '185.199.108.153', port: 443, process: 'firefox', count: 1, source: 'connections' },
  ]);
  expect(status).toBe('partial');
});
