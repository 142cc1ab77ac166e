/**
 * Names as machines print them, brought to comparable forms.
 *
 * In: a display name or a publisher, from anywhere. Out: normalised text. Linear in the length of the name; it decides nothing.
 * Two forms of a name exist: `full` (case, Unicode and spacing settled) and `title` (version, architecture and language removed too),
 * because rules are written on either and unknown programs are counted by title (method §4).
 */

/** Longest name that is looked at, in UTF-16 units; the rest of a longer one is ignored. */
const LONGEST = 512;

const ARCHITECTURES = new Set(
  `x64 x86 x32 x86-64 x86_64 amd64 arm64 aarch64 i386 i486 i586 i686 ia64 win32 win64 64-bit 32-bit 64bit 32bit 64-bits 32-bits
   64bits 32bits x64-based x86-based noarch`.split(/\s+/),
);

const LANGUAGES = new Set(
  `ar bg ca cs da de el en es et eu fi fr he hi hr hu id it ja ko lt lv nb nl nn no pl pt ro ru sk sl sr sv th tr uk vi zh
   en-us en-gb fr-fr fr-ca fr-be fr-ch de-de de-at de-ch es-es es-mx it-it pt-pt pt-br nl-nl nl-be sv-se da-dk nb-no fi-fi pl-pl cs-cz
   sk-sk hu-hu ro-ro bg-bg el-gr tr-tr ru-ru uk-ua he-il ar-sa ja-jp ko-kr zh-cn zh-tw zh-hk hr-hr sl-si et-ee lv-lv lt-lt sr-latn-rs
   th-th vi-vn en_us en_gb fr_fr de_de es_es it_it french english german spanish italian dutch portuguese multilingual
   francais anglais allemand espagnol italien deutsch englisch franzosisch espanol ingles frances`.split(/\s+/),
);

/** Words that announce a version, so that the number after them goes with them. */
const VERSION_WORDS = new Set(['version', 'ver', 'ver.', 'v', 'v.', 'build', 'release', 'rev', 'rev.', 'update:']);

const NOARCH = 'noarch';

/** What installers add in parentheses after a name: for whom it is installed, what the entry can do. */
const INSTALL_NOTE =
  /\s*\((?:user|all users|current user|per user|machine-wide|remove only|remove or repair|uninstall only|desinstallation seule|utilisateur)\)/g;

/** Letters that are two, or another with a stroke. */
const LETTERS: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ß: 'ss', ø: 'o' };

/** The small letters of western Europe: those of most names, found in one step. */
const WESTERN: ReadonlyMap<string, string> = new Map(
  [...'àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœß'].map((letter) => [
    letter,
    LETTERS[letter] ?? letter.normalize('NFD').replace(/[\u0300-\u036f]+/g, ''),
  ]),
);

/** Latin letters without their accents: consoles, exports and installers lose them, and no two programs differ by them alone. */
function withoutAccents(text: string): string {
  if (/^[\x20-\x7e\u00e0-\u00ff\u0153]*$/.test(text))
    return text.replace(/[^\x20-\x7e]/g, (letter) => WESTERN.get(letter) ?? letter);
  return text
    .normalize('NFD')
    .replace(/[æœßø]/g, (letter) => LETTERS[letter] as string)
    .replace(/([a-z])[\u0300-\u036f]+/g, '$1')
    .normalize('NFC');
}

/** Case, accents, Unicode (NFKC), trademarks, quotes, dashes and spacing settled. */
export function normaliseText(raw: string): string {
  let text = raw.length > LONGEST ? raw.slice(0, LONGEST) : raw;
  // ASCII and the letters of western Europe need no more than their case.
  if (/[^\x20-\x7e\u00c0-\u00ff\u0152\u0153]/.test(text)) {
    text = text
      .replace(/[®™©℠\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '')
      .normalize('NFKC')
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/[\u201c\u201d]/g, '"')
      .replace(/[\u2010-\u2015\u2212]/g, '-')
      .toLowerCase()
      // A small letter and its accents may compose where the capital did not.
      .normalize('NFKC');
  } else text = text.toLowerCase();
  if (/[^\x20-\x7e]/.test(text)) text = withoutAccents(text);
  if (text.includes('(')) text = text.replace(/\((?:r|tm|c)\)/g, '');
  if (text.includes('  ')) text = text.replace(/ {2,}/g, ' ');
  return text.trim();
}

/** Whether a word is a dotted or "v"-prefixed version ("1.2", "v3", "22.01-beta"); a bare integer is part of a name ("Sage 100"). */
function isVersion(word: string): boolean {
  let at = word.charCodeAt(0) === 118 ? 1 : 0;
  const prefixed = at === 1;
  if (word.charCodeAt(at) === 46) at += 1;
  const first = word.charCodeAt(at);
  if (!(first >= 48 && first <= 57)) return false;
  let dots = 0;
  for (; at < word.length; at++) {
    const code = word.charCodeAt(at);
    if (code === 46) dots += 1;
    else if (code < 48 || code > 57) break;
  }
  if (dots === 0) return prefixed && at === word.length;
  // What may follow the numbers: "-beta1", "+build", "_1", "rc2", ",".
  return at === word.length || /^(?:[-+_~,][\w.+~-]*|(?:alpha|beta|rc|sp|p|b|a|r|u)\d*)$/.test(word.slice(at));
}

