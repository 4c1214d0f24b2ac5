// What a command line says, typed: the cli fills these in from flags and SP_* variables, a program from its own values.
// Absent means "not said", so that project.yml or a default can decide. Lists are empty when not said.

export interface CommonOptions {
  /** `--project-dir`: where to look for project.yml, then upward; absolute, or relative to the context's cwd. */
  readonly projectDir?: string;
  /** `-t`: name of a target of project.yml. */
  readonly target?: string;
  /** `--target-path`: the folder that sp writes to. */
  readonly targetPath?: string;
  /** `-j`: an integer >= 1. */
  readonly threads?: number;
  /** `--vars`: a YAML or JSON mapping as written, unparsed; whoever reads it reports what is wrong with it. */
  readonly vars?: string;
  /** `-s`: criteria; each may hold `+`, `,`, `@` and methods; several are a union. */
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly excludeResourceTypes: readonly string[];
  readonly indirectSelection?: IndirectSelection;
  /** `-f`: also rebuild what would otherwise only grow. */
  readonly fullRefresh: boolean;
  /** Run everything selected, changed or not. */
  readonly force: boolean;
  /** `-x`: start nothing more after the first failure. */
  readonly failFast: boolean;
  /** Warnings count as failures in the exit code. */
  readonly warnError: boolean;
  /** Seconds to wait for another run on the same target; >= 0. */
  readonly lockTimeoutSeconds?: number;
  /** `--partition column=value`, as written, e.g. `grade_level=Grade 9`. */
  readonly partitions: readonly string[];
  /** `--event-time-start`, `--event-time-end`: dates or times in UTC, as written. Only commands that run models. */
  readonly eventTimeStart?: string;
  readonly eventTimeEnd?: string;
  /** `--empty`: models see no row of their inputs, seeds load none. */
  readonly empty: boolean;
  /** `--sample`: a span such as `3 days`, or a mapping of start and end; models see these rows of inputs with an event time. */
  readonly sample?: string;
  /** `-q`: errors and the verdict only. */
  readonly quiet: boolean;
  /** `-v` */
  readonly verbose: boolean;
  readonly debug: boolean;
  /** Answers in JSON: events as NDJSON from commands that run nodes, one document from those that list. */
  readonly json: boolean;
}

export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty';

export interface BuildOptions extends CommonOptions {
  /** Keep going while files change, until the signal aborts. */
  readonly watch: boolean;
}

export interface RetryOptions extends CommonOptions {
  /** `--state`: the folder of the run to repeat; the target path if absent. */
  readonly state?: string;
}

export interface SeedOptions extends CommonOptions {
  /** Load nothing; print each column's type and the first value that decided it. */
  readonly explain: boolean;
}

export interface CompileOptions extends CommonOptions {
  /** SQL template to compile instead of selected nodes. */
  readonly inline?: string;
}

export interface ShowOptions extends CommonOptions {
  readonly inline?: string;
  /** Rows at most; absent: the command's default; Infinity: all (`--limit -1`). */
  readonly limit?: number;
  readonly output: RowFormat;
}

/** How rows are written on stdout. */
export type RowFormat = 'table' | 'json' | 'csv' | 'md';

export interface ListOptions extends CommonOptions {
  readonly output: 'selector' | 'name' | 'path' | 'json' | 'partitions';
  /** `--output-keys`: keys of the JSON objects; empty means dbt's default. */
  readonly outputKeys: readonly string[];
}

export interface DiffOptions extends CommonOptions {
  /** The target to compare with, or the path of a database file. */
  readonly other?: string;
  /** Differing rows to show of each relation and sort; absent: the command's default; Infinity: all. */
  readonly limit?: number;
}

export interface DebugOptions extends CommonOptions {
  /** Every target of project.yml, not only the active one. */
  readonly all: boolean;
}

export interface ExplainOptions extends CommonOptions {
  /** Names of nodes, or codes of diagnostics; at least one. */
  readonly subjects: readonly string[];
}

export interface VerifyOptions extends CommonOptions {
  /** Differing rows to show of each relation; absent: the command's default. */
  readonly limit?: number;
}

export type RunOptions = CommonOptions;
export type TestOptions = CommonOptions;
export interface CleanOptions extends CommonOptions {
  /** Drop objects of the target that sp made and no node stands for any more, and nothing else. */
  readonly orphans: boolean;
}
export type DocsOptions = CommonOptions;
