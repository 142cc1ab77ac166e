/**
 * Extensions of a browser's profile, from the files the browser keeps of them: identifier, name and version, and nothing of what the
 * profile holds besides. Those that come with the browser are passed over.
 */
import { parseJson, textAt } from './json.ts';

export type Extension = { id: string; name?: string; version?: string };

/** What Firefox and Thunderbird install themselves. */
const BUILT_IN = /^app-(?:builtin|system-(?:defaults|addons))/;

/** extensions.json of Firefox and Thunderbird: the extensions that are switched on. */
export function parseFirefoxExtensions(text: string): Extension[] {
  const addons = parseJson(text, 'addons');
  if (!Array.isArray(addons)) return [];
  return addons.flatMap((addon: unknown) => {
    const id = textAt(addon, 'id');
    const off = textAt(addon, 'active') === 'false' || BUILT_IN.test(textAt(addon, 'location') ?? '');
    if (id === undefined || off || textAt(addon, 'type') !== 'extension') return [];
    return [extension(id, textAt(addon, 'defaultLocale', 'name'), textAt(addon, 'version'))];
  });
}

/**
 * manifest.json of an extension of the Chromium family. Its name may be a key of the messages of its default locale, which
 * `messages` reads.
 */
export function parseChromiumManifest(
  id: string,
  text: string,
  messages: (locale: string) => string | undefined,
): Extension | undefined {
  const manifest = parseJson(text);
  const version = textAt(manifest, 'version');
  const stated = textAt(manifest, 'name');
  if (version === undefined && stated === undefined) return undefined;
  const key = /^__MSG_([\w@]{1,200})__$/.exec(stated ?? '')?.[1];
  if (key === undefined) return extension(id, stated, version);
  const locale = textAt(manifest, 'default_locale') ?? '';
  const known = /^[A-Za-z]{2,8}(?:[_-][A-Za-z0-9]{1,8}){0,3}$/.test(locale) ? messages(locale) : undefined;
  return extension(id, known === undefined ? undefined : message(known, key), version);
}

/** Keys of messages are case-insensitive. */
function message(text: string, key: string): string | undefined {
  const messages = parseJson(text.replace(/^\ufeff/, ''));
  if (typeof messages !== 'object' || messages === null) return undefined;
  const found = Object.keys(messages).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : textAt(messages, found, 'message');
}

function extension(id: string, name: string | undefined, version: string | undefined): Extension {
  return { id, ...(name && { name }), ...(version && { version }) };
}
