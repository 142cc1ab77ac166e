/**
 * A hand-written Assessment: rich enough to fill every block of the reports, with hostile names where names come from machines.
 * Its numbers are plausible, not recomputed: the renderers compute nothing.
 */
import { type AssessedProduct, type Assessment, assessmentSchema, type Candidate } from '../../src/assessment.ts';

/** Names nobody should be able to harm a report with. */
export const hostileNames = {
  script: '<script>document.title="PWNED"</script>',
  image: '"><img src=x onerror="document.title=\'PWNED\'">',
  style: '</style><style>*{display:none}</style>',
  override: 'facture\u202egpj.exe',
  isolate: '\u2067עברית\u2069 Office',
  escape: '\u001b[31mrouge\u001b[0m\u0007',
  newline: 'ligne 1\r\nligne 2\tcolonne',
  formula: '=HYPERLINK("http://evil.example";"cliquez")',
  plus: '+33 1 23 45 67 89',
  minus: "-2+3+cmd|' /C calc'!A0",
  at: "@SUM(1+1)*cmd|' /C calc'!A0",
  spaced: '   =1+1',
  markdown: '[cliquez](javascript:alert(1)) ![x](http://evil.example/x.png) **gras** | cellule `code`',
  quotes: `l'éditeur "d'Œuvre" & Cie; à 50 %`,
  nul: 'avant\u0000après',
  long: 'Logiciel'.repeat(60),
  zalgo: `Z${'\u0337'.repeat(40)}algo`,
  accents: 'Gestion des Éclairages – Ville d’Évry‑Œuvrée',
};

const dispute = {
  vendor: { id: 'microsoft', name: 'Microsoft' },
  by: hostileNames.script,
  on: '2026-10-02',
  text: hostileNames.markdown,
  source: 'https://example.org/reponse',
};

const read = (title: string, url: string) => ({ title, url, basis: 'read', date: '2026-11-21' }) as const;
const general = { title: 'connaissance générale du domaine', basis: 'unverified', date: '2025' } as const;

function product(
  id: string,
  title: string,
  vendor: string,
  country: string | null,
  overall: number,
  more: Partial<AssessedProduct> = {},
): AssessedProduct {
  const functions = more.functions ?? ['office'];
  return {
    id,
    title,
    vendor: { id: vendor.toLowerCase().replace(/[^a-z]+/g, '-'), name: vendor },
    parent: vendor,
    functions,
    role: 'application',
    licence: 'proprietary',
    origin: 'base',
    class: 'D',
    line: {
      fr: 'direction effective hors du périmètre : États-Unis',
      en: 'central administration outside the perimeter: United States',
    },
    degree: 1,
    range: { low: 1, high: 1 },
    country,
    exposure: { cutOff: 'updates-only', lawfulAccess: 'not-identified' },
    laws: [],
    machines: 34,
    contribution: { overall, scopes: { workstations: overall * 1.4, servers: overall * 0.3 } },
    contributionByFunction: Object.fromEntries(functions.map((name) => [name, overall / functions.length])),
    titles: [
      { name: title, publisher: `${vendor} Inc.`, machines: 30, rule: `${id}#1` },
      { name: `${title} (64 bits)`, machines: 4, rule: `${id}#2` },
    ],
    moreTitles: 0,
    facts: [
      {
        about: 'administration',
        text: { fr: 'direction effective aux États-Unis', en: 'principal executive offices in the United States' },
        source: read('Rapport annuel 10-K', 'https://example.org/10-k?year=2025&part=1'),
      },
      {
        about: 'control',
        text: { fr: 'aucun détenteur ne contrôle seul', en: 'no holder controls alone' },
        source: general,
      },
    ],
    unverified: false,
    overdue: false,
    ...more,
  };
}

const european: Partial<AssessedProduct> = {
  class: 'B',
  degree: 0,
  range: { low: 0, high: 0 },
  licence: 'MPL-2.0',
  line: { fr: 'licence libre, sur ses propres machines', en: 'free licence, on its own machines' },
  contribution: { overall: 0, scopes: { workstations: 0 } },
  contributionByFunction: {},
  exposure: { cutOff: 'not-identified', lawfulAccess: 'not-identified' },
  laws: [],
};

