/** A task of the Windows scheduler, from its file (XML in UTF-16): what it runs, who says they made it, whether it is switched on. */
export type ScheduledTask = { programs: string[]; author: string | undefined; enabled: boolean };

const TASK_CHARACTERS = 128 * 1024;
const MOST_ACTIONS = 32;

export function parseScheduledTask(xml: string): ScheduledTask {
  const text = xml.slice(0, TASK_CHARACTERS);
  const settings = elements(text, 'Settings', 1)[0] ?? '';
  return {
    programs: elements(text, 'Command', MOST_ACTIONS).flatMap((command) => programOf(command) ?? []),
    author: elements(text, 'Author', 1)[0]?.trim() || undefined,
    enabled: !/<Enabled>\s*false\s*<\/Enabled>/i.test(settings),
  };
}

/** `"C:\Program Files\X\updater.exe"` → "updater"; a path that ends with arguments keeps its program. */
function programOf(command: string): string | undefined {
  const end = command.toLowerCase().indexOf('.exe');
  if (end === -1) return undefined;
  const path = command.slice(0, end).replace('&quot;', '');
  const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'), path.lastIndexOf('"')) + 1).trim();
  return name.length > 0 && name.length <= 80 ? name : undefined;
}

function elements(text: string, name: string, most: number): string[] {
  const found: string[] = [];
  let from = 0;
  while (found.length < most) {
    const open = text.indexOf(`<${name}`, from);
    const start = open === -1 ? -1 : text.indexOf('>', open);
    const end = start === -1 ? -1 : text.indexOf(`</${name}>`, start);
    if (end === -1) break;
    // "<Commands>" begins like "<Command>" and is not it.
    if (/[\s>/]/.test(text[open + name.length + 1] ?? '')) found.push(text.slice(start + 1, end));
    from = start + 1;
  }
  return found;
}
