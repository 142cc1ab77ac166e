import { describe, expect, test } from 'vitest';
import type { Collector } from '../../../../agent/collector.ts';
import { browserExtensions } from '../../../../agent/collectors/any/browser-extensions.ts';
import { accounts } from '../../../../agent/collectors/windows/accounts.ts';
import { attachments } from '../../../../agent/collectors/windows/attachments.ts';
import { describeConnections, windowsConnections } from '../../../../agent/collectors/windows/connections.ts';
import { defaultPrograms, describeDefaults } from '../../../../agent/collectors/windows/default-programs.ts';
import { dnsCache } from '../../../../agent/collectors/windows/dns-cache.ts';
import { windowsHardware } from '../../../../agent/collectors/windows/hardware.ts';
import { networkSettings } from '../../../../agent/collectors/windows/network-settings.ts';
import { office } from '../../../../agent/collectors/windows/office.ts';
import { describeWindows, windowsOperatingSystem } from '../../../../agent/collectors/windows/operating-system.ts';
import { scheduledUpdates } from '../../../../agent/collectors/windows/scheduled-updates.ts';
import { describeSecurity, securityProducts } from '../../../../agent/collectors/windows/security-products.ts';
import { serverInstances } from '../../../../agent/collectors/windows/server-instances.ts';
import { serverRoles } from '../../../../agent/collectors/windows/server-roles.ts';
import { storePackages } from '../../../../agent/collectors/windows/store-packages.ts';
import { isWanted } from '../../../../agent/collectors/windows/support/user-hives.ts';
import { parseNetstat } from '../../../../agent/formats/netstat.ts';
import type { System } from '../../../../agent/system.ts';
import { NEVER } from '../../recorded-system.ts';
import { managementOf, recorded, windowsSystem } from './recorded-windows.ts';

function on(machine: 'workstation' | 'server', collector: Collector, files: Record<string, string | Buffer> = {}) {
  const netstat =
    '  TCP    10.0.0.17:51000   185.199.108.153:443   ESTABLISHED   4120\r\n' +
    '  TCP    10.0.0.17:51002   52.97.201.210:443     TIME_WAIT     0\r\n';
  const commands = { powershell: recorded(machine), netstat };
  return collector.collect(windowsSystem({ commands, environment: { SystemDrive: 'C:' } }, files), NEVER);
}