const products: AssessedProduct[] = [
  product('windows-11', 'Windows 11', 'Microsoft', 'US', 0.1794, {
    functions: ['operating-system'],
    role: 'platform',
    exposure: { cutOff: 'updates-only', lawfulAccess: 'metadata' },
    laws: [],
  }),
  product('microsoft-365', 'Microsoft 365 Apps', 'Microsoft', 'US', 0.1512, {
    functions: ['office', 'mail', 'collaboration', 'storage'],
    exposure: { cutOff: 'immediate', lawfulAccess: 'content' },
    laws: [{ id: 'us-law', name: { fr: 'Loi <b>US</b>', en: 'US <b>law</b>' }, harm: 'access', status: 'to-check' }],
    unverified: true,
    share: 0.82,
  }),
  product('windows-server', 'Windows Server', 'Microsoft', 'US', 0.0831, {
    functions: ['operating-system'],
    machines: 6,
  }),
  product('vmware-esxi', 'VMware ESXi', 'VMware', 'US', 0.0544, {
    parent: 'Broadcom',
    functions: ['virtualization'],
    machines: 2,
    overdue: true,
    facts: [
      {
        about: 'owner',
        text: { fr: 'détenu à 100 % par Broadcom depuis 2023', en: 'owned 100% by Broadcom since 2023' },
        source: read('Communiqué de Broadcom', 'https://example.org/broadcom'),
      },
      {
        about: 'dispute',
        text: {
          fr: `« Nous contestons ce classement » ${hostileNames.script}`,
          en: `“We dispute this class” ${hostileNames.script}`,
        },
        source: { title: 'Adresse hostile', url: 'javascript:alert(1)', basis: 'unverified', date: '2026' },
      },
      { about: 'hosting', text: { fr: 'sans objet', en: 'not applicable' }, source: null },
    ],
  }),
  product('chrome', 'Google Chrome', 'Google', 'US', 0.0412, { parent: 'Alphabet', functions: ['browser'] }),
  product('acrobat', 'Adobe Acrobat', 'Adobe', 'US', 0.0233, { functions: ['document'] }),
  product('business-suite', hostileNames.quotes, 'Éditeur & Fils', 'FR', 0.0184, {
    class: 'C',
    reason: 'capital',
    degree: 0.5,
    range: { low: 0.5, high: 0.5 },
    functions: ['business/finance', 'business/hr'],
    line: { fr: '41 % du capital hors de l’EEE', en: '41% of the capital outside the EEA' },
    origin: 'organisation',
  }),
  product('hostile', hostileNames.script, hostileNames.image, 'IL', 0.0107, {
    functions: ['utilities'],
    line: { fr: hostileNames.style, en: hostileNames.style },
    titles: Object.values(hostileNames).map((name, index) => ({
      name,
      publisher: hostileNames.override,
      machines: 12 - (index % 12),
      rule: 'hostile#1',
    })),
    moreTitles: 4321,
  }),
  product('kaspersky', 'Kaspersky Endpoint Security', 'Kaspersky', 'RU', 0.0068, {
    functions: ['security'],
    machines: 3,
  }),
  product('zoom', 'Zoom Workplace', 'Zoom', 'US', 0.0049, { functions: ['collaboration'] }),
  product('autocad', 'AutoCAD LT', 'Autodesk', 'US', 0.0041, { functions: ['gis-cad'], machines: 4 }),
  product('oracle-db', 'Oracle Database', 'Oracle', 'US', 0.0037, { functions: ['database'], machines: 1 }),
  product('teamviewer', 'TeamViewer', 'TeamViewer', 'DE', 0.0021, {
    class: 'C',
    reason: 'capital',
    degree: 0.5,
    range: { low: 0.5, high: 0.5 },
    functions: ['remote-support'],
  }),
  product('winzip', 'WinZip', 'Corel', 'CA', 0.0004, { functions: ['utilities'], machines: 1 }),
  product('firefox', 'Mozilla Firefox ESR', 'Mozilla', 'US', 0, { ...european, functions: ['browser'] }),
  product('libreoffice', 'LibreOffice', 'The Document Foundation', 'DE', 0, european),
  product('ciril', 'Civil Net Finances', 'Ciril Group', 'FR', 0, {
    ...european,
    class: 'A?',
    licence: 'proprietary',
    range: { low: 0, high: 0.5 },
    functions: ['business/finance'],
    unverified: true,
  }),
  product('odd', 'Produit sans fait', 'Éditeur inconnu', null, 0, {
    ...european,
    class: 'unknown',
    degree: null,
    range: null,
    line: { fr: 'aucun fait ne permet de conclure', en: 'no fact allows a conclusion' },
    facts: [],
  }),
  product('debian', 'Debian', 'Debian', null, 0, {
    ...european,
    functions: ['operating-system'],
    role: 'platform',
    facts: [],
  }),
];

