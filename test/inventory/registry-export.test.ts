import { describe, expect, test } from 'vitest';
import { parseRegistryExport } from '../../src/inventory/registry-export.ts';

const text = `Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\Software\\Clé]
@="défaut"
"Nom"="Société \\"Été\\" C:\\\\x"
"Nombre"=dword:0000002a
"Étendu"=hex(2):63,00,3a,00,\\
  5c,00,e9,00,00,00
"Liste"=hex(7):61,00,00,00,62,00,00,00,00,00
"Binaire"=hex:00,01
[-HKEY_LOCAL_MACHINE\\Software\\Supprimée]
"Perdu"="oui"
[HKEY_LOCAL_MACHINE\\Software\\Dernière]
"Fin"="x"
`;
const crlf = text.replaceAll('\n', '\r\n');
const encodings: Record<string, Buffer> = {
  'UTF-16LE with its mark': Buffer.from(`\ufeff${crlf}`, 'utf16le'),
  'UTF-16LE without': Buffer.from(crlf, 'utf16le'),
  'UTF-16BE with its mark': Buffer.from(`\ufeff${crlf}`, 'utf16le').swap16(),
  'UTF-8': Buffer.from(text),
  'UTF-8 with its mark': Buffer.from(`\ufeff${crlf}`),
  'Windows-1252': Buffer.from(crlf, 'latin1'),
};

describe.for(Object.entries(encodings))('%s', ([, bytes]) => {
  test('keys and values, accents intact', () => {
    const keys = parseRegistryExport(bytes);
    expect(keys.map(({ path }) => path)).toEqual([
      'HKEY_LOCAL_MACHINE\\Software\\Clé',
      'HKEY_LOCAL_MACHINE\\Software\\Dernière',
    ]);
    expect(Object.fromEntries(keys[0]?.values ?? [])).toEqual({
      '': 'défaut',
      nom: 'Société "Été" C:\\x',
      nombre: 42,
      étendu: 'c:\\é',
      liste: 'a\nb',
    });
  });

  test('one invalid byte costs one character', () => {
    const place = bytes.indexOf(
      Buffer.from('Nombre', bytes.includes(0) ? (bytes[0] === 0xfe ? 'latin1' : 'utf16le') : 'latin1'),
    );
    const damaged = Buffer.from(bytes);
    damaged[place === -1 ? bytes.length - 40 : place] = 0xff;
    const keys = parseRegistryExport(damaged);
    expect(keys.length).toBeGreaterThanOrEqual(1);
    expect(keys[0]?.values.get('nom')).toBe('Société "Été" C:\\x');
  });
});

test('a lost quote costs its value, not the keys that follow', () => {
  const keys = parseRegistryExport(
    Buffer.from('[HKEY_A\\x]\n"a"="lost\n"b"="kept"\n"c"="lost\n[HKEY_A\\y]\n"d"="kept"\n'),
  );
  expect(keys.map(({ path, values }) => [path, values.get('b') ?? values.get('d')])).toEqual([
    ['HKEY_A\\x', 'kept'],
    ['HKEY_A\\y', 'kept'],
  ]);
});

test('Windows-1252 has its own characters between 0x80 and 0x9f', () => {
  const bytes = Buffer.from([
    ...Buffer.from('[HKEY_A\\x]\n"a"="'),
    0x80,
    0x92,
    0x9c,
    0xe9,
    0x20,
    0xe8,
    ...Buffer.from('"\n'),
  ]);
  expect(parseRegistryExport(bytes)[0]?.values.get('a')).toBe('€’œé è');
});
