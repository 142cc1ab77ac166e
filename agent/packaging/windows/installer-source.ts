/**
 * The source of the installer: what wixl is given, and what is put right in the database it makes.
 *
 * In: the files of the agent, its version. Out: text for wixl, and SQL for msibuild. It runs nothing (installer.ts does).
 * wixl writes files, folders and registry values faithfully; custom actions, their place, conditions of components, the language and the upgrade
 * of a same version it does not, so those are written here, one statement each.
 */
import { identifier } from '../identifiers.ts';
import { folderAcl } from './acl.ts';
import { SETTINGS, SETTINGS_KEY, TASK_NAME, VENDOR_KEY } from './settings.ts';

export type InstallerContent = {
  version: string;
  /** Digest of all the files: another content is another product. */
  digest: string;
  files: readonly { name: string; path: string }[];
};

/** Never to be changed: it is how an installer recognises the agent that is already there. */
const UPGRADE_CODE = '{3B0E6A52-7C0B-4E0B-9C52-6A1D0C9F7E21}';
const FRENCH = 1036;
const UPGRADE_MIGRATES_FEATURES = 1;
const UPGRADE_INCLUDES_SAME_VERSION = 512;

/** Types of Windows Installer, and their flags. */
const SET_PROPERTY = 51;
const PROGRAM_IN_FOLDER = 34;
const DEFERRED_AS_SYSTEM = 1024 + 2048;
const FAILURE_IS_NO_MATTER = 64;

const PRESENT = 'NOT REMOVE="ALL"';
const LEAVING = 'REMOVE="ALL"';
const LEAVING_FOR_GOOD = 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE';
const UPGRADING = 'WIX_UPGRADE_DETECTED';

type Action = { name: string; type: number; source: string; target: string; condition: string; sequence: number };

/** Programs of Windows run by the installer; sequences are those of the standard actions around which they go. */
function systemActions(): Action[] {
  const task = `/tn "${TASK_NAME}"`;
  const quoted = (args: readonly string[]) => args.map((arg) => (arg.startsWith('*') ? `"${arg}"` : arg)).join(' ');
  const run = (
    name: string,
    program: string,
    args: string,
    condition: string,
    sequence: number,
    flags = 0,
  ): Action => ({
    name,
    type: PROGRAM_IN_FOLDER + DEFERRED_AS_SYSTEM + flags,
    source: 'System64Folder',
    target: `"[System64Folder]${program}.exe" ${args}`,
    condition,
    sequence,
  });
  // Not every installer says UPGRADINGPRODUCTCODE to the version it removes (Wine does not): a file says so as well, and its removal then takes
  // that file away instead of the keys and of what waits to be delivered. Only administrators write there.
  const mark = '"[STATEDIR]upgrading"';
  return [
    {
      name: 'MarkUpgrade',
      type: PROGRAM_IN_FOLDER + FAILURE_IS_NO_MATTER,
      source: 'System64Folder',
      target: `"[System64Folder]cmd.exe" /d /c if exist "[STATEDIR]." echo upgrading>${mark}`,
      condition: UPGRADING,
      // At once, and before the previous version is removed.
      sequence: 1399,
    },
    run('UnmarkUpgrade', 'cmd', `/d /c if exist ${mark} del /q ${mark}`, UPGRADING, 5799, FAILURE_IS_NO_MATTER),
    run('StopTask', 'schtasks', `/end ${task}`, LEAVING, 1601, FAILURE_IS_NO_MATTER),
    run('DeleteTask', 'schtasks', `/delete ${task} /f`, LEAVING_FOR_GOOD, 1602, FAILURE_IS_NO_MATTER),
    // What a script or a person added is of no component, and would stay: values, and the two files that the agent looks for beside it.
    run(
      'DeleteSettings',
      'cmd',
      `/d /c if not exist ${mark} "[System64Folder]reg.exe" delete "HKLM\\${VENDOR_KEY}" /f /reg:64`,
      LEAVING_FOR_GOOD,
      3440,
      FAILURE_IS_NO_MATTER,
    ),
    run(
      'DeleteGiven',
      'cmd',
      `/d /c if not exist ${mark} del /q "[INSTALLDIR]agent.json" "[INSTALLDIR]wanted.txt"`,
      LEAVING_FOR_GOOD,
      3445,
      FAILURE_IS_NO_MATTER,
    ),
    // rmdir on a junction removes the junction, and never what it points to.
    run(
      'DeleteState',
      'cmd',
      `/d /c if exist ${mark} (del /q ${mark}) else (rmdir /s /q "[STATEDIR].")`,
      LEAVING_FOR_GOOD,
      3450,
      FAILURE_IS_NO_MATTER,
    ),
    // The dot keeps the final backslash of the folder from hiding the quote.
    run('ProtectProgram', 'icacls', `"[INSTALLDIR]." ${quoted(folderAcl('program'))} /q`, PRESENT, 5800),
    run('ProtectState', 'icacls', `"[STATEDIR]." ${quoted(folderAcl('state'))} /q`, PRESENT, 5801),
    run('CreateTask', 'schtasks', `/create ${task} /xml "[INSTALLDIR]scheduled-task.xml" /f`, PRESENT, 5802),
  ];
}

