/** Words that software items of an inventory may hold: apart from the schema, for whoever checks them without it. */
export const platforms = ['windows', 'linux', 'darwin', 'android', 'ios', 'other'] as const;

export const softwareKinds = [
  'program',
  'package',
  'store',
  'snap',
  'flatpak',
  'appimage',
  'application',
  'image',
  'instance',
] as const;
