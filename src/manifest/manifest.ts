// Project → Manifest: every node of the project with its config, its parsed template, its tests and the references
// between them, all resolved. Pure: no disk, no database, no clock. It does not order anything (graph/) and renders
// no SQL (compile/).

import type { Diagnostic, Place } from '../errors/diagnostic.js';
import type { Dialect, IndexSpec } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { CsvFile, Project } from '../project/project.js';
import type { ColumnProperties } from '../project/properties.js';
import type { MacroDefinition, MacroSet, ParsedTemplate, RefCall, SourceCall } from '../template/template.js';
import type { SeedConfig } from '../adapters/seed-config.js';

/** dbt's unique ids: `model.pkg.name`, `test.pkg.name.0123456789`, `source.pkg.src.table`, … */
export type NodeId = string & { readonly __brand: 'NodeId' };

export type Materialization =
  'view' | 'materialized_view' | 'table' | 'ephemeral' | 'incremental' | 'partitioned' | 'seed' | 'snapshot' | 'test';

/** A reference that was resolved: which node a call in the template means. */
export interface ResolvedRef {
  readonly call: RefCall;
  readonly node: NodeId;
  /** A sibling relation of the node other than its own, e.g. a seed's `__rejected`. */
  readonly relation?: Relation;
}

export interface ResolvedSource {
  readonly call: SourceCall;
  readonly node: NodeId;
}

interface NodeBase {
  readonly id: NodeId;
  readonly name: string;
  readonly package: string;
  /** Path below its resource folder. */
  readonly path: string;
  /** Path from the project root. */
  readonly originalFilePath: string;
  /** `[package, folders…, name]`. */
  readonly fqn: readonly string[];
  readonly description: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
  /** Effective config with dbt's key names, as plain data (for artifacts and `config.*` selection). */
  readonly config: Readonly<Record<string, unknown>>;
  readonly columns: readonly ColumnProperties[];
  /** `path` of the YAML file that describes it, if any. */
  readonly patchPath?: string;
  readonly place: Place;
}

interface Queryable {
  readonly alias: string;
  readonly relation: Relation;
}

interface Templated {
  readonly template: ParsedTemplate;
  readonly rawCode: string;
  readonly refs: readonly ResolvedRef[];
  readonly sources: readonly ResolvedSource[];
  /** Ids of the macros it reaches, sorted. */
  readonly macroIds: readonly string[];
}

/** SQL of the user's own that runs right before or after a node. */
export interface Hook {
  readonly template: ParsedTemplate;
  /** Of the text as a whole: positions in `template` count from its own first letter. */
  readonly place: Place;
  /** On engines with transactions: inside that of the node. */
  readonly transaction: boolean;
  readonly refs: readonly ResolvedRef[];
  readonly sources: readonly ResolvedSource[];
}

interface Hooked {
  /** Absent when there are none. In the order in which they run. */
  readonly hooks?: { readonly pre: readonly Hook[]; readonly post: readonly Hook[] };
}

export interface ModelNode extends NodeBase, Queryable, Templated, Hooked {
  readonly resourceType: 'model';
  readonly materialized: Exclude<Materialization, 'seed' | 'snapshot' | 'test'>;
  readonly partition?: PartitionConfig;
  readonly incremental?: IncrementalConfig;
  readonly indexes: readonly IndexSpec[];
  readonly access: 'private' | 'protected' | 'public';
  readonly group?: string;
}

export interface PartitionConfig {
  readonly by: string;
  readonly byPlace: Place;
  /** A SELECT that lists the keys, a literal list, or neither: the distinct values of the aligned inputs. */
  readonly keysTemplate?: ParsedTemplate;
  /** Where `partitions:` stands; positions inside of `keysTemplate` count from its own first letter. */
  readonly keysPlace?: Place;
  readonly keys?: readonly (string | number | boolean | null)[];
}

/** How the rows of a run change the table of the runs before. */
export interface IncrementalConfig {
  readonly strategy: 'append' | 'delete+insert' | 'merge' | 'insert_overwrite' | 'microbatch';
  /** Columns or SQL expressions; empty: none. */
  readonly uniqueKey: readonly string[];
  /** SQL conditions on `DBT_INTERNAL_DEST` and `DBT_INTERNAL_SOURCE`. */
  readonly predicates: readonly string[];
  readonly mergeUpdateColumns: readonly string[];
  readonly mergeExcludeColumns: readonly string[];
  /** insert_overwrite: rows with the values of this column that the batch has are replaced. */
  readonly partitionBy?: string;
  readonly onSchemaChange: 'ignore' | 'append_new_columns' | 'sync_all_columns' | 'fail' | 'full_refresh';
  readonly onSqlChange: 'warn' | 'full_refresh' | 'fail';
  /** Overrules `--full-refresh`. */
  readonly fullRefresh?: boolean;
  /** Of a microbatch model. */
  readonly batch?: BatchConfig;
}