describe('a workstation', () => {
  test('the system: Windows 11 still calls itself 10', async () => {
    const { facts, status } = await on('workstation', windowsOperatingSystem);
    expect([facts.operatingSystem, status]).toEqual([
      {
        family: 'windows',
        name: 'Microsoft Windows 11 Pro',
        version: '24H2',
        build: '26100',
        edition: 'Professional',
        architecture: 'x86_64',
      },
      undefined,
    ]);
  });

  test('the machine: a hypervisor that Windows keeps for itself makes no guest of it', async () => {
    const { facts } = await on('workstation', windowsHardware);
    expect(facts).toEqual({
      hardware: { vendor: 'LENOVO', model: '21HM002UFR', chassis: 'Notebook', firmwareVendor: 'LENOVO' },
      virtualisation: { guest: false },
      identities: { serial: 'PF1ABCD', uuid: '4C4C4544-0058-4B10-8032-B4C04F565033' },
      kindClues: [{ kind: 'workstation', strength: 'strong', evidence: 'chassis: Notebook' }],
    });
  });

  test('what it answers to: hosts and suffixes only', async () => {
    const { facts } = await on('workstation', attachments);
    expect(facts.attachments).toEqual([
      { kind: 'active-directory', provider: 'commune.example.fr' },
      { kind: 'entra-id', provider: 'login.microsoftonline.com' },
      { kind: 'mdm', provider: 'enrollment.manage.microsoft.com' },
    ]);
  });

  test('domains of accounts, each once for a program', async () => {
    const { facts } = await on('workstation', accounts);
    expect(facts.useEvidence).toEqual([
      { kind: 'signed-in', subject: 'commune.example.fr', product: 'OneDrive' },
      { kind: 'signed-in', subject: 'commune.example.fr', product: 'Outlook' },
    ]);
  });

  test('default programs: by the name they registered, their file or their package, else counted as nameless', async () => {
    const { facts, status, warnings } = await on('workstation', defaultPrograms);
    expect(facts.useEvidence?.map(({ subject, product, publisher }) => [subject, product, publisher])).toEqual([
      ['http', 'Firefox', 'Mozilla Corporation'],
      ['https', 'Firefox', 'Mozilla Corporation'],
      ['https', 'Microsoft Edge', 'Microsoft Corporation'],
      ['mailto', 'Microsoft Outlook', 'Microsoft Corporation'],
      ['.pdf', 'Microsoft.MicrosoftPDF', undefined],
    ]);
    expect([status, warnings]).toEqual(['partial', ['1 default programs whose name is not known']]);
  });

  test('default programs: the choice that Windows 11 writes takes the place of the older one, for that person alone', () => {
    const choice = (person: string, subject: string, place: string, id: string) => ({
      path: `HKEY_USERS\\${person}\\Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\${subject}\\${place}`,
      values: new Map([['progid', id]]),
    });
    const [old, latest] = ['UserChoice', 'UserChoiceLatest\\ProgId'] as const;
    const handlers = new Map(
      ['edge', 'firefox', 'chrome'].map((id) => [id, { product: id.toUpperCase(), publisher: undefined }]),
    );
    const keys = [
      choice('S-1', 'https', old, 'Edge'),
      choice('S-1', 'HTTPS', latest, 'Firefox'),
      choice('S-1', 'http', latest, 'Firefox'),
      choice('S-1', 'http', old, 'Edge'),
      choice('S-1', 'mailto', latest, ''),
      choice('S-1', 'mailto', old, 'Chrome'),
      choice('S-2', 'https', old, 'Chrome'),
    ];
    expect(describeDefaults(keys, handlers).evidence.map(({ subject, product }) => [subject, product])).toEqual([
      ['https', 'FIREFOX'],
      ['http', 'FIREFOX'],
      ['mailto', 'CHROME'],
      ['https', 'CHROME'],
    ]);
    for (const place of [old, latest]) {
      for (const subject of ['Shell\\Associations\\UrlAssociations\\https', 'CurrentVersion\\Explorer\\FileExts\\.pdf'])
        expect(isWanted(`HKEY_USERS\\S-1-5-21-1-2-3-4\\Software\\Microsoft\\Windows\\${subject}\\${place}`)).toBe(true);
    }
  });

  test('Office: products, version, and the channel it is updated from', async () => {
    const { facts } = await on('workstation', office);
    expect(
      facts.software?.map(({ name, version, origin, architecture }) => [name, version, origin, architecture]),
    ).toEqual([
      ['O365ProPlusRetail', '16.0.17928.20440', 'Semi-Annual Enterprise Channel', 'x86_64'],
      ['VisioProRetail', '16.0.17928.20440', 'Semi-Annual Enterprise Channel', 'x86_64'],
    ]);
  });

  test('proxies and resolvers of the public Internet, not those of the organisation', async () => {
    const { facts } = await on('workstation', networkSettings);
    expect(facts.endpoints?.map(({ host, address, port }) => [host ?? address, port])).toEqual([
      ['gateway.zscaler.net', 9443],
      ['pac.webdefence.example.com', 443],
      ['8.8.8.8', 53],
      ['9.9.9.9', 53],
    ]);
  });

  test('protection: what is registered, on or off', async () => {
    const { facts, status } = await on('workstation', securityProducts);
    expect([facts.securityProducts, status]).toEqual([
      [
        { name: 'Windows Defender', category: 'antivirus', registered: true, enabled: false },
        { name: 'WithSecure Client Security Premium', category: 'antivirus', registered: true, enabled: true },
        { name: 'WithSecure Client Security Premium', category: 'firewall', registered: true, enabled: true },
      ],
      undefined,
    ]);
  });

  test('packaged applications: the manifest names them, else their package; parts and leftovers are no application', async () => {
    const folder = 'C:/Program Files/WindowsApps';
    const manifest = (properties: string) =>
      Buffer.from(`\ufeff<Package><Properties>${properties}</Properties></Package>`);
    const { facts } = await on('workstation', storePackages, {
      [`${folder}/Exemple.Courrier_4.2.0.0_x64__8j3eq9eme6ctt/AppxManifest.xml`]: manifest(
        '<DisplayName>Courrier é</DisplayName><PublisherDisplayName>Exemple SARL</PublisherDisplayName>',
      ),
      [`${folder}/Microsoft.VCLibs.140.00_14.0.33519.0_x64__8wekyb3d8bbwe/AppxManifest.xml`]: manifest(
        '<Framework>true</Framework><DisplayName>VCLibs</DisplayName>',
      ),
    });
    expect(
      facts.software?.map(({ name, publisher, version, id, systemComponent }) => [
        name,
        publisher,
        version,
        id,
        systemComponent,
      ]),
    ).toEqual([
      ['Microsoft.WindowsCalculator', undefined, '11.2405.2.0', 'Microsoft.WindowsCalculator', undefined],
      ['Courrier é', 'Exemple SARL', '4.2.0.0', 'Exemple.Courrier', undefined],
      ['VCLibs', undefined, '14.0.33519.0', 'Microsoft.VCLibs.140.00', true],
      ['Explorateur', undefined, '10.0.19041.423', 'Microsoft.Windows.FileExplorer', true],
    ]);
  });

  test('a folder that a person wrote in his hive is opened on a disk of this machine only', async () => {
    const package_ = 'Exemple.Courrier_4.2.0.0_x64__8j3eq9eme6ctt';
    const repository =
      'Registry::HKEY_USERS\\S-1-5-21-1-2-3-1001_Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages';
    for (const folder of [
      '\\\\ailleurs.exemple\\partage',
      '\\\\?\\UNC\\ailleurs\\partage',
      '\\\\.\\pipe',
      '//ailleurs/partage',
      'partage',
    ]) {
      const row = { key: `${repository}\\${package_}`, PackageRootFolder: folder };
      const powershell = ['store-packages', 'store-repository']
        .map((part) => JSON.stringify({ part, rows: [row], problems: [] }))
        .join('\n');
      const asked: string[] = [];
      const system = windowsSystem({ commands: { powershell }, environment: { SystemDrive: 'C:' } });
      const watched = { ...system, read: (path: string, most?: number) => asked.push(path) && system.read(path, most) };
      const { facts } = await storePackages.collect(watched as System, NEVER);
      expect(facts.software?.map(({ name }) => name)).toEqual(['Exemple.Courrier']);
      expect(asked).toEqual([`C:\\Program Files\\WindowsApps\\${package_}\\AppxManifest.xml`]);
    }
  });

  test('names looked up: those asked for, with the chain they are aliases of', async () => {
    const { facts } = await on('workstation', dnsCache);
    expect(facts.endpoints).toEqual([
      {
        host: 'outlook.office365.com',
        aliases: ['outlook.ha.office365.com', 'outlook.ms-acdc.office.com'],
        source: 'dns-cache',
      },
      { host: 'www.service-public.fr', aliases: undefined, source: 'dns-cache' },
    ]);
  });

  test('connections, with the program that holds each', async () => {
    const { facts, status } = await on('workstation', windowsConnections);
    expect([facts.endpoints, status]).toEqual([
      [{ address: '185.199.108.153', port: 443, process: 'firefox', count: 1, source: 'connections' }],
      undefined,
    ]);
  });

  test('extensions of every profile, whoever has it', async () => {
    const chrome = 'C:/Users/j.dupont/AppData/Local/Google/Chrome/User Data/Profile 1/Extensions';
    const id = 'efaidnbmnnnibpcajpcglclefindmkaj';
    const { facts } = await on('workstation', browserExtensions, {
      [`${chrome}/${id}/24.1.1.0_0/manifest.json`]:
        '{"name":"__MSG_name__","default_locale":"fr","version":"24.1.1.0"}',
      [`${chrome}/${id}/24.1.1.0_0/_locales/fr/messages.json`]: '{"Name":{"message":"Lecteur é"}}',
      'C:/Users/MarieMartin/AppData/Roaming/Mozilla/Firefox/Profiles/x.default/extensions.json': JSON.stringify({
        addons: [{ id: 'a@b', type: 'extension', version: '1', active: true, defaultLocale: { name: 'Bloqueur' } }],
      }),
      'C:/Users/Public/AppData/Roaming/Mozilla/Firefox/Profiles/x/extensions.json': '{"addons":[]}',
    });
    expect(facts.browserExtensions?.map(({ browser, name, version }) => [browser, name, version]).sort()).toEqual([
      ['chrome', 'Lecteur é', '24.1.1.0'],
      ['firefox', 'Bloqueur', '1'],
    ]);
    expect(JSON.stringify(facts)).not.toMatch(/dupont|Martin/);
  });

  test('update tasks: not those of Windows, not those switched off, no account as their author', async () => {
    const task = (program: string, author: string, enabled = true) =>
      Buffer.from(
        `\ufeff<?xml version="1.0" encoding="UTF-16"?><Task><RegistrationInfo><Author>${author}</Author></RegistrationInfo><Settings><Enabled>${enabled}</Enabled></Settings><Actions><Exec><Command>${program}</Command></Exec></Actions></Task>`,
        'utf16le',
      );
    const tasks = 'C:/Windows/System32/Tasks';
    const { facts, status } = await on('workstation', scheduledUpdates, {
      [`${tasks}/GoogleUpdateTaskMachineUA`]: task('C:\\Program Files\\Google\\Update\\GoogleUpdate.exe', 'Google LLC'),
      [`${tasks}/Éditeur/Mise à jour`]: task('"C:\\Éditeur\\updater.exe"', 'COMMUNE\\j.dupont'),
      [`${tasks}/Sauvegarde`]: task('C:\\x\\backup.exe', 'x'),
      [`${tasks}/Ancien Update`]: task('C:\\x\\old.exe', 'x', false),
      [`${tasks}/Microsoft/Windows/WindowsUpdate/Scheduled Start`]: task('C:\\Windows\\system32\\sc.exe', 'Microsoft'),
      [`${tasks}/Microsoft/EdgeUpdate`]: task('C:\\Edge\\MicrosoftEdgeUpdate.exe', 'Microsoft'),
    });
    expect(facts.software?.map(({ name, publisher, systemComponent }) => [name, publisher, systemComponent])).toEqual([
      ['GoogleUpdate', 'Google LLC', true],
      ['MicrosoftEdgeUpdate', 'Microsoft', true],
      ['updater', undefined, true],
    ]);
    expect(status).toBeUndefined();
  });
});

