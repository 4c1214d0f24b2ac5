// What every problem in `sp` looks like: data with a code, a place and a way out. Stages collect diagnostics, the
// boundary throws one SpError, and the cli renders them. This room knows nothing of projects, SQL or terminals.

/** A text file as it was read: `path` is relative to the project root with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** 1-based line and column; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range in a file. Without `end`, a single point. */
export interface Place {
  readonly file: SourceFile;
  readonly start: Position;
  readonly end?: Position;
}

export type Severity = 'error' | 'warning';

/** Something elsewhere that helps to understand the problem: a definition, a caller, another member of a cycle. */
export interface RelatedPlace {
  readonly message: string;
  readonly place: Place;
}

export interface Diagnostic {
  /** `SP` and four digits; the thousand says which part of a project it is about (see codes.ts). */
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it, did-you-mean included. */
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
  /** Unique id of the node concerned. */
  readonly node?: string;
}

export type DiagnosticCode = `SP${number}`;
