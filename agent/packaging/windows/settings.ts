/** What a deployment may set, by MSI property, by startup script or in the registry. Names are those of the agent's policy. */
export type Setting = { value: string; property: string; hidden: boolean };

/** `value` is the name in HKLM\Software\tiebreak\Agent; `hidden` keeps a secret out of the installation log. */
export const SETTINGS: readonly Setting[] = [
  { value: 'Server', property: 'SERVER', hidden: false },
  { value: 'Share', property: 'SHARE', hidden: false },
  { value: 'Token', property: 'TOKEN', hidden: true },
  { value: 'Tag', property: 'TAG', hidden: false },
  { value: 'Site', property: 'SITE', hidden: false },
  { value: 'Unit', property: 'UNIT', hidden: false },
];

export const VENDOR_KEY = 'Software\\tiebreak';
export const SETTINGS_KEY = `${VENDOR_KEY}\\Agent`;
export const POLICIES_KEY = 'Software\\Policies\\tiebreak\\Agent';
export const TASK_NAME = 'tiebreak-inventory';
