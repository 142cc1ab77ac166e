/**
 * `tiebreak collect`: the receiver, until it is asked to stop. Its log goes to the standard output, one JSON object a line; what a person
 * must know goes to the standard error.
 */
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { openFolder } from '../collector/durable.ts';
import { layoutOf } from '../collector/layout.ts';
import { listOrganisations } from '../collector/organisations.ts';
import { texts } from '../collector/texts.ts';
import type { Language } from '../language.ts';
import { Problem } from '../problem.ts';
import { type CommonOptions, languageOf } from './context.ts';

interface CollectOptions extends CommonOptions {
  readonly listen: string;
  readonly dir: string;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly name?: readonly string[] | undefined;
  readonly logAddresses: boolean;
}

const WILDCARDS = new Set(['', '0.0.0.0', '::']);

/** HOST:PORT, where an IPv6 address is between brackets. */
function addressOf(listen: string): { host: string; port: number } {
  const at = listen.lastIndexOf(':');
  const host = listen.slice(0, Math.max(0, at)).replace(/^\[(.*)\]$/, '$1');
  const port = Number(listen.slice(at + 1) || Number.NaN);
  if (at < 0 || !Number.isInteger(port) || port < 0 || port > 65535)
    throw new Problem('collect-listen', { listen, detail: 'HOST:PORT' });
  return { host: host === '' ? '::' : host, port };
}

function urlOf(host: string, port: number): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Names agents may reach this machine by, when nobody says. */
function ownNames(host: string): string[] {
  return [...new Set([hostname().toLowerCase(), 'localhost', ...(WILDCARDS.has(host) ? ['127.0.0.1'] : [host])])];
}

function checkPair({ cert, key }: CollectOptions): void {
  if (cert !== undefined && key === undefined) throw new Problem('option-needs', { option: 'cert', other: 'key' });
  if (key !== undefined && cert === undefined) throw new Problem('option-needs', { option: 'key', other: 'cert' });
}

async function collect(options: CollectOptions): Promise<void> {
  const text = texts[languageOf(options)];
  const say = (line: string): void => void process.stderr.write(`tiebreak: ${line}\n`);
  checkPair(options);
  const { host, port } = addressOf(options.listen);
  const layout = layoutOf(resolve(options.dir));
  // Slow to load, and needed by no other command.
  const { startCollector } = await import('../collector/server.ts');
  const { operatorCredentials, privateCredentials } = await import('../collector/credentials.ts');
  const { lineLog } = await import('../collector/log.ts');
  const { cert, key, name } = options;
  try {
    openFolder(layout.dir, 0o750);
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Problem('store-unwritable', { file: layout.dir, detail });
  }
  const collector = await startCollector({
    layout,
    host,
    port,
    credentials:
      cert === undefined || key === undefined
        ? privateCredentials(layout, name ?? ownNames(host))
        : operatorCredentials(resolve(cert), resolve(key)),
    log: lineLog((line) => process.stdout.write(line)),
    logAddresses: options.logAddresses,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== 'listen' && error.syscall !== 'getaddrinfo') throw error;
    throw new Problem('collect-listen', { listen: options.listen, detail: error.code ?? String(error) });
  });
  const { authorityFingerprint, until } = collector.presented;
  say(text.listening({ url: urlOf(host, collector.address.port) }));
  if (authorityFingerprint !== undefined) say(text.fingerprint({ fingerprint: authorityFingerprint }));
  say(text.certificateUntil({ day: until.toISOString().slice(0, 10) }));
  if (listOrganisations(layout).length === 0) say(text.noOrganisation);
  await new Promise<void>((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done());
  });
  say(text.stopping);
  await collector.stop();
}

export function collectCommand(cli: Argv<CommonOptions>, language: Language): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command(
    'collect',
    text.commandCollect,
    (sub) =>
      sub
        .option('listen', { type: 'string', demandOption: true, describe: text.optionListen })
        .option('dir', { type: 'string', demandOption: true, describe: text.optionDir })
        .option('cert', { type: 'string', describe: text.optionCert })
        .option('key', { type: 'string', describe: text.optionKey })
        .option('name', { type: 'string', array: true, nargs: 1, describe: text.optionNames })
        .option('log-addresses', { type: 'boolean', default: false, describe: text.optionLogAddresses }),
    (argv) => collect(argv),
  );
}
