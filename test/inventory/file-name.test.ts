import { expect, test } from 'vitest';
import { documentFileName, isDocumentFileName } from '../../src/inventory/file-name.ts';

const documentId = '9F3A01c7-0000-4000-8000-000000000000';

test('named after its instant, whatever its precision, and its identifier', () => {
  for (const collectedAt of ['2026-11-21T22:45:00Z', '2026-11-21T22:45:00.123Z', '2026-11-21T23:45:00+01:00']) {
    expect(documentFileName({ collectedAt, documentId })).toBe('20261121T224500Z-9f3a01c7.inventory.json');
  }
});

test('no date, no identifier, a path in its place: no name', () => {
  expect(() => documentFileName({ collectedAt: 'now', documentId })).toThrow(RangeError);
  expect(() => documentFileName({ collectedAt: '2026-11-21T22:45:00Z', documentId: undefined })).toThrow(TypeError);
  expect(() => documentFileName({ collectedAt: '2026-11-21T22:45:00Z', documentId: '../../ab/..' })).toThrow(TypeError);
  expect(() => documentFileName({ collectedAt: '+012026-11-21T22:45:00Z', documentId })).toThrow(TypeError);
});

test('other names are none of ours', () => {
  const names = [
    'seen.json',
    '.20261121T224500Z-9f3a01c7.inventory.json.tmp',
    'x20261121T224500Z-9f3a01c7.inventory.json',
  ];
  for (const name of names) expect(isDocumentFileName(name)).toBe(false);
});
