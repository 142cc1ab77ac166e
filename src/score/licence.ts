/** Reading of SPDX licence expressions, as far as the class of a product needs it. */

/**
 * Whether a licence lets anyone use, change and share the binary: every side of an AND, one side of an OR, is approved by the OSI.
 * "proprietary", "unknown" and anything that is not an expression are not.
 */
export function isFreeLicence(expression: string, osiApproved: ReadonlySet<string>): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;

  function single(): boolean {
    const token = tokens[at++];
    if (token === undefined) return false;
    if (token === '(') {
      const inside = either();
      return tokens[at++] === ')' && inside;
    }
    let approved = osiApproved.has(token.toLowerCase().replace(/\+$/, '')) || osiApproved.has(token.toLowerCase());
    if (tokens[at]?.toUpperCase() === 'WITH') {
      // An exception only adds permissions.
      at += 2;
      approved = approved && at <= tokens.length;
    }
    return approved;
  }

  function both(): boolean {
    let result = single();
    while (tokens[at]?.toUpperCase() === 'AND') {
      at += 1;
      result = single() && result;
    }
    return result;
  }

  function either(): boolean {
    let result = both();
    while (tokens[at]?.toUpperCase() === 'OR') {
      at += 1;
      result = both() || result;
    }
    return result;
  }

  const free = either();
  return free && at === tokens.length;
}
