/** The code page of western consoles, which Node does not decode: `dir > file`, and agents that read what a console printed. */

/** Characters of the bytes 0x80 to 0xff, in order. */
const HIGH =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

const bytesOf = new Map([...HIGH].map((character, index): [string, number] => [character, 0x80 + index]));

/** Lower-case letters with accents, and É, in this code page: where the code page of Windows has signs that stand beside no letter. */
const LETTERS = new Set([0x81, 0x82, 0x83, 0x84, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8d, 0x90]);

export function decode850(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (character) => HIGH[character.charCodeAt(0) - 0x80] ?? '');
}

/** The byte of a character; undefined when the code page has none for it. */
export function byteIn850(character: string): number | undefined {
  return character < '\x80' ? character.charCodeAt(0) : bytesOf.get(character);
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** Whether bytes are of this code page rather than of Windows-1252: told by what stands beside letters. */
export function looks850(bytes: Buffer): boolean {
  let [here, there] = [0, 0];
  for (const [index, byte] of bytes.entries()) {
    if (byte < 0x80 || (!isLetter(bytes[index - 1]) && !isLetter(bytes[index + 1]))) continue;
    if (LETTERS.has(byte)) here++;
    else if (byte >= 0xc0) there++;
  }
  return here > there;
}