function candidate(
  rank: number,
  from: AssessedProduct,
  to: Candidate['to'],
  gain: number,
  more: Partial<Candidate> = {},
): Candidate {
  return {
    rank,
    from: { id: from.id, title: from.title, vendor: from.vendor.name, class: from.class },
    to,
    pairs: from.functions.slice(0, 1),
    keeps: from.functions.slice(1),
    scope: 'machines',
    band: gain >= 0.01 ? 'major' : gain >= 0.001 ? 'minor' : 'marginal',
    priority: gain * 0.8,
    gain,
    gainMax: gain * 0.6,
    gainByPerimeter: { ue: gain, eee: gain, 'eee-ch': gain, europe: gain * 0.9 },
    intervalAfter: { low: 0.58 - gain, high: 0.714 - gain },
    effort: { personDays: 42.5, low: 21.25, high: 85, basis: 'unverified' },
    effortParts: { fixed: 20, perMachine: 0.5, machines: 30, lockIn: 1.2 },
    readiness: 0.75,
    readinessReason: { fr: 'utilisé par plus de 500 administrations', en: 'utilisé par plus de 500 administrations' },
    urgency: { value: 2, reasons: ['cut-off-immediate'] },
    contract: null,
    prerequisites: [],
    machinesOpen: 26,
    machinesBlocked: 0,
    blockedBy: [],
    strategy: { id: 'replace', label: { fr: 'remplacer', en: 'replace' } },
    unstable: false,
    others: [],
    ranks: { low: rank, high: rank },
    ...more,
  };
}

const libreoffice = {
  id: 'libreoffice',
  title: 'LibreOffice',
  vendor: 'The Document Foundation',
  class: 'B',
  country: 'DE',
} as const;

const coverage = {
  machines: { attributed: 1204, unknown: 118, identified: 31, ratio: 0.9107 },
  services: { attributed: 9, unknown: 5, identified: 1, ratio: 0.6429 },
};

function variant(id: string, fr: string, en: string, d: number): Assessment['variants']['exposed'][number] {
  return {
    id,
    label: { fr, en },
    d,
    dMax: Math.min(1, d + 0.12),
    interval: { low: d - 0.041, high: d + 0.09 },
    coverage,
  };
}

function part(id: string, fr: string, contribution: number, products_ = 3): Assessment['countries'][number] {
  return { id, label: { fr, en: fr }, contribution, share: contribution / 0.6237, machines: 34, products: products_ };
}

/** A commune that exists nowhere, measured on three scopes. */
export function sample(): Assessment {
  return structuredClone(full);
}

