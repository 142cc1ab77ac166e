import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../src/inventory/text-encoding.ts';

/** What each code page has for the letters of Western Europe, written by hand from its table. */
const CP850: Record<string, number> = {
  ...{ Ç: 0x80, ü: 0x81, é: 0x82, â: 0x83, ä: 0x84, à: 0x85, ç: 0x87, ê: 0x88, ë: 0x89, è: 0x8a, ï: 0x8b, î: 0x8c },
  ...{ Ä: 0x8e, É: 0x90, ô: 0x93, ö: 0x94, û: 0x96, ù: 0x97, Ö: 0x99, Ü: 0x9a, á: 0xa0, í: 0xa1, ó: 0xa2, ú: 0xa3 },
  ...{ ñ: 0xa4, Ñ: 0xa5, ß: 0xe1, '\u00a0': 0xff },
};
const CP1252: Record<string, number> = { '’': 0x92, œ: 0x9c, '…': 0x85, '–': 0x96 };

function encode(text: string, table: Record<string, number>): Buffer {
  return Buffer.from([...text].map((character) => table[character] ?? character.charCodeAt(0)));
}

const sentences = [
  'Adresse distante       État',
  'Enregistrement (hôte) . : réponse',
  'Período de vida, sección y configuración',
  'Gültigkeitsdauer für die Einträge',
  'Durée de vie déjà dépassée à 100 %',
];

test.for(sentences)('the console or the windows of a Western Windows: %s', (sentence) => {
  expect(decodeText(encode(sentence, CP850))).toEqual({ text: sentence, encoding: 'cp850' });
  expect(decodeText(encode(sentence, CP1252))).toEqual({ text: sentence, encoding: 'windows-1252' });
  expect(decodeText(Buffer.from(sentence))).toEqual({ text: sentence, encoding: 'utf-8' });
});

test('typography of windows is not an accent of the console', () => {
  const text = 'L’éditeur d’œuvres – suite… (cœur)';
  expect(decodeText(encode(text, CP1252))).toEqual({ text, encoding: 'windows-1252' });
});

test('one invalid byte changes one character, not the decision', () => {
  const bytes = Buffer.concat([Buffer.from('Société d’économie '), Buffer.from([0xe9]), Buffer.from(' à Évry')]);
  expect(decodeText(bytes)).toEqual({ text: 'Société d’économie \ufffd à Évry', encoding: 'utf-8' });
});

test('without a mark, UTF-16 is told by its zeros, in both orders', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abcdé =[]"'), minLength: 4 }), (text) => {
      const little = Buffer.from(text, 'utf16le');
      expect(decodeText(little)).toEqual({ text, encoding: 'utf-16le' });
      expect(decodeText(Buffer.from(little).swap16())).toEqual({ text, encoding: 'utf-16be' });
    }),
  );
});
