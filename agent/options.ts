/** The command line of the agent: what may be asked, and, with the policy, what will be done. */
import { parseArgs } from 'node:util';
import type { EndpointPolicy } from '../src/inventory/schema.ts';
import { over, type Policy, readSetting, type Setting } from './policy.ts';

export type Action = 'collect' | 'explain' | 'version' | 'help';

export type Flags = {
  action: Action;
  /** Where to write, in place of delivering. */
  output: string | undefined;
  policyFile: string | undefined;
  /** Language of what is printed, where it is not that of the machine. */
  language: Language | undefined;
  /** What the command line says over the policy. */
  policy: Policy;
};

/** Where the document goes. */
export type Target =
  | { kind: 'output'; path: string }
  | { kind: 'share'; folder: string }
  | { kind: 'server'; address: URL };

export type Options = {
  target: Target;
  /** Language in which to say what would leave, in place of letting it leave. */
  explain: Language | undefined;
  key: string | undefined;
  state: string | undefined;
  site: string | undefined;
  unit: string | undefined;
  connections: boolean;
  privacy: EndpointPolicy;
  /** File of the list of services, in place of the one beside the program. */
  domains: string | undefined;
  /** File of the hashes whose names the organisation asks for. */
  wanted: string | undefined;
  keepNames: boolean;
  /** Read the registry hives of people who are not logged on to Windows. */
  readProfiles: boolean;
  timeoutMs: number;
  maxDelayMs: number;
  deliveryMs: number;
  fullEveryDays: number;
  /** Enrolment token, or the file that holds it. */
  token: string | undefined;
  tokenFile: string | undefined;
  /** File of a private authority, or its fingerprint. */
  ca: string | undefined;
  caFingerprint: string | undefined;
  proxy: string | undefined;
};

export const DEFAULT_TIMEOUT_SECONDS = 60;
export const DEFAULT_DELIVERY_SECONDS = 120;
export const DEFAULT_FULL_EVERY_DAYS = 7;

/** A token has no option: every user of a machine can read the command lines of others. */
const TEXT_FLAGS = {
  server: 'server',
  share: 'share',
  'token-file': 'tokenFile',
  ca: 'ca',
  'ca-fingerprint': 'caFingerprint',
  proxy: 'proxy',
  key: 'key',
  privacy: 'privacy',
  domains: 'domains',
  wanted: 'wanted',
  state: 'state',
  site: 'site',
  tag: 'tag',
  unit: 'unit',
  timeout: 'timeoutSeconds',
  'delivery-time': 'deliverySeconds',
  'max-delay': 'maxDelaySeconds',
  'full-every': 'fullEveryDays',
} as const satisfies Record<string, Setting>;

/** What the command line says, or the one line that says what is wrong with it. */
export function parseFlags(args: readonly string[]): Flags | { problem: string } {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...(Object.fromEntries(Object.keys(TEXT_FLAGS).map((name) => [name, text])) as Record<
          keyof typeof TEXT_FLAGS,
          typeof text
        >),
        output: { type: 'string', short: 'o' },
        policy: { type: 'string' },
        'no-connections': { type: 'boolean', default: false },
        'keep-names': { type: 'boolean', default: false },
        explain: { type: 'boolean', default: false },
        lang: { type: 'string' },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      strict: true,
      allowPositionals: false,
    });
    const policy: Record<string, unknown> = {
      ...(values['no-connections'] ? { connections: false } : {}),
      ...(values['keep-names'] ? { keepNames: true } : {}),
    };
    const { lang } = values;
    if (lang !== undefined && lang !== 'fr' && lang !== 'en') return { problem: '--lang: fr or en' };
    for (const [flag, name] of Object.entries(TEXT_FLAGS)) {
      const given = values[flag as keyof typeof TEXT_FLAGS];
      if (given === undefined) continue;
      policy[name] = readSetting(name, given);
      if (policy[name] === undefined) return { problem: `--${flag}: "${given}" is no valid value; see --help` };
    }
    if (policy.server !== undefined && policy.share !== undefined)
      return { problem: 'give --server or --share, not both' };
    return {
      action: values.help ? 'help' : values.version ? 'version' : values.explain ? 'explain' : 'collect',
      language: lang,
      output: values.output,
      policyFile: values.policy,
      policy,
    };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown option' };
  }
}

/** The policy of the machine and the command line over it, as what will be done. */
export function settle(machine: Policy, flags: Flags, language: Language = 'en'): Options | { problem: string } {
  const policy = over(machine, flags.policy);
  const target = targetOf(policy, flags);
  if ('problem' in target) return target;
  const caFingerprint = policy.caFingerprint?.replaceAll(':', '').toLowerCase();
  if (caFingerprint !== undefined && !/^[0-9a-f]{64}$/.test(caFingerprint)) {
    return { problem: 'caFingerprint: the SHA-256 of a certificate is 64 hexadecimal digits' };
  }
  return {
    target,
    explain: flags.action === 'explain' ? (flags.language ?? language) : undefined,
    key: policy.key,
    state: policy.state,
    // The other inventory tools call a site a tag; who says both means the more precise one.
    site: policy.site ?? policy.tag,
    unit: policy.unit,
    connections: policy.connections ?? true,
    privacy: policy.privacy ?? 'strict',
    domains: policy.domains,
    wanted: policy.wanted,
    keepNames: policy.keepNames ?? false,
    readProfiles: policy.readProfiles ?? false,
    timeoutMs: 1000 * (policy.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS),
    maxDelayMs: 1000 * (policy.maxDelaySeconds ?? 0),
    deliveryMs: 1000 * (policy.deliverySeconds ?? DEFAULT_DELIVERY_SECONDS),
    fullEveryDays: policy.fullEveryDays ?? DEFAULT_FULL_EVERY_DAYS,
    token: policy.token,
    tokenFile: policy.tokenFile,
    ca: policy.ca,
    caFingerprint,
    proxy: policy.proxy,
  };
}

