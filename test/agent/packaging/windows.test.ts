/** The packages for Windows, built, and run under Wine: what it proves, and what it cannot, is in agent/README.md. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installerName, packageForWindows } from '../../../agent/packaging/windows/build.ts';
import { buildInstaller } from '../../../agent/packaging/windows/installer.ts';
import { sign, signerArguments } from '../../../agent/packaging/windows/sign.ts';
import { inventorySchema } from '../../../src/inventory/schema.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { seedPrograms } from './seeded-programs.ts';
import { AGAIN_IF_NOT_STARTED, missing, NotStarted, PACKAGING_TOOLS, WINE_TOOLS, Wine } from './wine.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiebreak-packages-'));
const first = join(folder, 'first');
const agentArchive = readdirName(/^tiebreak-agent-.*-windows\.zip$/);
const unpacked = join(folder, 'unpacked');
const PROGRAM = 'C:\\Program Files\\tiebreak\\agent';

function readdirName(pattern: RegExp): () => string {
  return () => join(first, readdirSync(first).find((name) => pattern.test(name)) ?? '');
}

function unzip(archive: string, to: string): void {
  expect(spawnSync('unzip', ['-q', archive, '-d', to]).status).toBe(0);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing(...PACKAGING_TOOLS))('packages for Windows', () => {
  beforeAll(async () => {
    await packageForWindows(first);
    unzip(agentArchive(), unpacked);
  }, 300_000);

  test('two builds give the same bytes', async () => {
    const second = join(folder, 'second');
    await packageForWindows(second);
    const sums = readFileSync(join(second, 'SHA256SUMS'), 'utf8');
    expect(sums).toBe(readFileSync(join(first, 'SHA256SUMS'), 'utf8'));
    for (const line of sums.trimEnd().split('\n')) {
      const [digest, name = ''] = line.split('  ');
      expect([
        name,
        createHash('sha256')
          .update(readFileSync(join(second, name)))
          .digest('hex'),
      ]).toEqual([name, digest]);
    }
    expect(sums.split('\n').length - 1).toBe(7);
  }, 300_000);

  test('the installer is under 36 MB and carries nothing that is not ours or Node', () => {
    expect(statSync(join(first, installerName)).size).toBeLessThan(36_000_000);
    const names = readdirSync(join(unpacked, 'agent')).sort();
    expect(names.filter((name) => !name.endsWith('.cjs'))).toEqual([
      'LICENSE-node.txt',
      'LICENSE.txt',
      'LISEZMOI.md',
      'domains.txt',
      'node.exe',
      'openssl.cnf',
      'scheduled-task.xml',
      'tiebreak-agent-scheduled.cmd',
      'tiebreak-agent.cmd',
    ]);
    expect(names).toContain('tiebreak-agent.cjs');
  });

  test('a word of the installer maker that it ignored something stops the build', () => {
    const file = join(folder, 'a&b');
    writeFileSync(file, '');
    const request = {
      output: join(folder, 'bad.msi'),
      work: join(folder, 'bad'),
      date: new Date(0),
      version: '1.0.0" NotThere="yes',
      digest: 'd',
      files: [{ name: 'a', path: file }],
    };
    expect(() => buildInstaller(request)).toThrow(/wixl/);
    expect(existsSync(request.output)).toBe(false);
  });

  describe.skipIf(missing(...WINE_TOOLS))('under Wine', { retry: AGAIN_IF_NOT_STARTED }, () => {
    let clean: Wine;
    const prefixes: Wine[] = [];

    function fresh(): Wine {
      const wine = new Wine(clean);
      prefixes.push(wine);
      return wine;
    }

    beforeAll(() => {
      clean = new Wine();
    }, 120_000);
    afterAll(() => {
      for (const wine of [...prefixes, clean]) wine.remove();
    }, 120_000);

    test('the packaged agent finds exactly the seeded programs: both views, two people, 400 accented titles', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      const { file, programs } = seedPrograms(400);
      wine.write('C:\\seed.reg', file);
      const { status, stderr } = wine.batch([
        'regedit /S C:\\seed.reg',
        'call C:\\agent\\tiebreak-agent.cmd --state C:\\state --site "Centre (2)" --output C:\\inventory.json',
      ]);
      // A collector that needs PowerShell, which Wine only pretends to have, may have failed.
      expect([0, 1]).toContain(status);
      expect(stderr).not.toContain('installed-programs');
      const inventory = inventorySchema.parse(JSON.parse(wine.read('C:\\inventory.json')));
      const collector = inventory.collectors.find(({ id }) => id === 'installed-programs');
      // What the agent could not read, it says: a list that is short without a word is caught below.
      if (collector?.warnings?.some((warning) => warning.includes('reg export answered'))) throw new NotStarted('reg');
      expect(collector?.warnings).toEqual(['user hives that are not loaded could not be counted: it takes PowerShell']);
      const seen = inventory.software.filter(({ foundBy }) => foundBy === 'installed-programs');
      const plain = seen.map(({ name, publisher, version, scope }) => ({ name, publisher, version, scope }));
      const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
      expect(plain.sort(byName)).toEqual([...programs].sort(byName));
      expect(inventory.software).toHaveLength(seen.length);
      expect(inventory.machine.site).toBe('Centre (2)');
      expect(inventory.signature?.algorithm).toBe('Ed25519');
    });

    test('on a console, accents are accents, whatever its code page', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      wine.write('C:\\bytes.js', "require('node:fs').writeSync(1, 'déjà écrit\\n')");
      for (const page of ['437', '850']) {
        const said = wine.onConsole([
          `C:\\windows\\system32\\chcp.com ${page} >nul`,
          'C:\\agent\\node.exe C:\\bytes.js',
          'call C:\\agent\\tiebreak-agent.cmd --help --lang fr',
        ]);
        // Bytes are read in that page: or this test would prove nothing.
        expect([page, said.includes('déjà écrit')]).toEqual([page, false]);
        expect([page, said]).toEqual([page, expect.stringContaining("Où va l'inventaire (un seul choix ; sans aucun")]);
        expect([page, said]).toEqual([page, expect.stringContaining("jeton d'enrôlement")]);
      }
    });

    test('the environment turns nothing: NODE_OPTIONS and a foreign OpenSSL configuration are not read', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      wine.write('C:\\evil.js', `require('node:fs').writeFileSync('C:/turned', 'x')`);
      // The section that Node looks for, which leads nowhere: read, it stops everything.
      wine.write('C:\\evil.cnf', 'nodejs_conf = nowhere\n');
      const options = { NODE_OPTIONS: '--require C:/evil.js', NODE_REPL_EXTERNAL_MODULE: 'C:/evil.js' };
      const openssl = { OPENSSL_CONF: 'C:\\evil.cnf' };
      const turned = { ...options, ...openssl };
      // Without the launcher both are: or this test would prove nothing.
      const bare = ['C:\\agent\\node.exe', 'C:\\agent\\tiebreak-agent.cjs', '--version'];
      wine.run('wine', bare, options);
      expect(existsSync(wine.path('C:\\turned'))).toBe(true);
      rmSync(wine.path('C:\\turned'));
      expect(wine.run('wine', bare, openssl).status).not.toBe(0);
      const { status, stdout } = wine.run(
        'wine',
        ['cmd', '/d', '/c', 'C:\\agent\\tiebreak-agent.cmd', '--version'],
        turned,
      );
      expect([status, stdout.trim()]).toEqual([0, 'tiebreak-agent 0.1.0']);
      expect(existsSync(wine.path('C:\\turned'))).toBe(false);
    });

    test('every variable that node.exe says it reads is forgotten by the launcher, or known to turn nothing', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      const { stdout } = wine.run('wine', ['C:\\agent\\node.exe', '--help']);
      const listed = stdout.slice(stdout.indexOf('Environment variables:')).matchAll(/^([A-Z][A-Z0-9_]+) /gm);
      const names = [...listed].map(([, name = '']) => name);
      const harmless = ['FORCE_COLOR', 'NO_COLOR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'TZ'];
      const launcher = readFileSync(join(unpacked, 'agent', 'tiebreak-agent.cmd'), 'utf8');
      const forgotten = new Set(launcher.slice(0, launcher.indexOf(') do set')).split(/\s+/));
      expect(names.length).toBeGreaterThan(15);
      expect(names.filter((name) => !forgotten.has(name) && !harmless.includes(name))).toEqual([]);
    });

    test('run by an administrator, it refuses a folder that others may write, and says which', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      // Windows lets only administrators list this folder, which Wine does not have: that is how the agent knows who runs it.
      mkdirSync(wine.path('C:\\windows\\system32\\config'));
      // Wine's icacls does nothing. In its place, node.exe: given a folder, it runs the index.js of it, which answers as icacls would.
      const icacls = wine.path('C:\\windows\\system32\\icacls.exe');
      rmSync(icacls);
      linkSync(wine.path('C:\\agent\\node.exe'), icacls);
      const answer = (list: string) =>
        wine.write(
          'C:\\agent\\index.js',
          `require('node:fs').writeFileSync(process.argv[3], Buffer.from(${JSON.stringify(`agent\r\n${list}\r\n`)}, 'utf16le'))`,
        );
      const command = [
        'cmd',
        '/d',
        '/c',
        'C:\\agent\\tiebreak-agent.cmd',
        '--state',
        'C:\\agent\\state',
        '--output',
        'C:\\out.json',
      ];
      answer('D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;AU)');
      const refused = wine.run('wine', command);
      expect([refused.status, refused.stderr.trim()]).toEqual([
        2,
        'tiebreak-agent: C:\\agent: AU may change agent; install the agent where only administrators write',
      ]);
      expect(existsSync(wine.path('C:\\out.json'))).toBe(false);
      answer('D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)');
      const run = wine.run('wine', command);
      expect([0, 1]).toContain(run.status);
      expect(run.stderr).not.toContain('C:\\agent');
      expect(existsSync(wine.path('C:\\out.json'))).toBe(true);
    });

    test('the installer keeps its properties on upgrade, and leaves nothing behind', () => {
      const wine = fresh();
      const upgrade = join(folder, 'upgrade.msi');
      writeFileSync(join(folder, 'next.txt'), 'next');
      buildInstaller({
        output: upgrade,
        work: join(folder, 'upgrade'),
        date: new Date('2026-06-01T00:00:00Z'),
        version: '0.2.0',
        digest: 'another',
        files: [
          { name: 'version.txt', path: join(folder, 'next.txt') },
          { name: 'scheduled-task.xml', path: join(unpacked, 'agent', 'scheduled-task.xml') },
        ],
      });
      const before = readdirSync(wine.path('C:\\Program Files')).sort();
      wine.copy(join(first, installerName), 'C:\\one.msi');
      wine.copy(upgrade, 'C:\\two.msi');

      const server = 'SERVER=https://inventaire.exemple.fr/a?b=1';
      const properties = [server, 'TAG=été', 'TOKEN=s3cret', 'SITE=Hôtel de ville (2)'];
      expect(wine.run('wine', ['msiexec', '/i', 'C:\\one.msi', '/qn', ...properties]).status).toBe(0);
      const settings = 'HKLM\\Software\\tiebreak\\Agent';
      const written = wine.registry(settings);
      expect(written).toContain('"Server"="https://inventaire.exemple.fr/a?b=1"');
      expect(written).toContain('"Tag"="été"');
      expect(written).toContain('"Site"="Hôtel de ville (2)"');
      expect(written).not.toContain('"Unit"');
      expect(written).not.toContain('"Share"');
      expect(readdirSync(wine.path(PROGRAM))).toEqual(
        expect.arrayContaining(['node.exe', 'state', 'tiebreak-agent.cjs']),
      );
      expect(existsSync(wine.path('C:\\windows\\system32\\tasks\\tiebreak-inventory'))).toBe(true);

      // What no property carries: a person or a script wrote it.
      const byHand = ['/v', 'TokenFile', '/d', 'C:\\jeton', '/f'];
      expect(wine.run('wine', ['reg', 'add', settings, ...byHand]).status).toBe(0);
      const given = ['agent.json', 'wanted.txt'];
      for (const name of given) wine.write(`${PROGRAM}\\${name}`, '{}');
      const memory = ['agent.key', 'spool\\20261121T224500Z-01234567.inventory.json'];
      for (const name of memory) wine.write(`${PROGRAM}\\state\\${name}`, name);

      expect(wine.run('wine', ['msiexec', '/i', 'C:\\two.msi', '/qn', 'TAG=hiver', 'UNIT=DSI']).status).toBe(0);
      for (const name of memory) expect(wine.read(`${PROGRAM}\\state\\${name}`)).toBe(name);
      expect(readdirSync(wine.path(`${PROGRAM}\\state`)).sort()).toEqual(['agent.key', 'spool', 'tmp']);
      const kept = wine.registry(settings);
      expect(kept).toContain('"Server"="https://inventaire.exemple.fr/a?b=1"');
      expect(kept).toContain('"Token"="s3cret"');
      expect(kept).toContain('"Site"="Hôtel de ville (2)"');
      expect(kept).not.toContain('"Share"');
      expect(kept).toContain('"Tag"="hiver"');
      expect(kept).toContain('"Unit"="DSI"');
      expect(kept).toContain('"TokenFile"="C:\\\\jeton"');
      expect(readdirSync(wine.path(PROGRAM)).sort()).toEqual(
        [...given, 'scheduled-task.xml', 'state', 'version.txt'].sort(),
      );
      const products = wine.registry('HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall') ?? '';
      expect(products.match(/"DisplayName"="tiebreak agent"/g)).toHaveLength(1);

      expect(wine.run('wine', ['msiexec', '/x', 'C:\\two.msi', '/qn']).status).toBe(0);
      expect(wine.registry('HKLM\\Software\\tiebreak')).toBeUndefined();
      expect(existsSync(wine.path(PROGRAM))).toBe(false);
      expect(readdirSync(wine.path('C:\\Program Files')).sort()).toEqual(before);
      expect(existsSync(wine.path('C:\\windows\\system32\\tasks\\tiebreak-inventory'))).toBe(false);
      wine.settle();
      expect(readFileSync(join(wine.prefix, 'system.reg'), 'utf8')).not.toMatch(/tiebreak/i);
    }, 120_000);

    test('the startup script installs, does nothing the second time, brings up to date, and removes', () => {
      const wine = fresh();
      wine.copy(unpacked, 'C:\\share');
      const script = (args: string) => wine.batch([`call C:\\share\\install.cmd ${args}`]);
      const settings = 'SHARE=\\\\serveur\\inventaires$\\ SITE="Mairie & annexe"';
      expect(script(settings)).toMatchObject({ status: 0, stderr: '' });
      const written = wine.registry('HKLM\\Software\\tiebreak\\Agent');
      expect(written).toContain('"Share"="\\\\\\\\serveur\\\\inventaires$"');
      expect(readdirSync(wine.path(PROGRAM)).sort()).toEqual(
        [...readdirSync(join(unpacked, 'agent')), 'state', 'version.txt'].sort(),
      );
      expect(written).toContain('"Site"="Mairie & annexe"');
      const task = wine.path('C:\\windows\\system32\\tasks\\tiebreak-inventory');
      expect(existsSync(task)).toBe(true);

      rmSync(wine.path(`${PROGRAM}\\LICENSE.txt`));
      expect(script('').status).toBe(0);
      expect(existsSync(wine.path(`${PROGRAM}\\LICENSE.txt`))).toBe(false);

      wine.write('C:\\share\\version.txt', '0.1.1 other\r\n');
      wine.write(`${PROGRAM}\\state\\agent.key`, 'kept');
      expect(script('').status).toBe(0);
      expect(wine.read(`${PROGRAM}\\state\\agent.key`)).toBe('kept');
      expect(existsSync(wine.path(`${PROGRAM}\\LICENSE.txt`))).toBe(true);
      const unknown = script('COLOUR=red');
      expect(unknown.status).not.toBe(0);
      expect(unknown.stderr).toContain('"COLOUR" is no setting');

      expect(script('SITE="" UNIT="Écoles; sports" SERVER="https://inventaire.exemple.fr/a?b=1"').status).toBe(0);
      const changed = wine.registry('HKLM\\Software\\tiebreak\\Agent');
      expect(changed).not.toContain('"Site"');
      expect(changed).toContain('"Server"="https://inventaire.exemple.fr/a?b=1"');

      expect(script('/uninstall')).toMatchObject({ status: 0 });
      expect(existsSync(wine.path('C:\\Program Files\\tiebreak'))).toBe(false);
      expect(existsSync(task)).toBe(false);
      expect(wine.registry('HKLM\\Software\\tiebreak')).toBeUndefined();
    }, 120_000);

    test('the startup script, from a 32-bit program: the same folder, the same registry', () => {
      const wine = fresh();
      wine.copy(unpacked, 'C:\\share');
      // What Windows shows to a 32-bit program; Wine without its 32-bit half has none to run.
      mkdirSync(wine.path('C:\\Program Files (x86)'), { recursive: true });
      symlinkSync(wine.path('C:\\windows\\system32'), wine.path('C:\\windows\\Sysnative'));
      const environment = [
        'set "PROCESSOR_ARCHITEW6432=AMD64"',
        'set "ProgramW6432=C:\\Program Files"',
        'set "ProgramFiles=C:\\Program Files (x86)"',
      ];
      const run = wine.batch([...environment, 'call C:\\share\\install.cmd TAG="32 (bits)"']);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(existsSync(wine.path(`${PROGRAM}\\node.exe`))).toBe(true);
      expect(existsSync(wine.path('C:\\Program Files (x86)\\tiebreak'))).toBe(false);
      expect(wine.registry('HKLM\\Software\\tiebreak\\Agent')).toContain('"Tag"="32 (bits)"');
      expect(existsSync(wine.path('C:\\windows\\system32\\tasks\\tiebreak-inventory'))).toBe(true);
      expect(wine.batch([...environment, 'call C:\\share\\install.cmd /uninstall'])).toMatchObject({ status: 0 });
      expect(existsSync(wine.path('C:\\Program Files\\tiebreak'))).toBe(false);
    }, 120_000);

    test('delivery to a folder: the document arrives whole under the fingerprint of the machine, and its signature holds', () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      mkdirSync(wine.path('C:\\depot'));
      const agent = [
        'cmd',
        '/d',
        '/c',
        'C:\\agent\\tiebreak-agent.cmd',
        '--state',
        'C:\\state',
        '--share',
        'C:\\depot',
      ];
      expect([0, 1]).toContain(wine.run('wine', agent).status);
      const [machine = ''] = readdirSync(wine.path('C:\\depot'));
      const names = readdirSync(wine.path(`C:\\depot\\${machine}`));
      const documents = names.filter((name) => name.endsWith('.inventory.json'));
      expect(documents).toHaveLength(1);
      expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
      const bytes = readFileSync(wine.path(`C:\\depot\\${machine}\\${documents[0]}`));
      expect(verify(bytes)).toMatchObject({ fingerprint: machine });
    });

    test('delivery to an HTTPS server under a private authority: accepted with it, refused without, and then kept', async () => {
      const wine = fresh();
      wine.copy(join(unpacked, 'agent'), 'C:\\agent');
      const { authority, certificate, key } = privateAuthority();
      wine.copy(authority, 'C:\\authority.pem');
      wine.write('C:\\token', 'jeton\r\n');
      const received: { path: string | undefined; token: string | undefined; body: Buffer }[] = [];
      const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const sent = Buffer.concat(chunks);
          const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
          received.push({ path: request.url, token: request.headers.authorization, body });
          response.writeHead(201).end();
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const agent = [
        ...['cmd', '/d', '/c', 'C:\\agent\\tiebreak-agent.cmd', '--state', 'C:\\state', '--token-file', 'C:\\token'],
        ...['--server', `https://127.0.0.1:${port}`, '--delivery-time', '15'],
      ];
      try {
        const stranger = await wine.runBeside('wine', agent);
        expect([stranger.status, stranger.stderr]).toEqual([1, expect.stringContaining('tiebreak-agent: ')]);
        expect(received).toEqual([]);
        expect(readdirSync(wine.path('C:\\state\\spool'))).toHaveLength(1);

        const trusted = await wine.runBeside('wine', [...agent, '--ca', 'C:\\authority.pem']);
        expect([0, 1]).toContain(trusted.status);
        const documents = received.filter(({ path }) => path === '/v1/inventories');
        expect(documents.length).toBeGreaterThan(0);
        for (const { token, body } of documents) {
          expect(token).toBe('Bearer jeton');
          expect(verify(body)).toMatchObject({ fingerprint: expect.any(String) });
        }
        expect(readdirSync(wine.path('C:\\state\\spool'))).toEqual([]);
      } finally {
        server.close();
      }
    }, 120_000);

    test('the command line: a double-click opens this machine, a folder dropped on it opens its report', async () => {
      const wine = fresh();
      unzip(join(first, 'tiebreak-windows.zip'), wine.path('C:\\'));
      // Whatever opens pages on this machine writes down which one it was asked for.
      wine.write('C:\\browser.cmd', '@echo %1>> C:\\opened.txt\r\n');
      wine.run('wine', ['reg', 'add', 'HKCR\\.html', '/ve', '/d', 'htmlfile', '/f']);
      wine.run('wine', [
        'reg',
        'add',
        'HKCR\\htmlfile\\shell\\open\\command',
        '/ve',
        '/d',
        'cmd /d /c C:\\browser.cmd "%1"',
        '/f',
      ]);
      const click = wine.run('wine', ['cmd', '/d', '/c', 'C:\\tiebreak\\tiebreak.cmd']);
      expect(click.status).toBe(0);
      const home = `C:\\users\\${readdirSync(wine.path('C:\\users')).find((name) => name !== 'Public')}`;
      const documents = existsSync(wine.path(`${home}\\Documents`)) ? `${home}\\Documents` : home;
      expect(wine.read(`${documents}\\tiebreak-report\\index.html`)).toContain('<html');

      // Pages are opened by a process of its own.
      const opened = () => (existsSync(wine.path('C:\\opened.txt')) ? wine.read('C:\\opened.txt') : '');
      await expect.poll(opened, { timeout: 60_000 }).toContain('tiebreak-report\\index.html');

      const demonstration = join(import.meta.dirname, '../../../data/demonstration');
      const reportOn = (name: string) => wine.read(`${documents}\\tiebreak-report-${name}\\index.html`);
      // A "!" only here: in a variable, where Windows leaves it, Wine loses it.
      wine.copy(demonstration, 'C:\\Écoles (1) ! 2026');
      const drop = wine.run('wine', ['cmd', '/d', '/c', 'C:\\tiebreak\\tiebreak.cmd', 'C:\\Écoles (1) ! 2026']);
      expect(drop).toMatchObject({
        status: 1,
        stdout: expect.stringContaining('criticité, reposent sur une technologie extra-européenne'),
        stderr: expect.stringContaining('JSON interrompu avant la fin ; refaites la collecte'),
      });
      expect(reportOn('Écoles (1) - 2026')).toContain('<html lang="fr"');
      // Wine's own "echo" writes no accent.
      await expect.poll(opened, { timeout: 60_000 }).toContain('coles (1) - 2026\\index.html');

      // Windows gives the line in this variable, which Wine has not; what cmd cut off would create a file.
      const hostile: [string, string][] = [
        ['R&D', 'R-D'],
        ['a^b,(c)=d;e', 'a-b-(c)-d-e'],
        ['R&D (été) 100 % utile 100 %', 'R-D (été) 100 - utile 100 -'],
      ];
      for (const [name, plain] of hostile) {
        wine.copy(join(demonstration, 'agent'), `C:\\${name}`);
        const quoted = name.includes(' ') ? `"C:\\${name}"` : `C:\\${name}`;
        const cmdcmdline = `C:\\windows\\system32\\cmd.exe /c ""C:\\tiebreak\\tiebreak.cmd" ${quoted}"`;
        const rest = name.includes('&') ? '&echo ran>C:\\ran' : '';
        const command = `C:\\tiebreak\\tiebreak.cmd C:\\${name.split(/[&^]/)[0]}${rest}`;
        expect([name, wine.run('wine', ['cmd', '/d', '/c', command], { cmdcmdline }).status]).toEqual([name, 0]);
        expect([name, reportOn(plain).includes('<html lang="fr"')]).toEqual([name, true]);
        expect([name, existsSync(wine.path('C:\\ran'))]).toEqual([name, false]);
      }

      const version = wine.run('wine', ['cmd', '/d', '/c', 'C:\\tiebreak\\tiebreak.cmd', '--version']);
      expect([version.status, version.stdout.trim()]).toEqual([0, '0.1.0']);
    }, 240_000);
  });

  describe.skipIf(missing('osslsigncode', 'openssl'))('signatures', () => {
    test('the installer is signed with the certificate of the organisation, and one changed byte is noticed', () => {
      const signed = join(folder, 'signed');
      mkdirSync(signed);
      const certificate = join(folder, 'certificate.pem');
      const key = join(folder, 'key.pem');
      codeSigningCertificate(certificate, key);
      const installer = join(signed, installerName);
      copyFileSync(join(first, installerName), installer);
      sign(installer, signerArguments({ certificate, key }) ?? []);
      const checked = (path: string) =>
        spawnSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', path]).status;
      expect(checked(installer)).toBe(0);
      const bytes = readFileSync(installer);
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      writeFileSync(installer, bytes);
      expect(checked(installer)).not.toBe(0);
    });

    test('a PKCS#12 file signs too, its password read from a file, accents and final line end included', () => {
      const [certificate = '', key = '', pkcs12 = '', passwordFile = '', installer = ''] = [
        ...['p12-certificate.pem', 'p12-key.pem', 'dsi.p12', 'password.txt', 'p12.msi'],
      ].map((name) => join(folder, name));
      codeSigningCertificate(certificate, key);
      writeFileSync(passwordFile, 'mot de passé\n');
      openssl([
        'pkcs12',
        '-export',
        '-inkey',
        key,
        '-in',
        certificate,
        '-out',
        pkcs12,
        '-passout',
        `file:${passwordFile}`,
      ]);
      copyFileSync(join(first, installerName), installer);
      sign(installer, signerArguments({ pkcs12, passwordFile }) ?? []);
      expect(spawnSync('osslsigncode', ['verify', '-CAfile', certificate, '-in', installer]).status).toBe(0);
      writeFileSync(passwordFile, 'un autre');
      expect(() => sign(installer, signerArguments({ pkcs12, passwordFile }) ?? [])).toThrow(/osslsigncode/);
    });

    test('node.exe keeps the signature of its own publisher', () => {
      const { stdout } = spawnSync('osslsigncode', ['verify', '-in', join(unpacked, 'agent', 'node.exe')], {
        encoding: 'utf8',
      });
      const [, current] = /Current message digest\s*: (\S+)/.exec(stdout) ?? [];
      const [, calculated] = /Calculated message digest\s*: (\S+)/.exec(stdout) ?? [];
      expect(current).toBeTypeOf('string');
      expect(calculated).toBe(current);
      expect(stdout).toContain('O=OpenJS Foundation');
    });
  });
});

/** An authority of its own, and the certificate it gives to 127.0.0.1. */
function privateAuthority(): { authority: string; certificate: string; key: string } {
  const [authority = '', authorityKey = '', certificate = '', key = ''] = [
    'ca.pem',
    'ca.key',
    'server.pem',
    'server.key',
  ].map((name) => join(folder, name));
  const request = (subject: string, ...rest: string[]) =>
    openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', subject, ...rest]);
  const usage = (...extensions: string[]) => extensions.flatMap((extension) => ['-addext', extension]);
  request(
    '/CN=Autorité de Val-Fictif',
    '-keyout',
    authorityKey,
    '-out',
    authority,
    ...usage('keyUsage=critical,keyCertSign'),
  );
  const signed = ['-CA', authority, '-CAkey', authorityKey, '-keyout', key, '-out', certificate];
  request('/CN=collecteur', ...signed, ...usage('subjectAltName=IP:127.0.0.1', 'basicConstraints=critical,CA:FALSE'));
  return { authority, certificate, key };
}

/** A certificate for signing code, such as a DSI has, made for this test. */
function codeSigningCertificate(certificate: string, key: string): void {
  openssl([
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=DSI de Val-Fictif'],
    ...['-addext', 'keyUsage=critical,digitalSignature', '-addext', 'extendedKeyUsage=codeSigning'],
    ...['-keyout', key, '-out', certificate],
  ]);
}

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
