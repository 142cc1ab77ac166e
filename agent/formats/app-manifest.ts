/**
 * AppxManifest.xml of a packaged Windows application: who says they publish it, what it is called, whether it is only a part of others.
 *
 * A name may be a reference to a resource ("ms-resource:…"), which takes Windows to resolve: there it is undefined. Read with plain
 * searches: the few elements wanted are flat, and a file that is not XML gives nothing.
 */
export type AppManifest = { name: string | undefined; publisher: string | undefined; framework: boolean };

const MANIFEST_CHARACTERS = 256 * 1024;

export function parseAppManifest(xml: string): AppManifest {
  const text = xml.slice(0, MANIFEST_CHARACTERS);
  const properties = between(text, '<Properties>', '</Properties>') ?? '';
  return {
    name: stated(properties, 'DisplayName'),
    publisher: stated(properties, 'PublisherDisplayName'),
    framework: ['Framework', 'ResourcePackage'].some((name) => stated(properties, name)?.toLowerCase() === 'true'),
  };
}

function stated(properties: string, element: string): string | undefined {
  const value = between(properties, `<${element}>`, `</${element}>`)?.trim();
  return value === undefined || value === '' || /^(?:ms-resource:|@\{)/i.test(value) ? undefined : plain(value);
}

function between(text: string, before: string, after: string): string | undefined {
  const start = text.indexOf(before);
  if (start === -1) return undefined;
  const end = text.indexOf(after, start + before.length);
  return end === -1 ? undefined : text.slice(start + before.length, end);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : '\ufffd';
  });
}
