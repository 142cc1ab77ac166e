/**
 * Group policy templates: one ADMX, and its words in French and English, generated from the list of the agent's settings.
 *
 * In: nothing. Out: file name → text, for the PolicyDefinitions folder of a domain controller. They write under Software\Policies, which a user cannot change and
 * which goes away with the policy.
 */
import { DEFAULT_DELIVERY_SECONDS, DEFAULT_FULL_EVERY_DAYS, DEFAULT_TIMEOUT_SECONDS } from '../../options.ts';
import { settings } from '../../policy.ts';
import type { PolicyName } from './policy-texts.ts';
import { policyTexts, templateTexts } from './policy-texts.ts';
import { POLICIES_KEY } from './settings.ts';

const LONGEST_TEXT = 1023;
/** The task is stopped after fifteen minutes: who waits longer has no time left to take an inventory and deliver it. */
const LONGEST_WAIT_SECONDS = 300;
/** What the editor proposes. Left to itself it proposes 1 of everything, and in one second a collector sees nothing. */
const PROPOSED: Partial<Record<PolicyName, number>> = {
  maxDelaySeconds: LONGEST_WAIT_SECONDS,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  deliverySeconds: DEFAULT_DELIVERY_SECONDS,
  fullEveryDays: DEFAULT_FULL_EVERY_DAYS,
};

type Kind = (typeof settings)[PolicyName];

const cultures = { 'fr-FR': 'fr', 'en-US': 'en' } as const;
type Language = (typeof cultures)[keyof typeof cultures];

const names = Object.keys(policyTexts) as PolicyName[];

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
  const kind: Kind = settings[name];
  const presentation = kind === 'yes-no' ? ` valueName="${id}"` : ` presentation="$(presentation.${id})"`;
  return `    <policy name="${id}" class="Machine" displayName="$(string.${id})" explainText="$(string.${id}_Help)" key="${POLICIES_KEY}"${presentation}>
      <parentCategory ref="Agent" />
      <supportedOn ref="Supported" />
${body(name, kind)}
    </policy>`;
}

function body(name: PolicyName, kind: Kind): string {
  if (kind === 'yes-no') {
    return `      <enabledValue><decimal value="1" /></enabledValue>
      <disabledValue><decimal value="0" /></disabledValue>`;
  }
  return `      <elements>
${element(name, kind)}
      </elements>`;
}

function element(name: PolicyName, kind: Exclude<Kind, 'yes-no'>): string {
  const id = valueName(name);
  const common = `id="${id}_Value" valueName="${id}" required="true"`;
  if (kind === 'text') return `        <text ${common} maxLength="${LONGEST_TEXT}" />`;
  if ('oneOf' in kind) {
    const items = kind.oneOf.map(
      (choice) =>
        `          <item displayName="$(string.${id}_${choice})"><value><string>${choice}</string></value></item>`,
    );
    return `        <enum ${common}>\n${items.join('\n')}\n        </enum>`;
  }
  const most = name === 'maxDelaySeconds' ? LONGEST_WAIT_SECONDS : kind.atMost;
  return `        <decimal ${common} minValue="${kind.atLeast}" maxValue="${most}" />`;
}

function adml(language: Language): string {
  const { category, supported } = templateTexts[language];
  const strings = [
    ['Category', category],
    ['Supported', supported],
    ...names.flatMap((name) => stringsOf(name, language)),
  ];
  const presentations = names
    .filter((name) => settings[name] !== 'yes-no')
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
  const { title, help } = policyTexts[name][language];
  const id = valueName(name);
  const kind: Kind = settings[name];
  const choices = typeof kind === 'object' && 'oneOf' in kind ? kind.oneOf : [];
  return [[id, title], [`${id}_Help`, help], ...choices.map((choice) => [`${id}_${choice}`, choice])];
}

function presentationOf(name: PolicyName, language: Language): string {
  const id = valueName(name);
  const label = xml(policyTexts[name][language].title);
  return `      <presentation id="${id}">${controlOf(name, `${id}_Value`, label)}</presentation>`;
}

function controlOf(name: PolicyName, element: string, label: string): string {
  const kind: Kind = settings[name];
  if (kind === 'text') return `<textBox refId="${element}"><label>${label}</label></textBox>`;
  const choice = typeof kind === 'object' && 'oneOf' in kind;
  if (choice) return `<dropdownList refId="${element}" noSort="true" defaultItem="0">${label}</dropdownList>`;
  return `<decimalTextBox refId="${element}" defaultValue="${PROPOSED[name]}">${label}</decimalTextBox>`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
