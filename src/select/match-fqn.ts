import { createNameMatcher, hasWildcard } from './match-name.js';

/**
 * dbt's rule for names: the value is the last segment of the fqn, or its first segments with or without the package.
 * From the first segment with a wildcard on, the pattern must fit all the rest; a pattern without a dot may also fit
 * the last segment alone. Dots in names separate segments.
 */
export function createFqnMatcher(value: string): (fqn: readonly string[]) => boolean {
  const segments = value.split('.');
  const firstWild = segments.findIndex(hasWildcard);
  const exact = firstWild < 0 ? segments : segments.slice(0, firstWild);
  const matchesRest = firstWild < 0 ? undefined : createNameMatcher(segments.slice(firstWild).join('.'));
  const matchesLeaf = firstWild === 0 && segments.length === 1 ? matchesRest : undefined;

  const matchesFront = (fqn: readonly string[]): boolean => {
    const flat = fqn.some((part) => part.includes('.')) ? fqn.join('.').split('.') : fqn;
    if (flat.length < segments.length || exact.some((segment, index) => flat[index] !== segment)) return false;
    return matchesRest === undefined || matchesRest(flat.slice(firstWild).join('.'));
  };
  return (fqn) => {
    const leaf = fqn.at(-1) ?? '';
    return leaf === value || matchesLeaf?.(leaf) === true || matchesFront(fqn) || matchesFront(fqn.slice(1));
  };
}
