/** The command line of the agent: what may be asked, and the words that explain it. */
import { parseArgs } from 'node:util';

export type Options = {
  output: string;
  key: string | undefined;
  state: string | undefined;
  site: string | undefined;
  unit: string | undefined;
  connections: boolean;
  timeoutMs: number;
  action: 'collect' | 'version' | 'help';
};

const DEFAULT_TIMEOUT_SECONDS = 60;
const LONGEST_TIMEOUT_SECONDS = 3600;

/** The options, or the one line that says what is wrong with them. */
export function parseOptions(args: readonly string[]): Options | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        output: { type: 'string', short: 'o', default: '-' },
        key: { type: 'string' },
        state: { type: 'string' },
        site: { type: 'string' },
        unit: { type: 'string' },
        tag: { type: 'string' },
        'no-connections': { type: 'boolean', default: false },
        timeout: { type: 'string', default: String(DEFAULT_TIMEOUT_SECONDS) },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
      allowPositionals: false,
    });
    const seconds = Number(values.timeout);
    if (!(seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS)) {
      return {
        problem: `--timeout: a number of seconds between 0 and ${LONGEST_TIMEOUT_SECONDS}, not "${values.timeout}"`,
      };
    }
    return {
      output: values.output,
      key: values.key,
      state: values.state,
      // The other inventory tools call a site a tag; who says both means the more precise one.
      site: values.site ?? values.tag,
      unit: values.unit,
      connections: !values['no-connections'],
      timeoutMs: seconds * 1000,
      action: values.help ? 'help' : values.version ? 'version' : 'collect',
    };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown option' };
  }
}

export type Language = 'fr' | 'en';

export function languageOf(environment: (name: string) => string | undefined): Language {
  const declared = environment('LC_ALL') || environment('LC_MESSAGES') || environment('LANG');
  const locale = declared || Intl.DateTimeFormat().resolvedOptions().locale;
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

export const HELP: Record<Language, string> = {
  fr: `tiebreak-agent : dresse l'inventaire de cette machine et l'écrit en JSON. Rien n'est envoyé.

  -o, --output FICHIER   où écrire (par défaut « - », la sortie standard)
      --key FICHIER      clé de l'organisation, pour les pseudonymes
      --state DOSSIER    où garder la clé propre à cette machine quand l'organisation n'en a pas
      --site NOM         site, inscrit dans l'inventaire (--tag est un synonyme)
      --unit NOM         commune, direction, école…
      --no-connections   ne pas relever les connexions en cours
      --timeout SECONDES temps accordé à chaque collecteur (${DEFAULT_TIMEOUT_SECONDS})
      --version          version de l'agent
  -h, --help             cette aide

Codes de retour : 0 fait · 1 fait, mais un collecteur a échoué ou a été refusé · 2 mauvais usage
`,
  en: `tiebreak-agent: takes the inventory of this machine and writes it as JSON. Nothing is sent.

  -o, --output FILE      where to write ("-", standard output, by default)
      --key FILE         key of the organisation, for the pseudonyms
      --state FOLDER     where to keep this machine's own key when the organisation has none
      --site NAME        site, written in the inventory (--tag is a synonym)
      --unit NAME        commune, department, school…
      --no-connections   do not record the current connections
      --timeout SECONDS  time given to each collector (${DEFAULT_TIMEOUT_SECONDS})
      --version          version of the agent
  -h, --help             this help

Exit codes: 0 done · 1 done, but a collector failed or was refused · 2 bad usage
`,
};
