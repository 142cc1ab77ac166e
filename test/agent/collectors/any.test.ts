/** Browser extensions and Homebrew, on Linux and macOS. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { browserExtensions } from '../../../agent/collectors/any/browser-extensions.ts';
import { homebrew } from '../../../agent/collectors/any/homebrew.ts';
import { parseChromiumManifest, parseFirefoxExtensions } from '../../../agent/formats/browser-profile.ts';
import { plant } from '../planted.ts';
import { corpus, NEVER, recordedSystem } from '../recorded-system.ts';

const addon = (id: string, name: string, more: object = {}) => ({
  id,
  version: '1.2',
  type: 'extension',
  active: true,
  location: 'app-profile',
  defaultLocale: { name, creator: 'Marie Dupont' },
  path: '/home/mdupont/x',
  ...more,
});
const firefox = JSON.stringify({
  schemaVersion: 37,
  addons: [
    addon('uBlock0@raymondhill.net', 'uBlock Origin'),
    addon('formautofill@mozilla.org', 'Form Autofill', { location: 'app-builtin-addons' }),
    addon('eteint@exemple.example', 'Éteint', { active: false }),
    addon('theme@exemple.example', 'Thème', { type: 'theme' }),
  ],
});
const ID = 'abcdefghijklmnopabcdefghijklmnop';
const manifest = JSON.stringify({
  name: '__MSG_appName__',
  version: '3.1',
  default_locale: 'fr',
  permissions: ['tabs'],
});

test('Linux: each extension of each browser once, whoever has it', async () => {
  const root = plant({
    'etc/passwd': 'mdupont:x:1000:1000:Marie Dupont:/home/VILLE/mdupont:/bin/bash\n',
    'home/VILLE/mdupont/.mozilla/firefox/abc.default/extensions.json': firefox,
    'home/jmartin/.mozilla/firefox/def.default/extensions.json': firefox,
    'home/jmartin/.config/google-chrome/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/3.1_0/manifest.json':
      manifest,
    'home/jmartin/.config/google-chrome/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/3.1_0/_locales/fr/messages.json':
      '{"appname":{"message":"Coffre"}}',
    'home/jmartin/.config/google-chrome/Default/Extensions/abcdefghijklmnopabcdefghijklmnop/2.0_0/manifest.json':
      manifest,
    'home/jmartin/.config/google-chrome/System Profile/Extensions/abcdefghijklmnopabcdefghijklmnop/1_0/manifest.json':
      manifest,
    'home/jmartin/.config/google-chrome/Default/Extensions/Temp/x/manifest.json': manifest,
  });
  const { facts, status } = await browserExtensions.collect(recordedSystem(root), NEVER);
  expect(facts.browserExtensions).toEqual([
    { browser: 'firefox', id: 'uBlock0@raymondhill.net', name: 'uBlock Origin', version: '1.2' },
    { browser: 'chrome', id: ID, name: 'Coffre', version: '3.1' },
  ]);
  expect(status).toBeUndefined();
  expect(JSON.stringify(facts)).not.toMatch(/dupont|jmartin|home|tabs/i);
});

test('of several versions of an extension, the latest: 10 comes after 9', async () => {
  const folder = `home/jmartin/.config/chromium/Default/Extensions/${ID}`;
  const versions = ['9.9.1_0', '10.1.0_0', '10.0.9_1', '2.0_0'];
  const files = versions.map((version) => [
    `${folder}/${version}/manifest.json`,
    JSON.stringify({ name: 'Coffre', version: version.split('_')[0] }),
  ]);
  const { facts } = await browserExtensions.collect(recordedSystem(plant(Object.fromEntries(files))), NEVER);
  expect(facts.browserExtensions?.map(({ version }) => version)).toEqual(['10.1.0']);
});

test('macOS: the same in its own folders', async () => {
  const root = plant({
    'Users/Shared/x': '',
    'Users/mdupont/Library/Application Support/Firefox/Profiles/abc.default/extensions.json': firefox,
    [`Users/mdupont/Library/Application Support/Microsoft Edge/Profile 1/Extensions/${ID}/3.1_0/manifest.json`]:
      JSON.stringify({ name: 'Direct', version: '3.1' }),
  });
  const { facts } = await browserExtensions.collect(recordedSystem(root, { platform: 'darwin' }), NEVER);
  expect(facts.browserExtensions?.map(({ browser, name }) => [browser, name])).toEqual([
    ['firefox', 'uBlock Origin'],
    ['edge', 'Direct'],
  ]);
});

test('nobody has a browser; a name that no message gives', async () => {
  expect(await browserExtensions.collect(recordedSystem(plant({ 'home/x/y': '' })), NEVER)).toMatchObject({
    status: 'not-applicable',
  });
  expect(parseChromiumManifest(ID, manifest, () => '{}')).toEqual({ id: ID, version: '3.1' });
  expect(
    parseChromiumManifest(ID, JSON.stringify({ name: '__MSG_x__', version: '1', default_locale: '../../etc' }), () =>
      expect.fail('a locale is no path'),
    ),
  ).toEqual({ id: ID, version: '1' });
  expect([parseChromiumManifest(ID, '{', () => ''), parseFirefoxExtensions('[]')]).toEqual([undefined, []]);
});

/** Counted apart from this code, in another language: type "extension", active; all of these profiles' come with Firefox. */
const real = [
  {
    file: 'darwin__mock-user__Library__Application__Support__Firefox__Profiles__4l9id9xy.default-release__extensions.json',
    extensions: 5,
  },
  {
    file: 'linux__mock-user__snap__firefox__common__.mozilla__firefox__pwd5bwxx.default__extensions.json',
    extensions: 5,
  },
];
describe.for(real)('real profile $file', ({ file, extensions }) => {
  const recorded = corpus(`wazuh/src__data_provider__src__extended_sources__browser_extensions__tests__${file}`);
  test.skipIf(recorded.missing)(`${extensions} extensions, none but those of Firefox itself`, () => {
    const text = readFileSync(recorded.path, 'utf8');
    expect(parseFirefoxExtensions(text)).toEqual([]);
    expect(parseFirefoxExtensions(text.replaceAll('app-builtin-addons', 'app-profile'))).toHaveLength(extensions);
  });
});

