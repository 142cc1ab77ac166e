import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeNames } from '../../../agent/collectors/windows/dns-cache.ts';
import { parseAppManifest } from '../../../agent/formats/app-manifest.ts';
import { parseDisplayDns } from '../../../agent/formats/displaydns.ts';
import { formatAddress } from '../../../agent/formats/ip-address.ts';
import { parseNetstat } from '../../../agent/formats/netstat.ts';
import { parseScheduledTask } from '../../../agent/formats/scheduled-task.ts';
import { corpus } from '../recorded-system.ts';

describe('ipconfig /displaydns', () => {
  /** In the shape Windows prints, with the words of three languages. */
  const languages: Record<string, string[]> = {
    français: [
      "Nom d'enregistrement. : ",
      'Type d’enregistrement : ',
      'Durée de vie  . . . . : ',
      'Longueur de données . : ',
      'Section . . . . . . . : ',
      'Enregistrement CNAME  : ',
      'Enregistrement (hôte) : ',
      'réponse',
      'Le nom n’existe pas.',
    ],
    deutsch: [
      'Eintragsname  . . . . : ',
      'Eintragstyp . . . . . : ',
      'Gültigkeitsdauer  . . : ',
      'Datenlänge  . . . . . : ',
      'Abschnitt . . . . . . : ',
      'CNAME-Eintrag . . . . : ',
      '(Host-)A-Eintrag  . . : ',
      'Antwort',
      'Der Name ist nicht vorhanden.',
    ],
    español: [
      'Nombre de registro  . : ',
      'Tipo de registro  . . : ',
      'Período de vida . . . : ',
      'Longitud de datos . . : ',
      'Sección . . . . . . . : ',
      'Registro CNAME. . . . : ',
      'Un registro (host). . : ',
      'respuesta',
      'El nombre no existe.',
    ],
  };

  function printed([name, type, life, length, section, alias, host, answer, absent]: string[]): string {
    const record = (label: string | undefined, title: string, kind: number, data: string) =>
      `    ${name}${title}\r\n    ${type}${kind}\r\n    ${life}48\r\n    ${length}8\r\n    ${section}${answer}\r\n    ${label}${data}\r\n\r\n\r\n`;
    const heading = (title: string) => `    ${title}\r\n    ----------------------------------------\r\n`;
    return `\r\nWindows\r\n\r\n${heading('mail.exemple.fr')}${record(alias, 'mail.exemple.fr', 5, 'mx.exemple.net')}${record(host, 'mx.exemple.net', 1, '185.1.2.3')}${heading('absent.exemple.fr')}    ${absent}\r\n\r\n${heading('pc-18.commune.local')}${record(host, 'pc-18.commune.local', 1, '10.0.0.18')}`;
  }

  test.for(Object.entries(languages))('%s, in two encodings', ([, words]) => {
    const text = printed(words);
    for (const bytes of [Buffer.from(text), Buffer.from(text, 'latin1')]) {
      expect(parseDisplayDns(bytes)).toEqual([
        { name: 'mail.exemple.fr', type: 5, data: 'mx.exemple.net' },
        { name: 'mx.exemple.net', type: 1, data: '185.1.2.3' },
        { name: 'pc-18.commune.local', type: 1, data: '10.0.0.18' },
      ]);
    }
    expect(describeNames(parseDisplayDns(Buffer.from(text)))).toEqual([
      { host: 'mail.exemple.fr', aliases: ['mx.exemple.net'], source: 'dns-cache' },
    ]);
  });

  /** Counted apart from this code: `grep -c "Tipo de registro"`, and a short Python that follows the aliases. */
  const { path, missing } = corpus('dns-cache/displaydns-es-cp850-1.txt');
  test.skipIf(missing)(
    'a real Spanish one, code page 850: 80 records, 16 aliases, 27 names asked for, 6 of them aliases',
    () => {
      const records = parseDisplayDns(readFileSync(path));
      expect(records).toHaveLength(80);
      expect(records.filter(({ type }) => type === 5)).toHaveLength(16);
      const names = describeNames(records);
      expect(names).toHaveLength(27);
      expect(names.filter(({ aliases }) => aliases !== undefined)).toHaveLength(6);
    },
  );

  test('aliases that go round in circles end, and nobody is lost', () => {
    const circle = ['a', 'b', 'c'].map((name, index) => ({ name: `${name}.fr`, type: 5, data: `${'bca'[index]}.fr` }));
    expect(describeNames(circle).map(({ host, aliases }) => [host, aliases])).toEqual([
      ['a.fr', ['b.fr', 'c.fr']],
      ['b.fr', ['c.fr', 'a.fr']],
      ['c.fr', ['a.fr', 'b.fr']],
    ]);
  });
});

