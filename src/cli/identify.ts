/** `tiebreak identify`: NDJSON titles or domains on standard input → NDJSON, same order, each line with what was made of it. */
import { createInterface } from 'node:readline';
import type { Argv } from 'yargs';
import { DomainIndex, isUse, normaliseHost } from '../identify/domains.ts';
import { type Finding, Identifier } from '../identify/identify.ts';
import type { SoftwareItem } from '../inventory/schema.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { classify, ultimateParent } from '../score/classify.ts';
import { type CommonOptions, languageOf, loadKnowledge, Stop } from './context.ts';
import { type LineRefusal, texts } from './texts.ts';

/** Longest line read, in UTF-16 units: a title is short. */
const LONGEST_LINE = 65_536;

type Answer = Record<string, unknown>;

interface RefusedLine {
  readonly line: number;
  readonly reason: LineRefusal;
}

/** Every answer has every field of the contract: what is not known is null. */
const nothingKnown: Answer = {
  outcome: 'unknown',
  product: null,
  vendor: null,
  function: null,
  functions: [],
  role: null,
  class: null,
  seat: null,
  control: null,
  rule: null,
};

function aboutProduct(base: KnowledgeBase, product: Product): Answer {
  const { perimeters, classes } = base.rules;
  const perimeter = perimeters.perimeters.find((entry) => entry.id === perimeters.default) ?? perimeters.perimeters[0];
  const profile = classes.profiles.find((entry) => entry.id === classes.defaultProfile) ?? classes.profiles[0];
  if (!perimeter || !profile) return {};
  const verdict = classify(base, product, { perimeter, exposed: profile.exposed, free: profile.free });
  const parent = ultimateParent(base, product);
  const { seat } = product.vendor;
  return {
    product: product.id,
    vendor: product.vendor.name,
    function: product.functions[0] ?? null,
    functions: product.functions,
    role: product.role,
    class: verdict.class,
    seat: seat?.administration ?? seat?.statutory ?? null,
    control: parent.known ? parent.country : null,
  };
}

function aboutFinding(base: KnowledgeBase, finding: Finding): Answer {
  const rule = finding.title.rule?.name ?? null;
  if (finding.outcome === 'counted') return { outcome: 'identified', ...aboutProduct(base, finding.product), rule };
  if (finding.outcome === 'ignored') {
    const known = finding.product ? aboutProduct(base, finding.product) : {};
    return { outcome: 'ignored', ...known, role: finding.role, reason: finding.reason.id, rule };
  }
  return {
    outcome: 'unknown',
    ...(finding.vendor ? { vendor: finding.vendor.name } : {}),
    ...(finding.ambiguous ? { ambiguous: true } : {}),
  };
}

function aboutDomain(base: KnowledgeBase, domains: DomainIndex, raw: string): Answer {
  const host = normaliseHost(raw);
  const owner = domains.ownerOf(host);
  if (!owner) return {};
  const rule = `${owner.vendor.id}${owner.product ? `/${owner.product.id}` : ''} domain: ${owner.domain}`;
  // A name under the domain of a service that is the space of one of its customers: it names an organisation.
  const tenant = domains.isTenant(host) ? { tenant: true } : {};
  if (!owner.product) return { outcome: 'unknown', vendor: owner.vendor.name, purpose: owner.purpose, ...tenant, rule };
  return {
    outcome: isUse(owner) ? 'identified' : 'ignored',
    ...aboutProduct(base, owner.product),
    purpose: owner.purpose,
    ...tenant,
    rule,
  };
}

function toItem(input: Record<string, unknown>): SoftwareItem {
  const text = (key: string): string | undefined =>
    typeof input[key] === 'string' && input[key] !== '' ? input[key] : undefined;
  const kind = text('kind') ?? (text('platform') === 'linux' ? 'package' : 'program');
  return {
    name: text('name') ?? '',
    publisher: text('publisher'),
    version: text('version'),
    id: text('id'),
    origin: text('origin'),
    kind: kind as SoftwareItem['kind'],
    foundBy: 'identify',
  };
}

function fieldsOf(line: string): Record<string, unknown> | LineRefusal {
  if (line.length > LONGEST_LINE) return 'too-long';
  let asked: unknown;
  try {
    asked = JSON.parse(line);
  } catch {
    return 'not-json';
  }
  if (asked === null || typeof asked !== 'object' || Array.isArray(asked)) return 'not-object';
  return asked as Record<string, unknown>;
}

export async function identifyLines(
  base: KnowledgeBase,
  input: NodeJS.ReadableStream,
  write: (line: string) => void,
): Promise<RefusedLine[]> {
  const identifier = new Identifier(base);
  const domains = new DomainIndex(base);
  const refused: RefusedLine[] = [];
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const fields = fieldsOf(line);
    if (typeof fields === 'string') {
      refused.push({ line: number, reason: fields });
      // One answer a line, in the same order, even for a line that could not be read.
      write(`${JSON.stringify({ ...nothingKnown, error: fields })}\n`);
      continue;
    }
    const { name, domain, platform } = fields;
    if (typeof name !== 'string' && typeof domain !== 'string') {
      refused.push({ line: number, reason: 'no-name' });
      write(`${JSON.stringify({ ...fields, ...nothingKnown, error: 'no-name' })}\n`);
      continue;
    }
    const answer =
      typeof name === 'string' && name !== ''
        ? aboutFinding(base, identifier.observe(toItem(fields), typeof platform === 'string' ? platform : undefined))
        : aboutDomain(base, domains, String(domain ?? ''));
    write(`${JSON.stringify({ ...fields, ...nothingKnown, ...answer })}\n`);
  }
  return refused;
}

export function identifyCommand(cli: Argv<CommonOptions>, language: 'fr' | 'en'): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command('identify', text.commandIdentify, {}, async (argv) => {
    const options = argv as CommonOptions;
    const refused = await identifyLines(await loadKnowledge(options), process.stdin, (line) =>
      process.stdout.write(line),
    );
    if (refused.length === 0) return;
    const lines = refused.map((entry) => texts[languageOf(options)].badLine(entry));
    throw new Stop(lines, 1);
  });
}
