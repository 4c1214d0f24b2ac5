// Everything that can happen while `sp` works, as one union. Stages report through a Sink; the cli turns events into
// lines, NDJSON, JUnit … Nothing below cli prints.

import type { Diagnostic } from '../errors/diagnostic.js';

export type NodeStatus =
  'success' | 'error' | 'skipped' | 'pass' | 'fail' | 'warn' | 'reused' | 'no-op' | 'partial success';

export interface RunStarted {
  readonly kind: 'run-started';
  readonly version: string;
  readonly project: string;
  readonly command: string;
  readonly target: { readonly name: string; readonly type: string; readonly description: string };
  readonly threads: number;
}

/** What is about to run, once, before the first node. */
export interface PlanReady {
  readonly kind: 'plan-ready';
  /** Resource type or materialization → number of nodes. */
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

export interface NodeStarted {
  readonly kind: 'node-started';
  readonly node: string;
  readonly label: NodeLabel;
}

export interface NodeProgress {
  readonly kind: 'node-progress';
  readonly node: string;
  readonly label: NodeLabel;
  /** E.g. partitions or batches finished of all, or bytes read of all. */
  readonly done: number;
  readonly total: number;
  readonly unit: 'partitions' | 'batches' | 'bytes';
}

export interface NodeFinished {
  readonly kind: 'node-finished';
  readonly node: string;
  readonly label: NodeLabel;
  readonly status: NodeStatus;
  readonly durationMs: number;
  readonly rows?: number;
  /** Tests: number of failing rows. */
  readonly failures?: number;
  /** Partitioned models: how many were evaluated and how many of those failed. */
  readonly partitions?: { readonly evaluated: number; readonly failed: number };
  readonly message?: string;
  readonly diagnostics: readonly Diagnostic[];
  /** A failing test's first rows. */
  readonly sample?: { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] };
  /** The rows that a failing test looked at were never published and are gone, so `sp show` has nothing of them. */
  readonly rowsAreGone?: boolean;
  /** The relation that keeps all of them, as SQL has it. */
  readonly storedIn?: string;
  /** Of a skipped node: the failed node further up that is to blame. */
  readonly skippedBecauseOf?: NodeLabel;
  /** Path of the compiled SQL, relative to the project. */
  readonly compiledPath?: string;
  /** Finished nodes so far and how many there are. */
  readonly index: number;
  readonly total: number;
}

/** How people call a node: what it is and its name, e.g. `view` `stg_students`, `test` `unique_stg_students_id`. */
export interface NodeLabel {
  readonly what: string;
  readonly name: string;
}

export interface DiagnosticRaised {
  readonly kind: 'diagnostic';
  readonly diagnostic: Diagnostic;
}

/** A short remark for people, e.g. that the run waits for another's lock. */
export interface Notice {
  readonly kind: 'notice';
  readonly message: string;
}

export interface RunFinished {
  readonly kind: 'run-finished';
  readonly counts: Readonly<Partial<Record<NodeStatus, number>>>;
  readonly durationMs: number;
  readonly exitCode: number;
  /** E.g. `target/warehouse.sqlite, 206 MB`. */
  readonly wrote?: string;
  /** Commands worth trying next. */
  readonly next: readonly { readonly label: string; readonly command: string }[];
}

export type SpEvent =
  RunStarted | PlanReady | NodeStarted | NodeProgress | NodeFinished | DiagnosticRaised | Notice | RunFinished;

export type Sink = (event: SpEvent) => void;