describe('a server', () => {
  test('a server is one by its installation', async () => {
    const { facts } = await on('server', windowsOperatingSystem);
    expect(facts.kindClues).toEqual([
      { kind: 'server', strength: 'strong', evidence: 'system: Windows Server 2022 Standard' },
    ]);
    expect((await on('server', windowsHardware)).facts.virtualisation).toEqual({ guest: true, host: 'VMware' });
  });

  test('instances: engines and homes with a database, not what comes beside them', async () => {
    const { facts } = await on('server', serverInstances);
    expect(facts.software?.map(({ name, version, id, kind }) => [name, version, id, kind])).toEqual([
      ['Microsoft SQL Server', '15.0.4430.1', 'MSSQL15.MSSQLSERVER', 'instance'],
      ['Microsoft SQL Server', '10.53.6000.34', 'MSSQL10_50.GESTION', 'instance'],
      ['Microsoft Exchange', '15.2.1544.14', undefined, 'instance'],
      ['Oracle Database OraDB19Home1', undefined, 'KEY_OraDB19Home1', 'instance'],
    ]);
  });

  test('roles, not features; one that hosts machines is a hypervisor', async () => {
    const { facts } = await on('server', serverRoles);
    expect(facts.software?.map(({ name, id }) => [name, id])).toEqual([
      ['Active Directory Domain Services', 'AD-Domain-Services'],
      ['DNS Server', 'DNS'],
      ['Hyper-V', 'Hyper-V'],
    ]);
    expect(facts.kindClues).toEqual([{ kind: 'hypervisor', strength: 'strong', evidence: 'role: Hyper-V' }]);
  });

  test('no Security Center there: its own antivirus, and its detection agent', async () => {
    const { facts, status } = await on('server', securityProducts);
    expect([facts.securityProducts, status]).toEqual([
      [
        { name: 'Windows Defender', category: 'antivirus', enabled: true },
        { name: 'Windows Advanced Threat Protection', category: 'edr', enabled: true },
      ],
      undefined,
    ]);
  });

  test('connections that PowerShell gave, without those others opened to it', async () => {
    const { facts } = await on('server', windowsConnections);
    expect(facts.endpoints).toEqual([
      { address: '20.199.120.151', port: 443, process: 'sqlservr', count: 1, source: 'connections' },
    ]);
  });

  test('a part that the system does not give makes it partial', async () => {
    const { status, warnings } = await on('server', defaultPrograms);
    expect([status, warnings]).toEqual([undefined, []]);
    expect((await on('server', dnsCache)).status).toBe('partial');
  });
});

