import { defaultMethod } from './parse-selector.js';
import type { Criterion, Selector } from './selector.js';

/**
 * The text of a selector; `parseSelector` gives the same selector back. Only what text can say can be printed: unions of
 * intersections of criteria.
 */
export function printSelector(selector: Selector): string {
  if (selector.kind === 'criterion') return printCriterion(selector);
  if (selector.kind === 'intersection') return selector.of.map(printSelector).join(',');
  if (selector.kind === 'union') return selector.of.map(printSelector).join(' ');
  throw new Error(`text has no sign for ${selector.kind}`);
}

/** As people write it: without a method where the value alone means the same. */
export function printCriterion(criterion: Criterion): string {
  const { method, value, hasAt, parentDepth, childDepth } = criterion;
  const isBare = criterion.arguments.length === 0 && method === defaultMethod(value) && isPlain(value);
  const body = isBare ? value : `${[method, ...criterion.arguments].join('.')}:${value}`;
  const parents = parentDepth === undefined ? '' : `${printDepth(parentDepth)}+`;
  const children = childDepth === undefined ? '' : `+${printDepth(childDepth)}`;
  return `${hasAt ? '@' : ''}${parents}${body}${children}`;
}

/** Nothing at its front or in it could be taken for an operator or a method. */
function isPlain(value: string): boolean {
  return !/^[+@]|^\d+\+|:/.test(value);
}

function printDepth(depth: number): string {
  return depth === Infinity ? '' : String(depth);
}
