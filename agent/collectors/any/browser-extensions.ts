/**
 * Extensions of the browsers of everybody who has a profile on this machine: identifier, name, version, browser.
 * Whose profile it is, and how many have it, stays here.
 */
import type { BrowserExtension } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import type { Extension } from '../../formats/browser-profile.ts';
import { homesOf } from '../../homes.ts';
import { giveHandBack } from '../../limits.ts';
import type { System } from '../../system.ts';

type Family = 'firefox' | 'chromium';
type Place = readonly [browser: string, family: Family, folder: string];

const LINUX: readonly Place[] = [
  ['firefox', 'firefox', '.mozilla/firefox'],
  ['firefox', 'firefox', '.config/mozilla/firefox'],
  ['firefox', 'firefox', 'snap/firefox/common/.mozilla/firefox'],
  ['firefox', 'firefox', '.var/app/org.mozilla.firefox/.mozilla/firefox'],
  ['thunderbird', 'firefox', '.thunderbird'],
  ['thunderbird', 'firefox', 'snap/thunderbird/common/.thunderbird'],
  ['thunderbird', 'firefox', '.var/app/org.mozilla.Thunderbird/.thunderbird'],
  ['chrome', 'chromium', '.config/google-chrome'],
  ['chrome', 'chromium', '.var/app/com.google.Chrome/config/google-chrome'],
  ['chromium', 'chromium', '.config/chromium'],
  ['chromium', 'chromium', 'snap/chromium/common/chromium'],
  ['chromium', 'chromium', '.var/app/org.chromium.Chromium/config/chromium'],
  ['edge', 'chromium', '.config/microsoft-edge'],
  ['edge', 'chromium', '.var/app/com.microsoft.Edge/config/microsoft-edge'],
  ['brave', 'chromium', '.config/BraveSoftware/Brave-Browser'],
  ['brave', 'chromium', '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser'],
  ['vivaldi', 'chromium', '.config/vivaldi'],
];
const SUPPORT = 'Library/Application Support';
const DARWIN: readonly Place[] = [
  ['firefox', 'firefox', `${SUPPORT}/Firefox/Profiles`],
  ['thunderbird', 'firefox', 'Library/Thunderbird/Profiles'],
  ['chrome', 'chromium', `${SUPPORT}/Google/Chrome`],
  ['chromium', 'chromium', `${SUPPORT}/Chromium`],
  ['edge', 'chromium', `${SUPPORT}/Microsoft Edge`],
  ['brave', 'chromium', `${SUPPORT}/BraveSoftware/Brave-Browser`],
  ['vivaldi', 'chromium', `${SUPPORT}/Vivaldi`],
];
const LOCAL = 'AppData/Local';
const WINDOWS: readonly Place[] = [
  ['firefox', 'firefox', 'AppData/Roaming/Mozilla/Firefox/Profiles'],
  ['thunderbird', 'firefox', 'AppData/Roaming/Thunderbird/Profiles'],
  ['chrome', 'chromium', `${LOCAL}/Google/Chrome/User Data`],
  ['chromium', 'chromium', `${LOCAL}/Chromium/User Data`],
  ['edge', 'chromium', `${LOCAL}/Microsoft/Edge/User Data`],
  ['brave', 'chromium', `${LOCAL}/BraveSoftware/Brave-Browser/User Data`],
  ['vivaldi', 'chromium', `${LOCAL}/Vivaldi/User Data`],
];
function placesOf({ platform }: System): readonly Place[] {
  if (platform === 'windows') return WINDOWS;
  return platform === 'darwin' ? DARWIN : LINUX;
}

const FILE_BYTES = 8 * 1024 * 1024;
const PROFILE = /^(?:Default|Profile \d{1,4})$/;
const CHROMIUM_ID = /^[a-p]{32}$/;

type Seen = { extensions: Map<string, BrowserExtension>; profiles: number; refusals: number };

export const browserExtensions: Collector = {
  id: 'browser-extensions',
  platforms: ['linux', 'darwin', 'windows'],
  async collect(system, signal): Promise<Collected> {
    const seen: Seen = { extensions: new Map(), profiles: 0, refusals: 0 };
    for (const home of homesOf(system)) await readHome(system, home, seen, signal);
    const { extensions, profiles, refusals } = seen;
    if (profiles === 0 && refusals === 0) return notApplicable;
    const facts = { browserExtensions: [...extensions.values()] };
    if (refusals === 0) return { facts };
    const warnings = [`${refusals} homes or profiles could not be opened`];
    return { facts, status: profiles > 0 ? 'partial' : 'denied', warnings };
  },
};

async function readHome(system: System, home: string, seen: Seen, signal: AbortSignal): Promise<void> {
  // One question a home spares asking about every browser of a home that has none, or that cannot be opened.
  const listing = system.list(home);
  const present = new Set(listing.ok ? listing.names : []);
  if (!listing.ok && listing.reason !== 'absent') seen.refusals++;
  for (const [browser, family, folder] of placesOf(system)) {
    const profiles = present.has(folder.split('/')[0] ?? '') ? system.list(`${home}/${folder}`) : undefined;
    if (profiles === undefined) continue;
    if (!profiles.ok) {
      if (profiles.reason !== 'absent') seen.refusals++;
      continue;
    }
    seen.profiles++;
    await giveHandBack(signal);
    const read = family === 'firefox' ? firefoxExtensions : chromiumExtensions;
    for (const extension of await read(system, `${home}/${folder}`, profiles.names))
      seen.extensions.set(`${browser} ${extension.id} ${extension.version}`, { ...extension, browser });
  }
}

async function firefoxExtensions(system: System, folder: string, profiles: readonly string[]): Promise<Extension[]> {
  const { parseFirefoxExtensions } = await import('../../formats/browser-profile.ts');
  return profiles.flatMap((profile) => {
    const text = readText(system, `${folder}/${profile}/extensions.json`);
    return text === undefined ? [] : parseFirefoxExtensions(text);
  });
}

/** One folder an extension, and in it one a version: the last is the one in use. */
async function chromiumExtensions(system: System, folder: string, profiles: readonly string[]): Promise<Extension[]> {
  const { parseChromiumManifest } = await import('../../formats/browser-profile.ts');
  const roots = profiles.filter((name) => PROFILE.test(name)).map((profile) => `${folder}/${profile}/Extensions`);
  return roots.flatMap((root) => {
    const ids = system.list(root);
    return (ids.ok ? ids.names : []).flatMap((id) => {
      const versions = CHROMIUM_ID.test(id) ? system.list(`${root}/${id}`) : undefined;
      const version = versions?.ok === true ? latest(versions.names) : undefined;
      const base = `${root}/${id}/${version}`;
      const manifest = version === undefined ? undefined : readText(system, `${base}/manifest.json`);
      if (manifest === undefined) return [];
      return (
        parseChromiumManifest(id, manifest, (locale) => readText(system, `${base}/_locales/${locale}/messages.json`)) ??
        []
      );
    });
  });
}

/** "10.1_0" comes after "9.9_0", which the alphabet does not know. */
function latest(versions: readonly string[]): string | undefined {
  if (versions.length < 2) return versions[0];
  return versions.toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true })).at(-1);
}

function readText(system: System, path: string): string | undefined {
  const reading = system.read(path, FILE_BYTES);
  return reading.ok && !reading.truncated ? reading.bytes.toString('utf8') : undefined;
}
