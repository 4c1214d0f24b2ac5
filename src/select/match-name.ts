/**
 * Python's fnmatch, which dbt uses for names: `*` is any text (dots and slashes included), `?` one character, `[a-z]`
 * and `[!a-z]` sets; everything else, upper and lower case included, stands for itself.
 */
export function createNameMatcher(pattern: string): (name: string) => boolean {
  if (!hasWildcard(pattern)) return (name) => name === pattern;
  const expression = new RegExp(`^(?:${toSource(pattern)})$`, 'su');
  return (name) => expression.test(name);
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[\]]/.test(pattern);
}

function toSource(pattern: string): string {
  return pattern.replaceAll(/\*+|\?|\[!?\]?[^\]]*\]|[\\^$.|+(){}[\]]/gu, (token) => {
    if (token.startsWith('*')) return '.*';
    if (token === '?') return '.';
    return token.length > 1 ? toSet(token) : `\\${token}`;
  });
}

function toSet(token: string): string {
  const isNegated = token.startsWith('[!');
  const inside = token.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\[\]^]/g, '\\$&');
  const set = `[${isNegated ? '^' : ''}${inside}]`;
  try {
    return new RegExp(set, 'u').source;
  } catch {
    // A range that runs backwards holds nothing, as in Python.
    return isNegated ? '.' : '(?!)';
  }
}