test('an antivirus that is registered takes the place of the system’s own', () => {
  const own = { 'security-services': [{ name: 'WinDefend', state: 'Running' }] };
  const other = { antivirus: [{ displayName: 'Autre', productState: 0x61100 }] };
  expect(describeSecurity(managementOf({ ...own, ...other })).map(({ name }) => name)).toEqual(['Autre']);
  expect(describeSecurity(managementOf(own))).toEqual([
    { name: 'Windows Defender', category: 'antivirus', enabled: true },
  ]);
  const off = { ...own, defender: [{ key: 'HKEY_LOCAL_MACHINE\\x', DisableAntiSpyware: 1 }] };
  expect(describeSecurity(managementOf(off))).toMatchObject([{ enabled: false }]);
});

test('a system without a display version keeps its release, one without a name is none', () => {
  const key = (values: [string, string][]) => [{ path: 'HKLM\\Windows NT\\CurrentVersion', values: new Map(values) }];
  expect(
    describeWindows(
      key([
        ['productname', 'Windows 7 Professionnel'],
        ['releaseid', '1'],
      ]),
    )?.version,
  ).toBe('1');
  expect(describeWindows(key([['currentbuild', '7601']]))).toBeUndefined();
});

test('states that German Windows translates decide nothing', () => {
  const rows = parseNetstat(
    [
      'TCP 0.0.0.0:443 0.0.0.0:0 ABHÖREN 900',
      'TCP 10.0.0.5:443 185.1.1.1:50000 HERGESTELLT 900',
      'TCP 10.0.0.5:50001 185.1.1.2:443 HERGESTELLT 901',
      'TCP 10.0.0.5:50002 185.1.1.3:443 WARTEND 0',
      'TCP 10.0.0.5:50003 185.1.1.4:443 SYN_GESENDET 901',
      'TCP 10.0.0.5:50004 185.1.1.2:443 HERGESTELLT 901',
    ].join('\r\n'),
  );
  expect(describeConnections(rows, new Map([[901, 'thunderbird']]))).toEqual([
    { address: '185.1.1.2', port: 443, process: 'thunderbird', count: 2, source: 'connections' },
  ]);
});
