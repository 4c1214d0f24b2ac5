// The syntax tree of a selector. Text gives unions of intersections of criteria; YAML selectors may nest at will.

export interface Criterion {
  readonly kind: 'criterion';
  /** `tag`, `fqn`, …: as written, or the one that fits a bare value. Not checked against the list of methods. */
  readonly method: string;
  /** `['meta', 'owner']` in `config.meta.owner:ann`. */
  readonly arguments: readonly string[];
  readonly value: string;
  /** How many edges upwards and downwards come along: `+x` is Infinity, `2+x` is 2. Absent: none. */
  readonly parentDepth?: number;
  readonly childDepth?: number;
  /** `@x`: also all descendants and everything that those depend on. */
  readonly hasAt: boolean;
}

export interface SelectorUnion {
  readonly kind: 'union';
  readonly of: readonly Selector[];
}

export interface SelectorIntersection {
  readonly kind: 'intersection';
  readonly of: readonly Selector[];
}

export interface SelectorDifference {
  readonly kind: 'difference';
  readonly from: Selector;
  readonly without: Selector;
}

/** Every node, what is selected when nothing was said. */
export interface SelectorEverything {
  readonly kind: 'everything';
}

export type Selector = Criterion | SelectorEverything | SelectorUnion | SelectorIntersection | SelectorDifference;

/** The operands of a set operation, in order; none of a criterion. */
export function partsOf(selector: Selector): readonly Selector[] {
  if ('of' in selector) return selector.of;
  return selector.kind === 'difference' ? [selector.from, selector.without] : [];
}