/** One of "([{,;". */
function isOpening(code: number): boolean {
  return code === 40 || code === 44 || code === 59 || code === 91 || code === 123;
}

/** One of ")]},;". */
function isClosing(code: number): boolean {
  return code === 41 || code === 44 || code === 59 || code === 93 || code === 125;
}

function bare(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && isOpening(word.charCodeAt(from))) from += 1;
  while (to > from && isClosing(word.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === word.length ? word : word.slice(from, to);
}

/** Whether what begins there, parentheses apart, is a number. */
function isNumberAt(name: string, start: number): boolean {
  let at = start;
  while (isOpening(name.charCodeAt(at))) at += 1;
  const code = name.charCodeAt(at);
  return (code >= 48 && code <= 57) || code === 46;
}

function hasDigit(name: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = name.charCodeAt(at);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}

function endOfWord(name: string, start: number): number {
  const space = name.indexOf(' ', start);
  return space === -1 ? name.length : space;
}

/**
 * Where what is no part of a title ends, when the word between two places begins it: a version, an architecture or a language. −1 when the word is
 * part of the title. A language is one in parentheses or after a dash, behind another word.
 */
function endOfNoise(name: string, start: number, end: number, kept: number, afterDash: boolean): number {
  let from = start;
  let to = end;
  while (from < to && isOpening(name.charCodeAt(from))) from += 1;
  while (to > from && isClosing(name.charCodeAt(to - 1))) to -= 1;
  const isNumbered = hasDigit(name, from, to);
  const isBeforeNumber = end < name.length && isNumberAt(name, end + 1);
  const isAside = kept > 0 && (to - from < end - start || (kept > 1 && afterDash));
  // Most words are none of these.
  if (!isNumbered && !isBeforeNumber && !isAside && to - from !== NOARCH.length) return -1;
  const core = name.slice(from, to);
  if (isNumbered ? ARCHITECTURES.has(core) || isVersion(core) : core === NOARCH) return end;
  if (isBeforeNumber && VERSION_WORDS.has(core)) return endOfWord(name, end + 1);
  if (isAside && LANGUAGES.has(core)) return end;
  // "64 bit" and "(64 bit)" in two words.
  if (end === name.length || (core !== '64' && core !== '32')) return -1;
  const next = endOfWord(name, end + 1);
  return /^bits?\W*$/.test(name.slice(end + 1, next)) ? next : -1;
}

/** The title of an already normalised name: version, architecture and language removed. */
export function titleOf(full: string): string {
  // Nothing can be removed from a name without digit, parenthesis or dash.
  if (!/[\d([-]/.test(full) && !full.includes(' v')) return full;
  const name = full.includes('(') ? full.replace(INSTALL_NOTE, '') : full;
  let title: string | undefined;
  /** Where the words kept since the last that was removed begin. */
  let run = 0;
  let kept = 0;
  let afterDash = false;
  for (let start = 0; start <= name.length; ) {
    const end = endOfWord(name, start);
    const noise = endOfNoise(name, start, end, kept, afterDash);
    if (noise === -1) {
      kept += 1;
      afterDash = end - start === 1 && name.charCodeAt(start) === 45;
      start = end + 1;
      continue;
    }
    if (run < start) title = joined(title, name.slice(run, start - 1));
    run = noise + 1;
    start = run;
  }
  if (run <= name.length) title = joined(title, name.slice(run));
  return tidied(title ?? '') || full;
}

function joined(before: string | undefined, words: string): string {
  return before === undefined ? words : `${before} ${words}`;
}

/** Space, or one of "-–,;:([{": what no title begins or ends with. */
function isLoose(code: number): boolean {
  return code === 32 || code === 45 || code === 58 || code === 0x2013 || isOpening(code);
}

/** What is left of a name, without what the words removed left behind. */
function tidied(kept: string): string {
  let title = kept;
  // Each is for few names; to look whether it is for this one costs less.
  if (/[([{]/.test(title)) title = title.replace(/[([{]\s*[)\]}]/g, '');
  if (title.includes('  ')) title = title.replace(/ {2,}/g, ' ');
  if (isLoose(title.charCodeAt(0)) || isLoose(title.charCodeAt(title.length - 1))) {
    title = title.replace(/^[\s\-–,;:]+|[\s\-–,;:([{]+$/g, '').trim();
  }
  // The other half of a parenthesis may have gone with a word that was removed: "7-Zip 22.01 (x64 edition)".
  if (title.endsWith(')') && !title.includes('(')) title = title.slice(0, -1).replace(/[\s\-–,;:[{]+$/, '');
  return title;
}

/** What an edition adds to the name of a program, at its end. */
const EDITIONS = new Set(
  `edition editions client home standard std pro prof professional professionnel enterprise entreprise business premium ultimate deluxe basic
   advanced plus lite free trial demo portable community desktop workstation evaluation licence license bundle`.split(
    /\s+/,
  ),
);

const YEAR = /^(?:19[89]|20[0-4])\d$/;

/** A title without the years that end it, and without the words of an edition too; the title itself when it ends by none. At least one word stays. */
export function withoutEdition(title: string): { yearless: string; name: string } {
  const last = bare(title.slice(title.lastIndexOf(' ') + 1));
  const isYear = YEAR.test(last);
  if (!isYear && !EDITIONS.has(last)) return { yearless: title, name: title };
  const yearless = isYear ? cutEnd(title, (word) => YEAR.test(word)) : title;
  return { yearless, name: cutEnd(title, (word) => YEAR.test(word) || EDITIONS.has(word)) };
}

function cutEnd(title: string, isEnd: (word: string) => boolean): string {
  let end = title.length;
  for (let space = title.lastIndexOf(' '); space > 0; space = title.lastIndexOf(' ', end - 1)) {
    const word = title.slice(space + 1, end);
    if (word !== '-' && !isEnd(bare(word))) break;
    end = space;
  }
  return end === title.length ? title : tidied(title.slice(0, end));
}

const LEGAL_FORMS = new Set(
  `inc incorporated corp corporation co company ltd limited llc l.l.c llp lp plc pty pte gmbh mbh ag kg ohg ug sa s.a sas s.a.s sasu sarl
   s.a.r.l eurl scop snc bv b.v nv n.v ab oy oyj as a/s aps asa srl s.r.l spa s.p.a sl s.l kft zrt sro s.r.o a.s oo o.o d.o.o se kk k.k
   ltda bvba sprl lda ehf uab oü sdn bhd pvt gmbh&co ооо ао зао &`.split(/\s+/),
);

const GUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/;

/** The organisation of an X.500 subject as MSIX prints it ("CN=…, O=Microsoft Corporation, …"), else its common name unless that is a GUID. */
function organisationOf(subject: string): string {
  const fields = new Map<string, string>();
  for (const [, key, quoted, plain] of subject.matchAll(
    /(?:^|[,;]\s*)([a-z0-9.]{1,40})\s*=\s*(?:"([^"]*)"|([^,;"]*))/g,
  )) {
    if (key !== undefined && !fields.has(key)) fields.set(key, (quoted ?? plain ?? '').trim());
  }
  const organisation = fields.get('o');
  if (organisation) return organisation;
  const name = fields.get('cn') ?? '';
  return GUID.test(name) ? '' : name;
}

/** A publisher that is a line of copyright ("Copyright 2009-2013 Example. All rights reserved."): its holder alone. */
function holderOf(text: string): string {
  const end = text.indexOf('all rights reserved');
  return (end > 0 ? text.slice(0, end) : text).replace(/^(?:(?:copyright|\d{4}(?:-\d{4})?),? )*/, '');
}

/** A publisher without legal form, address, line of copyright or X.500 decoration; empty when it says nothing. */
export function normalisePublisher(raw: string | undefined): string {
  if (!raw) return '';
  let text = normaliseText(raw);
  if (text.startsWith('cn=') || text.startsWith('o=')) text = organisationOf(text);
  // Each is for few publishers; to look whether it is for this one costs less.
  if (/^(?:copyright|\d)|all rights reserved/.test(text)) text = holderOf(text);
  if (text.includes('<')) text = text.replace(/\s*<[^<>]*>/g, '');
  if (text.includes('and/or its')) text = text.replace(/\s*(?:,\s*)?and\/or its (?:affiliates|subsidiaries).*$/, '');
  let name = text.includes(',')
    ? text
        .split(/[\s,]+/)
        .filter(Boolean)
        .join(' ')
    : text.trim();
  for (let space = name.lastIndexOf(' '); space > 0; space = name.lastIndexOf(' ')) {
    const last = name.slice(space + 1);
    if (!LEGAL_FORMS.has(/[().]/.test(last) ? last.replace(/^\(|[.)]+$/g, '') : last)) break;
    name = name.slice(0, space);
  }
  return name.endsWith('.') ? name.replace(/[.\s]+$/, '') : name;
}

/** A pattern of the knowledge base, in the form of what it is compared with; its wildcards stay. */
export function normalisePattern(pattern: string): string {
  return normaliseText(pattern).replace(/\*{2,}/g, '*');
}

/** A publisher pattern: wildcards stay, legal forms go as they do from publishers. */
export function normalisePublisherPattern(pattern: string): string {
  return normalisePublisher(pattern).replace(/\*{2,}/g, '*');
}

/** A container image without registry default, tag and digest: "nginx:1.27" is "docker.io/library/nginx". */
export function normaliseImage(reference: string): string {
  const lower = reference.trim().toLowerCase().split('@')[0] ?? '';
  const slash = lower.lastIndexOf('/');
  const colon = lower.lastIndexOf(':');
  const name = colon > slash ? lower.slice(0, colon) : lower;
  const parts = name.split('/');
  const first = parts[0] ?? '';
  const hasRegistry = parts.length > 1 && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasRegistry) return name;
  return parts.length === 1 ? `docker.io/library/${name}` : `docker.io/${name}`;
}
