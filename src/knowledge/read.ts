/**
 * Reads the knowledge base: YAML files → checked records → KnowledgeBase.
 *
 * In: the folder that holds rules/ and data/vendors/, and folders of an organisation's own records. Out: the base, or every
 * problem found at once. Records already checked are kept in a cache keyed by the files' names, sizes and dates.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import type * as z from 'zod';
import { Problem } from '../problem.ts';
import { buildBase, detailsIn, type KnowledgeBase, type WholeVendor } from './base.ts';
import { type KnowledgeSources, listFolder, readChecked, toRules } from './checked.ts';
import { type RuleDocuments, ruleFiles } from './rules-schema.ts';
import { type Reading, textOfReading } from './snapshot.ts';
import { vendorSchema } from './vendor-schema.ts';

/** Largest record or rules file read, in bytes: a person wrote it. */
const LARGEST_FILE = 2 * 1024 * 1024;

function fingerprint(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

function parseYaml(path: string, problems: Problem[]): unknown {
  const size = statSync(path).size;
  if (size > LARGEST_FILE) {
    problems.push(new Problem('knowledge-too-large', { file: basename(path), size, limit: LARGEST_FILE }));
    return undefined;
  }
  const document = parseDocument(readFileSync(path, 'utf8'), { schema: 'core', uniqueKeys: true, prettyErrors: true });
  for (const error of document.errors) {
    problems.push(new Problem('knowledge-yaml', { file: basename(path), detail: error.message.split('\n')[0] ?? '' }));
  }
  if (document.errors.length > 0) return undefined;
  return document.toJS({ maxAliasCount: 0 }) as unknown;
}

function check<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  problems: Problem[],
): z.infer<Schema> | undefined {
  let value: unknown;
  try {
    value = parseYaml(path, problems);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const name = code === undefined ? 'knowledge-yaml' : 'file-unreadable';
    problems.push(new Problem(name, { file: basename(path), detail: code ?? message }));
    return undefined;
  }
  if (value === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const where = issue.path.map(String).join('.') || '(root)';
    problems.push(new Problem('knowledge-invalid', { file: basename(path), where, detail: issue.message }));
  }
  return undefined;
}

function readVendor(path: string, local: boolean, problems: Problem[]): WholeVendor | undefined {
  const id = basename(path).replace(/\.ya?ml$/, '');
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
    problems.push(new Problem('knowledge-file-name', { file: basename(path) }));
  const record = check(path, vendorSchema, problems);
  if (!record) return undefined;
  return {
    ...record,
    origin: local && record.origin === 'base' ? 'organisation' : record.origin,
    id,
    file: basename(path),
  };
}

function readVendors(paths: readonly string[], local: boolean, problems: Problem[]): WholeVendor[] {
  return paths.map((path) => readVendor(path, local, problems)).filter((vendor) => vendor !== undefined);
}

function readBase({ root }: KnowledgeSources, vendorPaths: readonly string[], problems: Problem[]): Reading {
  const vendors = readVendors(vendorPaths, false, problems);
  const rules: Partial<Record<keyof RuleDocuments, unknown>> = {};
  for (const name of Object.keys(ruleFiles) as (keyof RuleDocuments)[]) {
    rules[name] = check(join(root, 'rules', `${name}.yml`), ruleFiles[name], problems);
  }
  return {
    vendors,
    details: detailsIn(vendors),
    rules: rules as RuleDocuments,
    version: fingerprint(vendors, rules),
  };
}

function writeCache(file: string, key: string, reading: Reading): void {
  try {
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder))
      if (/^knowledge-\w+\.json$/.test(name)) rmSync(join(folder, name), { force: true });
    writeFileSync(`${file}.${process.pid}`, textOfReading(reading, key));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A folder that cannot be written costs time, never the result.
  }
}

function readOrCheck(sources: KnowledgeSources, problems: Problem[]): Reading {
  const checked = readChecked(sources);
  if ('reading' in checked) return checked.reading;
  const { vendorPaths, key, file } = checked.unchecked;
  const reading = readBase(sources, vendorPaths, problems);
  if (problems.length === 0 && file !== undefined) writeCache(file, key, reading);
  return reading;
}

/** The base of a folder, checked: what a release is built with. Throws the first problem of its files. */
export function checkedKnowledge(root: string): Reading {
  const problems: Problem[] = [];
  const reading = readOrCheck({ root }, problems);
  if (problems[0]) throw problems[0];
  return reading;
}

/** Reads the base, and every problem of its files; `base` is null when one of them is not usable. */
export function readKnowledge(sources: KnowledgeSources): { base: KnowledgeBase | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const { vendors, rules, ...reading } = readOrCheck(sources, problems);
  const own = readVendors((sources.local ?? []).flatMap(listFolder), true, problems);
  const files = new Set<string>();
  for (const { id, file } of own) {
    if (files.has(id)) problems.push(new Problem('knowledge-twice', { file }));
    files.add(id);
  }
  if (problems.length > 0) return { base: null, problems };
  if (own.length === 0) return { base: buildBase(vendors, toRules(rules), reading), problems };
  const ofOwn = detailsIn(own);
  const base = buildBase([...vendors, ...own], toRules(rules), {
    version: fingerprint(reading.version, own),
    details: (vendor) => (files.has(vendor) ? ofOwn(vendor) : reading.details(vendor)),
  });
  return { base, problems };
}
