// Entries of `on-run-start` and `on-run-end` → what will run before and after all nodes.

import type { CompiledHook } from '../compile/compiled.js';
import { compileOperation, listSchemas } from '../compile/compile-hooks.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import type { NodeLabel } from '../events/event.js';
import type { Manifest, NodeId, OperationNode } from '../manifest/manifest.js';

export interface PlannedOperation {
  readonly id: NodeId;
  readonly label: NodeLabel;
  readonly hook: CompiledHook;
  readonly diagnostics: readonly Diagnostic[];
}

export interface OperationsPlan {
  readonly start: readonly PlannedOperation[];
  readonly endCount: number;
  /** Rendered when the nodes are done. @param results one object a node, as templates see it */
  readonly end: (results: readonly TemplateValue[]) => readonly PlannedOperation[];
  /** What is wrong with any of them, as far as it shows before the run. */
  readonly problems: readonly Diagnostic[];
}

/** @param selected nodes whose schemas `on-run-end` sees as `schemas` and `database_schemas` */
export function planOperations(manifest: Manifest, selected: readonly NodeId[]): OperationsPlan {
  const plan = (when: OperationNode['when'], args?: Readonly<Record<string, TemplateValue>>) =>
    manifest.operations
      .filter((operation) => operation.when === when)
      .map((operation): PlannedOperation => ({
        id: operation.id,
        label: { what: 'operation', name: operation.name },
        ...compileOperation(manifest, operation, args),
      }));
  const schemas = listSchemas(manifest, selected);
  const start = plan('on-run-start');
  const end: OperationsPlan['end'] = (results) => plan('on-run-end', { results, ...schemas });
  const tried = end([]);
  return { start, end, endCount: tried.length, problems: [...start, ...tried].flatMap((each) => each.diagnostics) };
}
