import type { Diagnostic } from '../errors/diagnostic.js';
import { atWithChildren, brokenIntersection, emptyCriterion, emptySelector, strayOperator } from './errors.js';
import type { Criterion, Selector, SelectorUnion } from './selector.js';

export interface ParsedSelector {
  /** Criteria that could be read; complete if there are no diagnostics. */
  readonly selector: SelectorUnion;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads dbt's selection syntax: `[@] [N+] [method[.argument…]:] value [+N]`, joined by commas (intersection) and spaces
 * (union). Whether a method exists and likes its value is not judged here.
 */
export function parseSelector(text: string): ParsedSelector {
  const diagnostics: Diagnostic[] = [];
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) diagnostics.push(emptySelector());
  const of = words.flatMap((word): Selector[] => {
    const pieces = word.split(',');
    if (pieces.includes('')) {
      diagnostics.push(brokenIntersection(word));
      return [];
    }
    const criteria = pieces.flatMap((piece) => parseCriterion(piece, diagnostics) ?? []);
    return criteria.length > 1 ? [{ kind: 'intersection', of: criteria }] : criteria;
  });
  return { selector: { kind: 'union', of }, diagnostics };
}

const shape = /^(?<at>@)?(?:(?<parentDepth>\d*)\+)?(?<body>.*?)(?:\+(?<childDepth>\d*))?$/su;

function parseCriterion(text: string, diagnostics: Diagnostic[]): Criterion | undefined {
  const { at, parentDepth, body = '', childDepth } = shape.exec(text)?.groups ?? {};
  if (/^(?:@|\d*\+)|\+\d*$/.test(body)) {
    diagnostics.push(strayOperator(text, withoutStrayOperators(text)));
    return undefined;
  }
  const { method, value } = splitMethod(body);
  if (value === '') {
    diagnostics.push(emptyCriterion(text, method));
    return undefined;
  }
  if (at !== undefined && childDepth !== undefined) {
    diagnostics.push(atWithChildren(text, body));
    return undefined;
  }
  const [name = '', ...methodArguments] = (method ?? defaultMethod(value)).split('.');
  return {
    kind: 'criterion',
    method: name,
    arguments: methodArguments,
    value,
    ...(parentDepth !== undefined && { parentDepth: toDepth(parentDepth) }),
    ...(childDepth !== undefined && { childDepth: toDepth(childDepth) }),
    hasAt: at !== undefined,
  };
}

/** What stands before the first colon is a method, unless it looks like the beginning of a path. */
function splitMethod(body: string): { readonly method?: string; readonly value: string } {
  const colon = body.indexOf(':');
  if (colon < 0 || /[/\\]/.test(body.slice(0, colon))) return { value: body };
  return { method: body.slice(0, colon), value: body.slice(colon + 1) };
}

/** The method that a value without one is meant for. */
export function defaultMethod(value: string): 'path' | 'file' | 'fqn' {
  if (/[/\\]/.test(value)) return 'path';
  return /\.(?:sql|csv|csv\.gz|ya?ml)$/i.test(value) ? 'file' : 'fqn';
}

function toDepth(digits: string): number {
  return digits === '' ? Infinity : Number(digits);
}

/** `++x` → `+x`, `x++` → `x+`, `+@x` → `@x`. */
function withoutStrayOperators(text: string): string {
  const front = /^(?:@|\d*\+)+/.exec(text)?.[0] ?? '';
  const back = /(?:\+\d*)+$/.exec(text)?.[0] ?? '';
  const body = text.slice(front.length, text.length - back.length);
  if (body === '') return '+NAME';
  if (front.includes('@')) return `@${body}`;
  return `${front === '' ? '' : '+'}${body}${back === '' ? '' : '+'}`;
}
