/** The templates as the group policy editor reads them: well formed, every word there in both languages, every name one the agent knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../agent/limits.ts';
import { DEFAULT_DELIVERY_SECONDS } from '../../../agent/options.ts';
import { policyTemplates, valueName } from '../../../agent/packaging/windows/policy-templates.ts';
import { POLICIES_KEY, SETTINGS } from '../../../agent/packaging/windows/settings.ts';
import { windowsText } from '../../../agent/packaging/windows/staging.ts';
import { settings } from '../../../agent/policy.ts';

type Element = { name: string; attributes: Record<string, string> };

/** Every element in order; the parser throws on what is not well formed. */
function elementsOf(text: string): Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) =>
    elements.push({ name, attributes: attributes as Record<string, string> }),
  );
  parser.write(text).close();
  return elements;
}

const templates = policyTemplates();
const admx = elementsOf(templates['tiebreak.admx'] ?? '');
const cultures = ['fr-FR', 'en-US'].map((culture) => ({
  culture,
  elements: elementsOf(templates[`${culture}/tiebreak.adml`] ?? ''),
}));

function identifiers(elements: readonly Element[], name: string): string[] {
  return elements.filter((element) => element.name === name).map(({ attributes }) => attributes.id ?? '');
}

test.each(cultures)(
  'every string and presentation the template refers to is in $culture, and no other',
  ({ elements }) => {
    const references = admx.flatMap(({ attributes }) => Object.values(attributes));
    const referred = (table: string) =>
      references.flatMap((value) => new RegExp(`^\\$\\(${table}\\.(\\w+)\\)$`).exec(value)?.[1] ?? []).sort();
    expect(referred('string').length).toBeGreaterThan(30);
    expect(identifiers(elements, 'string').sort()).toEqual([...new Set(referred('string'))]);
    expect(identifiers(elements, 'presentation').sort()).toEqual(referred('presentation'));
  },
);

test.each(cultures)('every control of $culture belongs to an element of the template', ({ elements }) => {
  const controls = elements.flatMap(({ attributes }) => attributes.refId ?? []).sort();
  const declared = admx
    .filter(({ name, attributes }) => ['text', 'decimal', 'enum'].includes(name) && attributes.id !== undefined)
    .map(({ attributes }) => attributes.id);
  expect(controls).toEqual(declared.sort());
});

test('each policy writes a value the agent knows, under the key it reads, and of the kind it expects', () => {
  const known = new Map(Object.entries(settings).map(([name, kind]) => [valueName(name), kind]));
  const policies = admx.filter(({ name }) => name === 'policy');
  for (const { attributes } of policies) {
    expect([attributes.name, attributes.key, attributes.class]).toEqual([attributes.name, POLICIES_KEY, 'Machine']);
    expect(known.has(attributes.name ?? '')).toBe(true);
  }
  const numbers = admx.filter(({ name, attributes }) => name === 'decimal' && attributes.id !== undefined);
  expect(numbers.length).toBeGreaterThan(2);
  for (const { attributes } of numbers) {
    const waits = attributes.valueName === 'MaxDelaySeconds';
    expect(known.get(attributes.valueName ?? '')).toEqual({
      atLeast: Number(attributes.minValue),
      atMost: waits ? 86_400 : Number(attributes.maxValue),
    });
  }
  // A folder of state is no business of a domain: the installer protects one, and one only.
  const offered = policies.map(({ attributes }) => attributes.name);
  expect([...known.keys()].filter((name) => !offered.includes(name))).toEqual(['State']);
});

test('the wait that a policy may ask leaves the task time for the longest inventory and its delivery', () => {
  const wait = admx.find(({ attributes }) => attributes.valueName === 'MaxDelaySeconds' && attributes.id !== undefined);
  const task = windowsText('scheduled-task.xml').toString('utf16le');
  const limit = 60 * Number(/<ExecutionTimeLimit>PT(\d+)M</.exec(task)?.[1]);
  const run = DEFAULT_LIMITS.totalMs / 1000 + DEFAULT_DELIVERY_SECONDS;
  expect(Number(wait?.attributes.maxValue)).toBeGreaterThan(0);
  expect(Number(wait?.attributes.maxValue) + run).toBeLessThan(limit);
});

test.each(cultures)('the editor proposes in $culture a number that may be given, and that serves', ({ elements }) => {
  const boxes = elements.filter(({ name }) => name === 'decimalTextBox');
  expect(boxes.length).toBeGreaterThan(2);
  for (const { attributes } of boxes) {
    const decimal = admx.find((element) => element.attributes.id === attributes.refId);
    const proposed = Number(attributes.defaultValue);
    expect([attributes.refId, proposed >= 5, proposed <= Number(decimal?.attributes.maxValue)]).toEqual([
      attributes.refId,
      true,
      true,
    ]);
  }
});

test('the installer sets settings the agent knows, and the startup scripts the same', () => {
  const known = Object.keys(settings).map(valueName);
  expect(SETTINGS.filter(({ value }) => !known.includes(value))).toEqual([]);
  const files = join(import.meta.dirname, '../../../agent/packaging/windows/files');
  const cmd = readFileSync(join(files, 'install.cmd'), 'utf8');
  const ps1 = readFileSync(join(files, 'install.ps1'), 'utf8');
  for (const { value } of SETTINGS) {
    expect(/in \(([\w ]+)\) do if \/i "%~1"=="%%n" set "NAME/.exec(cmd)?.[1]?.split(' ')).toContain(value);
    expect(ps1).toContain(`[string] $${value}`);
    expect(/foreach \(\$name in ([^)]+)\)/.exec(ps1)?.[1]).toContain(`'${value}'`);
  }
});
