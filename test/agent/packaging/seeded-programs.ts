/** Programs as a French registry lists them, spread over both views of the machine and two people, one of them of Entra ID. */
const UNINSTALL = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';
const PEOPLE = [
  'HKEY_USERS\\S-1-5-21-1004336348-1177238915-682003330-1001',
  'HKEY_USERS\\S-1-12-1-1943430372-1249052806-2496021943-3034400218',
];
const MACHINE = ['HKEY_LOCAL_MACHINE\\SOFTWARE', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node'];

export type Program = { name: string; publisher: string; version: string; scope: 'machine' | 'user' };

export function seedPrograms(count: number): { file: Buffer; programs: Program[] } {
  const roots = [...MACHINE, ...PEOPLE.map((person) => `${person}\\SOFTWARE`)];
  const programs: Program[] = [];
  // The hives themselves come first: Wine refuses a key in a hive that is not there.
  const lines = ['Windows Registry Editor Version 5.00', '', ...PEOPLE.flatMap((person) => [`[${person}]`, ''])];
  for (let index = 0; index < count; index++) {
    const program: Program = {
      name: `Gestion des écoles nº ${index} – été « œuvre »`,
      publisher: `Éditeur ${index % 7} & Cœur\u00a0SARL`,
      version: `${index}.1.0`,
      scope: index % 4 < 2 ? 'machine' : 'user',
    };
    programs.push(program);
    lines.push(
      `[${roots[index % 4]}\\${UNINSTALL}\\Logiciel ${index}]`,
      `"DisplayName"="${program.name}"`,
      `"Publisher"="${program.publisher}"`,
      `"DisplayVersion"="${program.version}"`,
      '',
    );
  }
  return { file: Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le'), programs };
}
