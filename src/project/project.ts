// files → Project. The value that says everything the disk had to say: project.yml checked and normalised, every file
// of the project read (CSV files: only found), properties YAML parsed and typed with positions. It knows nothing of
// Handlebars, graphs or databases. Nothing after this room reads the project's files (seed data excepted, at load time).

import type { Place, SourceFile } from '../errors/diagnostic.js';
import type { PropertiesFile } from './properties.js';
import type { YamlMap } from './yaml-value.js';

/** A template value that stood in YAML, with the place of each key and value (see yaml-value.ts). */
export type ConfigTree = YamlMap;

/** A SQL file split in two: `template` is the text with the front matter blanked out (same length in lines), so that positions hold. */
export interface SqlFile {
  readonly file: SourceFile;
  /** Path below its resource folder, e.g. `staging/stg_students.sql`. */
  readonly path: string;
  /** File stem. */
  readonly name: string;
  readonly template: SourceFile;
  readonly frontMatter?: YamlMap;
}

/** A CSV (or CSV.gz) file below a seed path. */
export interface CsvFile {
  /** Relative to the project root, forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
  /** Relative to its seed path, e.g. `attendance/attendance_2024-09.csv`. */
  readonly pathInFolder: string;
  /** Stem without `.csv` / `.csv.gz`. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** A connection of `targets:` after env vars were put in. Engine-specific keys are in `options`. */
export interface Target {
  readonly name: string;
  readonly type: 'sqlite' | 'duckdb' | 'postgres' | 'spark';
  readonly threads: number;
  readonly schema?: string;
  readonly database?: string;
  /** `path`, `url`, `memory_limit`, …: typed by the adapter. May hold secrets: never print. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

export interface ProjectConfig {
  readonly name: string;
  readonly version?: string;
  readonly modelPaths: readonly string[];
  readonly seedPaths: readonly string[];
  readonly testPaths: readonly string[];
  readonly macroPaths: readonly string[];
  readonly snapshotPaths: readonly string[];
  readonly analysisPaths: readonly string[];
  readonly docsPaths: readonly string[];
  readonly reportPaths: readonly string[];
  readonly targetPath: string;
  readonly cleanTargets: readonly string[];
  /** Config trees with `+key` at any folder level, as written (keys: models, seeds, snapshots, sources, data_tests, …). */
  readonly trees: Readonly<Record<ConfigTreeName, ConfigTree | undefined>>;
  readonly dispatch: readonly { readonly macroNamespace: string; readonly searchOrder: readonly string[] }[];
  readonly onRunStart: readonly HookSpec[];
  readonly onRunEnd: readonly HookSpec[];
  readonly quoting: Readonly<Record<string, boolean>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** SQL of the user's own that runs beside the nodes, as it is written: a template. */
export interface HookSpec {
  readonly sql: string;
  /** On engines with transactions: inside that of the node. */
  readonly transaction: boolean;
  readonly place: Place;
}

export type ConfigTreeName = 'models' | 'seeds' | 'snapshots' | 'sources' | 'data_tests' | 'unit_tests' | 'exposures';

export interface Project {
  /** Absolute path of the folder that holds project.yml. */
  readonly root: string;
  /** Absolute path of the folder that sp writes to. */
  readonly targetPath: string;
  readonly file: SourceFile;
  readonly config: ProjectConfig;
  readonly target: Target;
  /** Names of all targets, for did-you-mean. */
  readonly targetNames: readonly string[];
  /** project.yml's vars (global and under the package's name) with `--vars` on top. */
  readonly vars: Readonly<Record<string, unknown>>;
  /** The process environment as handed in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly models: readonly SqlFile[];
  readonly singularTests: readonly SqlFile[];
  readonly genericTests: readonly SqlFile[];
  readonly macros: readonly SqlFile[];
  readonly analyses: readonly SqlFile[];
  readonly snapshots: readonly SqlFile[];
  readonly docs: readonly SourceFile[];
  readonly csvFiles: readonly CsvFile[];
  readonly properties: readonly PropertiesFile[];
}
