/** `tiebreak identify`: NDJSON titles or domains on standard input → NDJSON, same order, each line with what was made of it. */
import { createInterface } from 'node:readline';
import type { Argv } from 'yargs';
import { DomainIndex, isUse, normaliseHost } from '../identify/domains.ts';
import { type Finding, Identifier } from '../identify/identify.ts';
import type { SoftwareItem } from '../inventory/schema.ts';
import type { KnowledgeBase, Product } from '../knowledge/base.ts';
import { classify, ultimateParent } from '../score/classify.ts';
import { type CommonOptions, languageOf, loadKnowledge, Stop } from './context.ts';
import { texts } from './texts.ts';

/** Longest line read, in UTF-16 units: a title is short. */
const LONGEST_LINE = 65_536;

type Answer = Record<string, unknown>;

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
  const rule = finding.title.rule ?? null;
  if (finding.outcome === 'counted') return { outcome: 'identified', ...aboutProduct(base, finding.product), rule };
  if (finding.outcome === 'ignored') {
    const known = finding.product ? aboutProduct(base, finding.product) : {};
    return { outcome: 'ignored', ...known, role: finding.role, reason: finding.reason.id, rule };
  }
  return {
    outcome: 'unknown',
    ...(finding.vendor ? { vendor: finding.vendor.name } : {}),
    ...(finding.ambiguous ? { ambiguous: true } : {}),
    rule: null,
  };
}

function aboutDomain(base: KnowledgeBase, domains: DomainIndex, raw: string): Answer {
  const host = normaliseHost(raw);
  const owner = domains.ownerOf(host);
  if (!owner) return { outcome: 'unknown', rule: null };
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

export async function identifyLines(
  base: KnowledgeBase,
  input: NodeJS.ReadableStream,
  write: (line: string) => void,
): Promise<string[]> {
  const identifier = new Identifier(base);
  const domains = new DomainIndex(base);
  const refused: string[] = [];
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    let asked: unknown;
    try {
      if (line.length > LONGEST_LINE) throw new Error('line too long');
      asked = JSON.parse(line);
      if (asked === null || typeof asked !== 'object' || Array.isArray(asked)) throw new Error('not an object');
      const fields = asked as Record<string, unknown>;
      if (typeof fields.name !== 'string' && typeof fields.domain !== 'string')
        throw new Error('"name" or "domain" is missing');
      const answer =
        typeof fields.name === 'string' && fields.name !== ''
          ? aboutFinding(
              base,
              identifier.observe(toItem(fields), typeof fields.platform === 'string' ? fields.platform : undefined),
            )
          : aboutDomain(base, domains, String(fields.domain ?? ''));
      write(`${JSON.stringify({ ...fields, ...answer })}\n`);
    } catch (error) {
      const detail = (error as Error).message;
      refused.push(`${number}: ${detail}`);
      // One answer a line, in the same order, even for a line that could not be read.
      write(`${JSON.stringify({ outcome: 'unknown', rule: null, error: detail.slice(0, 200) })}\n`);
    }
  }
  return refused;
}

export function identifyCommand(cli: Argv<CommonOptions>, language: 'fr' | 'en'): Argv<CommonOptions> {
  const text = texts[language];
  return cli.command('identify', text.commandIdentify, {}, async (argv) => {
    const options = argv as CommonOptions;
    const refused = await identifyLines(loadKnowledge(options), process.stdin, (line) => process.stdout.write(line));
    if (refused.length === 0) return;
    const lines = refused.map((entry) => {
      const [line, ...detail] = entry.split(': ');
      return texts[languageOf(options)].badLine({ line: Number(line), detail: detail.join(': ') });
    });
    throw new Stop(lines, 1);
  });
}