/** Nothing read, nothing known: every measure is null. */
export function emptySample(): Assessment {
  const nothing = { attributed: 0, unknown: 0, identified: 0, ratio: null };
  const none = { d: null, dMax: null, interval: null };
  return {
    ...sample(),
    organisation: null,
    demonstration: false,
    period: null,
    headline: {
      ...none,
      scopesMeasured: [],
      scopesNotMeasured: [],
      coverage: { machines: nothing, services: null },
      identified: null,
      unverifiedPoints: 0,
      machines: 0,
    },
    variants: {
      exposed: [
        {
          ...none,
          id: '0.5',
          label: { fr: 'degré 0,5', en: 'degree 0.5' },
          coverage: { machines: nothing, services: null },
        },
      ],
      perimeters: [],
      profiles: [],
    },
    scopes: [],
    equipment: [],
    functions: [],
    countries: [],
    vendors: [],
    parents: [],
    units: [],
    products: [],
    unknown: { titles: [], moreTitles: 0, distinct: 0, installs: 0 },
    notCounted: [],
    assumed: [],
    domains: { counted: [], other: [], unknown: [], belowThreshold: [] },
    services: { observers: 0, clients: 0, period: null, lines: [], notInUse: [], purposes: [], networks: null },
    concentration: { parents: [], countries: [], functions: [] },
    candidates: [],
    withoutAlternative: [],
    retire: [],
    contracts: { lines: [], more: 0 },
    lenses: { installs: { d: null, coverage: null }, products: { d: null, coverage: null }, spend: null },
    sampling: null,
    machines: [],
    sources: { formats: [], problems: [], logs: [], duplicates: 0, signatures: null, collectors: [] },
    disputes: [dispute],
    limits: [],
  };
}

/** A park of `count` machines, every list as long as a large fleet makes it. */
export function largeSample(count: number): Assessment {
  const base = sample();
  const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
  const template = base.products[0];
  if (template === undefined) throw new Error('the sample has products');
  return {
    ...base,
    headline: { ...base.headline, machines: count },
    products: many(900, (index) => ({
      ...template,
      id: `product-${index}`,
      title: `Produit numéro ${index}`,
      contribution: { overall: index < 600 ? 0.6 / (index + 2) : 0, scopes: { workstations: 0.001 } },
      titles: many(50, (n) => ({
        name: `Produit numéro ${index} version ${n}`,
        publisher: 'Éditeur',
        machines: 50 - n,
        rule: `product-${index}#1`,
      })),
      facts: many(14, (n) => ({
        about: 'owner',
        text: { fr: `détenteur ${n} pour 3 %`, en: `holder ${n} for 3%` },
        source: read(`Rapport ${index}-${n}`, `https://example.org/${index}/${n}`),
      })),
    })),
    vendors: many(400, (index) => part(`vendor-${index}`, `Éditeur ${index}`, 0.3 / (index + 1))),
    parents: many(400, (index) => part(`parent-${index}`, `Groupe ${index}`, 0.3 / (index + 1))),
    units: many(300, (index) => part(`unit-${index}`, `Commune ${index}`, 0.3 / (index + 1))),
    unknown: {
      titles: many(5000, (index) => ({ name: `Inconnu ${index}`, publisher: 'Sans nom', machines: 5000 - index })),
      moreTitles: 12000,
      distinct: 17000,
      installs: 412000,
    },
    domains: {
      ...base.domains,
      unknown: many(5000, (index) => ({ domain: `exemple-${index}.fr`, machines: 5000 - index })),
    },
    candidates: many(400, (index) => ({ ...(base.candidates[0] as Candidate), rank: index + 1 })),
    machines: many(count, (index) => ({ ...(base.machines[0] as Assessment['machines'][number]), id: `m${index}` })),
    sources: {
      ...base.sources,
      problems: many(2000, (index) => ({ file: `fichier-${index}.json`, message: { fr: 'tronqué', en: 'truncated' } })),
    },
  };
}

