// What the page is given: the artifacts reduced to what it shows, plain JSON, edges and tests as positions in `nodes`
// and `tests`. The only contract between the Node side (build-page-data) and the browser side (page/).

export interface PageData {
  readonly project: PageProject;
  /** Everything that stands in the lineage graph: seeds, sources, models, snapshots, analyses, exposures. Sorted by id. */
  readonly nodes: readonly PageNode[];
  readonly tests: readonly PageTest[];
  /** Null before any run. */
  readonly run: PageRun | null;
}

export interface PageProject {
  readonly name: string;
  /** Engine, e.g. `sqlite`; empty when unknown. */
  readonly engine: string;
  /** Markdown. */
  readonly overview: string;
  /** ISO 8601, or empty. */
  readonly generatedAt: string;
  /** False when there was no manifest at all. */
  readonly isCompiled: boolean;
}

export interface PageNode {
  readonly id: string;
  readonly name: string;
  /** `seed`, `source`, `model`, `snapshot`, `analysis`, `exposure`, or what a newer manifest calls it. */
  readonly type: string;
  /** `view`, `table`, `partitioned`, …; empty where there is none (sources, exposures). */
  readonly materialized: string;
  readonly package: string;
  /** Path from the project root. */
  readonly path: string;
  readonly relation: string;
  /** Markdown. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly columns: readonly PageColumn[];
  readonly config: readonly PageFact[];
  readonly rawCode: string;
  readonly compiledCode: string;
  /** Positions in `nodes`, ascending. */
  readonly parents: readonly number[];
  /** Positions in `tests`: those attached to this node, else those that read it. */
  readonly tests: readonly number[];
  /** Its own result in the last run; null when it was not part of it. */
  readonly result: PageResult | null;
  /** `docs: {show: false}`: stands in the graph, but nothing of its content is here. */
  readonly isHidden: boolean;
}

export interface PageColumn {
  readonly name: string;
  readonly dataType: string;
  readonly description: string;
  /** Declared in the properties, or only known from a test that names it. */
  readonly isDeclared: boolean;
  readonly tags: readonly string[];
  readonly tests: readonly number[];
}

export interface PageTest {
  readonly id: string;
  readonly name: string;
  /** `unique`, `not_null`, …; `singular` for a test of its own file. */
  readonly kind: string;
  /** Column it is about, or empty. */
  readonly column: string;
  readonly severity: string;
  readonly description: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly config: readonly PageFact[];
  readonly rawCode: string;
  readonly compiledCode: string;
  /** Position in `nodes` of what it is attached to; null for singular tests. */
  readonly node: number | null;
  /** Positions in `nodes` of everything it reads. */
  readonly parents: readonly number[];
  readonly result: PageResult | null;
}

/** One setting, its value as text. */
export interface PageFact {
  readonly key: string;
  readonly value: string;
}

export interface PageResult {
  readonly status: string;
  readonly tone: Tone;
  readonly durationMs: number;
  /** Offset from the start of the run; null when the artifact does not say. */
  readonly startMs: number | null;
  readonly thread: string;
  readonly message: string;
  /** Failing rows of a test. */
  readonly failures: number | null;
  readonly rows: number | null;
}

/** What a status means to a reader, whatever engine or version wrote it. */
export type Tone = 'ok' | 'warn' | 'bad' | 'idle';

export interface PageRun {
  /** Verb, e.g. `build`; empty when unknown. */
  readonly command: string;
  readonly finishedAt: string;
  readonly elapsedMs: number;
  /** Results whose node is no longer in the project. */
  readonly strayResults: number;
}
