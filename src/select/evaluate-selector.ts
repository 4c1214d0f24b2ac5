import type { Graph } from '../graph/graph.js';
import { ancestors, descendants } from '../graph/walk.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { selectorMethods } from './methods.js';
import type { SelectionRequest } from './selection.js';
import { partsOf, type Criterion, type Selector, type SelectorIntersection } from './selector.js';

export interface EvaluationContext {
  readonly manifest: Manifest;
  readonly graph: Graph;
  readonly indirectSelection: SelectionRequest['indirectSelection'];
  /** Called for each criterion whose method matches no node. */
  readonly onNoMatch: (criterion: Criterion) => void;
  /** Called for each intersection that is empty although each of its parts is not. */
  readonly onNothingInCommon: (selector: SelectorIntersection) => void;
}

export interface Evaluated {
  readonly selected: ReadonlySet<NodeId>;
  /** Tests below selected nodes that lack another parent to come along. */
  readonly candidates: ReadonlySet<NodeId>;
  /** What was matched or reached by an operator: the rest of `selected` are tests that came along. */
  readonly named: ReadonlySet<NodeId>;
}

/**
 * dbt's order of work: each criterion selects, its graph operators add, tests come along, sets are combined, and tests
 * whose parents a combination brought together join. One thing is ours: with `cautious` and `buildable`, too, a test
 * that merely came along goes when one of its parents is excluded.
 */
export function evaluateSelector(selector: Selector, context: EvaluationContext): Evaluated {
  if (selector.kind === 'criterion') return evaluateCriterion(selector, context);
  if (selector.kind === 'everything') {
    const all = new Set(context.graph.order);
    return { selected: all, candidates: new Set(), named: all };
  }
  const parts = partsOf(selector).map((operand) => evaluateSelector(operand, context));
  const combine = combinations[selector.kind];
  const selected = combine(parts.map((part) => part.selected));
  const candidates = combine(parts.map((part) => union([part.selected, part.candidates])));
  const named = combine(parts.map((part) => part.named));
  if (selector.kind === 'difference') {
    for (const id of parts[1]?.candidates ?? []) if (!named.has(id)) selected.delete(id);
  }
  for (const id of findComplete(candidates, selected, context)) selected.add(id);
  if (selector.kind === 'intersection' && selected.size === 0 && parts.every((part) => part.selected.size > 0)) {
    context.onNothingInCommon(selector);
  }
  return { selected, candidates, named };
}

type Sets = readonly ReadonlySet<NodeId>[];

const combinations = {
  union,
  intersection: ([first, ...others]: Sets) =>
    new Set([...(first ?? [])].filter((id) => others.every((other) => other.has(id)))),
  difference: ([first, ...others]: Sets) =>
    new Set([...(first ?? [])].filter((id) => !others.some((other) => other.has(id)))),
};

function union(sets: Sets): Set<NodeId> {
  const all = new Set<NodeId>();
  for (const set of sets) for (const id of set) all.add(id);
  return all;
}

function evaluateCriterion(criterion: Criterion, context: EvaluationContext): Evaluated {
  const { manifest, graph } = context;
  const { value, parentDepth, childDepth } = criterion;
  const matches = selectorMethods.get(criterion.method)?.createMatcher(value, manifest, criterion.arguments);
  const found = graph.order.filter((id) => {
    const node = manifest.nodes.get(id);
    return node !== undefined && matches?.(node) === true;
  });
  if (found.length === 0) context.onNoMatch(criterion);

  const selected = new Set(found);
  const add = (ids: Iterable<NodeId>): void => {
    for (const id of ids) selected.add(id);
  };
  if (criterion.hasAt) {
    add(descendants(graph, found));
    add(ancestors(graph, [...selected]));
  }
  if (parentDepth !== undefined) add(ancestors(graph, found, parentDepth));
  if (childDepth !== undefined) add(descendants(graph, found, childDepth));
  return expandToTests(selected, context);
}

/** The tests below the selected nodes: in, or to be looked at again when the selection has grown. */
function expandToTests(selected: ReadonlySet<NodeId>, context: EvaluationContext): Evaluated {
  const { manifest, graph, indirectSelection } = context;
  if (indirectSelection === 'empty') return { selected, candidates: new Set(), named: selected };
  const below = new Set<NodeId>();
  for (const id of selected) {
    for (const child of graph.children.get(id) ?? []) {
      if (!selected.has(child) && manifest.nodes.get(child)?.resourceType === 'test') below.add(child);
    }
  }
  const complete = new Set(indirectSelection === 'eager' ? below : findComplete(below, selected, context));
  return {
    selected: union([selected, complete]),
    candidates: combinations.difference([below, complete]),
    named: selected,
  };
}

/**
 * Tests whose parents are all selected (`cautious`), or all selected or needed by what is (`buildable`, which counts
 * every source as there).
 */
function findComplete(
  tests: ReadonlySet<NodeId>,
  selected: ReadonlySet<NodeId>,
  { manifest, graph, indirectSelection }: EvaluationContext,
): readonly NodeId[] {
  if (indirectSelection === 'eager' || indirectSelection === 'empty') return [];
  const isBuildable = indirectSelection === 'buildable';
  const available = isBuildable ? union([selected, ancestors(graph, selected)]) : selected;
  const isAvailable = (id: NodeId): boolean =>
    available.has(id) || (isBuildable && manifest.nodes.get(id)?.resourceType === 'source');
  return [...tests].filter(
    (id) =>
      manifest.nodes.get(id)?.resourceType === 'test' &&
      !selected.has(id) &&
      (graph.parents.get(id) ?? []).every(isAvailable),
  );
}
