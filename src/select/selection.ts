// selector text + Graph → Selection: dbt's grammar (https://docs.getdbt.com/reference/node-selection/syntax). Pure.

import type { Diagnostic } from '../errors/diagnostic.js';
import type { NodeId } from '../manifest/manifest.js';

export interface SelectionRequest {
  /** Each string may hold several criteria separated by spaces (union) or commas (intersection). Empty: everything. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** Keep only these resource types; empty keeps all (see `RESOURCE_TYPES_OF_COMMAND`). */
  readonly resourceTypes: readonly string[];
  readonly excludeResourceTypes: readonly string[];
  /** Which tests come along with selected nodes: those with any parent selected, with all, with all buildable, or none. */
  readonly indirectSelection: 'eager' | 'cautious' | 'buildable' | 'empty';
}

export interface Selection {
  /** In the graph's order. */
  readonly nodes: readonly NodeId[];
  /** E.g. a criterion that matched nothing, with a suggestion. */
  readonly warnings: readonly Diagnostic[];
}
