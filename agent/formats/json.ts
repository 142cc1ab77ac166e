/** JSON of files that others wrote: what cannot be read is undefined, and a path that leads nowhere too. */

export function parseJson(text: string, ...path: string[]): unknown {
  try {
    return valueAt(JSON.parse(text), path);
  } catch {
    return undefined;
  }
}

/** The text, number or boolean at the end of a path, as text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = valueAt(value, path);
  if (typeof found === 'string') return found || undefined;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}
