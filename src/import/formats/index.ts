/** Formats read, one line each, in alphabetical order; a test holds this list against the files of this folder. */
import type { Importer } from '../importer.ts';
import { csv } from './csv.ts';
import { cyclonedxJson } from './cyclonedx-json.ts';
import { cyclonedxXml } from './cyclonedx-xml.ts';
import { dpkg } from './dpkg.ts';
import { fleetJson } from './fleet-json.ts';
import { glpiJson } from './glpi-json.ts';
import { glpiXml } from './glpi-xml.ts';
import { native } from './native.ts';
import { ocsJson } from './ocs-json.ts';
import { osquery } from './osquery.ts';
import { rpm } from './rpm.ts';
import { softwareJson } from './software-json.ts';
import { spdxJson } from './spdx-json.ts';
import { wazuhJson } from './wazuh-json.ts';
import { winget } from './winget.ts';
import { wingetExport } from './winget-export.ts';

export const importers: readonly Importer[] = [
  csv,
  cyclonedxJson,
  cyclonedxXml,
  dpkg,
  fleetJson,
  glpiJson,
  glpiXml,
  native,
  ocsJson,
  osquery,
  rpm,
  softwareJson,
  spdxJson,
  wazuhJson,
  winget,
  wingetExport,
];
