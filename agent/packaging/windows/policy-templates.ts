/**
 * Group policy templates: one ADMX, and its words in French and English, generated from the list of the agent's settings.
 *
 * In: nothing. Out: file name → text, for the PolicyDefinitions folder of a domain controller. They write under Software\Policies, which a user cannot change and
 * which goes away with the policy.
 */
import type { PolicyName, PolicyTexts } from './policy-texts.ts';
import { policyTexts, templateTexts } from './policy-texts.ts';
import { POLICIES_KEY } from './settings.ts';

type Kind =
  | { type: 'text' }
  | { type: 'switch' }
  | { type: 'choice'; values: readonly string[] }
  | { type: 'number'; least: number; most: number; usual: number };

const LONGEST_TEXT = 1023;

const kinds: Record<PolicyName, Kind> = {
  server: { type: 'text' },
  share: { type: 'text' },
  token: { type: 'text' },
  tag: { type: 'text' },
  site: { type: 'text' },
  unit: { type: 'text' },
  key: { type: 'text' },
  privacy: { type: 'choice', values: ['strict', 'discover', 'full'] },
  domains: { type: 'text' },
  ca: { type: 'text' },
  caFingerprint: { type: 'text' },
  proxy: { type: 'text' },
  connections: { type: 'switch' },
  readProfiles: { type: 'switch' },
  keepNames: { type: 'switch' },
  maxDelaySeconds: { type: 'number', least: 0, most: 86_400, usual: 0 },
  timeoutSeconds: { type: 'number', least: 1, most: 3600, usual: 60 },
};

const cultures = { 'fr-FR': 'fr', 'en-US': 'en' } as const;
type Language = (typeof cultures)[keyof typeof cultures];

const names = Object.keys(kinds) as PolicyName[];

export function policyTemplates(): Record<string, string> {
  const languages = Object.entries(cultures).map(([culture, language]) => [`${culture}/tiebreak.adml`, adml(language)]);
  return { 'tiebreak.admx': admx(), ...Object.fromEntries(languages) };
}

/** The name of a setting in the registry. */
export function valueName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function admx(): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <policyNamespaces>
    <target prefix="tiebreak" namespace="tiebreak.Policies.Agent" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="Supported" displayName="$(string.Supported)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="Agent" displayName="$(string.Category)" />
  </categories>
  <policies>
${names.map(policy).join('\n')}
  </policies>
</policyDefinitions>
`;
}

function policy(name: PolicyName): string {
  const id = valueName(name);
  const kind = kinds[name];
  const presentation = kind.type === 'switch' ? ` valueName="${id}"` : ` presentation="$(presentation.${id})"`;
  return `    <policy name="${id}" class="Machine" displayName="$(string.${id})" explainText="$(string.${id}_Help)" key="${POLICIES_KEY}"${presentation}>
      <parentCategory ref="Agent" />
      <supportedOn ref="Supported" />
${body(id, kind)}
    </policy>`;
}

function body(id: string, kind: Kind): string {
  if (kind.type === 'switch') {
    return `      <enabledValue><decimal value="1" /></enabledValue>
      <disabledValue><decimal value="0" /></disabledValue>`;
  }
  return `      <elements>
${element(id, kind)}
      </elements>`;
}

function element(id: string, kind: Exclude<Kind, { type: 'switch' }>): string {
  const common = `id="${id}_Value" valueName="${id}" required="true"`;
  if (kind.type === 'text') return `        <text ${common} maxLength="${LONGEST_TEXT}" />`;
  if (kind.type === 'number') return `        <decimal ${common} minValue="${kind.least}" maxValue="${kind.most}" />`;
  const items = kind.values.map(
    (value) => `          <item displayName="$(string.${id}_${value})"><value><string>${value}</string></value></item>`,
  );
  return `        <enum ${common}>\n${items.join('\n')}\n        </enum>`;
}

function adml(language: Language): string {
  const { category, supported } = templateTexts[language];
  const strings = [
    ['Category', category],
    ['Supported', supported],
    ...names.flatMap((name) => stringsOf(name, language)),
  ];
  const presentations = names
    .filter((name) => kinds[name].type !== 'switch')
    .map((name) => presentationOf(name, language));
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0">
  <displayName>${xml(category)}</displayName>
  <description>${xml(category)}</description>
  <resources>
    <stringTable>
${strings.map(([id = '', text = '']) => `      <string id="${id}">${xml(text)}</string>`).join('\n')}
    </stringTable>
    <presentationTable>
${presentations.join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}

function stringsOf(name: PolicyName, language: Language): string[][] {
  const texts: PolicyTexts = policyTexts[name];
  const { title, help } = texts[language];
  const id = valueName(name);
  const choices = Object.entries(texts.choices ?? {}).map(([value, label]) => [`${id}_${value}`, label[language]]);
  return [[id, title], [`${id}_Help`, help], ...choices];
}

function presentationOf(name: PolicyName, language: Language): string {
  const id = valueName(name);
  const kind = kinds[name];
  const label = xml(policyTexts[name][language].title);
  const control =
    kind.type === 'number'
      ? `<decimalTextBox refId="${id}_Value" defaultValue="${kind.usual}">${label}</decimalTextBox>`
      : kind.type === 'choice'
        ? `<dropdownList refId="${id}_Value" defaultItem="0" noSort="true">${label}</dropdownList>`
        : `<textBox refId="${id}_Value"><label>${label}</label></textBox>`;
  return `      <presentation id="${id}">${control}</presentation>`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
