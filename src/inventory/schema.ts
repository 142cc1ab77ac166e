/**
 * The Inventory: what was observed on one machine at one moment. Document 1 of 2 (the other is the Assessment).
 *
 * In: nothing. Out: the zod schema, its type, and the JSON Schema generated from it (`schemas/inventory.schema.json`).
 * It holds facts only: no vendor, no country, no judgement. Everything personal is left out by construction.
 */
import * as z from 'zod';
import { platforms, softwareKinds } from './vocabulary.ts';

/** Version of this document: a reader accepts any minor of its own major and refuses another major. */
export const INVENTORY_VERSION = '1.0';

/** Longest text kept for one observed value, in UTF-16 units; longer ones are cut by the collectors and importers. */
export const MAX_TEXT = 512;

const text = z.string().max(4096);
const hmac = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('First 128 bits, in hexadecimal, of an HMAC-SHA-256 under the organisation key');
const isoInstant = z.string().max(40).describe('ISO 8601 instant, UTC');

export const machineKinds = ['workstation', 'server', 'hypervisor', 'phone', 'tablet', 'network', 'unknown'] as const;
export const collectorStatuses = ['ok', 'partial', 'empty', 'denied', 'failed', 'not-applicable'] as const;
/** What an agent lets out of the names a machine contacted (agent/README.md). */
export const endpointPolicies = ['strict', 'discover', 'full'] as const;
const identifiers = z
  .object({
    serial: hmac.optional().describe('Pseudonym of the hardware serial number'),
    uuid: hmac.optional().describe('Pseudonym of the hardware UUID (SMBIOS)'),
    name: hmac.optional().describe('Pseudonym of the machine name'),
    address: hmac
      .optional()
      .describe(
        'Pseudonym of the network address, where a log gives nothing else: it recognises no machine of another source',
      ),
    keyId: z
      .string()
      .max(16)
      .optional()
      .describe('Which organisation key made the pseudonyms (first characters of its SHA-256); never the key'),
  })
  .describe(
    'Pseudonyms, one for each identity the machine has, so that the same machine seen by two sources is recognised',
  );

const operatingSystem = z.object({
  family: z.enum(platforms).describe('Family of the operating system'),
  name: text.describe(
    'Name as the system gives it, for example "Microsoft Windows 11 Professionnel" or "Debian GNU/Linux"',
  ),
  version: text.optional().describe('Version as the system gives it'),
  build: text.optional().describe('Build or kernel version'),
  edition: text.optional().describe('Edition, for example "Professional" or "Workstation Edition"'),
  architecture: text.optional().describe('Processor architecture, for example "x86_64"'),
  distribution: text.optional().describe('Identifier of the distribution (ID of os-release), for example "debian"'),
});

const hardware = z.object({
  vendor: text.optional().describe('Maker of the machine'),
  model: text.optional().describe('Model'),
  chassis: text.optional().describe('Form of the machine, for example "Laptop"'),
  firmwareVendor: text.optional().describe('Maker of the BIOS or UEFI'),
});

const virtualisation = z.object({
  guest: z.boolean().describe('Whether the machine is a virtual machine or a container'),
  host: text.optional().describe('What it runs on, for example "KVM" or "VMware"'),
});

const machine = z.object({
  identifiers,
  label: text.optional().describe('Readable name, only where the policy asks for it'),
  kind: z.enum(machineKinds).describe('What sort of machine it is'),
  kindEvidence: z.array(text).default([]).describe('What the kind was decided on, for example "chassis: Laptop"'),
  site: text.optional().describe('Site given by the policy, or the tag of the source'),
  unit: text.optional().describe('Unit (commune, department, school…) given by the policy'),
  operatingSystem: operatingSystem.optional().describe('Operating system in use'),
  hardware: hardware.optional().describe('Makers of the machine and of its firmware'),
  virtualisation: virtualisation.optional().describe('Whether it is a guest, and of what'),
});

const software = z.object({
  name: text.min(1).describe('Name as it was read'),
  publisher: text.optional().describe('Publisher as it was read'),
  version: text.optional().describe('Version as it was read'),
  architecture: text.optional().describe('Architecture of the program, as it was read'),
  platform: z.enum(platforms).optional().describe('Only where it differs from the operating system of the machine'),
  kind: z.enum(softwareKinds).describe('Form in which it is installed'),
  scope: z.enum(['machine', 'user']).optional().describe('Installed for the machine or for one user'),
  foundBy: text.describe('Collector, or source format, that saw it'),
  id: text.optional().describe('Technical identifier: bundle id, MSIX package name, snap, flatpak or image reference'),
  origin: text
    .optional()
    .describe(
      'Origin of the archive a package came from (Origin of the apt Release file, Vendor of the rpm), for example "Debian"',
    ),
  installedOn: z.string().max(40).optional().describe('Day of installation, ISO 8601'),
  systemComponent: z
    .boolean()
    .optional()
    .describe('The system itself hides it from its list of programs, or it is a patch of another'),
});

