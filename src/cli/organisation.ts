/** `tiebreak organisation`: makes an organisation and its pseudonym key; and, for a receiver, its tokens and machine keys. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { writeDurably } from '../collector/durable.ts';
import { folderNameOf, type Layout, layoutOf } from '../collector/layout.ts';
import {
  acceptKey,
  addToken,
  createOrganisation,
  listOrganisations,
  organisationExists,
  organisationNamed,
  revokeToken,
} from '../collector/organisations.ts';
import { countMachines, heldKeys } from '../collector/overview.ts';
import { texts } from '../collector/texts.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { type CommonOptions, languageOf, print, Stop } from './context.ts';
import { KEY_FILE, newKeyText } from './organisation-key.ts';
import { texts as commandTexts } from './texts.ts';

interface DirOptions extends CommonOptions {
  readonly dir: string;
}

interface NewOptions extends CommonOptions {
  readonly name?: string | undefined;
  readonly dir?: string | undefined;
  readonly key?: string | undefined;
}

const day = (instant: string): string => instant.slice(0, 10);

/** Prints lines for a person, or what they say as JSON. */
function say(options: CommonOptions, lines: readonly string[], value: object): void {
  print(options.json ? JSON.stringify(value, null, 2) : lines.join('\n'));
}

/** Never over a key: it would separate what was made under it from what comes. */
function writeNewKey(file: string): void {
  if (existsSync(file)) throw new Problem('key-exists', { file });
  writeDurably(file, newKeyText());
}

function create({ name = '', dir, key, ...options }: NewOptions): void {
  const text = texts[languageOf(options)];
  if (dir === undefined) {
    const file = resolve(key ?? KEY_FILE);
    writeNewKey(file);
    say(options, [text.keyWritten({ file })], { key: file });
    return;
  }
  const layout = layoutOf(resolve(dir));
  const id = folderNameOf(name);
  if (id === undefined) throw new Problem('organisation-name', { name });
  const file = resolve(key ?? layout.keyOf(id));
  if (existsSync(file) && !organisationExists(layout, id)) throw new Problem('key-exists', { file });
  const { token } = createOrganisation(layout, name);
  writeNewKey(file);
  const folder = join(layout.dir, id);
  const lines = [text.keyWritten({ file }), text.folderMade({ folder }), text.tokenShown({ token })];
  say(options, lines, { organisation: id, key: file, folder, token });
}

function list(options: DirOptions): void {
  const text = texts[languageOf(options)];
  const layout = layoutOf(resolve(options.dir));
  const organisations = listOrganisations(layout).map(({ id, name, tokens }) => ({
    id,
    name,
    machines: countMachines(layout, id),
    tokens: tokens.map(({ sha256, ...token }) => token),
  }));
  if (organisations.length === 0 && !options.json) throw new Stop([text.noOrganisation], 1);
  const lines = organisations.flatMap(({ tokens, ...organisation }) => [
    text.organisationLine(organisation),
    ...tokens.map(({ id, createdAt, revokedAt }) =>
      text.tokenLine({
        id,
        createdAt: day(createdAt),
        revokedAt: revokedAt === undefined ? undefined : day(revokedAt),
      }),
    ),
  ]);
  say(options, lines, organisations);
}

function listHeld(layout: Layout, name: string, options: CommonOptions): void {
  const text = texts[languageOf(options)];
  const held = heldKeys(layout, organisationNamed(layout, name).id);
  const lines = held.map((entry) => text.heldLine({ ...entry, since: day(entry.since) }));
  say(options, lines.length === 0 ? [text.noneHeld] : lines, held);
}

/** One command on a named organisation of a receiver. */
function onOrganisation<T>(
  sub: Argv<T>,
  language: Language,
): Argv<T & { readonly name: string; readonly dir: string }> {
  const text = texts[language];
  return sub
    .positional('name', { type: 'string', demandOption: true, describe: text.argName })
    .option('dir', { type: 'string', demandOption: true, describe: text.optionDir }) as unknown as Argv<
    T & { readonly name: string; readonly dir: string }
  >;
}

function subcommands(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli
    .command(
      'new [name]',
      text.commandNew,
      (sub) =>
        sub
          .positional('name', { type: 'string', describe: text.argName })
          .option('dir', { type: 'string', describe: text.optionDir })
          .option('key', { type: 'string', describe: text.optionKeyFile }),
      (argv) => create(argv),
    )
    .command(
      'list',
      text.commandList,
      (sub) => sub.option('dir', { type: 'string', demandOption: true, describe: text.optionDir }),
      (argv) => list(argv),
    )
    .command(
      'token <name>',
      text.commandToken,
      (sub) => onOrganisation(sub, language),
      (argv) => {
        const layout = layoutOf(resolve(argv.dir));
        const { id, token } = addToken(layout, organisationNamed(layout, argv.name));
        say(argv, [text.tokenShown({ token })], { id, token });
      },
    )
    .command(
      'revoke <name> <token>',
      text.commandRevoke,
      (sub) =>
        onOrganisation(sub, language).positional('token', {
          type: 'string',
          demandOption: true,
          describe: text.argToken,
        }),
      (argv) => {
        const layout = layoutOf(resolve(argv.dir));
        revokeToken(layout, organisationNamed(layout, argv.name), argv.token);
        say(argv, [text.revoked({ id: argv.token })], { revoked: argv.token });
      },
    )
    .command(
      'keys <name>',
      text.commandKeys,
      (sub) => onOrganisation(sub, language),
      (argv) => listHeld(layoutOf(resolve(argv.dir)), argv.name, argv),
    )
    .command(
      'accept <name> <fingerprint>',
      text.commandAccept,
      (sub) =>
        onOrganisation(sub, language).positional('fingerprint', {
          type: 'string',
          demandOption: true,
          describe: text.argKey,
        }),
      (argv) => {
        const layout = layoutOf(resolve(argv.dir));
        acceptKey(layout, organisationNamed(layout, argv.name), argv.fingerprint);
        say(argv, [text.accepted({ key: argv.fingerprint })], { accepted: argv.fingerprint });
      },
    )
    .demandCommand(1, commandTexts[language].needCommand);
}

export function organisationCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  return cli.command('organisation', texts[language].commandOrganisation, (sub) => subcommands(sub, language));
}