describe('netstat', () => {
  test('TCP over IPv4 and IPv6, UDP without a state', () => {
    const rows = parseNetstat(
      [
        '  Proto  Adresse locale         Adresse distante       État',
        '  TCP    10.0.0.17:51000        185.199.108.153:443    ESTABLISHED     4120',
        '  TCP    [2a01:e0a::17]:51001   [2a00:1450:4007::e]:443  HERGESTELLT     5544',
        '  UDP    [fe80::1%12]:5353      *:*                                    900',
        '  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4',
      ].join('\r\n'),
    );
    expect(
      rows.map(({ protocol, localPort, remote, remotePort, state, process }) => [
        protocol,
        localPort,
        remote && formatAddress(remote),
        remotePort,
        state,
        process,
      ]),
    ).toEqual([
      ['tcp', 51000, '185.199.108.153', 443, 'ESTABLISHED', 4120],
      ['tcp', 51001, '2a00:1450:4007::e', 443, 'HERGESTELLT', 5544],
      ['udp', 5353, undefined, 0, '', 900],
      ['tcp', 445, '0.0.0.0', 0, 'ABHÖREN', 4],
    ]);
  });

  /** Counted with `grep -cE '^ *(TCP|UDP) '` and `grep -c ESTABLISHED`. */
  const real = [
    { file: 'netstat/netstat-fr-windows.cp850.txt', rows: 20, established: 14, udp: 0 },
    { file: 'jc/tests__fixtures__windows__windows-10__netstat-an.out', rows: 260, established: 32, udp: 180 },
  ];
  describe.for(real)('real $file', ({ file, rows, established, udp }) => {
    const { path, missing } = corpus(file);
    test.skipIf(missing)(`${rows} rows, ${established} established, ${udp} UDP`, () => {
      const found = parseNetstat(readFileSync(path, 'latin1'));
      expect(found).toHaveLength(rows);
      expect(found.filter(({ state }) => state === 'ESTABLISHED')).toHaveLength(established);
      expect(found.filter(({ protocol }) => protocol === 'udp')).toHaveLength(udp);
    });
  });
});

test('a manifest: what it says plainly, not what it refers to', () => {
  const manifest = (properties: string) =>
    `<?xml version="1.0"?><Package><Identity Name="x"/><Properties>${properties}</Properties></Package>`;
  expect(
    parseAppManifest(
      manifest(
        '<DisplayName>Courrier &amp; Cie</DisplayName><PublisherDisplayName>Exemple SARL</PublisherDisplayName>',
      ),
    ),
  ).toEqual({ name: 'Courrier & Cie', publisher: 'Exemple SARL', framework: false });
  expect(
    parseAppManifest(
      manifest(
        '<Framework>true</Framework><DisplayName>ms-resource:AppName</DisplayName><PublisherDisplayName></PublisherDisplayName>',
      ),
    ),
  ).toEqual({ name: undefined, publisher: undefined, framework: true });
  expect(parseAppManifest('not XML <Properties>')).toEqual({ name: undefined, publisher: undefined, framework: false });
});

test('a task: its programs, whatever stands around them', () => {
  const task = (command: string) =>
    `<Task><RegistrationInfo><Author>Éditeur</Author></RegistrationInfo><Settings><Enabled>true</Enabled></Settings><Actions><Exec><Command>${command}</Command></Exec></Actions></Task>`;
  const programs = [
    '"C:\\Program Files (x86)\\G\\Update\\GUpdate.exe"',
    '%ProgramFiles%\\a\\Maj Auto.exe /silent',
    'wscript',
    'C:\\x\\script.cmd',
  ];
  expect(programs.map((command) => parseScheduledTask(task(command)))).toEqual([
    { programs: ['GUpdate'], author: 'Éditeur', enabled: true },
    { programs: ['Maj Auto'], author: 'Éditeur', enabled: true },
    { programs: [], author: 'Éditeur', enabled: true },
    { programs: [], author: 'Éditeur', enabled: true },
  ]);
  expect(parseScheduledTask('<Settings><Enabled>false</Enabled></Settings>')).toMatchObject({ enabled: false });
});
