/** What the sheets of a workbook refer to: their names and parts, the texts that cells share, the formats that are dates. */
import { Problem } from '../../problem.ts';
import { partOf, type Workbook } from './archive.ts';
import { takeEvents } from './xml-events.ts';

/** Most texts, and UTF-16 units in all of them. */
const MAX_TEXTS = 1_000_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;

/** Most sheets that are looked at. */
const MAX_SHEETS = 100;

/** Built-in formats that are of a day. */
const DAY_FORMATS = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]);

export type Contents = {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly texts: readonly string[];
  /** By number of a style, whether it shows a day. */
  readonly isDay: readonly boolean[];
  /** Whether days are counted from 1904, as on the first Macintosh. */
  readonly from1904: boolean;
};

type Attributes = Readonly<Record<string, string>>;

/** An attribute by its name without prefix. */
function attribute(attributes: Attributes, name: string): string {
  const key = Object.keys(attributes).find((other) => other.slice(other.indexOf(':') + 1) === name);
  return (key === undefined ? undefined : attributes[key]) ?? '';
}

/** The path of a part that another refers to: "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml". */
function resolved(target: string): string {
  return target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
}

/** "_x000D_" stands for a character that XML cannot hold. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
}

async function sheetsOf(workbook: Workbook): Promise<Pick<Contents, 'sheets' | 'from1904'>> {
  const targets = new Map<string, string>();
  await takeEvents(partOf(workbook, 'xl/_rels/workbook.xml.rels'), {
    open(name, attributes) {
      if (name === 'Relationship' && targets.size < 1000)
        targets.set(attribute(attributes, 'Id'), resolved(attribute(attributes, 'Target')));
    },
  });
  const sheets: { name: string; part: string }[] = [];
  let from1904 = false;
  await takeEvents(partOf(workbook, 'xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904'));
      if (name !== 'sheet' || sheets.length >= MAX_SHEETS) return;
      const part = targets.get(attributes['r:id'] ?? attribute(attributes, 'id'));
      if (part !== undefined) sheets.push({ name: attribute(attributes, 'name'), part });
    },
  });
  return { sheets, from1904 };
}

async function textsOf(workbook: Workbook): Promise<string[]> {
  const texts: string[] = [];
  let [characters, current, phonetic] = [0, '', false];
  await takeEvents(partOf(workbook, 'xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') current = '';
      if (name === 'rPh') phonetic = true;
    },
    close(name, text) {
      if (name === 'rPh') phonetic = false;
      if (name === 't' && !phonetic) current += unescaped(text);
      if (name !== 'si') return;
      characters += current.length;
      if (texts.push(current) > MAX_TEXTS || characters > MAX_CHARACTERS)
        throw new Problem('table-too-large', { file: workbook.file, line: 1 });
    },
  });
  return texts;
}

/** Whether a format of its own shows a day: letters of one outside of what is quoted, escaped or between brackets. */
export function showsDay(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  return /[dj]/.test(bare) || /y|a{2,4}(?!m)/.test(bare);
}

async function stylesOf(workbook: Workbook): Promise<boolean[]> {
  const formats = new Map<number, boolean>();
  const isDay: boolean[] = [];
  let inCells = false;
  await takeEvents(partOf(workbook, 'xl/styles.xml'), {
    open(name, attributes) {
      const id = Number(attribute(attributes, 'numFmtId') || 0);
      if (name === 'numFmt' && formats.size < 10_000) formats.set(id, showsDay(attribute(attributes, 'formatCode')));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells && isDay.length < 100_000) isDay.push(formats.get(id) ?? DAY_FORMATS.has(id));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return isDay;
}

export async function contentsOf(workbook: Workbook): Promise<Contents> {
  return { ...(await sheetsOf(workbook)), texts: await textsOf(workbook), isDay: await stylesOf(workbook) };
}
