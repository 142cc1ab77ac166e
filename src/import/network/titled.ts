/** Lines of cells whose meaning is in titles: a first line of CSV, or "#Fields:" of the extended format of the W3C. */
import { hasAt, skipBlanks } from './bytes.ts';
import { Cells } from './cells.ts';
import { Fields, type RoleKeys } from './fields.ts';
import { type LineParser, NOT_UNDERSTOOD, OTHER } from './visit.ts';

const COMMA = 0x2c;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const TAB = 0x09;
const DIRECTIVE = '#fields:';

/** What each cell is, by its title. */
function columnsOf(fields: Fields, cells: Cells, bytes: Buffer): number[] {
  return Array.from({ length: cells.count }, (_, cell) =>
    fields.roleOf(bytes, cells.starts[cell] as number, cells.ends[cell] as number),
  );
}

function parserBy(
  keys: RoleKeys,
  titles: (bytes: Buffer, start: number, end: number, cells: Cells, fields: Fields) => Titles | undefined,
): LineParser {
  const [cells, fields] = [new Cells(), new Fields(keys)];
  let known: Titles | undefined;
  return (bytes, start, end, visit, span) => {
    const found = titles(bytes, start, end, cells, fields);
    if (found !== undefined) {
      known = found;
      return OTHER;
    }
    if (bytes[start] === HASH) return OTHER;
    if (known === undefined) return NOT_UNDERSTOOD;
    const { columns, separator } = known;
    cells.split(bytes, start, end, separator);
    if (cells.count < 2) return NOT_UNDERSTOOD;
    fields.reset();
    for (let cell = 0; cell < Math.min(cells.count, columns.length); cell++) {
      fields.noteAs(columns[cell] as number, bytes, cells.starts[cell] as number, cells.ends[cell] as number);
    }
    return fields.finish(bytes, visit, span);
  };
}

type Titles = { readonly columns: readonly number[]; readonly separator: number };

export function extendedParser(keys: RoleKeys): LineParser {
  return parserBy(keys, (bytes, start, end, cells, fields) => {
    if (bytes[start] !== HASH || !hasAt(bytes, start, end, DIRECTIVE)) return undefined;
    const first = skipBlanks(bytes, start + DIRECTIVE.length, end);
    cells.split(bytes, first, end, SPACE);
    return { columns: columnsOf(fields, cells, bytes), separator: SPACE };
  });
}

export function csvParser(keys: RoleKeys): LineParser {
  let done = false;
  return parserBy(keys, (bytes, start, end, cells, fields) => {
    if (done) return undefined;
    for (const separator of [COMMA, SEMICOLON, TAB]) {
      cells.split(bytes, start, end, separator);
      const columns = columnsOf(fields, cells, bytes);
      // A client, and what it asked for.
      done = fields.areEnough(columns);
      if (done) return { columns, separator };
    }
    return undefined;
  });
}
