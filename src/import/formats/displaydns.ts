/**
 * Output of `ipconfig /displaydns` in any language: a name, a rule, then its records, each field a label, dots and a
 * colon. Fields come in an order of their own: name, type, time to live, length, section, data.
 */
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { MAX_LINE_BYTES, readLines } from '../json.ts';
import { type CacheRecord, cacheDocument } from '../network/dns-cache.ts';
import type { Source } from '../source.ts';

const RULE = /^\s*-{20,}\s*$/;
const CNAME = '5';
/** Place of a field in its record. */
const TYPE = 1;
const DATA = 5;

function detect({ text }: Head): boolean {
  return /^ {2,8}\S[^\r\n]{0,300}\r?\n {2,8}-{20,}\s*$/m.test(text) && /\. ?[\u00a0\xff]?: /.test(text);
}

/** Label and value of "Label . . : value"; the space before the colon may not break, in any code page. */
function fieldOf(line: string): { label: string; value: string } | undefined {
  const plain = line.replace(/[\u00a0\xff]/g, ' ');
  const colon = plain.indexOf(' : ');
  if (colon === -1) return undefined;
  const label = plain.slice(0, colon).replaceAll('.', '').trim();
  return { label, value: plain.slice(colon + 3).trim() };
}

/** Records as their fields come by. */
class Records {
  readonly records: CacheRecord[] = [];
  readonly entries = new Set<string>();
  #entry = '';
  #nameLabel = '';
  #fields: string[] = [];

  open(entry: string): void {
    this.#close();
    this.#entry = entry;
    this.entries.add(entry);
  }

  add(label: string, value: string): void {
    if (this.#entry === '') return;
    if (this.#nameLabel === '') this.#nameLabel = label;
    // Some types have more fields than others: the first one begins a record.
    if (label === this.#nameLabel) this.#close();
    this.#fields.push(value);
  }

  end(): void {
    this.#close();
  }

  #close(): void {
    const [name, ...rest] = this.#fields;
    this.#fields = [];
    if (name === undefined || rest.length === 0) return;
    const isAlias = rest[TYPE - 1] === CNAME;
    this.records.push({ entry: this.#entry, name, alias: isAlias ? rest[DATA - 1] : undefined });
  }
}

async function* read(source: Source, { key, knownName }: ImportContext): AsyncGenerator<Outcome> {
  const found = new Records();
  let previous = '';
  for await (const line of readLines(source, { longest: MAX_LINE_BYTES })) {
    if ('problem' in line) throw line.problem;
    const field = fieldOf(line.text);
    if (RULE.test(line.text)) found.open(previous.trim());
    else if (field !== undefined) found.add(field.label, field.value);
    previous = line.text;
  }
  found.end();
  yield cacheDocument(
    found.records,
    found.entries,
    originOf(source, displaydns.id, key, []),
    (await knownName?.()) ?? (() => null),
  );
}

export const displaydns: Importer = { id: 'displaydns', detect, read };
