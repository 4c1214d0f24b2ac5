// Selects nodes by dbt's grammar: text → selector (parse-selector), checked (check-criterion), evaluated over the graph
// (evaluate-selector), then cut down to resource types. It must not know commands, engines or files.

import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import { didYouMean } from '../errors/suggest.js';
import type { Graph } from '../graph/graph.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { checkCriterion } from './check-criterion.js';
import { emptyIntersection, matchesNothing, noneOfTypes, unknownResourceType } from './errors.js';
import { evaluateSelector, type EvaluationContext } from './evaluate-selector.js';
import { parseSelector } from './parse-selector.js';
import { printCriterion, printSelector } from './print-selector.js';
import { resourceTypes } from './resource-types.js';
import type { Selection, SelectionRequest } from './selection.js';
import { partsOf, type Criterion, type Selector } from './selector.js';
import { suggestCriterion } from './suggest-criterion.js';

/**
 * @throws SpError (2) for syntax that cannot be read, unknown methods, values and resource types: all of them at once.
 * What merely matches nothing is a warning of the result.
 */
export function selectNodes(manifest: Manifest, graph: Graph, request: SelectionRequest): Selection {
  const problems: Diagnostic[] = [...checkResourceTypes(request)];
  const include: Selector = readSelector(request.select, problems) ?? { kind: 'everything' };
  const exclude = readSelector(request.exclude, problems);
  if (problems.length > 0) throw new SpError(problems);

  const warnings = new Map<string, Diagnostic>();
  const warn = (diagnostic: Diagnostic): void => void warnings.set(diagnostic.message, diagnostic);
  const context: EvaluationContext = {
    manifest,
    graph,
    indirectSelection: request.indirectSelection,
    onNoMatch: (criterion) => warn(matchesNothing(printCriterion(criterion), suggestCriterion(criterion, manifest))),
    onNothingInCommon: (selector) => warn(emptyIntersection(printSelector(selector))),
  };
  const selector: Selector = exclude ? { kind: 'difference', from: include, without: exclude } : include;
  const { selected } = evaluateSelector(selector, context);
  const chosen = graph.order.filter((id) => selected.has(id));
  const nodes = chosen.filter((id) => isOfType(manifest, id, request));
  if (nodes.length === 0 && chosen.length > 0 && request.resourceTypes.length > 0) {
    warn(noneOfTypes(countTypes(manifest, chosen), request.resourceTypes));
  }
  return { nodes, warnings: [...warnings.values()] };
}

/** Undefined for no text at all. */
function readSelector(texts: readonly string[], problems: Diagnostic[]): Selector | undefined {
  if (texts.length === 0) return undefined;
  const parsed = texts.map(parseSelector);
  const selector: Selector = { kind: 'union', of: parsed.flatMap((part) => part.selector.of) };
  problems.push(
    ...parsed.flatMap((part) => part.diagnostics),
    ...criteriaOf(selector).flatMap((c) => checkCriterion(c) ?? []),
  );
  return selector;
}

function criteriaOf(selector: Selector): readonly Criterion[] {
  return selector.kind === 'criterion' ? [selector] : partsOf(selector).flatMap(criteriaOf);
}

function checkResourceTypes({ resourceTypes: asked, excludeResourceTypes }: SelectionRequest): readonly Diagnostic[] {
  const known: readonly string[] = resourceTypes;
  const unknown = [...asked, ...excludeResourceTypes].filter((type) => !known.includes(type));
  return unknown.map((type) => unknownResourceType(type, didYouMean(type, known), known));
}

function isOfType(manifest: Manifest, id: NodeId, request: SelectionRequest): boolean {
  const type = manifest.nodes.get(id)?.resourceType ?? '';
  const isAsked = request.resourceTypes.length === 0 || request.resourceTypes.includes(type);
  return isAsked && !request.excludeResourceTypes.includes(type);
}

/** `1 seed, 3 tests` */
function countTypes(manifest: Manifest, ids: readonly NodeId[]): string {
  const types = ids.map((id) => manifest.nodes.get(id)?.resourceType ?? 'node');
  return [...new Set(types)]
    .map((type) => {
      const count = types.filter((other) => other === type).length;
      const plural = type === 'analysis' ? 'analyses' : `${type}s`;
      return `${count} ${count === 1 ? type : plural}`;
    })
    .join(', ');
}
