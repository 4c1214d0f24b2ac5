import { globSetSource } from '../util/glob-set.js';

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
    return token.length > 1 ? globSetSource(token) : `\\${token}`;
  });
}