const realManifest = corpus(
  'wazuh/src__data_provider__src__extended_sources__browser_extensions__tests__linux__mock-user__.config__google-chrome__Default__Extensions__ext1__1.2.3__manifest.json',
);
test.skipIf(realManifest.missing)('real manifest, whose name is a message', () => {
  const text = readFileSync(realManifest.path, 'utf8');
  expect(
    parseChromiumManifest(ID, text, (locale) =>
      locale === 'en' ? '{"web2pdfExtnName":{"message":"Acrobat"}}' : undefined,
    ),
  ).toEqual({ id: ID, name: 'Acrobat', version: '25.7.1.2' });
});

test('Homebrew: formulas that were asked for, those of others, casks', async () => {
  const receipt = (requested: boolean) =>
    JSON.stringify({ installed_on_request: requested, source: { tap: 'homebrew/core', path: '/Users/mdupont/x.rb' } });
  const cellar = {
    'Cellar/git/2.51.0/INSTALL_RECEIPT.json': receipt(true),
    'Cellar/pcre2/10.45/INSTALL_RECEIPT.json': receipt(false),
    'Cellar/git/2.50.0/x': '',
    'Cellar/.keepme': '',
    'Caskroom/firefox/143.0.1,abc/x': '',
    'Caskroom/firefox/.metadata/x': '',
  };
  const at = (prefix: string) =>
    plant(Object.fromEntries(Object.entries(cellar).map(([path, content]) => [`${prefix}/${path}`, content])));
  const mac = await homebrew.collect(recordedSystem(at('opt/homebrew'), { platform: 'darwin' }), NEVER);
  expect(
    mac.facts.software?.map(({ name, version, origin, systemComponent }) => [name, version, origin, systemComponent]),
  ).toEqual([
    ['git', '2.51.0', 'homebrew/core', undefined],
    ['pcre2', '10.45', 'homebrew/core', true],
    ['firefox', '143.0.1', 'homebrew/cask', undefined],
  ]);
  expect(mac.facts.packageOrigins).toEqual([
    { name: 'homebrew/core', packages: 2 },
    { name: 'homebrew/cask', packages: 1 },
  ]);
  expect(JSON.stringify(mac.facts)).not.toContain('dupont');
  const linux = await homebrew.collect(recordedSystem(at('home/linuxbrew/.linuxbrew')), NEVER);
  expect(linux.facts).toEqual(mac.facts);
  expect(await homebrew.collect(recordedSystem(plant({})), NEVER)).toMatchObject({ status: 'not-applicable' });
});
