/** Formats read, one line each, in alphabetical order; a test holds this list against the files of this folder. */
import type { Importer } from '../importer.ts';
import { csv } from './csv.ts';
import { fleetJson } from './fleet-json.ts';
import { glpiJson } from './glpi-json.ts';
import { glpiXml } from './glpi-xml.ts';
import { native } from './native.ts';
import { ocsJson } from './ocs-json.ts';
import { osquery } from './osquery.ts';
import { softwareJson } from './software-json.ts';
import { wazuhJson } from './wazuh-json.ts';

export const importers: readonly Importer[] = [
  csv,
  fleetJson,
  glpiJson,
  glpiXml,
  native,
  ocsJson,
  osquery,
  softwareJson,
  wazuhJson,
];
