/** Names and publishers as machines print them, brought to comparable forms. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  normaliseImage,
  normalisePattern,
  normalisePublisher,
  normalisePublisherPattern,
  normaliseText,
  titleOf,
} from '../../src/knowledge/normalise.ts';

const title = (raw: string): string => titleOf(normaliseText(raw));

describe('text', () => {
  test.each([
    ['Mozilla Firefox', 'mozilla firefox'],
    ['  Mozilla   Firefox  ', 'mozilla firefox'],
    ['Mozilla\tFirefox\r\n', 'mozilla firefox'],
    ['Microsoft\u00a0Office', 'microsoft office'],
    ['Adobe® Reader™', 'adobe reader'],
    ['Intel(R) Graphics', 'intel graphics'],
    ['Foo(TM) Bar(c)', 'foo bar'],
    ['Syste\u0300me', 'systeme'],
    ['Syst\u00e8me', 'systeme'],
    ['Ｆｉｒｅｆｏｘ', 'firefox'],
    ['Ｏｆｆｉｃｅ　３６５', 'office 365'],
    ['l’Éditeur', "l'editeur"],
    ['“Quoted”', '"quoted"'],
    ['Foo – Bar', 'foo - bar'],
    ['Foo\u2011Bar', 'foo-bar'],
    ['\ufeffFirefox', 'firefox'],
    ['Fire\u200bfox', 'firefox'],
    ['Fire\u00adfox', 'firefox'],
    ['\u202eexe.fdp\u202c', 'exe.fdp'],
    ['\u2067متصفح\u2069', 'متصفح'],
    ['Café ☕ 🎉', 'cafe ☕ 🎉'],
    ['Œuvres & Straße', 'oeuvres & strasse'],
    ['Ærø', 'aero'],
    ['Йод', 'йод'],
    ['Nul\u0000 inside', 'nul inside'],
    ['\u001b[31mred', '[31mred'],
    ['ﬁle', 'file'],
    ['AΪ\u0301', 'aΐ'],
    ['', ''],
    ['   ', ''],
    ['™', ''],
  ])('%j is %j', (raw, expected) => expect(normaliseText(raw)).toBe(expected));
  test('composed and decomposed accents are the same name', () => {
    expect(normaliseText('Éditeur de modèles'.normalize('NFD'))).toBe(
      normaliseText('Éditeur de modèles'.normalize('NFC')),
    );
  });
  test('the rest of a very long name is ignored', () => {
    expect(normaliseText('a'.repeat(10_000))).toHaveLength(512);
  });
});

describe('titles: version, architecture and language removed', () => {
  test.each([
    ['Mozilla Firefox (x64 fr)', 'mozilla firefox'],
    ['Mozilla Firefox 115.3.1 ESR (x64 fr)', 'mozilla firefox esr'],
    ['Mozilla Thunderbird (x86 en-US)', 'mozilla thunderbird'],
    ['Microsoft 365 Apps for enterprise - fr-fr', 'microsoft 365 apps for enterprise'],
    ['Microsoft Office Professional Plus 2019 - fr-fr', 'microsoft office professional plus 2019'],
    ['7-Zip 22.01 (x64)', '7-zip'],
    ['7-Zip 19.00 (x64 edition)', '7-zip edition'],
    ['Sage 100 Comptabilité', 'sage 100 comptabilite'],
    ['Java 8 Update 401 (64-bit)', 'java 8 update 401'],
    ['Adobe Acrobat Reader DC - Français', 'adobe acrobat reader dc'],
    ['Adobe Acrobat (64-bit)', 'adobe acrobat'],
    ['Notepad++ (64-bit x64)', 'notepad++'],
    ['Notepad++ (32 bit)', 'notepad++'],
    ['paint.net v5.0.11', 'paint.net'],
    ['VLC media player 3.0.18', 'vlc media player'],
    ['LibreOffice 7.5.3.2', 'libreoffice'],
    ['Python 3.11.4 (64-bit)', 'python'],
    [
      'Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.34.31938',
      'microsoft visual c++ 2015-2022 redistributable',
    ],
    ['Microsoft Visual C++ 2010  x86 Redistributable - 10.0.40219', 'microsoft visual c++ 2010 redistributable'],
    ['Git version 2.41.0', 'git'],
    ['PuTTY release 0.78 (64-bit)', 'putty'],
    ['WinSCP 5.21.7', 'winscp'],
    ['Google Chrome', 'google chrome'],
    ['GIMP 2.10.34-1', 'gimp'],
    ['QGIS 3.28.4-1', 'qgis'],
    ['PDFCreator v 4.4', 'pdfcreator'],
    ['Foo build 1234', 'foo'],
    ['Windows 11', 'windows 11'],
    ['PostgreSQL 15', 'postgresql 15'],
    ['Microsoft SQL Server 2019 (64-bit)', 'microsoft sql server 2019'],
    ['3D Viewer', '3d viewer'],
    ['v2rayN', 'v2rayn'],
    ['Office 365', 'office 365'],
    ['Foo (Français)', 'foo'],
    ['Foo 1.2.3-beta1', 'foo'],
    ['Foo 1.0rc2', 'foo'],
    ['Foo [x64]', 'foo'],
    ['Foo (User)', 'foo'],
    ['Foo (remove only)', 'foo'],
    ['Foo 64-bit (Remove or Repair)', 'foo'],
    ['Foo (Server)', 'foo (server)'],
    ['Le Robert it', 'le robert it'],
    ['1.2.3', '1.2.3'],
    ['x64', 'x64'],
    ['- -', '- -'],
  ])('%j is %j', (raw, expected) => expect(title(raw)).toBe(expected));
  test.each([
    ['Firefox (x64 fr)', 'Firefox (x86 de)'],
    ['Foo 1.2 (64-bit)', 'Foo 1.10.3'],
    ['Adobe Reader - Français', 'Adobe Reader - Deutsch'],
    ['Foo – 1.2', 'Foo 1.3'],
  ])('%j and %j are one title', (a, b) => expect(title(a)).toBe(title(b)));
  test.each([
    ['Sage 100', 'Sage 1000'],
    ['Office 2016', 'Office 2019'],
    ['Foo Server', 'Foo Client'],
    ['PostgreSQL 14', 'PostgreSQL 15'],
  ])('%j and %j are two', (a, b) => expect(title(a)).not.toBe(title(b)));
});

describe('publishers', () => {
  test.each([
    ['Microsoft Corporation', 'microsoft'],
    ['Microsoft Corp.', 'microsoft'],
    ['Dell, Inc.', 'dell'],
    ['Dell Inc', 'dell'],
    ['Igor Pavlov', 'igor pavlov'],
    ['Berger-Levrault S.A.', 'berger-levrault'],
    ['Example Soft SAS', 'example soft'],
    ['Example Soft S.A.S.', 'example soft'],
    ['Example S.A.R.L', 'example'],
    ['SAP SE', 'sap'],
    ['Kaspersky Lab ZAO', 'kaspersky lab zao'],
    ['Example GmbH & Co. KG', 'example'],
    ['Example sp. z o.o', 'example sp. z'],
    ['Example Sdn. Bhd.', 'example'],
    ['Copyright Citrix Systems, Inc.  All rights reserved.', 'citrix systems'],
    ['(c) 2009-2013 Example SA', 'example'],
    ['2K Games', '2k games'],
    ['All rights reserved', 'all rights reserved'],
    ['Example A/S', 'example'],
    ['Example Pty Ltd', 'example'],
    ['Oracle and/or its affiliates', 'oracle'],
    ['Cisco Systems, Inc. and/or its affiliates', 'cisco systems'],
    ['Oracle Corporation and/or its affiliates. All rights reserved.', 'oracle'],
    ['CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US', 'microsoft'],
    ['CN=Example, O="Example, Inc.", C=US', 'example'],
    ['CN=Mozilla Corporation', 'mozilla'],
    ['O=Example Soft SAS, C=FR', 'example soft'],
    ['CN=1a2b3c4d-1234-1234-1234-1234567890ab', ''],
    ['CN={1A2B3C4D-1234-1234-1234-1234567890AB}', ''],
    ['CN=1a2b3c4d-1234-1234-1234-1234567890ab, O=Example', 'example'],
    ['Debian Firefox Maintainers <pkg@lists.debian.org>', 'debian firefox maintainers'],
    ['<security@example.org>', ''],
    ['Éditions Législatives', 'editions legislatives'],
    ['SA', 'sa'],
    ['Inc.', 'inc'],
    ['', ''],
    ['   ', ''],
  ])('%j is %j', (raw, expected) => expect(normalisePublisher(raw)).toBe(expected));
  test('none is none', () => expect(normalisePublisher(undefined)).toBe(''));
  test.each([
    ['Microsoft Corporation', 'Microsoft'],
    ['Adobe Systems Incorporated', 'Adobe Systems, Inc.'],
    ['VideoLAN', 'videolan'],
    ['JetBrains s.r.o.', 'JetBrains'],
  ])('%j and %j are one', (a, b) => expect(normalisePublisher(a)).toBe(normalisePublisher(b)));
});

describe('patterns of the base', () => {
  test('take the form of what they are compared with', () =>
    expect(normalisePattern('  Mozilla®  Firefox *')).toBe('mozilla firefox *'));
  test('repeated wildcards are one', () => expect(normalisePattern('a***b**')).toBe('a*b*'));
  test.each([
    ['Example Soft*', 'example soft*'],
    ['Example Soft SAS', 'example soft'],
    ['CN=Example Soft SAS, *', 'example soft'],
    ['*', '*'],
  ])('publisher %j is %j', (pattern, expected) => expect(normalisePublisherPattern(pattern)).toBe(expected));
});

describe('container images', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.27', 'docker.io/library/nginx'],
    ['nginx@sha256:0123456789abcdef', 'docker.io/library/nginx'],
    ['nginx:1.27@sha256:0123456789abcdef', 'docker.io/library/nginx'],
    ['grafana/grafana:latest', 'docker.io/grafana/grafana'],
    ['docker.io/library/postgres', 'docker.io/library/postgres'],
    ['ghcr.io/owner/Image:v1', 'ghcr.io/owner/image'],
    ['registry.example.fr:5000/team/app:2', 'registry.example.fr:5000/team/app'],
    ['localhost/app', 'localhost/app'],
    ['localhost:5000/app', 'localhost:5000/app'],
    [' nginx ', 'docker.io/library/nginx'],
  ])('%s is %s', (reference, expected) => expect(normaliseImage(reference)).toBe(expected));
});

describe('any text', () => {
  /** Pieces of real titles in any order, which random characters would never make. */
  const pieces = fc.array(
    fc.constantFrom(
      'Foo',
      'Bar',
      '2019',
      '1.2.3',
      '(x64)',
      '(x64 fr)',
      '-',
      'fr-fr',
      'é',
      'v3',
      '(64-bit)',
      '™',
      '\u00a0',
      '(x64 edition)',
      '[x86]',
      '(2019)',
    ),
    { maxLength: 8 },
  );
  const names = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    pieces.map((list) => list.join(' ')),
  );
  test('normalising twice changes nothing', () => {
    fc.assert(
      fc.property(names, (raw) => {
        const once = normaliseText(raw);
        expect(normaliseText(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
  test('the title of a title is itself', () => {
    fc.assert(
      fc.property(pieces, (list) => {
        const once = title(list.join(' '));
        expect(titleOf(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
  test('a publisher normalised twice is itself', () => {
    fc.assert(
      fc.property(names, (raw) => {
        const once = normalisePublisher(raw);
        expect(normalisePublisher(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
  test('a title is never empty when its name is not', () => {
    fc.assert(
      fc.property(names, (raw) => {
        const full = normaliseText(raw);
        expect(titleOf(full) === '').toBe(full === '');
      }),
      { numRuns: 3000 },
    );
  });
  test('case does not matter', () => {
    fc.assert(
      fc.property(pieces, (list) => {
        expect(normaliseText(list.join(' ').toUpperCase())).toBe(normaliseText(list.join(' ').toLowerCase()));
      }),
    );
  });
});

describe('two hundred thousand characters cost no more than a few', () => {
  const N = 200_000;
  test.each<[string, string]>([
    ['spaces', ' '.repeat(N)],
    ['opening parentheses', '('.repeat(N)],
    ['angle brackets', '<'.repeat(N)],
    ['X.500 fields', `CN=${'a=b,'.repeat(N / 4)}`],
    ['an unclosed quote', `CN="${'a,'.repeat(N / 2)}`],
    ['digits and dots', '1.'.repeat(N / 2)],
    ['and/or', 'and/or its '.repeat(N / 11)],
    ['commas', ', '.repeat(N / 2)],
    ['combining accents', `e${'\u0301'.repeat(N)}`],
    ['one word', 'a'.repeat(N)],
    ['ligatures that expand', '\ufdfa'.repeat(N)],
  ])('%s', (_, raw) => {
    const started = performance.now();
    for (let i = 0; i < 20; i++) {
      title(raw);
      normalisePublisher(raw);
    }
    // Twenty rounds take a few milliseconds; quadratic work on 200,000 characters would take minutes.
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