/** A value of the previous installation is kept unless the command line gives another: AppSearch alone would prefer the old one. */
function keepingActions(): Action[] {
  return SETTINGS.map(({ property }, index) => ({
    name: `Keep${property}`,
    type: SET_PROPERTY,
    source: property,
    target: `[KEPT${property}]`,
    condition: `KEPT${property} AND NOT ${property}`,
    sequence: 51 + index,
  }));
}

export function installerSource({ version, digest, files }: InstallerContent): string {
  const fileComponents = files.map(({ name, path }, index) =>
    component(`File${index}`, `<File Id="File${index}" Name="${xml(name)}" Source="${xml(path)}" KeyPath="yes"/>`),
  );
  const settingComponents = SETTINGS.map(({ value, property }) =>
    component(
      `Setting${value}`,
      `<RegistryValue Root="HKLM" Key="${SETTINGS_KEY}" Name="${value}" Value="[${property}]" Type="string" KeyPath="yes"/>`,
    ),
  );
  const searches = SETTINGS.map(
    ({ value, property }) =>
      `<Property Id="KEPT${property}"><RegistrySearch Id="Kept${value}" Root="HKLM" Key="${SETTINGS_KEY}" Name="${value}" Type="raw" Win64="yes"/></Property>`,
  );
  const references = [
    ...files.map((_, index) => `File${index}`),
    ...SETTINGS.map(({ value }) => `Setting${value}`),
    'StateFolder',
    'VendorFolder',
  ].map((id) => `<ComponentRef Id="${id}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${productCode(digest)}" Name="tiebreak agent" Language="${FRENCH}" Version="${version}" Manufacturer="tiebreak" UpgradeCode="${UPGRADE_CODE}">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="Inventaire des logiciels / software inventory"/>
    <MajorUpgrade DowngradeErrorMessage="Cette version est plus ancienne que celle en place. / This version is older than the one in place."/>
    <Media Id="1" Cabinet="agent.cab" EmbedCab="yes"/>
    ${searches.join('\n    ')}
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="System64Folder"/>
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="VENDORDIR" Name="tiebreak">
          ${component('VendorFolder', '<CreateFolder/>')}
          <Directory Id="INSTALLDIR" Name="agent">
            ${[...fileComponents, ...settingComponents].join('\n            ')}
            <Directory Id="STATEDIR" Name="state">
              <Directory Id="TEMPORARYDIR" Name="tmp">
                ${component('StateFolder', '<CreateFolder/>')}
              </Directory>
            </Directory>
          </Directory>
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Agent" Level="1">${references.join('')}</Feature>
  </Product>
</Wix>
`;
}

export function installerCorrections(version: string): string[] {
  const actions = [...keepingActions(), ...systemActions()];
  return [
    ...actions.flatMap(({ name, type, source, target, condition, sequence }) => [
      `INSERT INTO \`CustomAction\` (\`Action\`, \`Type\`, \`Source\`, \`Target\`) VALUES ('${name}', ${type}, '${source}', '${target}')`,
      `INSERT INTO \`InstallExecuteSequence\` (\`Action\`, \`Condition\`, \`Sequence\`) VALUES ('${name}', '${condition}', ${sequence})`,
    ]),
    // A setting that was given nowhere writes no value: an empty one would hide what a configuration file says.
    ...SETTINGS.map(
      ({ value, property }) =>
        `UPDATE \`Component\` SET \`Condition\` = '${property}' WHERE \`Component\` = 'Setting${value}'`,
    ),
    `UPDATE \`Property\` SET \`Value\` = '${passedOn().join(';')}' WHERE \`Property\` = 'SecureCustomProperties'`,
    `INSERT INTO \`Property\` (\`Property\`, \`Value\`) VALUES ('MsiHiddenProperties', '${hiddenProperties().join(';')}')`,
    // Its attributes are part of its key: the row is written again, so that a package built anew replaces one of the same version.
    "DELETE FROM `Upgrade` WHERE `ActionProperty` = 'WIX_UPGRADE_DETECTED'",
    `INSERT INTO \`Upgrade\` (\`UpgradeCode\`, \`VersionMax\`, \`Attributes\`, \`ActionProperty\`) VALUES ('${UPGRADE_CODE}', '${version}', ${UPGRADE_MIGRATES_FEATURES + UPGRADE_INCLUDES_SAME_VERSION}, 'WIX_UPGRADE_DETECTED')`,
  ];
}

/** The identity of the package in the summary of the database: one digest, one package. */
export function packageSummary(digest: string): { title: string; author: string; template: string; code: string } {
  return {
    title: 'tiebreak agent',
    author: 'tiebreak',
    template: `x64;${FRENCH}`,
    code: `{${identifier('package', digest)}}`,
  };
}

function productCode(digest: string): string {
  return `{${identifier('product', digest)}}`;
}

/**
 * What the half of the installer that asks tells the half that installs, with other rights. Started by a double-click, the first alone looks for the
 * values to keep: the second is told, or it loses them.
 */
function passedOn(): string[] {
  return [
    ...['WIX_DOWNGRADE_DETECTED', 'WIX_UPGRADE_DETECTED'],
    ...SETTINGS.flatMap(({ property }) => [property, `KEPT${property}`]),
  ];
}

function hiddenProperties(): string[] {
  return SETTINGS.filter(({ hidden }) => hidden).flatMap(({ property }) => [property, `KEPT${property}`]);
}

function component(id: string, content: string): string {
  return `<Component Id="${id}" Guid="{${identifier('component', id)}}" Win64="yes">${content}</Component>`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
