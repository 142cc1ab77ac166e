/** What runs or lies outside of packages: applications, containers, guests, servers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containers, parseReference } from '../../../agent/collectors/linux/containers.ts';
import { defaultApplications } from '../../../agent/collectors/linux/default-applications.ts';
import { instances, parseOratab, versionInPath } from '../../../agent/collectors/linux/instances.ts';
import {
  describeAppImage,
  outsidePackages,
  programOfUnit,
  titleOfPath,
} from '../../../agent/collectors/linux/outside-packages.ts';
import { virtualMachines } from '../../../agent/collectors/linux/virtual-machines.ts';
import { visitFile } from '../../../agent/files.ts';
import { keysOfBoltBucket } from '../../../agent/formats/bolt.ts';
import { machineKind } from '../../../agent/machine-kind.ts';
import { plant } from '../planted.ts';
import { fixture, NEVER, recordedSystem } from '../recorded-system.ts';
import { bolt } from './bolt-writer.ts';

const PASSWD = 'root:x:0:0:root:/root:/bin/bash\nmdupont:x:1000:1000:Marie Dupont:/home/mdupont:/bin/bash\n';

function entry(name: string, exec: string, more = ''): string {
  return `[Desktop Entry]\nType=Application\nName=${name}\nName[fr]=Autre\nExec=${exec}\n${more}\n[Desktop Action new]\nName=Window\n`;
}

const APPIMAGE = Buffer.from('\x7fELF\x02\x01\x01\x00AI\x02\x00\x00\x00\x00\x00', 'latin1');

describe('outside packages', () => {
  test('menus, /opt, units and AppImages, each program once; what a package owns is left to it', async () => {
    const root = plant({
      'etc/passwd': PASSWD,
      'var/lib/dpkg/status': '',
      'usr/share/applications/firefox.desktop': entry('Firefox', '/usr/lib/firefox/firefox %u'),
      'usr/share/applications/google-chrome.desktop': entry('Google Chrome', '/opt/google/chrome/google-chrome %U'),
      'usr/share/applications/cadastre.desktop': entry(
        'Cadastre Expert',
        'env JAVA_HOME=/x "/opt/cadastre/bin/cadastre" %F',
      ),
      'opt/cadastre/bin/cadastre': '',
      'opt/google/chrome/google-chrome': '',
      'opt/editeur/paie/bin/paie': '',
      'opt/donnees/tableau.csv': '',
      'etc/systemd/system/agent-sauvegarde.service':
        '[Unit]\nDescription=x\n[Service]\nExecStart=-/opt/sauvegarde/agentd --secret hunter2\n',
      'etc/systemd/system/syslog.service': { link: '/lib/systemd/system/rsyslog.service' },
      'etc/systemd/system/motd.service': '[Service]\nExecStart=/usr/bin/motd\n',
      'home/mdupont/.local/share/applications/chrome-abc-Default.desktop': entry(
        'Banque',
        '/opt/google/chrome/google-chrome --app-id=abc',
      ),
      'home/mdupont/.local/share/applications/jeu.desktop': entry('Jeu', '/usr/games/steam steam://rungameid/10'),
      'home/mdupont/.local/share/applications/krita.desktop': entry(
        'Krita',
        '/home/mdupont/Applications/krita-5.2.2-x86_64.appimage',
        'X-AppImage-Version=5.2.2',
      ),
      'home/mdupont/Applications/krita-5.2.2-x86_64.appimage': APPIMAGE,
      'home/mdupont/Téléchargements/LibreOffice-24.8.4.standard-x86_64.AppImage': APPIMAGE,
      'home/mdupont/Téléchargements/faux.AppImage': 'not one',
    });
    const asked: string[] = [];
    const system = recordedSystem(root);
    const { facts, status, warnings } = await outsidePackages.collect(
      {
        ...system,
        run: async (name, args) => {
          asked.push(name, ...args);
          return {
            ok: true,
            status: 1,
            stdout: Buffer.from('google-chrome-stable: /opt/google/chrome/google-chrome\n'),
          };
        },
      },
      NEVER,
    );
    expect(facts.software?.map(({ name, version, kind, scope }) => [name, version, kind, scope])).toEqual([
      ['Cadastre Expert', undefined, 'application', 'machine'],
      ['Krita', '5.2.2', 'appimage', 'user'],
      ['LibreOffice', '24.8.4.standard', 'appimage', 'user'],
      ['sauvegarde', undefined, 'application', 'machine'],
      ['editeur paie', undefined, 'application', 'machine'],
    ]);
    expect([status, warnings]).toEqual([undefined, undefined]);
    expect(asked.filter((word) => word === 'dpkg-query')).toHaveLength(1);
    expect(JSON.stringify(facts)).not.toMatch(/dupont|hunter2|Banque|Jeu|home/i);
  });

  test('folders that vendors have in the menus are gone through, two deep; a link round to them adds nothing', async () => {
    const { facts } = await outsidePackages.collect(
      recordedSystem(
        plant({
          'usr/local/share/applications/direct.desktop': entry('Direct', '/opt/direct/run'),
          'usr/local/share/applications/Éditeur (2)/paie.desktop': entry('Paie', '/opt/paie/run'),
          'usr/local/share/applications/Éditeur (2)/plus/loin.desktop': entry('Loin', '/opt/loin/run'),
          'usr/local/share/applications/mime.d/cache.desktop': entry('Cache', '/opt/cache/run'),
          'usr/local/share/applications/LISEZMOI': 'a file',
          'usr/local/share/applications/boucle': { link: '.' },
        }),
      ),
      NEVER,
    );
    expect(facts.software?.map(({ name }) => name).sort()).toEqual(['Direct', 'Paie']);
  });

  test('without a package manager to ask, everything is kept and that is said', async () => {
    const { facts, status, warnings } = await outsidePackages.collect(
      recordedSystem(plant({ 'opt/x/bin/x': '' })),
      NEVER,
    );
    expect(facts.software).toHaveLength(1);
    expect([status, warnings]).toEqual(['partial', ['no package manager answered: 1 program may be of a package']]);
  });

  test('names of AppImages, of folders and of units', () => {
    expect(describeAppImage('nextcloud-desktop-3.14-x86_64.AppImage')).toEqual({
      name: 'nextcloud-desktop',
      version: '3.14',
      architecture: 'x86_64',
    });
    expect(describeAppImage('QElectroTech.appimage')).toEqual({ name: 'QElectroTech' });
    expect(['/opt/google/chrome/', '/opt/zoom/zoom', '/opt/a/b/bin/c', '/srv/outil/bin/x'].map(titleOfPath)).toEqual([
      'google chrome',
      'zoom',
      'a b',
      'x',
    ]);
    expect(programOfUnit('[Service]\nExecStart=!!"/opt/x/y" --z\n')).toBe('/opt/x/y');
    expect(programOfUnit('[Service]\nExecStart=relative\n')).toBeUndefined();
  });
});

describe('containers', () => {
  const docker = JSON.stringify({
    Repositories: {
      nginx: { 'nginx:1.27': 'sha256:a', 'nginx@sha256:b': 'sha256:a' },
      'registre.mairie.local:5000/etat-civil/web': { 'registre.mairie.local:5000/etat-civil/web:4': 'sha256:c' },
    },
  });
  const container = (running: boolean) =>
    JSON.stringify({
      State: { Running: running },
      Config: { Image: running ? 'postgres:16' : 'busybox:1', Env: ['PASSWORD=hunter2'] },
    });
  const podman = JSON.stringify([
    { id: 'a', names: ['quay.io/keycloak/keycloak:26.0', 'quay.io/keycloak/keycloak@sha256:d'] },
    { id: 'b' },
  ]);

  test('Docker, Podman and containerd: images by registry, what runs, nothing of a private registry', async () => {
    const root = plant({
      'etc/passwd': PASSWD,
      'var/lib/docker/image/overlay2/repositories.json': docker,
      'var/lib/docker/containers/1/config.v2.json': container(true),
      'var/lib/docker/containers/2/config.v2.json': container(false),
      'home/mdupont/.local/share/containers/storage/overlay-images/images.json': podman,
      'var/lib/rancher/k3s/agent/containerd/io.containerd.metadata.v1.bolt/meta.db': bolt({
        v1: {
          'k8s.io': { images: { 'ghcr.io/element-hq/synapse:v1.120': {}, 'sha256:0a': {} }, content: {} },
          moby: { images: { 'docker.io/library/redis:7': {} } },
        },
        version: {},
      }),
      'run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/abc/config.json': JSON.stringify({
        process: { env: ['PASSWORD=hunter2'] },
        annotations: { 'io.kubernetes.cri.image-name': 'ghcr.io/element-hq/synapse:v1.120' },
      }),
    });
    const { facts, status, warnings } = await containers.collect(recordedSystem(root), NEVER);
    expect(facts.software?.map(({ name, version, origin, id }) => [name, version, origin, id]).sort()).toEqual([
      ['docker.io/library/redis', '7', 'docker.io', 'docker.io/library/redis:7'],
      ['etat-civil/web', '4', undefined, 'etat-civil/web:4'],
      ['ghcr.io/element-hq/synapse', 'v1.120', 'ghcr.io', 'ghcr.io/element-hq/synapse:v1.120'],
      ['nginx', '1.27', 'docker.io', 'nginx:1.27'],
      ['postgres', '16', 'docker.io', 'postgres:16'],
      ['quay.io/keycloak/keycloak', '26.0', 'quay.io', 'quay.io/keycloak/keycloak:26.0'],
    ]);
    expect(facts.useEvidence?.map(({ product }) => product)).toEqual(['postgres', 'ghcr.io/element-hq/synapse']);
    expect([status, warnings]).toEqual([undefined, []]);
    expect(JSON.stringify(facts)).not.toMatch(/hunter2|mairie|sha256/);
  });

  test('no engine, and an engine whose records are damaged', async () => {
    expect(await containers.collect(recordedSystem(plant({})), NEVER)).toMatchObject({ status: 'not-applicable' });
    const root = plant({ 'var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db': Buffer.alloc(9000, 7) });
    expect(await containers.collect(recordedSystem(root), NEVER)).toMatchObject({
      status: 'denied',
      warnings: ['containerd: damaged file'],
    });
  });

  test('a database that containerd 1.6 wrote: two namespaces of sixty-one names, over several pages', async () => {
    const database = gunzipSync(readFileSync(fixture('linux', 'containerd', 'meta.db.gz')));
    const root = plant({ 'var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db': database });
    const { facts, status } = await containers.collect(recordedSystem(root), NEVER);
    const numbers = Array.from({ length: 60 }, (_, index) => `ghcr.io/exemple/projet-${index + 1}:v${index + 1}`);
    expect(facts.software?.map(({ id }) => id).sort()).toEqual(['docker.io/library/essai:1.0', ...numbers].sort());
    expect(status).toBeUndefined();
  });

  test('a database that lies is damaged, and never endless', () => {
    const seed = bolt({
      v1: { a: { images: Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`i${index}`, {}])) } },
    });
    const path = join(plant({ x: '' }), 'x');
    const keys = (bytes: Buffer) => {
      writeFileSync(path, bytes);
      return visitFile(path, (file) => [...keysOfBoltBucket(file, ['v1', '*', 'images'])]);
    };
    expect(keys(seed)).toMatchObject({ ok: true, value: { length: 90 } });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 8192, max: seed.length - 1 }), fc.nat(255)), {
          minLength: 1,
          maxLength: 30,
        }),
        (changes) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at] = value;
          const found = keys(bytes);
          if (!found.ok) expect(found.detail).toBe('damaged file');
        },
      ),
      { numRuns: 200 },
    );
  });

  test('references', () => {
    expect(parseReference('localhost:5000/a:b')).toEqual({ name: 'a', tag: 'b', registry: undefined });
    expect(parseReference('registry.gitlab.com/groupe/projet')).toEqual({
      name: 'registry.gitlab.com/groupe/projet',
      tag: undefined,
      registry: 'registry.gitlab.com',
    });
    expect([parseReference(''), parseReference('a b'), parseReference('<none>')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('virtual machines', () => {
  test('a Proxmox host in a rack is a hypervisor, and its guests have no name', async () => {
    const root = plant({
      'etc/pve/qemu-server/100.conf': 'name: etat-civil',
      'etc/pve/qemu-server/101.conf': '',
      'etc/pve/lxc/200.conf': '',
    });
    const { facts } = await virtualMachines.collect(recordedSystem(root), NEVER);
    expect(facts.kindClues).toEqual([{ kind: 'hypervisor', strength: 'strong', evidence: 'Proxmox VE: 3 guests' }]);
    expect(facts.useEvidence).toEqual([
      { kind: 'running-service', subject: 'virtual-machines', product: 'Proxmox VE' },
    ]);
    const rack = { kind: 'server', strength: 'strong', evidence: 'chassis: Rack Mount Chassis' } as const;
    expect(machineKind([rack, ...(facts.kindClues ?? [])]).kind).toBe('hypervisor');
    expect(JSON.stringify(facts)).not.toContain('etat-civil');
  });

  test('the laptop of a developer with a guest of libvirt stays a workstation; one without guests hosts nothing', async () => {
    const { facts } = await virtualMachines.collect(
      recordedSystem(plant({ 'etc/libvirt/qemu/w.xml': '', 'etc/libvirt/qemu/networks/': '' })),
      NEVER,
    );
    const laptop = { kind: 'workstation', strength: 'strong', evidence: 'chassis: Laptop' } as const;
    expect(machineKind([laptop, ...(facts.kindClues ?? [])]).kind).toBe('workstation');
    const idle = await virtualMachines.collect(recordedSystem(plant({ 'etc/libvirt/qemu/': '' })), NEVER);
    expect([idle.facts.useEvidence, idle.facts.kindClues]).toEqual([[], []]);
    const xen = await virtualMachines.collect(recordedSystem(plant({ 'proc/xen/capabilities': 'control_d\n' })), NEVER);
    expect(xen.facts.kindClues?.[0]).toMatchObject({ kind: 'hypervisor', strength: 'strong' });
  });
});

describe('servers', () => {
  test('databases and application servers by their processes; arguments stay here', async () => {
    const root = plant({
      'proc/1/comm': 'systemd\n',
      'proc/40/comm': 'postgres\n',
      'proc/40/exe': { link: '/usr/lib/postgresql/15/bin/postgres' },
      'proc/41/comm': 'postgres\n',
      'proc/41/exe': { link: '/usr/lib/postgresql/15/bin/postgres' },
      'proc/50/comm': 'java\n',
      'proc/50/cmdline': 'java\0-Dpassword=hunter2\0org.apache.catalina.startup.Bootstrap\0start\0',
      'proc/51/comm': 'java\n',
      'proc/51/cmdline': 'java\0-jar\0/srv/etat-civil.jar\0',
      'proc/60/comm': 'ora_pmon_PAIE\n',
      'proc/net/tcp': '',
      'etc/oratab':
        '# x\nPAIE:/u01/app/oracle/product/19.0.0/dbhome_1:Y\n*:/u01/app/oracle/product/19.0.0/dbhome_1:N\n',
    });
    const { facts } = await instances.collect(recordedSystem(root), NEVER);
    expect(facts.software?.map(({ name, version, kind }) => [name, version, kind])).toEqual([
      ['PostgreSQL', '15', 'instance'],
      ['Apache Tomcat', undefined, 'instance'],
      ['Oracle Database', undefined, 'instance'],
      ['Oracle Database', '19.0.0', 'instance'],
    ]);
    expect(facts.useEvidence?.map(({ product }) => product)).toEqual([
      'PostgreSQL',
      'Apache Tomcat',
      'Oracle Database',
    ]);
    expect(JSON.stringify(facts)).not.toMatch(/hunter2|PAIE|etat-civil/);
  });

  test('versions in paths', () => {
    expect(['/opt/tomcat/9.0.1/bin', '/usr/bin/nginx', undefined, '/opt/x2/y'].map(versionInPath)).toEqual([
      '9.0.1',
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseOratab('')).toEqual([]);
  });
});

describe('default applications', () => {
  test('what somebody chose, else what the system chooses, when it is installed', async () => {
    const root = plant({
      'etc/passwd': `${PASSWD}jmartin:x:1001:1001::/home/jmartin:/bin/sh\n`,
      'home/mdupont/.config/mimeapps.list':
        '[Added Associations]\ntext/html=x.desktop\n[Default Applications]\nx-scheme-handler/https=parti.desktop;google-chrome.desktop\nimage/png=gimp.desktop\n',
      'home/jmartin/': '',
      'usr/share/applications/mimeapps.list':
        '[Default Applications]\nx-scheme-handler/https=firefox-esr.desktop\napplication/pdf=org.gnome.Evince.desktop\n',
      'usr/share/applications/firefox-esr.desktop': entry('Firefox ESR', 'firefox-esr'),
      'usr/share/applications/google-chrome.desktop': entry('Google Chrome', '/x'),
      'var/lib/flatpak/exports/share/applications/org.gnome.Evince.desktop': entry('Document Viewer', 'flatpak run x'),
    });
    const { facts } = await defaultApplications.collect(recordedSystem(root), NEVER);
    expect(facts.useEvidence?.map(({ subject, product }) => `${subject} ${product}`).sort()).toEqual([
      '.pdf Document Viewer',
      'https Firefox ESR',
      'https Google Chrome',
    ]);
    expect(await defaultApplications.collect(recordedSystem(plant({})), NEVER)).toMatchObject({
      status: 'not-applicable',
    });
  });
});
