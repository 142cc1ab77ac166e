/**
 * What a campaign starts from: the fixtures of the importers, and documents that nobody on this project wrote where they
 * are present. Which importers there are is asked of their registry, so that a new one is part of the campaign.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importers } from '../../src/import/formats/index.ts';
import type { DomainServices } from '../../src/import/importer.ts';
import { corpora, hasCorpora } from '../import/corpora.ts';
import { eventsOf, fixtures } from '../import/events.ts';
import { workbookOf } from '../import/workbook-writer.ts';

export type Seed = { readonly name: string; readonly format: string | undefined; readonly bytes: Buffer };

/** Larger ones would make a campaign of the copying of bytes. */
const MAX_SEED = 64 * 1024;

export const formats = importers.map(({ id }) => id);

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The beginning of a file, up to the end of a line. */
function beginning(file: string): Buffer {
  const bytes = readFileSync(file);
  if (bytes.length <= MAX_SEED) return bytes;
  const end = bytes.lastIndexOf(0x0a, MAX_SEED);
  return bytes.subarray(0, end === -1 ? MAX_SEED : end + 1);
}

/** What a zone tells is no matter of the importers. */
export const domainServices: DomainServices = async () => ({ services: [], collectors: [] });

async function formatOf(file: string): Promise<string | undefined> {
  for (const event of await eventsOf([file], { domainServices })) if ('inventory' in event) return event.format;
  return undefined;
}

/** Every seed, with the format it was recognised as. */
export async function readSeeds(withCorpora: boolean): Promise<Seed[]> {
  const folders = withCorpora && hasCorpora ? [fixtures, corpora] : [fixtures];
  const seeds: Seed[] = [];
  for (const file of folders.flatMap(filesUnder)) {
    if (statSync(file).size > 2 * 1024 * 1024) continue;
    seeds.push({ name: file.split('/').slice(-2).join('/'), format: await formatOf(file), bytes: beginning(file) });
  }
  // Workbooks are made by the tests, not kept.
  const rows = [
    ['Poste', 'Logiciel', 'Éditeur', 'Version', 'Date'],
    ['PC-1', 'nginx', 'F5', 1.26, { attributes: 's="1"', content: '<v>45719</v>' }],
    ['PC-2', 'Gestion de l’état civil', null, '7.2', null],
  ];
  seeds.push({ name: 'workbook.xlsx', format: 'xlsx', bytes: workbookOf([{ name: 'Parc', rows }]) });
  return seeds;
}
