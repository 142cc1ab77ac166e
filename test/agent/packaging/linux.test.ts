/** The packages for Linux: what is in them, and what they do on a machine with a real dpkg, rpm and systemd. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageAgent, packageForLinux } from '../../../agent/packaging/linux/build.ts';
import { type Inventory, inventorySchema } from '../../../src/inventory/schema.ts';
import { verify } from '../../../src/inventory/signature.ts';
import { canBoot, MACHINE_TOOLS, Machine } from './machine.ts';
import { missing } from './wine.ts';

const SOURCES = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'tiebreak-packages-'));
const first = join(folder, 'first');
const deb = join(first, 'tiebreak-agent_0.1.0_amd64.deb');
const rpm = join(first, 'tiebreak-agent-0.1.0-1.x86_64.rpm');
const commandLine = join(first, 'tiebreak_0.1.0_amd64.deb');
const content = join(folder, 'content');

const CONFIGURATION = '/etc/tiebreak/agent.json';
const TOOLS = ['dpkg-deb', 'rpmbuild', 'rpm', 'rpm2cpio', 'systemd-analyze'];

function output(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect([command, ...args, status, stderr]).toEqual([command, ...args, 0, '']);
  return stdout;
}

/** The files of a program compiled ahead. */
function compiled(name: string): string[] {
  return ['cache', 'cjs', 'program'].map((kind) => `${name}.${kind}`);
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A line of `dpkg-deb -c` or `rpm -qplv` as rights, owner and path. */
function listed(line: string): string {
  const fields = line.split(/\s+/);
  const path = (fields.at(-1) ?? '').replace(/^\./, '').replace(/(.)\/$/, '$1');
  const owner = fields[1]?.includes('/') ? fields[1] : `${fields[2]}/${fields[3]}`;
  return `${fields[0]} ${owner} ${path}`;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing(...TOOLS))('packages for Linux', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await packageForLinux(first);
    output('dpkg-deb', '-x', deb, content);
  }, 600_000);

  test('two builds give the same bytes', async () => {
    const second = join(folder, 'second');
    await packageForLinux(second);
    const sums = readFileSync(join(second, 'SHA256SUMS'), 'utf8');
    expect(sums).toBe(readFileSync(join(first, 'SHA256SUMS'), 'utf8'));
    const lines = sums.trimEnd().split('\n');
    expect(lines.map((line) => line.slice(66))).toEqual([
      'tiebreak-agent-0.1.0-1.x86_64.rpm',
      'tiebreak-agent-0.1.0.tar.gz',
      'tiebreak-agent.cdx.json',
      'tiebreak-agent_0.1.0_amd64.deb',
      'tiebreak-ansible-0.1.0.tar.gz',
      'tiebreak.cdx.json',
      'tiebreak_0.1.0_amd64.deb',
    ]);
    for (const line of lines) expect(digest(join(second, line.slice(66)))).toBe(line.slice(0, 64));
    rmSync(second, { recursive: true });
  }, 600_000);

  test('the agent: its own files only, root’s, secrets closed, settings kept by dpkg', () => {
    const lines = output('dpkg-deb', '-c', deb).trimEnd().split('\n').map(listed);
    expect(lines.filter((line) => !line.includes(' root/root '))).toEqual([]);
    expect(lines.filter((line) => !/^(?:drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) /.test(line))).toEqual([
      `-rw------- root/root ${CONFIGURATION}`,
      'drwx------ root/root /var/lib/tiebreak',
      'drwx------ root/root /var/lib/tiebreak/inventories',
    ]);
    expect(lines.filter((line) => line.startsWith('-rwx')).map((line) => line.split(' ')[2])).toEqual([
      '/usr/lib/tiebreak-agent/node',
      '/usr/sbin/tiebreak-agent',
    ]);
    expect(readdirSync(join(content, 'usr/lib/tiebreak-agent')).sort()).toEqual([
      'domains.txt',
      ...compiled('fast-glob'),
      'node',
      ...['tiebreak-agent', 'tldts', 'undici'].flatMap(compiled),
    ]);
    const control = join(folder, 'control');
    output('dpkg-deb', '-e', deb, control);
    expect(readFileSync(join(control, 'conffiles'), 'utf8')).toBe(`${CONFIGURATION}\n`);
    expect(output('dpkg-deb', '-f', deb, 'Depends')).toContain('libc6 (>= 2.28)');
    expect(statSync(deb).size).toBeLessThan(44_000_000);
  });

  test('its Node takes what was compiled ahead', () => {
    const library = join(content, 'usr/lib/tiebreak-agent');
    const rejected = `const { readFileSync } = require('node:fs');
      const taken = ['fast-glob', 'tiebreak-agent', 'tldts', 'undici'].map((name) => {
        const cachedData = readFileSync(name + '.cache');
        return !new (require('node:vm').Script)(readFileSync(name + '.program', 'latin1'), { cachedData }).cachedDataRejected;
      });
      process.stdout.write(String(taken));`;
    const { stdout } = spawnSync(join(library, 'node'), ['-e', rejected], { cwd: library, encoding: 'utf8' });
    expect(stdout).toBe('true,true,true,true');
  });

  test('the rpm holds the same bytes, asks for what the program needs, and changes nothing of it', () => {
    const [ours, theirs] = [join(folder, 'rpm.cpio'), join(folder, 'from-rpm')];
    mkdirSync(theirs);
    output('sh', '-c', 'rpm2cpio "$1" > "$2"', 'sh', rpm, ours);
    const lines = output('rpm', '-qplv', rpm).trimEnd().split('\n').map(listed);
    const files = lines.filter((line) => line.startsWith('-')).map((line) => line.split(' ')[2] ?? '');
    const digests = output('rpm', '-qp', '--qf', '[%{FILEDIGESTS} %{FILENAMES}\\n]', rpm).trimEnd().split('\n');
    for (const path of files) expect(digests).toContain(`${digest(join(content, path))} ${path}`);
    const inDeb = output('dpkg-deb', '-c', deb).trimEnd().split('\n').map(listed);
    const own = (line: string) => line.startsWith('-') || / \/(?:etc|var\/lib|usr\/lib)\/tiebreak/.test(line);
    expect(lines.filter(own).sort()).toEqual(inDeb.filter(own).sort());
    expect(statSync(ours).size).toBeGreaterThan(100_000_000);
    expect(output('rpm', '-qpc', rpm)).toBe(`${CONFIGURATION}\n`);
    expect(output('rpm', '-qpR', rpm)).toMatch(/libc\.so\.6\(GLIBC_2\.28\)\(64bit\)/);
    expect(output('rpm', '-qp', '--qf', '%{BUILDHOST} %{BUILDTIME}', rpm)).toBe('tiebreak 1767225600');
  });

  test('systemd finds the units in order, and the service hardened', () => {
    const units = join(folder, 'units');
    mkdirSync(units);
    const paths = ['tiebreak-agent.service', 'tiebreak-agent.timer'].map((name) => {
      const unit = readFileSync(join(content, 'usr/lib/systemd/system', name), 'utf8');
      // Neither the program nor its page is installed here.
      writeFileSync(
        join(units, name),
        unit.replace('/usr/sbin/tiebreak-agent', '/bin/true').replace(/^Documentation=.*\n/m, ''),
      );
      return join(units, name);
    });
    expect(output('systemd-analyze', 'verify', ...paths)).toBe('');
    const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', paths[0] ?? ''], {
      encoding: 'utf8',
    });
    const exposure = /Overall exposure level for \S+ ([\d.]+)/.exec(security.stdout)?.[1];
    console.log(`exposure of tiebreak-agent.service: ${exposure} (threshold 2.5)`);
    expect([security.status, Number(exposure) <= 2.5]).toEqual([0, true]);
  });

  test('the bills of materials name Node and every package of the bundles', () => {
    const names = ['tiebreak-agent', 'tiebreak'].map((name) => {
      const { components } = JSON.parse(readFileSync(join(first, `${name}.cdx.json`), 'utf8'));
      return components.map((component: { name: string }) => component.name) as string[];
    });
    expect(names[0]).toEqual(expect.arrayContaining(['fast-glob', 'node', 'tldts', 'undici']));
    expect(names[0]).not.toContain('systeminformation');
    expect(names[1]).toEqual(
      expect.arrayContaining(['node', 'undici', 'yargs', 'zod', '@ip-location-db/asn', 'systeminformation']),
    );
  });

  test('the Ansible role names packages, files and services that are there', () => {
    const unpacked = join(folder, 'ansible');
    mkdirSync(unpacked);
    output('tar', '-xzf', join(first, 'tiebreak-ansible-0.1.0.tar.gz'), '-C', unpacked);
    const role = join(unpacked, 'tiebreak-ansible-0.1.0', 'roles', 'tiebreak_agent');
    expect(readFileSync(join(role, 'defaults', 'main.yml'), 'utf8')).toContain('tiebreak_version: "0.1.0"');
    for (const name of readdirSync(join(role, '..', '..'), { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.yml')) expect(parse(readFileSync(join(role, '..', '..', name), 'utf8'))).toBeTypeOf('object');
    const tasks = readFileSync(join(role, 'tasks', 'main.yml'), 'utf8');
    for (const name of ['_amd64.deb', '-1.x86_64.rpm', CONFIGURATION, 'tiebreak-agent.timer', 'tiebreak-agent.service'])
      expect(tasks).toContain(name);
  });

  describe.skipIf(missing(...MACHINE_TOOLS) || !canBoot())('on a machine with systemd (needs root and mounts)', () => {
    const newer = join(folder, 'newer');
    let machine: Machine;

    function does(command: string, environment: Record<string, string> = {}): string {
      const { status, stdout, stderr } = machine.run(command, environment);
      expect([command, status, stderr]).toEqual([command, 0, expect.any(String)]);
      return stdout;
    }

    function inventories(): { text: string; inventory: Inventory }[] {
      const paths = does('find /var/lib/tiebreak/inventories -name "*.inventory.json" | sort').trimEnd().split('\n');
      return paths.map((path) => {
        const text = machine.read(path);
        return { text, inventory: inventorySchema.parse(JSON.parse(text)) };
      });
    }

    beforeAll(async () => {
      mkdirSync(newer);
      const date = new Date('2026-01-01T00:00:00Z');
      await packageAgent({ output: newer, work: join(folder, 'work'), version: '0.1.1', date, compression: 'gzip' });
    }, 300_000);

    beforeAll(async () => {
      machine = new Machine();
      await machine.boot();
      machine.copyIn(first, '/root/packages');
      machine.copyIn(newer, '/root/newer');
    });

    afterAll(() => machine.remove());

    describe('the .deb', () => {
      let before: string[];

      test('installed: the timer waits for a moment of its own', () => {
        before = machine.changed();
        does('dpkg -i /root/packages/tiebreak-agent_0.1.0_amd64.deb');
        expect(does('systemctl is-enabled tiebreak-agent.timer; systemctl is-active tiebreak-agent.timer')).toBe(
          'enabled\nactive\n',
        );
        const next = does('systemctl show -P NextElapseUSecRealtime tiebreak-agent.timer');
        expect(Number(/ (\d\d):/.exec(next)?.[1])).toSatisfy((hour: number) => hour >= 9 && hour <= 15);
        expect(does('dpkg --verify tiebreak-agent')).toBe('');
        expect(machine.run('systemd-analyze verify tiebreak-agent.service tiebreak-agent.timer')).toMatchObject({
          status: 0,
          stderr: '',
        });
        expect(does('MANPAGER=cat man -l /usr/share/man/fr/man8/tiebreak-agent.8.gz')).toContain('--share DOSSIER');
      });

      test('run by systemd under its limits: exactly the packages dpkg counts, homes that are closed, nothing denied', () => {
        does('install -d -m 0700 -o 1000 /home/anne /home/anne/.mozilla /home/anne/.mozilla/firefox/x.default');
        const addon = { id: 'planted@example', type: 'extension', version: '1', defaultLocale: { name: 'Planted' } };
        machine.write('/home/anne/.mozilla/firefox/x.default/extensions.json', JSON.stringify({ addons: [addon] }));
        does('chmod 0600 /home/anne/.mozilla/firefox/x.default/extensions.json; chown -R 1000 /home/anne');
        does('systemctl start tiebreak-agent.service');
        expect(does('systemctl show -P ExecMainStatus tiebreak-agent.service')).toBe('0\n');

        const [found, ...others] = inventories();
        expect(others).toEqual([]);
        // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
        const format = '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n';
        const counted = does(`dpkg-query -W -f '${format}'`)
          .split('\n')
          .filter((line) => line.startsWith('installed '));
        const software = found?.inventory.software.filter(({ foundBy }) => foundBy === 'dpkg') ?? [];
        expect(
          software.map(({ name, version, architecture }) => `installed ${name} ${version} ${architecture}`).sort(),
        ).toEqual(counted.sort());
        expect(counted).toContain('installed tiebreak-agent 0.1.0 amd64');
        expect(found?.inventory.browserExtensions).toContainEqual(expect.objectContaining({ name: 'Planted' }));
        expect(verify(Buffer.from(found?.text ?? '')).status).toBe('valid');

        // What root without the limits of the unit sees is no more.
        does('tiebreak-agent --state /root/state --output /root/free.json');
        const free = inventorySchema.parse(JSON.parse(machine.read('/root/free.json')));
        const statuses = ({ collectors }: Inventory) => collectors.map(({ id, status }) => `${id} ${status}`);
        expect(found === undefined ? [] : statuses(found.inventory)).toEqual(statuses(free));
      });

      test('the environment turns nothing', () => {
        machine.write('/root/evil.js', `require('node:fs').writeFileSync('/root/turned', 'x')`);
        const turned = { NODE_OPTIONS: '--require /root/evil.js', NODE_REPL_EXTERNAL_MODULE: '/root/evil.js' };
        does(
          '/usr/lib/tiebreak-agent/node /usr/lib/tiebreak-agent/tiebreak-agent.cjs --version; rm /root/turned',
          turned,
        );
        expect(does('tiebreak-agent --version; ls /root', turned)).not.toContain('turned');
      });

      test('upgraded: settings, keys and a disabled timer stay as they are', () => {
        machine.write(CONFIGURATION, '{"share": "/var/lib/tiebreak/inventories", "site": "Mairie"}');
        const key = machine.read('/var/lib/tiebreak/agent.key');
        does('systemctl disable --now tiebreak-agent.timer');
        does('dpkg -i /root/newer/tiebreak-agent_0.1.1_amd64.deb');
        // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
        expect(does("dpkg-query -W -f '${Version}' tiebreak-agent")).toBe('0.1.1');
        expect(machine.run('systemctl is-enabled tiebreak-agent.timer').stdout).toBe('disabled\n');
        expect(machine.run('systemctl is-active tiebreak-agent.timer').stdout).toBe('inactive\n');
        does('systemctl enable --now tiebreak-agent.timer; systemctl start tiebreak-agent.service');
        expect(machine.read('/var/lib/tiebreak/agent.key')).toBe(key);
        expect(inventories().at(-1)?.inventory.machine.site).toBe('Mairie');
        expect(does(`stat -c '%a %U' ${CONFIGURATION}`)).toBe('600 root\n');
      });

      test('removed: it runs no more, and what is the administrator’s stays; installed again, it runs', () => {
        does('dpkg -r tiebreak-agent');
        expect(machine.run('systemctl is-active tiebreak-agent.timer').stdout).toBe('inactive\n');
        expect(machine.read(CONFIGURATION)).toContain('Mairie');
        expect(inventories().length).toBeGreaterThan(0);
        does('dpkg -i /root/newer/tiebreak-agent_0.1.1_amd64.deb');
        expect(does('systemctl is-enabled tiebreak-agent.timer; systemctl is-active tiebreak-agent.timer')).toBe(
          'enabled\nactive\n',
        );
        expect(machine.read(CONFIGURATION)).toContain('Mairie');
      });

      test('purged: nothing of it is left', () => {
        machine.write('/etc/tiebreak/token', 'secret');
        does('dpkg -P tiebreak-agent');
        does('rm -r /home/anne /root/state /root/free.json /root/evil.js');
        // What dpkg, systemd and man keep of everything they do, and what others write meanwhile in the folder of the sources.
        const kept = /^\/(?:var\/(?:lib\/dpkg|log|cache)|proc|tmp|root\/(?:packages|newer))\//;
        const isOther = (path: string) => before.includes(path) || kept.test(path) || path.startsWith(`${SOURCES}/`);
        const left = machine.changed().filter((path) => !isOther(path));
        expect(left.filter((path) => path.includes('tiebreak'))).toEqual([]);
        expect(
          does(
            `find / -xdev -name "*tiebreak*" -not -path "${SOURCES}/*" -not -path "/root/*" -not -path "/tmp/*" -not -path "/proc/*" -newer /etc/booted`,
          ),
        ).toBe('');
        expect(machine.run('id tiebreak-agent; systemctl cat tiebreak-agent.timer').status).not.toBe(0);
      });
    });

    describe.skipIf(missing('ansible-playbook'))('the Ansible role, played on this machine', () => {
      const play = (settings: object, ...options: string[]) => {
        machine.write('/root/ansible/settings.json', JSON.stringify(settings));
        const command = 'ansible-playbook -i localhost, -c local -e @settings.json playbook.yml';
        const ended = machine.run(`cd /root/ansible && ${command} ${options.join(' ')}`, { ANSIBLE_NOCOLOR: '1' });
        const [, ok, changed, failed] = /ok=(\d+) +changed=(\d+) +unreachable=0 +failed=(\d+)/.exec(ended.stdout) ?? [];
        return { ...ended, ok: Number(ok), changed: Number(changed), failed: Number(failed) };
      };
      const settings = {
        tiebreak_settings: {
          share: '/var/lib/tiebreak/inventories',
          site: 'Hôtel de ville',
          tokenFile: '/etc/tiebreak/token',
        },
        tiebreak_token: 'a-secret-of-this-test',
        tiebreak_organisation_key: '/root/ansible/organisation.key',
        tiebreak_run_now: true,
      };

      beforeAll(() => {
        does(
          'tar -xzf /root/packages/tiebreak-ansible-0.1.0.tar.gz -C /root && mv /root/tiebreak-ansible-0.1.0 /root/ansible',
        );
        does('mkdir -p /root/ansible/files && cp /root/packages/*.deb /root/newer/*.deb /root/ansible/files');
        machine.write('/root/ansible/organisation.key', `${'0f'.repeat(32)}\n`);
      });

      afterAll(() => does('dpkg -P tiebreak-agent; rm -rf /root/ansible /root/.ansible /etc/tiebreak'));

      test('its syntax; what it would do changes nothing', () => {
        expect(play(settings, '--syntax-check')).toMatchObject({ status: 0 });
        const dry = play(settings, '--check');
        expect([dry.failed, dry.status, dry.changed > 0]).toEqual([0, 0, true]);
        expect(machine.run('dpkg -s tiebreak-agent; ls /etc/tiebreak').status).not.toBe(0);
      });

      test('installs, sets, enables, takes a first inventory; again, it changes nothing', () => {
        const first = play(settings);
        expect([first.failed, first.status, first.changed > 0]).toEqual([0, 0, true]);
        expect(first.stdout).not.toContain('a-secret-of-this-test');
        expect(does('stat -c "%a %U %n" /etc/tiebreak/*')).toBe(
          '600 root /etc/tiebreak/agent.json\n600 root /etc/tiebreak/organisation.key\n600 root /etc/tiebreak/token\n',
        );
        expect(does('systemctl is-enabled tiebreak-agent.timer; systemctl is-active tiebreak-agent.timer')).toBe(
          'enabled\nactive\n',
        );
        expect(inventories()).toMatchObject([{ inventory: { machine: { site: 'Hôtel de ville' } } }]);
        expect(does('ls /root')).not.toContain('.deb');
        const later = { ...settings, tiebreak_run_now: false };
        expect(play(later)).toMatchObject({ status: 0, failed: 0, changed: 0 });
        expect(play(later, '--check')).toMatchObject({ status: 0, failed: 0, changed: 0 });
      });

      test('upgrades to the version it is given, once', () => {
        const newer = { ...settings, tiebreak_run_now: false, tiebreak_version: '0.1.1' };
        expect(play(newer).changed).toBeGreaterThan(0);
        expect(does('dpkg -s tiebreak-agent')).toContain('\nVersion: 0.1.1\n');
        expect(play(newer)).toMatchObject({ status: 0, failed: 0, changed: 0 });
      });
    });

    describe('the .rpm (on Debian, so without its dependencies)', () => {
      test('installed, run, upgraded, erased: settings kept', () => {
        does('rpm -i --nodeps /root/packages/tiebreak-agent-0.1.0-1.x86_64.rpm');
        expect(does('systemctl is-enabled tiebreak-agent.timer; systemctl is-active tiebreak-agent.timer')).toBe(
          'enabled\nactive\n',
        );
        does('systemctl start tiebreak-agent.service');
        expect(inventories()).toHaveLength(1);
        machine.write(CONFIGURATION, '{"share": "/var/lib/tiebreak/inventories", "site": "Annexe"}');
        does('systemctl disable --now tiebreak-agent.timer');
        does('rpm -U --nodeps /root/newer/tiebreak-agent-0.1.1-1.x86_64.rpm');
        expect(does('rpm -q tiebreak-agent')).toBe('tiebreak-agent-0.1.1-1.x86_64\n');
        expect(machine.read(CONFIGURATION)).toContain('Annexe');
        expect(machine.run('systemctl is-enabled tiebreak-agent.timer').stdout).toBe('disabled\n');
        does('systemctl enable --now tiebreak-agent.timer; rpm -e tiebreak-agent');
        expect(machine.run('systemctl is-active tiebreak-agent.timer').stdout).toBe('inactive\n');
        expect(does('ls /usr/sbin | grep -c tiebreak || true')).toBe('0\n');
        // rpm has no purge: it keeps changed settings aside, and what it did not install.
        expect(does('ls /etc/tiebreak')).toBe('agent.json.rpmsave\n');
        expect(does('ls /var/lib/tiebreak')).toContain('agent.key');
        does('rm -r /etc/tiebreak /var/lib/tiebreak');
      });
    });

    describe('the archive', () => {
      test('installed with a Node of the machine, run, removed', () => {
        does('tar -xzf /root/packages/tiebreak-agent-0.1.0.tar.gz -C /root');
        machine.copyIn(join(content, 'usr/lib/tiebreak-agent/node'), '/opt/node/bin/node');
        const found = { PATH: '/opt/node/bin:/usr/sbin:/usr/bin' };
        does('/root/tiebreak-agent-0.1.0/install.sh', found);
        expect(does('readlink /usr/lib/tiebreak-agent/node; stat -c %a /etc/tiebreak/agent.json')).toBe(
          '/opt/node/bin/node\n600\n',
        );
        does('systemctl start tiebreak-agent.service');
        expect(inventories()).toHaveLength(1);
        does('/root/tiebreak-agent-0.1.0/install.sh --remove');
        expect(machine.run('systemctl is-active tiebreak-agent.timer; ls /usr/sbin/tiebreak-agent').stdout).toBe(
          'inactive\n',
        );
        machine.write('/opt/node/bin/node', '#!/bin/sh\nexit 1\n');
        expect(machine.run('/root/tiebreak-agent-0.1.0/install.sh', found)).toMatchObject({
          status: 2,
          stderr: expect.stringContaining('version 22.15 or later'),
        });
      });
    });

    describe('the command line', () => {
      test('installed: anyone runs the demonstration, reads the page, completes a word', () => {
        does(`dpkg -i /root/packages/${commandLine.split('/').at(-1)}`);
        does('install -d -m 0777 /srv/anyone');
        const asAnyone = (command: string) =>
          does(`cd /srv/anyone && setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/srv/anyone ${command}`);
        expect(asAnyone('tiebreak --version')).toBe('0.1.0\n');
        expect(asAnyone('tiebreak demo --lang fr')).toContain('Val-Fictif');
        expect(does('ls /srv/anyone/tiebreak-report')).toContain('index.html');
        expect(asAnyone('tiebreak inventory --lang fr')).toContain('"document"');
        const page = does('MANPAGER=cat man -l /usr/share/man/fr/man1/tiebreak.1.gz');
        expect(page).toContain('tiebreak report');
        expect(page).toContain('--perimeter');
        const completed = does(
          `bash -c '. /usr/share/bash-completion/completions/tiebreak; COMP_WORDS=(tiebreak repo); COMP_CWORD=1; _tiebreak_yargs_completions; echo "\${COMPREPLY[@]}"'`,
        );
        expect(completed).toBe('report\n');
      });

      test('the receiver, off until it is started, answers under its own limits', async () => {
        expect(machine.run('systemctl is-enabled tiebreak-collect').stdout).toBe('disabled\n');
        does('systemctl start tiebreak-collect');
        await expect
          .poll(() => machine.run('curl -sk https://127.0.0.1:8443/v1/health').stdout, { timeout: 20_000 })
          .not.toBe('');
        expect(does('systemctl show -P MainPID tiebreak-collect | xargs -I{} stat -c %U /proc/{}')).toBe(
          'tiebreak-collect\n',
        );
        does('systemctl stop tiebreak-collect');
        expect(does('systemctl show -P Result tiebreak-collect')).toBe('success\n');
      });

      test('purged: the program is gone, what was received stays', () => {
        const { status, stderr } = machine.run('dpkg -P tiebreak');
        expect([status, stderr]).toEqual([
          0,
          expect.stringContaining('/var/lib/tiebreak-collect holds inventories and is kept'),
        ]);
        expect(does('ls -d /usr/lib/tiebreak /usr/bin/tiebreak 2>/dev/null || true')).toBe('');
        does('rm -r /var/lib/tiebreak-collect; dpkg -i /root/packages/tiebreak_0.1.0_amd64.deb; dpkg -P tiebreak');
        expect(machine.run('id tiebreak-collect').status).not.toBe(0);
      });
    });
  });
});