function targetOf(policy: Policy, { output }: Flags): Target | { problem: string } {
  if (output !== undefined) return { kind: 'output', path: output };
  if (policy.share !== undefined) return { kind: 'share', folder: policy.share };
  if (policy.server === undefined) return { kind: 'output', path: '-' };
  const address = URL.parse(policy.server);
  if (address?.protocol !== 'https:' || address.username !== '' || address.search !== '' || address.hash !== '') {
    return { problem: 'server: an address that begins with https:// is needed, without user, query or fragment' };
  }
  return { kind: 'server', address };
}

export type Language = 'fr' | 'en';

export function languageOf(environment: (name: string) => string | undefined): Language {
  const declared = environment('LC_ALL') || environment('LC_MESSAGES') || environment('LANG');
  // Elsewhere than on Windows, Node answers "en-US" for want of a locale.
  const locale = declared || (process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : '');
  return locale.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

export const HELP: Record<Language, string> = {
  fr: `tiebreak-agent : dresse l'inventaire de cette machine, le signe, l'écrit ou le remet, et s'arrête.

Où va l'inventaire (un seul choix ; sans aucun, la sortie standard) :
  -o, --output FICHIER        un fichier, ou « - » : la sortie standard ; rien n'est remis
      --share DOSSIER         un dossier ou un partage, un sous-dossier par machine
      --server https://…      un collecteur tiebreak

Envoi vers un collecteur :
      --token-file FICHIER    jeton d'enrôlement
      --ca FICHIER            autorité privée (PEM) : elle seule est alors crue
      --ca-fingerprint HEXA   empreinte SHA-256 de l'autorité privée
      --proxy ADRESSE         http://hôte:port, ou « direct » (par défaut : HTTPS_PROXY et NO_PROXY)
      --delivery-time SEC     temps total accordé à l'envoi (${DEFAULT_DELIVERY_SECONDS}) ; ensuite, à la prochaine fois
      --full-every JOURS      délai après lequel un inventaire inchangé est remis en entier (${DEFAULT_FULL_EVERY_DAYS})

Inventaire :
      --site NOM              site, inscrit dans l'inventaire (--tag est un synonyme)
      --unit NOM              commune, direction, école…
      --key FICHIER           clé de l'organisation, pour les pseudonymes
      --state DOSSIER         où garder la clé de cette machine et ce qui n'a pas encore été remis
      --policy FICHIER        réglages de l'administrateur (JSON) ; la ligne de commande l'emporte
      --no-connections        ne pas relever les connexions en cours ni les noms résolus

Vie privée :
      --explain               dire tout ce qui sortirait de la machine, et pourquoi ; rien n'en sort
      --privacy MODE          strict (par défaut), discover ou full : ce qui sort des services contactés
      --domains FICHIER       liste des services dont le nom peut sortir (par défaut : celle livrée avec l'agent)
      --wanted FICHIER        empreintes dont l'organisation demande le nom (mode discover)
      --keep-names            joindre le nom de la machine et de ses annuaires

Exécution :
      --timeout SECONDES      temps accordé à chaque collecteur (${DEFAULT_TIMEOUT_SECONDS})
      --max-delay SECONDES    attendre d'abord un temps tiré au hasard, au plus celui-ci
      --version               version de l'agent
      --lang fr|en            langue de l'aide et de --explain
  -h, --help                  cette aide

Codes de retour : 0 fait · 1 fait en partie (un collecteur a échoué, ou la remise attend la prochaine fois) · 2 mauvais usage
`,
  en: `tiebreak-agent: takes the inventory of this machine, signs it, writes or delivers it, and stops.

Where the inventory goes (one choice; none means standard output):
  -o, --output FILE           a file, or "-": standard output; nothing is delivered
      --share FOLDER          a folder or share, one sub-folder per machine
      --server https://…      a tiebreak collector

Delivery to a collector:
      --token-file FILE       enrolment token
      --ca FILE               private authority (PEM): then it alone is trusted
      --ca-fingerprint HEX    SHA-256 fingerprint of the private authority
      --proxy ADDRESS         http://host:port, or "direct" (by default: HTTPS_PROXY and NO_PROXY)
      --delivery-time SEC     total time for delivery (${DEFAULT_DELIVERY_SECONDS}); after that, next time
      --full-every DAYS       after how long an unchanged inventory is delivered whole (${DEFAULT_FULL_EVERY_DAYS})

Inventory:
      --site NAME             site, written in the inventory (--tag is a synonym)
      --unit NAME             commune, department, school…
      --key FILE              key of the organisation, for the pseudonyms
      --state FOLDER          where to keep this machine's key and what is not delivered yet
      --policy FILE           settings of the administrator (JSON); the command line wins
      --no-connections        record neither the current connections nor the names resolved

Privacy:
      --explain               say all that would leave the machine, and why; nothing leaves it
      --privacy MODE          strict (the default), discover or full: what leaves of the services contacted
      --domains FILE          list of the services whose name may leave (by default: the one that comes with the agent)
      --wanted FILE           hashes whose names the organisation asks for (discover mode)
      --keep-names            add the names of the machine and of its directories

Run:
      --timeout SECONDS       time given to each collector (${DEFAULT_TIMEOUT_SECONDS})
      --max-delay SECONDS     wait first for a random time, at most this
      --version               version of the agent
      --lang fr|en            language of the help and of --explain
  -h, --help                  this help

Exit codes: 0 done · 1 done in part (a collector failed, or delivery waits for the next time) · 2 bad usage
`,
};