export interface BatchConfig {
  /** Column of the model. */
  readonly eventTime: string;
  /** Date or time, UTC. */
  readonly begin: string;
  readonly size: 'hour' | 'day' | 'month' | 'year';
  /** Batches before the newest one that every run evaluates again. */
  readonly lookback: number;
  readonly concurrent?: boolean;
}

export interface SnapshotNode extends NodeBase, Queryable, Templated, Hooked {
  readonly resourceType: 'snapshot';
  readonly materialized: 'snapshot';
  readonly snapshot: SnapshotConfig;
}

/** How a snapshot tells versions of a row apart, and what it calls the columns that say when each was valid. */
export interface SnapshotConfig {
  readonly strategy:
    | { readonly kind: 'timestamp'; readonly updatedAt: string }
    | { readonly kind: 'check'; readonly columns: 'all' | readonly string[]; readonly updatedAt?: string };
  /** Columns or SQL expressions; at least one. */
  readonly uniqueKey: readonly string[];
  readonly hardDeletes: 'ignore' | 'invalidate' | 'new_record';
  /** SQL expression for the end of what is still valid, instead of NULL. */
  readonly validToCurrent?: string;
  readonly columns: SnapshotColumns;
}

export interface SnapshotColumns {
  readonly validFrom: string;
  readonly validTo: string;
  readonly scdId: string;
  readonly updatedAt: string;
  readonly isDeleted: string;
}

export interface SeedNode extends NodeBase, Queryable, Hooked {
  readonly resourceType: 'seed';
  readonly materialized: 'seed';
  readonly files: readonly CsvFile[];
  readonly seed: SeedConfig;
  /** `<seed>__rejected` when `on_bad_row: quarantine`. */
  readonly rejected?: Relation;
}

export interface SourceNode extends NodeBase, Queryable {
  readonly resourceType: 'source';
  readonly sourceName: string;
  readonly sourceDescription: string;
}

export interface TestNode extends NodeBase, Queryable, Templated {
  readonly resourceType: 'test';
  readonly materialized: 'test';
  readonly testKind: 'generic' | 'singular';
  readonly severity: 'error' | 'warn';
  readonly warnIf: string;
  readonly errorIf: string;
  readonly failCalc: string;
  readonly where?: string;
  readonly limit?: number;
  /** Its failing rows are kept in `relation`; absent: they are not. */
  readonly storeFailuresAs?: 'table' | 'view';
  /** Generic tests only. */
  readonly generic?: GenericTestCall;
}

export interface GenericTestCall {
  readonly macro: MacroDefinition;
  /** Name as written in YAML (`unique`, `pkg.mytest`). */
  readonly test: string;
  /** The tested node. */
  readonly attachedTo: NodeId;
  readonly column?: string;
  /** Arguments as written, for artifacts and names. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** Relations named in arguments (`to: ref('x')`), each text once; empty for a disabled test. */
  readonly argumentRefs: readonly { readonly text: string; readonly node: NodeId; readonly relation?: Relation }[];
}

export interface AnalysisNode extends NodeBase, Templated {
  readonly resourceType: 'analysis';
}

export interface ExposureNode extends NodeBase {
  readonly resourceType: 'exposure';
  readonly exposureType: string;
  readonly owner: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly NodeId[];
  readonly extra: Readonly<Record<string, unknown>>;
}

/** One entry of `on-run-start` or `on-run-end`. It is no node of the graph and cannot be selected. */
export interface OperationNode extends NodeBase, Templated {
  readonly resourceType: 'operation';
  readonly when: 'on-run-start' | 'on-run-end';
  readonly index: number;
}

export type ManifestNode = ModelNode | SnapshotNode | SeedNode | SourceNode | TestNode | AnalysisNode | ExposureNode;

export interface Manifest {
  readonly project: Project;
  readonly dialect: Dialect;
  readonly nodes: ReadonlyMap<NodeId, ManifestNode>;
  /** `enabled: false` nodes, not in `nodes`. */
  readonly disabled: readonly ManifestNode[];
  /** In the order in which they run. */
  readonly operations: readonly OperationNode[];
  readonly macros: MacroSet;
  /** Direct parents of every node, sorted, tests included. Where each dependency was written is in refs/sources. */
  readonly parents: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly warnings: readonly Diagnostic[];
  /** Columns of a seed, from the headers of its files; read when first asked for. Undefined when they cannot be. */
  readonly columnsOfSeed?: (seed: SeedNode) => readonly string[] | undefined;
}
