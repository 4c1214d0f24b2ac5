import type { Forms } from './forms.js';
import type { Injection } from './injection.js';
import type { DatasetName } from './kinds.js';
import type { GeneratorOptions } from './options.js';
import type { Random } from './random.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';

/** One of the five raw files: its columns, and all records that come from one student. */
export interface Dataset {
  readonly name: DatasetName;
  readonly number: number;
  readonly header: readonly string[];
  /** Columns of `stg_<name>` without `_file` and `_row`. */
  readonly truthHeader: readonly string[];
  readonly layout: Layout;
  /** Base rows and injected rows, in no particular order. */
  rowsOf(facts: StudentFacts): RawRow[];
}

/** What is peculiar about the file's bytes (M11); with `--dirt none` no file has any of it. */
export interface Layout {
  readonly hasBom: boolean;
  readonly newline: '\n' | '\r\n';
  readonly hasFinalNewline: boolean;
  /** Share of the records written with every field quoted. */
  readonly quotedShare: number;
}

/** What a dataset is made with. */
export interface DatasetContext {
  readonly random: Random;
  readonly options: GeneratorOptions;
  /** Counts the mutated cells of base rows. */
  readonly forms: Forms;
  /** The same forms for injected rows, not counted. */
  readonly uncounted: Forms;
  readonly injection: Injection;
}

export const plainLayout: Layout = { hasBom: false, newline: '\n', hasFinalNewline: true, quotedShare: 0 };
