/**
 * What the columns of a table hold, told by their names: those that inventory tools give them, and those that people
 * write in French or in English.
 */

/**
 * Names of each role, the surest first, without case, accents or separators: "Nom de l'éditeur" is "nomdelediteur". A
 * column has one role; roles are given in this order, so that "Nom" is the software only where nothing is named better.
 */
const names = {
  serial:
    'computerserialnumber deviceserialnumber serialnumber serialnumber0 biosserialnumber biosserial serial numerodeserie ndeserie numserie nserie noserie servicetag',
  uuid: 'smbiosguid smbiosguid0 smbiosuuid hardwareuuid systemuuid uuid',
  machine:
    'computername netbiosname0 netbiosname pscomputername devicename machinename hostname assetname systemname resourcename endpointname agentname targetname computer machine device host asset endpoint workstation name0 nomdelamachine nommachine nomdelordinateur nomordinateur nomduposte nomposte nomdepc nompc nomdelequipement ordinateur poste equipement pc',
  /** What the source itself calls a machine that it does not name. */
  resource: 'resourceid machineid deviceid assetid agentid idmachine',
  name: 'displayname displayname0 arpdisplayname0 productname productname0 softwarename softwaretitle applicationname appdisplayname appname programname packagename nomdulogiciel nomlogiciel nomdelapplication nomapplication nomduprogramme nomproduit nomduproduit intitulelogiciel libellelogiciel software logiciel application programme program progiciel package paquet product produit app title intitule libelle designation name nom',
  publisher:
    'publisher publisher0 applicationpublisher softwarepublisher apppublisher nomdelediteur nomediteur editeurlogiciel editeur vendor softwarevendor softwaremanufacturer manufacturer fournisseur fabricant company societe',
  version:
    'displayversion displayversion0 applicationversion softwareversion appversion productversion productversion0 versionlogiciel versiondulogiciel versioninstallee numerodeversion version version0',
  system:
    'computeros computerosname operatingsystem operatingsystemname osname systemedexploitation systemeexploitation osdescription osplatform os platform plateforme',
  systemVersion: 'computerosversion osversion operatingsystemversion versionos versionsysteme osbuild',
  architecture: 'architecture arch',
  installedOn: 'installdate installdate0 installeddate installedon installationdate dateinstallation datedinstallation',
  chassis: 'chassistype chassis typedeposte typeposte',
  site: 'site localisation location lieu batiment',
  unit: 'unite service direction entite entity departement department etablissement',
  id: 'packagefamilyname bundleidentifier bundleid packageidentifier',
  path: 'pspath',
  hidden: 'systemcomponent',
  parent: 'parentkeyname',
  release: 'releasetype',
  /** Second part of a version, in rpm. */
  revision: 'release revision',
  /** Table of osquery that the row comes from. */
  source: 'source',
} as const;

export type Role = keyof typeof names;
export type Columns = ReadonlyMap<Role, number>;

const roles = Object.entries(names) as [Role, string][];

/** A title as it is compared. */
function plain(title: string): string {
  return title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
}

function place(titles: readonly string[], known: string, taken: ReadonlySet<number>): number | undefined {
  for (const name of known.split(' ')) {
    const index = titles.findIndex((title, column) => title === name && !taken.has(column));
    if (index !== -1) return index;
  }
  return undefined;
}

/** The columns under these titles, by the role of each: roles and the names of each, the surest first. */
export function rolesAmong<R extends string>(
  titles: readonly string[],
  known: readonly (readonly [R, string])[],
): Map<R, number> {
  const plainTitles = titles.map(plain);
  const columns = new Map<R, number>();
  for (const [role, names] of known) {
    const column = place(plainTitles, names, new Set(columns.values()));
    if (column !== undefined) columns.set(role, column);
  }
  return columns;
}

/** Whether cells can be titles: long ones are data. */
export function canBeTitles(titles: readonly string[]): boolean {
  return titles.length >= 2 && titles.length <= 500 && titles.every((title) => title.length <= 80);
}

/** The roles of the columns under these titles. */
function rolesOf(titles: readonly string[]): Map<Role, number> {
  const plainTitles = titles.map(plain);
  const columns = rolesAmong(titles, roles);
  // "Nom;Logiciel;Version": what has a name of its own beside the software is the machine.
  const lone = plainTitles.findIndex((title) => title === 'nom' || title === 'name');
  if (lone !== -1 && !columns.has('machine') && ![...columns.values()].includes(lone)) columns.set('machine', lone);
  return columns;
}

/** The columns, when this row is the titles of a list of software; undefined for any other row. */
export function columnsOf(titles: readonly string[]): Columns | undefined {
  if (!canBeTitles(titles)) return undefined;
  const columns = rolesOf(titles);
  if (!columns.has('name')) return undefined;
  return columns.has('version') || columns.has('publisher') || columns.has('machine') ? columns : undefined;
}
