/**
 * One file → its documents: opens it, recognises its format, hands it to the importer, and turns whatever fails into a
 * Problem.
 */
import { Problem } from '../problem.ts';
import type { DocumentAhead } from './ahead/document.ts';
import { bytesOfBuffer } from './bytes.ts';
import { peek } from './decode.ts';
import { importers } from './formats/index.ts';
import { importedAhead, native } from './formats/native.ts';
import type { ImportContext, Imported, Importer } from './importer.ts';
import { readWhole } from './json.ts';
import { OUTLINES, outline, PEEK_BYTES } from './outline.ts';
import { fileProblem, openFile, openStandardInput, type Source } from './source.ts';
import { STANDARD_INPUT } from './walk.ts';
import { isWorkbook } from './workbook/archive.ts';
import { openHeld } from './zip.ts';
import { isZip } from './zip-directory.ts';

export type ReadContext = ImportContext & {
  /** Where files are read; one file at a time. */
  readonly block: Buffer;
  /** The only format to be tried, else it is told by the content. */
  readonly importer: Importer | undefined;
};

/** A document that could be read. */
export type Read = Imported & { readonly format: string };
export type Document = Read | { readonly problem: Problem };

/** In the order in which they are asked whether a source is theirs. */
const asked = [...importers].sort((left, right) => Number(left.general ?? false) - Number(right.general ?? false));

/** Names of the formats read, for messages. */
export function knownFormats(): string {
  return importers.map((importer) => importer.id).join(', ');
}

function recognise({ file, head, size }: Source): Importer {
  const text = peek(head, PEEK_BYTES);
  if (text.trim() === '' && size === head.length && size <= PEEK_BYTES) throw new Problem('document-empty', { file });
  for (const limit of OUTLINES) {
    const keys = outline(text, limit);
    // Agents deliver these by the thousand, and they look like no other.
    if (native.detect({ text, keys })) return native;
    const importer = asked.find((candidate) => candidate.detect({ text, keys }));
    if (importer !== undefined) return importer;
  }
  if (isZip(head)) throw new Problem('zip-unnamed', { file });
  throw new Problem('format-unknown', { file });
}

/** A failure that no one foresaw costs its file only; its stack stays in `cause` for whoever mends it. */
function problemOf(file: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && 'syscall' in error) return fileProblem(file, error);
  const problem = new Problem('import-failed', {
    file,
    detail: error instanceof Error ? error.message : String(error),
  });
  problem.cause = error;
  return problem;
}

/** The documents of one source, which is closed by whoever opened it. */
async function* readSource(source: Source, context: ReadContext): AsyncGenerator<Document> {
  const importer = context.importer ?? recognise(source);
  for await (const outcome of importer.read(source, context)) {
    yield 'problem' in outcome ? outcome : { ...outcome, format: importer.id };
  }
}

/** An archive on standard input: held, and its members read one after another; their documents are numbered through. */
async function* readHeld(archive: Source, context: ReadContext): AsyncGenerator<Document> {
  const bytes = bytesOfBuffer(await readWhole(archive), undefined);
  let line = 0;
  for (const source of openHeld(bytes, archive.file, context.block)) {
    try {
      for await (const document of readSource(source, context))
        yield 'problem' in document ? document : { ...document, line: ++line };
    } catch (error) {
      yield { problem: problemOf(source.file, error) };
    }
  }
}

/** What a thread read of a file; undefined when its document is to be read here, which says why. */
function readByThread(ahead: DocumentAhead, file: string): Read | undefined {
  try {
    const document = importedAhead(ahead, file);
    return document && { ...document, format: native.id };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Every document of a file, of which a thread may have read the one it holds. Never throws. */
export async function* readFile(file: string, context: ReadContext, ahead?: DocumentAhead): AsyncGenerator<Document> {
  const document = ahead && readByThread(ahead, file);
  if (document !== undefined) {
    yield document;
    return;
  }
  let source: Source | undefined;
  try {
    source = file === STANDARD_INPUT ? await openStandardInput() : openFile(file, context.block);
    const isArchive = file === STANDARD_INPUT && isZip(source.head) && !isWorkbook(source.head);
    yield* isArchive ? readHeld(source, context) : readSource(source, context);
  } catch (error) {
    yield { problem: problemOf(file, error) };
  } finally {
    source?.close();
  }
}