const full: Assessment = assessmentSchema.parse({
  document: 'assessment',
  schemaVersion: '1.0',
  generatedAt: '2026-11-21T19:05:00.000Z',
  tool: { name: 'tiebreak', version: '0.1.0' },
  organisation: 'Commune de Saint-Élan-sur-Orb',
  demonstration: true,
  knowledge: {
    version: 'a1b2c3d4',
    vendors: 162,
    products: 431,
    factsRead: 210,
    factsUnverified: 388,
    localRecords: 2,
  },
  settings: {
    perimeter: { id: 'eee', label: { fr: 'Espace économique européen', en: 'European Economic Area' } },
    profile: { id: 'graded', label: { fr: 'gradué', en: 'graded' } },
    exposed: 0.5,
    free: 'product',
    analogy: true,
    scopeWeights: { workstations: 50, servers: 25, services: 25 },
  },
  period: { from: '2026-10-01', to: '2026-11-20' },
  headline: {
    d: 0.6237,
    dMax: 0.781,
    interval: { low: 0.583, high: 0.7138 },
    scopesMeasured: ['workstations', 'servers', 'services'],
    scopesNotMeasured: [],
    coverage,
    identified: 0.934,
    unverifiedPoints: 0.084,
    machines: 42,
  },
  variants: {
    exposed: [
      variant('0', 'degré 0 : exposés comptés comme européens', 'degree 0: exposed counted as European', 0.598),
      variant('0.5', 'degré 0,5', 'degree 0.5', 0.6237),
      variant(
        '1',
        'degré 1 : exposés comptés comme extra-européens',
        'degree 1: exposed counted as extra-European',
        0.655,
      ),
    ],
    perimeters: [
      variant('ue', 'Union européenne', 'European Union', 0.6237),
      variant('eee', 'Espace économique européen', 'European Economic Area', 0.6237),
      variant('eee-ch', 'EEE et Suisse', 'EEA and Switzerland', 0.619),
      variant('europe', 'EEE, Suisse et Royaume-Uni', 'EEA, Switzerland and United Kingdom', 0.604),
    ],
    profiles: [
      variant('graded', 'gradué', 'graded', 0.6237),
      variant('strict', 'strict', 'strict', 0.655),
      variant('steward', 'selon qui maintient le libre', 'steward', 0.702),
    ],
  },
  scopes: [
    {
      id: 'workstations',
      label: { fr: 'Postes de travail', en: 'Workstations' },
      weight: 50,
      seen: 34,
      measured: 33,
      d: 0.681,
      dMax: 0.83,
      interval: { low: 0.641, high: 0.779 },
      coverage: { attributed: 1011, unknown: 96, identified: 20, ratio: 0.9133 },
    },
    {
      id: 'servers',
      label: { fr: 'Serveurs', en: 'Servers' },
      weight: 25,
      seen: 8,
      measured: 8,
      d: 0.468,
      dMax: 0.5,
      interval: { low: 0.422, high: 0.57 },
      coverage: { attributed: 193, unknown: 22, identified: 11, ratio: 0.8977 },
    },
    {
      id: 'services',
      label: { fr: 'Services en ligne', en: 'On-line services' },
      weight: 25,
      seen: 14,
      measured: 9,
      d: null,
      dMax: null,
      interval: null,
      coverage: { attributed: 0, unknown: 0, identified: 0, ratio: null },
    },
  ],
  equipment: [
    { kind: 'phone', machines: 11 },
    { kind: 'network', machines: 4 },
  ],
  functions: [
    ['operating-system', 'Système d’exploitation', 5, 0.2625, 0.88],
    ['office', 'Bureautique', 5, 0.0891, 0.74],
    ['mail', 'Messagerie et agenda', 5, 0.0702, 0.69],
    ['collaboration', 'Travail collaboratif, visioconférence', 4, 0.0533, 0.91],
    ['virtualization', 'Virtualisation', 4, 0.0544, 1],
    ['browser', 'Navigateur', 3, 0.0412, 0.52],
    ['document', 'GED, archivage, signature, PDF', 3, 0.0233, 0.66],
    ['business/finance', 'Finances', 5, 0.0102, 0.25],
    ['business/hr', 'Ressources humaines', 5, 0.0082, 0.25],
    ['security', 'Sécurité du poste et du réseau', 4, 0.0068, 0.1],
    ['gis-cad', 'SIG, CAO, DAO', 3, 0.0041, 0.5],
    ['utilities', 'Utilitaires', 1, 0.0004, 0.02],
    ['backup', 'Sauvegarde', 4, 0, 0],
    ['development', 'Développement', 2, 0, null],
  ].map(([id, fr, criticality, contribution, dMean]) => ({
    ...part(String(id), String(fr), Number(contribution)),
    criticality,
    dMean,
    present: 33,
  })),
  countries: [
    part('US', 'US', 0.5471, 24),
    part('CA', 'CA', 0.031, 2),
    part('RU', 'RU', 0.0068, 1),
    part('FR', 'FR', 0.0184, 9),
    part('unknown', 'inconnu', 0.0004, 1),
  ],
  vendors: [
    part('microsoft', 'Microsoft', 0.4137, 9),
    part('vmware', 'VMware', 0.0544, 1),
    part('google', 'Google', 0.0412, 2),
    part('hostile', hostileNames.image, 0.0107, 1),
  ],
  parents: [
    part('microsoft', 'Microsoft', 0.4137, 9),
    part('broadcom', 'Broadcom', 0.0544, 2),
    part('alphabet', 'Alphabet', 0.0412, 2),
    part('hostile', hostileNames.override, 0.0107, 1),
  ],
  units: [
    part('mairie', 'Mairie', 0.31),
    part('mediatheque', 'Médiathèque', 0.14),
    part('hostile', hostileNames.formula, 0.02),
  ],
  products,
  unknown: {
    titles: [
      { name: hostileNames.accents, publisher: 'Berger & Fils', machines: 22, vendor: 'Éditeur reconnu' },
      ...Object.values(hostileNames).map((name, index) => ({
        name,
        publisher: hostileNames.isolate,
        machines: 20 - index,
      })),
    ],
    moreTitles: 3,
    distinct: 21,
    installs: 118,
  },
  notCounted: [
    {
      role: 'component',
      reason: { fr: 'composant : environnement d’exécution ou bibliothèque', en: 'component: runtime or library' },
      titles: 84,
      installs: 1203,
      examples: ['Microsoft Visual C++ 2015-2022 Redistributable', hostileNames.script, '.NET Runtime'],
    },
    {
      role: 'driver',
      reason: { fr: 'pilote de matériel', en: 'hardware driver' },
      titles: 31,
      installs: 402,
      examples: ['Intel Graphics Driver', 'Realtek Audio'],
    },
    {
      role: 'bundled',
      reason: { fr: 'livré avec Windows, sans preuve d’usage', en: 'comes with Windows, no evidence of use' },
      titles: 5,
      installs: 170,
      examples: ['Microsoft Edge', 'OneDrive'],
    },
  ],
  assumed: [{ name: 'Parapheur Iodas 5', publisher: 'SRCI', machines: 4, rule: 'iparapheur#2' }],
  domains: {
    counted: [{ domain: 'outlook.office.com', product: 'Microsoft 365', machines: 31 }],
    other: [{ domain: 'telemetry.example.com', vendor: hostileNames.script, purpose: 'telemetry', machines: 30 }],
    unknown: [{ domain: 'portail-agents.example.fr', machines: 9 }],
    belowThreshold: [{ domain: 'dropbox.com', product: 'Dropbox', machines: 1 }],
  },
  services: {
    observers: 214,
    clients: 12,
    period: { from: '2026-10-22', to: '2026-11-21', stated: true },
    lines: [
      {
        id: 'webex',
        title: `Réunions ${hostileNames.script}`,
        vendor: { id: 'somebody', name: hostileNames.quotes },
        parent: 'Groupe',
        country: 'FR',
        class: 'C',
        reason: 'hosting',
        functions: ['collaboration'],
        share: 0.62,
        seen: 133,
        evidence: 'both',
        declaredShare: 0.5,
        proofs: [{ domain: 'mairie.example', use: 'mailbox', confidence: 'high', evidence: ['MX 10 mail.example'] }],
        clients: [{ id: 'webex-client', title: hostileNames.image, machines: 40 }],
        under: [
          {
            operator: hostileNames.style,
            country: 'US',
            layer: 'hosting',
            by: 'range',
            detail: 'eu-west-3',
            place: 'FR',
            source: read('Plages', 'https://example.org/ranges'),
            machines: 12,
          },
          {
            operator: 'Relais',
            country: null,
            layer: 'cdn',
            by: 'alias',
            detail: hostileNames.override,
            place: null,
            source: general,
            machines: 3,
          },
          {
            operator: 'Aiguillage',
            country: 'CN',
            layer: 'routing',
            by: 'alias',
            detail: 'example.net',
            place: null,
            source: null,
            machines: 1,
          },
          {
            operator: 'Réseau',
            country: 'BR',
            layer: 'network',
            by: 'asn',
            detail: 'AS64500',
            place: null,
            source: general,
            machines: 1,
          },
          {
            operator: 'Déclaré',
            country: 'DE',
            layer: 'hosting',
            by: 'declared',
            detail: '',
            place: null,
            source: general,
            machines: 0,
          },
        ],
        qualifications: [
          { scheme: 'SecNumCloud', scope: hostileNames.formula, until: '2027-05-01', covers: true, source: general },
          { scheme: 'HDS', scope: 'hébergement', until: null, covers: false, source: null },
        ],
        exposure: { cutOff: 'immediate', lawfulAccess: 'content' },
        contribution: 0.1,
      },
    ],
    notInUse: [{ id: 'silent', title: hostileNames.newline, vendor: 'Éditeur', machines: 9, observed: 30 }],
    purposes: [
      {
        purpose: 'telemetry',
        machines: 200,
        domains: 12,
        vendors: [{ name: hostileNames.script, country: 'US', machines: 200 }],
        moreVendors: 3,
      },
      {
        purpose: 'resolver',
        machines: 4,
        domains: 1,
        vendors: [{ name: 'Résolveur', country: null, machines: 4 }],
        moreVendors: 0,
      },
    ],
    networks: { title: 'IP to ASN', url: 'https://example.org/networks', basis: 'read', date: '2026-06-17' },
  },
  concentration: {
    parents: [
      { id: hostileNames.image, label: { fr: hostileNames.image, en: hostileNames.image }, share: 0.6, products: 4 },
    ],
    countries: [
      { id: 'US', label: { fr: 'États-Unis', en: 'United States' }, share: 0.7, products: 9 },
      { id: 'unknown', label: { fr: 'inconnu', en: 'unknown' }, share: 0.3, products: 2 },
    ],
    functions: [
      { id: 'mail', label: { fr: 'Messagerie', en: 'Mail' }, parent: hostileNames.script, country: 'US', share: 0.97 },
    ],
  },
  candidates: [
    candidate(1, products[1] as AssessedProduct, libreoffice, 0.0891, {
      loses: { fr: 'macros VBA complexes, co-édition en ligne', en: 'macros VBA complexes, co-édition en ligne' },
      machinesBlocked: 4,
      others: [
        { id: 'onlyoffice', title: 'OnlyOffice Desktop' },
        { id: 'hostile', title: hostileNames.markdown },
      ],
      blockedBy: [{ product: 'business-suite', title: hostileNames.quotes, machines: 4 }],
    }),
    candidate(
      2,
      products[3] as AssessedProduct,
      { id: 'proxmox-ve', title: 'Proxmox VE', vendor: 'Proxmox', class: 'A', country: 'AT' },
      0.0544,
      {
        unstable: true,
        ranks: { low: 1, high: 4 },
      },
    ),
    candidate(3, products[0] as AssessedProduct, null, 0.012, {
      strategy: { id: 'contain', label: { fr: 'contenir', en: 'contain' } },
    }),
    candidate(
      4,
      products[4] as AssessedProduct,
      { id: 'firefox', title: 'Mozilla Firefox ESR', vendor: 'Mozilla', class: 'B', country: 'US' },
      0.0061,
    ),
    candidate(
      5,
      products[7] as AssessedProduct,
      { id: 'x', title: hostileNames.override, vendor: hostileNames.formula, class: 'A?', country: null },
      -0.0004,
      {
        scope: 'services',
        intervalAfter: null,
        urgency: { value: 1, reasons: [] },
      },
    ),
  ],
  withoutAlternative: [
    { id: 'kaspersky', title: 'Kaspersky Endpoint Security', contribution: 0.0068 },
    { id: 'hostile', title: hostileNames.script, contribution: 0.0041 },
  ],
  retire: [
    {
      id: 'hostile',
      title: hostileNames.script,
      vendor: hostileNames.formula,
      machines: 12,
      machinesBlocked: 2,
      gain: -0.002,
      gainMax: 0,
      contract: { endsOn: '2027-03-31', sensitive: true, yearlyEuros: 1200 },
    },
  ],
  contracts: {
    lines: [
      {
        name: hostileNames.script,
        supplier: hostileNames.formula,
        siret: '11111111100001',
        resold: true,
        product: null,
        vendor: null,
        country: null,
        degree: null,
        yearlyAmount: 40_000,
        currency: 'EUR',
        endsOn: '2027-03-31',
        users: 120,
        sensitive: true,
        source: 'contracts',
      },
      {
        name: 'Licences Office',
        supplier: null,
        siret: null,
        resold: false,
        product: { id: 'office', title: 'Office' },
        vendor: { id: 'microsoft', name: 'Microsoft' },
        country: 'US',
        degree: 1,
        yearlyAmount: 60_000,
        currency: 'EUR',
        endsOn: null,
        users: null,
        sensitive: null,
        source: 'contracts',
      },
    ],
    more: 0,
  },
  lenses: {
    installs: { d: 0.412, coverage: 0.911 },
    products: { d: 0.377, coverage: null },
    spend: {
      d: 1,
      coverage: 0.6,
      euros: 100_000,
      attributed: 60_000,
      lines: 2,
      otherCurrency: 0,
      withoutAmount: 0,
      ended: 0,
    },
  },
  sampling: { population: 120, sample: 42, standardError: 0.021, low: 0.582, high: 0.665, strata: 3 },
  machines: [
    {
      id: 'a3f09c',
      kind: 'workstation',
      scope: 'workstations',
      unit: 'Mairie',
      d: 0.714,
      dMax: 0.8,
      interval: { low: 0.6, high: 0.85 },
      attributed: 31,
      unknown: 3,
    },
    {
      id: hostileNames.formula,
      kind: 'server',
      scope: 'servers',
      d: null,
      dMax: null,
      interval: { low: 0, high: 1 },
      attributed: 0,
      unknown: 0,
    },
  ],
  sources: {
    formats: [
      { format: 'tiebreak', files: 30, machines: 30 },
      { format: 'glpi', files: 13, machines: 12 },
    ],
    problems: [
      {
        file: `inventaires/${hostileNames.script}.json`,
        message: {
          fr: 'JSON tronqué à la ligne 12 : relancez l’agent',
          en: 'JSON truncated at line 12: run the agent again',
        },
      },
    ],
    logs: [
      {
        file: `journaux/${hostileNames.script}.log`,
        format: 'squid',
        clients: 412,
        from: '2026-09-01T06:00:00.000Z',
        to: '2026-09-30T19:59:59.000Z',
        read: 1250000,
        kept: 1100000,
        merged: 0,
        refused: [{ reason: { fr: 'requête refusée', en: 'request refused' }, lines: 150000 }],
      },
    ],
    duplicates: 2,
    signatures: { signed: 1204, unsigned: 3, invalid: 1, copies: 2, keys: 1200, newKeys: 1 },
    collectors: [
      { id: 'windows/installed-programs', status: 'ok', machines: 29, warnings: [] },
      {
        id: 'any/connections',
        status: 'denied',
        machines: 1,
        warnings: [hostileNames.escape, 'accès refusé', 'c', 'd', 'e'],
      },
    ],
  },
  disputes: [dispute],
  limits: [
    {
      fr: 'Trois machines sur quatre n’ont été observées qu’une fois.',
      en: 'Three machines in four were observed only once.',
    },
  ],
} satisfies Assessment | Record<string, unknown>);
