/** Writes a workbook (XLSX) the way spreadsheets do: enough of the format for the tests. */
import { type ZipMember, zipOf } from './zip-writer.ts';

/** A cell: a text, a number, or the attributes and the content of its element as they are. */
export type Cell = string | number | { readonly attributes: string; readonly content: string } | null;
export type Sheet = { readonly name: string; readonly rows: readonly (readonly Cell[])[] };

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function letters(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : `${letters(Math.floor(column / 26) - 1)}${letters(column % 26)}`;
}

function cellOf(cell: Cell, reference: string, texts: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') return `<c r="${reference}" ${cell.attributes}>${cell.content}</c>`;
  const known = texts.indexOf(cell);
  return `<c r="${reference}" t="s"><v>${known === -1 ? texts.push(cell) - 1 : known}</v></c>`;
}

/** Style 1 shows a day, style 2 a day in a format of its own, style 3 a number. */
const STYLES = `${HEADER}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="0.00&quot; d&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`;

export function workbookOf(sheets: readonly Sheet[], more: readonly ZipMember[] = [], properties = ''): Buffer {
  const texts: string[] = [];
  const parts = sheets.map(({ rows }, index): ZipMember => {
    const content = rows.map((cells, row) => {
      const made = cells.map((cell, column) => cellOf(cell, `${letters(column)}${row + 1}`, texts));
      return `<row r="${row + 1}">${made.join('')}</row>`;
    });
    return {
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `${HEADER}<worksheet xmlns="${MAIN}"><sheetData>${content.join('')}</sheetData></worksheet>`,
    };
  });
  const list = sheets.map(
    ({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const relations = sheets.map(
    (_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  return zipOf([
    { name: '[Content_Types].xml', content: `${HEADER}<Types/>` },
    {
      name: 'xl/workbook.xml',
      content: `${HEADER}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr ${properties}/><sheets>${list.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `${HEADER}<Relationships>${relations.join('')}</Relationships>` },
    { name: 'xl/styles.xml', content: STYLES },
    ...parts,
    {
      name: 'xl/sharedStrings.xml',
      content: `${HEADER}<sst xmlns="${MAIN}">${texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    },
    ...more,
  ]);
}
