/**
 * The source of a regular expression for a set of a pattern: `[a-z]`, or `[!a-z]` for everything else. As in Python, a
 * range that runs backwards holds nothing.
 *
 * @param except a character that a negated set does not match either
 */
export function globSetSource(token: string, except = ''): string {
  const isNegated = token.startsWith('[!');
  const inside = token.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\[\]^]/g, '\\$&');
  try {
    return new RegExp(isNegated ? `[^${except}${inside}]` : `[${inside}]`, 'u').source;
  } catch {
    return isNegated ? `[^${except}]` : '(?!)';
  }
}
