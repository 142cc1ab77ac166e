/**
 * A machine of its own to install packages in: this one's files below a layer in memory, and systemd as its first process, so that maintainer
 * scripts, units and timers are the real thing and nothing of it stays. Root, and the right to mount, are needed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Groups of its own, so that none of ours is touched: systemd takes what it finds. */
const GROUPS = `
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
  [ -e $hierarchy/cgroup.procs ] || continue
  mkdir $hierarchy/$1
  echo $$ > $hierarchy/$1/cgroup.procs
done
exec unshare --mount --propagation private --pid --kill-child --uts --ipc --net --cgroup --fork bash "$2/boot.sh" "$2"
`;

/** Run in the new namespaces. What systemd could change of the real machine is not shown to it, or shown read-only. */
const BOOT = `
set -e
base=$1
mount -t tmpfs none $base/layer
mkdir $base/layer/upper $base/layer/work
mount -t overlay overlay -o lowerdir=/,upperdir=$base/layer/upper,workdir=$base/layer/work $base/root
cd $base/root
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sys sys
if [ -e /sys/fs/cgroup/cgroup.procs ]; then
  mount -t cgroup2 cgroup sys/fs/cgroup
else
  head -n 1 /proc/cgroups > $base/layer/cgroups
  mount --bind $base/layer/cgroups proc/cgroups
  mount -t tmpfs none sys/fs/cgroup
  mkdir sys/fs/cgroup/unified sys/fs/cgroup/systemd
  mount -t cgroup2 cgroup sys/fs/cgroup/unified
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
fi
mount -t tmpfs none dev
mkdir dev/shm dev/pts dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mount -t tmpfs none run
mount -t tmpfs none tmp
ip link set lo up
printf '[Unit]\\nRequires=systemd-journald.service dbus.socket\\nAllowIsolate=yes\\n' > etc/systemd/system/test.target
# Images of containers forbid their packages to start anything.
rm -f usr/sbin/policy-rc.d
touch etc/booted
# Not chroot alone, in which the kernel refuses user namespaces to services.
mkdir tmp/old
pivot_root . tmp/old
cd /
umount -l /tmp/old
rmdir /tmp/old
exec setpriv --bounding-set=-sys_module,-sys_time,-sys_boot,-sys_rawio,-mknod,-syslog,-wake_alarm \
  /usr/bin/env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --unit=test.target --log-target=journal
`;

/** Tools and rights for such a machine. */
export const MACHINE_TOOLS = ['unshare', 'nsenter', 'setpriv', 'systemctl'];

export function canBoot(): boolean {
  const probe = spawnSync('unshare', ['--mount', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return process.getuid?.() === 0 && probe.status === 0;
}

type Ended = { status: number | null; stdout: string; stderr: string };

export class Machine {
  readonly base = mkdtempSync(join(tmpdir(), 'tiebreak-vm-'));
  #process: ChildProcess | undefined;
  #init = '';

  async boot(): Promise<void> {
    for (const name of ['layer', 'root']) mkdirSync(join(this.base, name));
    writeFileSync(join(this.base, 'boot.sh'), BOOT);
    this.#process = spawn('bash', ['-c', GROUPS, 'bash', basename(this.base), this.base], { stdio: 'ignore' });
    await until(() => {
      this.#init = childOf(this.#process?.pid);
      return readFileSync(`/proc/${this.#init}/comm`, 'utf8').startsWith('systemd');
    });
    await until(() => this.run('systemctl is-system-running').stdout.trim() === 'running');
  }

  /** Where a path of the machine is, seen from here. */
  path(path: string): string {
    return `/proc/${this.#init}/root${path}`;
  }

  copyIn(from: string, to: string): void {
    cpSync(from, this.path(to), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.path(path), '..'), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  run(command: string, environment: Record<string, string> = {}): Ended {
    const variables = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LANG: 'C.UTF-8', ...environment };
    return spawnSync(
      'nsenter',
      [
        '-t',
        this.#init,
        '--mount',
        '--pid',
        '--uts',
        '--ipc',
        '--net',
        '--cgroup',
        '--root',
        '--wd',
        '/bin/sh',
        '-c',
        command,
      ],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: variables },
    );
  }

  /** Files and links written since it started, on its disk. */
  changed(): string[] {
    const { stdout } = this.run('find / -xdev -cnewer /etc/booted -not -type d');
    return stdout
      .split('\n')
      .filter((path) => path !== '')
      .sort();
  }

  async remove(): Promise<void> {
    const process = this.#process;
    if (process?.exitCode === null) {
      const ended = new Promise((resolve) => process.once('close', resolve));
      // With the first process of its namespace, the kernel ends all of them.
      spawnSync('kill', ['-KILL', this.#init === '' ? String(process.pid) : this.#init]);
      await ended;
    }
    // The kernel takes a moment to see that they are empty.
    for (const hierarchy of ['', 'unified', 'systemd'])
      await until(() => removeGroup(join('/sys/fs/cgroup', hierarchy, basename(this.base))));
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** Again and again until it holds, or ten seconds have passed. */
async function until(holds: () => boolean): Promise<void> {
  let last: unknown;
  for (let tries = 0; tries < 100; tries++) {
    try {
      if (holds()) return;
    } catch (error) {
      last = error;
    }
    await wait(100);
  }
  throw new Error('the machine does not answer: root and the right to mount are needed', { cause: last });
}

function childOf(parent: number | undefined): string {
  return readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim();
}

/** A group is removed as a folder once it is empty, from the inside out; its files are the kernel's. */
function removeGroup(folder: string): boolean {
  if (!existsSync(folder)) return true;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  rmdirSync(folder);
  return true;
}
