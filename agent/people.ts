/** Names of the people who have an account on this machine, so that none of them leaves it. They are used here and kept nowhere. */
import type { System } from './system.ts';

/** Accounts of people: from 1000 up, below the range of containers and of "nobody". */
const FIRST_PERSON = 1000;
const LAST_PERSON = 59_999;
const NOBODY = /^(?:all users|default|default user|public|shared|guest|desktop\.ini|\..*)$/i;

export function namesOfPeople(system: System): string[] {
  if (system.platform === 'windows') {
    const drive = system.environment('SystemDrive') ?? 'C:';
    return withCurrent(system, profiles(system, `${drive}\\Users`), 'USERNAME');
  }
  if (system.platform === 'darwin') return withCurrent(system, profiles(system, '/Users'), 'USER');
  const reading = system.read('/etc/passwd', 1024 * 1024);
  const listed = reading.ok ? parsePasswd(reading.bytes.toString('utf8')) : [];
  // Accounts of a directory are in no file: their folders are.
  const homes = profiles(system, '/home').filter((name) => !SERVICES.has(name) && name !== 'lost+found');
  return [...new Set([...listed, ...homes])];
}

/** Accounts that installers and clouds make, above the range of the system's own. */
const SERVICES = new Set(
  'admin administrator ansible azureuser centos cloud-user debian deploy docker ec2-user fedora gitlab-runner git guest jenkins node oracle pi postgres root runner rocky tomcat ubuntu user vagrant www-data'.split(
    ' ',
  ),
);

/** Without a full name, what nobody but a person would be called. */
export function parsePasswd(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [login = '', , uid = '', , comment = ''] = line.split(':', 6);
    const fullName = (comment.split(',')[0] ?? '').trim();
    const person = /^\d+$/.test(uid) && Number(uid) >= FIRST_PERSON && Number(uid) <= LAST_PERSON;
    if (!person || (fullName === '' && SERVICES.has(login))) return [];
    return fullName === '' ? [login] : [login, fullName];
  });
}

function profiles(system: System, folder: string): string[] {
  const listing = system.list(folder);
  return listing.ok ? listing.names.filter((name) => !NOBODY.test(name)) : [];
}

function withCurrent(system: System, names: string[], variable: string): string[] {
  const current = system.environment(variable);
  return current === undefined || current.endsWith('$') ? names : [...new Set([...names, current])];
}
