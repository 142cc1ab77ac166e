/** "[Section]" and "key = value" lines: desktop entries, systemd units and settings, sssd, Samba. */

export type Sections = Map<string, Map<string, string>>;

/** A key given twice in a section has both values, separated by a space: that is how systemd reads its lists. Before any section: ''. */
export function parseSections(text: string): Sections {
  let section = new Map<string, string>();
  const sections: Sections = new Map([['', section]]);
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = line.slice(1, -1);
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1) continue;
    const key = line.slice(0, equals).trimEnd();
    const value = line.slice(equals + 1).trimStart();
    const before = section.get(key);
    section.set(key, before === undefined ? value : `${before} ${value}`);
  }
  return sections;
}
