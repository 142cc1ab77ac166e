/** Formats read, one line each, in alphabetical order; a test holds this list against the files of this folder. */
import type { Importer } from '../importer.ts';
import { bind } from './bind.ts';
import { cloudflare } from './cloudflare.ts';
import { contracts } from './contracts.ts';
import { csv } from './csv.ts';
import { cyclonedxJson } from './cyclonedx-json.ts';
import { cyclonedxXml } from './cyclonedx-xml.ts';
import { decpCsv } from './decp-csv.ts';
import { decpJson } from './decp-json.ts';
import { displaydns } from './displaydns.ts';
import { dnsClientCache } from './dns-client-cache.ts';
import { dnsmasq } from './dnsmasq.ts';
import { dpkg } from './dpkg.ts';
import { fleetJson } from './fleet-json.ts';
import { focus } from './focus.ts';
import { fortinet } from './fortinet.ts';
import { glpiJson } from './glpi-json.ts';
import { glpiXml } from './glpi-xml.ts';
import { native } from './native.ts';
import { netskope } from './netskope.ts';
import { netstat } from './netstat.ts';
import { ocsJson } from './ocs-json.ts';
import { olfeo } from './olfeo.ts';
import { osquery } from './osquery.ts';
import { paloalto } from './paloalto.ts';
import { regExport } from './reg-export.ts';
import { rpm } from './rpm.ts';
import { skyhigh } from './skyhigh.ts';
import { softwareJson } from './software-json.ts';
import { spdxJson } from './spdx-json.ts';
import { spdxTags } from './spdx-tags.ts';
import { spdx3Json } from './spdx3-json.ts';
import { squid } from './squid.ts';
import { stormshield } from './stormshield.ts';
import { symantec } from './symantec.ts';
import { umbrella } from './umbrella.ts';
import { unbound } from './unbound.ts';
import { w3c } from './w3c.ts';
import { waptJson } from './wapt-json.ts';
import { wazuhJson } from './wazuh-json.ts';
import { windowsDns } from './windows-dns.ts';
import { winget } from './winget.ts';
import { wingetExport } from './winget-export.ts';
import { xlsx } from './xlsx.ts';
import { zone } from './zone.ts';
import { zscaler } from './zscaler.ts';

export const importers: readonly Importer[] = [
  bind,
  cloudflare,
  contracts,
  csv,
  cyclonedxJson,
  cyclonedxXml,
  decpCsv,
  decpJson,
  displaydns,
  dnsClientCache,
  dnsmasq,
  dpkg,
  fleetJson,
  focus,
  fortinet,
  glpiJson,
  glpiXml,
  native,
  netskope,
  netstat,
  ocsJson,
  olfeo,
  osquery,
  paloalto,
  regExport,
  rpm,
  skyhigh,
  softwareJson,
  spdxJson,
  spdxTags,
  spdx3Json,
  squid,
  stormshield,
  symantec,
  umbrella,
  unbound,
  w3c,
  waptJson,
  wazuhJson,
  windowsDns,
  winget,
  wingetExport,
  xlsx,
  zone,
  zscaler,
];