const endpoint = z.object({
  host: text.optional().describe('Full host name, lower case'),
  domain: text.optional().describe('Registrable domain of the host, or the domain of a service that the host is under'),
  aliases: z
    .array(text)
    .max(16)
    .optional()
    .describe('Names the host is an alias of (CNAME chain), in order, where the source has them'),
  address: z
    .string()
    .max(64)
    .optional()
    .describe('IP address: where no name is known, or as the source gives it for the host'),
  port: z.number().int().min(0).max(65535).optional().describe('Remote port'),
  process: text.optional().describe('Name of the program, without path'),
  count: z.number().int().min(1).optional().describe('How many times it was seen'),
  source: text.describe('Collector, or source format, that saw it'),
});

export const confidences = ['high', 'medium', 'low'] as const;
export const serviceUses = ['mailbox', 'mail-gateway', 'mail-sending', 'web', 'dns'] as const;

const contract = z
  .object({
    supplier: text.optional().describe('Who is paid, as declared: a reseller is not the vendor'),
    siret: z
      .string()
      .regex(/^(?:\d{9}|\d{14})$/)
      .optional()
      .describe('SIRET (14 digits) or SIREN (9 digits) of the supplier'),
    yearlyAmount: z.number().min(0).max(1e12).optional().describe('Amount a year, in the currency'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .default('EUR')
      .describe('ISO 4217 code of the currency; only euros are added up'),
    endsOn: z.string().max(40).optional().describe('Day on which it ends, ISO 8601'),
    users: z.number().int().min(0).max(1e9).optional().describe('Users or licences it covers'),
    sensitive: z.boolean().optional().describe('Whether it handles sensitive data'),
  })
  .describe('What the organisation pays for it, and until when');

const unknownDomain = z.object({
  hash: hmac.describe('Keyed hash of the registrable domain'),
  name: text.optional().describe('The domain, once the organisation asked for it: enough machines share it'),
});

const declaredService = z.object({
  name: text.describe('Name of the service, as declared'),
  product: text.optional().describe('Identifier of the product in the knowledge base, where the source knows it'),
  vendor: text.optional().describe('Supplier, as declared'),
  domain: text.optional().describe('Internet domain of the service'),
  userShare: z.number().min(0).max(1).optional().describe('Declared share of users, 0 to 1'),
  signIn: text
    .optional()
    .describe('Identity provider that its users sign in with, as declared: its name, its domain or its product'),
  use: z.enum(serviceUses).optional().describe('What a domain of the organisation uses it for'),
  evidence: z.array(text).max(100).optional().describe('What shows it, for example a DNS record'),
  confidence: z.enum(confidences).optional().describe('How sure the evidence is; low never counts'),
  contract: contract.optional(),
  source: text.describe('Where it was declared'),
});

const browserExtension = z.object({
  id: text.describe('Identifier in the store of the browser'),
  name: text.optional().describe('Name of the extension'),
  version: text.optional().describe('Version of the extension'),
  browser: text.describe('Browser it belongs to, for example "firefox"'),
});

const securityProduct = z.object({
  name: text.describe('Name as the system gives it'),
  publisher: text.optional().describe('Publisher as the system gives it'),
  category: z.enum(['antivirus', 'firewall', 'edr', 'other']).describe('What it protects with'),
  registered: z.boolean().optional().describe('Registered with the operating system as the product in charge'),
  enabled: z.boolean().optional().describe('Whether it is switched on'),
});

const attachment = z.object({
  kind: z
    .enum(['active-directory', 'entra-id', 'mdm', 'ldap', 'sssd', 'cloud-instance'])
    .describe('What the machine is attached to'),
  provider: text.optional().describe('Provider or domain suffix, never the name of a person'),
});

const useEvidence = z.object({
  kind: z
    .enum(['default-handler', 'registered-antivirus', 'running-service', 'declared-licence', 'signed-in'])
    .describe('What sort of evidence it is'),
  subject: text.describe('What it is evidence about: a scheme or extension ("http", ".docx"), a service name'),
  product: text.describe('The program it designates, as it was read'),
  publisher: text.optional().describe('Publisher of that program, as it was read'),
});

const packageOrigin = z.object({
  name: text.describe('Origin of the archive, for example "Debian"'),
  site: text.optional().describe('Host name of the archive'),
  packages: z.number().int().min(0).optional().describe('Installed packages that came from it'),
});

const collectorReport = z.object({
  id: text.describe('Collector'),
  status: z
    .enum(collectorStatuses)
    .describe(
      'How it ended: empty is an answer that held nothing, denied was refused, not-applicable has nothing to see here',
    ),
  items: z.number().int().min(0).describe('How many things it reported'),
  durationMs: z.number().min(0).optional().describe('Time it took, in milliseconds'),
  warnings: z.array(text).default([]).describe('What it could not see or read, in English'),
});

const mergedSource = z.object({
  format: text.describe('Format of the document'),
  file: text.optional().describe('Name of its file, without its folders'),
  collectedAt: isoInstant.describe('When it observed the machine'),
  recognisedBy: z
    .array(z.enum(['uuid', 'serial', 'name']))
    .describe('Pseudonyms that it shares with another of these documents'),
  items: z.number().int().min(0).describe('Items of software it listed'),
});

const signature = z.object({
  algorithm: z.literal('Ed25519').describe('Signature algorithm'),
  publicKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .describe('Public key of the machine: its 32 bytes, in base64url'),
  value: z
    .string()
    .regex(/^[\w-]{86}$/)
    .describe('Signature: its 64 bytes, in base64url'),
});

export const inventorySchema = z
  .object({
    document: z.literal('inventory').describe('Which document this is'),
    schemaVersion: z
      .string()
      .regex(/^\d{1,4}\.\d{1,4}$/)
      .describe('Version of this schema, MAJOR.MINOR'),
    agent: z
      .object({ name: text.describe('Name of the program'), version: text.describe('Its version') })
      .describe('Program that made the document'),
    documentId: z
      .uuid()
      .optional()
      .describe('Random, made once for the document: what a replay or a copy is recognised by'),
    collectedAt: isoInstant.describe('When the machine was observed'),
    partial: z
      .boolean()
      .optional()
      .describe('Completes an earlier document of the same machine instead of replacing it'),
    source: z
      .object({
        format: text.describe('Format of the source, for example "glpi-json"'),
        file: text.optional().describe('Name of the file, without its folders'),
      })
      .optional()
      .describe('Where an imported document came from: format, and file name without its folders'),
    observedFrom: z
      .enum(['machine', 'network', 'declaration'])
      .optional()
      .describe(
        'Where the machine was observed from: itself or an inventory of it (machine, the default); its traffic only, as a proxy or a resolver saw it (network); or what the organisation says, of no machine at all (declaration)',
      ),
    mergedFrom: z
      .array(mergedSource)
      .max(100)
      .optional()
      .describe('Documents of the machine that this one was made of, and what they were recognised by'),
    machine: machine.describe('The machine itself'),
    software: z.array(software).default([]).describe('What is installed'),
    endpoints: z.array(endpoint).default([]).describe('What the machine contacted'),
    endpointPeriodDays: z.number().min(0).optional().describe('How many days the end points cover'),
    endpointPolicy: z
      .enum(endpointPolicies)
      .optional()
      .describe(
        'What was let out of the names contacted: those of known services only (strict), the others as keyed hashes too (discover), or all of them (full). Without it, the source left nothing out',
      ),
    unknownDomains: z
      .array(unknownDomain)
      .max(2000)
      .optional()
      .describe('Domains contacted that no list knows, as keyed hashes: discover policy only'),
    services: z
      .array(declaredService)
      .default([])
      .describe('Services the organisation declares, that no machine may show'),
    browserExtensions: z.array(browserExtension).default([]).describe('Extensions of browsers'),
    securityProducts: z.array(securityProduct).default([]).describe('Antivirus, firewalls and detection agents'),
    attachments: z
      .array(attachment)
      .default([])
      .describe('Directories, device management and clouds the machine belongs to'),
    useEvidence: z.array(useEvidence).default([]).describe('What shows that a program is used, not only present'),
    packageOrigins: z.array(packageOrigin).default([]).describe('Archives that packages came from'),
    collectors: z.array(collectorReport).default([]).describe('How each collector ended'),
    signature: signature
      .optional()
      .describe(
        'Made by the key of the machine; always the last member of the document, whose every byte before it is covered',
      ),
  })
  .describe('tiebreak Inventory: one machine, one moment');

export type Inventory = z.infer<typeof inventorySchema>;
export type Machine = Inventory['machine'];
export type MachineKind = Machine['kind'];
export type SoftwareItem = Inventory['software'][number];
export type SoftwareKind = SoftwareItem['kind'];
export type MergedSource = NonNullable<Inventory['mergedFrom']>[number];
export type EndpointPolicy = (typeof endpointPolicies)[number];
export type UnknownDomain = NonNullable<Inventory['unknownDomains']>[number];
export type Endpoint = Inventory['endpoints'][number];
export type DeclaredService = Inventory['services'][number];
export type Contract = NonNullable<DeclaredService['contract']>;
export type BrowserExtension = Inventory['browserExtensions'][number];
export type SecurityProduct = Inventory['securityProducts'][number];
export type Attachment = Inventory['attachments'][number];
export type UseEvidence = Inventory['useEvidence'][number];
export type PackageOrigin = Inventory['packageOrigins'][number];
export type CollectorReport = Inventory['collectors'][number];
export type CollectorStatus = CollectorReport['status'];
export type Platform = (typeof platforms)[number];
