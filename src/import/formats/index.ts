/** Formats read, one line each, in alphabetical order; a test holds this list against the files of this folder. */
import type { Importer } from '../importer.ts';
import { glpiJson } from './glpi-json.ts';
import { glpiXml } from './glpi-xml.ts';
import { native } from './native.ts';

export const importers: readonly Importer[] = [glpiJson, glpiXml, native];
