import { globSetSource } from './glob-set.js';

/**
 * A pattern with `*` (anything but `/`), `**` (anything), `?` and `[a-z]` as a regular expression over a whole path
 * with forward slashes. Everything else stands for itself.
 */
export function globToRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/?|\*|\?|\[!?[^\]/]+\]|[\\^$.|+(){}[\]]/g, (token) => {
    if (token === '**/') return '(?:.*/)?';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 2 && token.startsWith('[')) return globSetSource(token, '/');
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`, 'u');
}
