// Handlebars text → syntax tree → static facts → SQL with a source map. Parsing renders nothing and runs no SQL: what a
// template depends on is read from its syntax tree. It knows nothing of nodes, graphs or databases: relations come in
// through the RenderContext.

import type { Place, SourceFile } from '../errors/diagnostic.js';
import type { Dialect } from '../dialects/dialect.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { Program } from './ast.js';

export interface RefCall {
  readonly package?: string;
  readonly name: string;
  readonly version?: string | number;
  /** `on=`: the column that aligns the input with the partition. */
  readonly on?: string;
  readonly place: Place;
}

export interface SourceCall {
  readonly source: string;
  readonly table: string;
  readonly place: Place;
}

export interface ConfigCall {
  readonly values: Readonly<Record<string, TemplateValue>>;
  /** Place of each key's pair. */
  readonly places: Readonly<Record<string, Place>>;
  readonly place: Place;
}

export interface NameCall {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly place: Place;
}

export interface MacroCall {
  readonly name: string;
  readonly argumentCount: number;
  readonly options: readonly string[];
  readonly place: Place;
}

/** What a template says about itself without being rendered. */
export interface TemplateFacts {
  readonly refs: readonly RefCall[];
  readonly sources: readonly SourceCall[];
  readonly configs: readonly ConfigCall[];
  readonly vars: readonly NameCall[];
  readonly envVars: readonly NameCall[];
  readonly docs: readonly NameCall[];
  /** Everything called by a name that is no built-in helper: macros, portable functions, and `{{names}}` of unknown meaning. */
  readonly macroCalls: readonly MacroCall[];
  readonly usesThis: boolean;
  readonly usesIsIncremental: boolean;
  readonly usesPartitionKey: boolean;
}

/** Opaque to other rooms: made by parse-template.ts, rendered by render-template.ts. */
export interface ParsedTemplate {
  readonly file: SourceFile;
  readonly facts: TemplateFacts;
  readonly ast: Program;
  /** Bodies of macros and generic tests: what `RenderContext.args` may hold; those with a default may be missing. */
  readonly parameters?: readonly MacroParameter[];
}

export interface MacroParameter {
  readonly name: string;
  /** Present for `key=default` parameters. */
  readonly defaultValue?: TemplateValue;
  readonly hasDefault: boolean;
}

/** A `{{#macro}}` or `{{#test}}` block. */
export interface MacroDefinition {
  readonly kind: 'macro' | 'test';
  readonly name: string;
  readonly package: string;
  /** Positional (`as |a b|`) first, then those with defaults. */
  readonly parameters: readonly MacroParameter[];
  readonly template: ParsedTemplate;
  /** The block as written, for artifacts. */
  readonly text: string;
  readonly place: Place;
}

/** All macros of a project by name, dispatch forms included under their full names (`postgres__safe_divide`). */
export type MacroSet = ReadonlyMap<string, MacroDefinition>;

/** What a template may see while it is rendered. Callbacks must be pure. */
export interface RenderContext {
  readonly dialect: Dialect;
  readonly macros: MacroSet;
  /** SQL text for a ref, e.g. `"stg_students"`; for `on=` a parenthesised sub-select. */
  readonly renderRef: (call: RefCall) => string;
  readonly renderSource: (call: SourceCall) => string;
  /** Columns of a relation by its text, as `renderRef` and `renderSource` gave it; undefined when they are not known. */
  readonly columnsOf?: (relation: string) => readonly string[] | undefined;
  readonly vars: Readonly<Record<string, unknown>>;
  /** Texts of docs blocks by name, for `{{doc "name"}}`. */
  readonly docs?: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `{{target.name}}` …: no secrets. */
  readonly target: Readonly<Record<string, TemplateValue>>;
  /** `{{this}}`: rendered relation and its parts; absent where there is none. */
  readonly self?: {
    readonly text: string;
    readonly identifier: string;
    readonly schema: string;
    readonly database: string;
  };
  readonly isIncremental: boolean;
  /** SQL text of `{{partition_key}}`, or absent outside partitioned models. */
  readonly partitionKey?: string;
  /** Arguments when the template is a generic test or a macro called from outside. */
  readonly args?: Readonly<Record<string, TemplateValue>>;
}

/** A stretch of rendered SQL and where it came from. `exact`: text copied letter by letter, so offsets inside map too. */
export interface SourceMapSegment {
  /** Offset in the rendered text, UTF-16 units. */
  readonly generated: number;
  readonly length: number;
  readonly place: Place;
  readonly exact: boolean;
  /** Macro calls that led here, innermost first. */
  readonly callers?: readonly Place[];
}

export interface Rendered {
  readonly sql: string;
  readonly sourceMap: readonly SourceMapSegment[];
}
