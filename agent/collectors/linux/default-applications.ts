/**
 * The programs that open web pages, mail and documents for the people of this machine: evidence of use, the same for all who chose alike.
 * Where somebody chose nothing, the choice is the system's. Nothing says who chose what.
 */
import type { UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { parseSections } from '../../formats/section-file.ts';
import { homesOf } from '../../homes.ts';
import type { System } from '../../system.ts';
import { readDesktopEntry } from './support/desktop-entries.ts';

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument';
const SUBJECTS = new Map([
  ['x-scheme-handler/http', 'http'],
  ['x-scheme-handler/https', 'https'],
  ['text/html', '.html'],
  ['x-scheme-handler/mailto', 'mailto'],
  ['message/rfc822', '.eml'],
  ['application/pdf', '.pdf'],
  [`${OPEN_DOCUMENT}.text`, '.odt'],
  [`${OPEN_DOCUMENT}.spreadsheet`, '.ods'],
  [`${OPEN_DOCUMENT}.presentation`, '.odp'],
  [`${OPEN_XML}.wordprocessingml.document`, '.docx'],
  [`${OPEN_XML}.spreadsheetml.sheet`, '.xlsx'],
  [`${OPEN_XML}.presentationml.presentation`, '.pptx'],
  ['application/msword', '.doc'],
  ['application/vnd.ms-excel', '.xls'],
  ['application/vnd.ms-powerpoint', '.ppt'],
]);
/** The first that says something of a type is right, as the desktops read them. */
const OF_A_PERSON = ['.config/mimeapps.list', '.local/share/applications/mimeapps.list'];
const OF_THE_SYSTEM = [
  '/etc/xdg/mimeapps.list',
  '/usr/local/share/applications/mimeapps.list',
  '/usr/share/applications/gnome-mimeapps.list',
  '/usr/share/applications/kde-mimeapps.list',
  '/usr/share/applications/mimeapps.list',
  '/usr/share/applications/defaults.list',
];
const ENTRIES = [
  '/usr/local/share/applications',
  '/usr/share/applications',
  '/var/lib/flatpak/exports/share/applications',
  '/var/lib/snapd/desktop/applications',
];
const FILE_BYTES = 1024 * 1024;

export const defaultApplications: Collector = {
  id: 'default-applications',
  platforms: ['linux'],
  collect(system): Collected {
    const homes = homesOf(system);
    const common = OF_THE_SYSTEM.flatMap((path) => readChoices(system, path));
    const useEvidence = new Map<string, UseEvidence>();
    const names = new Map<string, string | undefined>();
    for (const home of homes) {
      const own = OF_A_PERSON.flatMap((path) => readChoices(system, `${home}/${path}`));
      for (const [type, subject] of SUBJECTS) {
        const ids = [...own, ...common].flatMap((choices) => choices.get(type) ?? []);
        const product = firstInstalled(system, [`${home}/.local/share/applications`, ...ENTRIES], ids, names);
        if (product !== undefined)
          useEvidence.set(`${subject} ${product}`, { kind: 'default-handler', subject, product });
      }
    }
    return homes.length === 0 ? notApplicable : { facts: { useEvidence: [...useEvidence.values()] } };
  },
};

function readChoices(system: System, path: string): Map<string, string[]>[] {
  const reading = system.read(path, FILE_BYTES);
  return reading.ok ? [parseDefaultApplications(reading.bytes.toString('utf8'))] : [];
}

/** Type → entries, the preferred one first, of the types that say something. */
export function parseDefaultApplications(text: string): Map<string, string[]> {
  const chosen = parseSections(text).get('Default Applications') ?? new Map<string, string>();
  return new Map(
    [...SUBJECTS.keys()].map((type) => [
      type,
      (chosen.get(type) ?? '').split(/[;\s]+/).filter((id) => /^[\w.+-]{1,200}\.desktop$/.test(id)),
    ]),
  );
}

function firstInstalled(
  system: System,
  folders: readonly string[],
  ids: readonly string[],
  names: Map<string, string | undefined>,
): string | undefined {
  for (const id of ids) {
    for (const folder of folders) {
      const path = `${folder}/${id}`;
      if (!names.has(path)) names.set(path, readDesktopEntry(system, path, id)?.name);
      const name = names.get(path);
      if (name !== undefined) return name;
    }
  }
  return undefined;
}
