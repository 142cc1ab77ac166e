import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writersInList, writersOf } from '../../../agent/formats/access-list.ts';

const PROTECTED = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';

test.each([
  ['only the system and administrators', PROTECTED, []],
  ['users who read', `${PROTECTED}(A;OICI;0x1200a9;;;BU)(A;;FR;;;WD)(A;;FRFX;;;AU)`, []],
  ['users who modify', `${PROTECTED}(A;OICI;0x1301bf;;;BU)`, ['BU']],
  ['users who add files', `${PROTECTED}(A;CI;DCLCRPCR;;;BU)`, ['BU']],
  ['users who may give themselves the right', `${PROTECTED}(A;;WD;;;S-1-5-21-1-2-3-1001)`, ['S-1-5-21-1-2-3-1001']],
  ['users who delete', `${PROTECTED}(A;;SD;;;IU)(A;;DT;;;BG)`, ['IU', 'BG']],
  [
    'what ProgramData gives by default',
    'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;CIID;DCLCRPCR;;;BU)',
    ['BU'],
  ],
  [
    'what Program Files gives by default',
    'D:PAI(A;;FA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)(A;CIIO;GA;;;SY)(A;;0x1301bf;;;BA)(A;OICIIO;GA;;;CO)(A;;0x1200a9;;;BU)(A;;0x1200a9;;;AC)',
    [],
  ],
  ['an owner who keeps all rights', `${PROTECTED}(A;OICI;FA;;;OW)`, ['OW']],
  ['a creator on the folder itself', `${PROTECTED}(A;OICI;FA;;;CO)`, ['CO']],
  ['a domain administrator', `${PROTECTED}(A;OICI;FA;;;S-1-5-21-10-20-30-512)(A;;FA;;;LA)`, []],
  [
    'an account whose number only ends like an administrator',
    `${PROTECTED}(A;;FA;;;S-1-5-21-10-20-30-1512)`,
    ['S-1-5-21-10-20-30-1512'],
  ],
  ['what denies is not weighed', `D:(D;;FA;;;BU)(A;;FA;;;BU)`, ['BU']],
  ['a condition with parentheses', `${PROTECTED}(XA;;FA;;;BU;(Member_of {SID(BA)}))`, ['BU']],
  ['an owner, a group and an audit list', `O:BAG:SYD:PAI(A;;FA;;;BA)S:AI(AU;SA;FA;;;WD)`, []],
  ['no list at all', 'D:NO_ACCESS_CONTROL', ['S-1-1-0']],
])('%s', (_, list, writers) => {
  expect(writersInList(list)).toEqual(writers);
});

test.each([
  ['nothing', ''],
  ['no list of rights', 'O:BAG:SY'],
  ['an unknown letter', 'D:(A;;QQ;;;BU)'],
  ['an unknown kind', 'D:(Q;;FA;;;BU)'],
  ['no identifier', 'D:(A;;FA)'],
  ['an entry that does not end', 'D:(A;;FA;;;BU'],
  ['text after the list', 'D:(A;;FA;;;BA) and more'],
])('not understood, so unknown: %s', (_, list) => {
  expect(writersInList(list)).toBeUndefined();
});

test('a saved file, with and without its byte-order mark: each name with those who may change it', () => {
  const text = `agent\r\n${PROTECTED}\r\nagent\\spool é\r\n${PROTECTED}(A;;GA;;;WD)\r\n`;
  const expected = [
    { name: 'agent', writers: [] },
    { name: 'agent\\spool é', writers: ['WD'] },
  ];
  expect(writersOf(Buffer.from(text, 'utf16le'))).toEqual(expected);
  expect(writersOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(expected);
  expect(writersOf(Buffer.alloc(0))).toBeUndefined();
  expect(writersOf(Buffer.from('agent\r\n', 'utf16le'))).toBeUndefined();
});

test('anything else is unknown or named, never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 200 }), (bytes, text) => {
      writersOf(Buffer.from(bytes));
      writersInList(`D:${text}`);
    }),
  );
});

test('an allowance to anybody is seen wherever it stands among others', () => {
  const harmless = fc.constantFrom('(A;;FA;;;SY)', '(A;OICI;FR;;;BU)', '(D;;FA;;;WD)', '(A;;0x1200a9;;;AU)');
  fc.assert(
    fc.property(fc.array(harmless, { maxLength: 20 }), fc.array(harmless, { maxLength: 20 }), (before, after) => {
      expect(writersInList(`D:${before.join('')}(A;;GW;;;WD)${after.join('')}`)).toEqual(['WD']);
    }),
  );
});
