/**
 * The report stage: from an Assessment to what people read.
 *
 * In: an Assessment and a language. Out: files to write, or lines for a terminal.
 * It computes nothing (no sum, no sort: the Assessment comes ready) and touches no disk, clock or environment.
 */
import { csv } from './csv.ts';
import type { Renderer } from './file.ts';
import { page } from './html/page.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';

export type { Renderer } from './file.ts';
export { renderTerminal } from './terminal.ts';

/** Every format a report can be written in, alphabetical. */
export const renderers: readonly Renderer[] = [csv, page, json, markdown];
