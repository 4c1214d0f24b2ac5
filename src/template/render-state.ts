import type { Diagnostic, Place, SourceFile } from '../errors/diagnostic.js';
import type { Program } from './ast.js';
import type { Output } from './mapped-text.js';
import type { MacroDefinition, RenderContext } from './template.js';
import type { Value, ValueObject } from './value.js';

/** What stays the same while one template is rendered. */
export interface RenderState {
  readonly context: RenderContext;
  readonly diagnostics: Diagnostic[];
  /** What `this` is outside `each` and `with`: stands for the node's own relation and holds its parts. */
  readonly root: ValueObject;
  /** Names that are values everywhere: `target`, `is_incremental`, `partition_key`. */
  readonly globals: ValueObject;
  readonly renderProgram: (state: RenderState, frame: Frame, program: Program, output: Output) => void;
}

/** What names mean at a place of a template. Frames are never changed, only followed by others. */
export interface Frame {
  readonly file: SourceFile;
  /** Calls that led here, innermost first. */
  readonly callers: readonly Place[];
  readonly macros: readonly MacroDefinition[];
  readonly contexts: Contexts;
  readonly names?: Names | undefined;
  readonly data: Data;
  readonly partials?: Partials | undefined;
  /** The body of the call that led here, for `{{> @partial-block}}`. */
  readonly partialBlock?: Body | undefined;
}

/** `this`, and what `../` reaches. */
export interface Contexts {
  readonly value: Value;
  readonly outer?: Contexts;
}

/** Names of block parameters and macro arguments. */
export interface Names {
  readonly values: ReadonlyMap<string, Value>;
  readonly outer?: Names | undefined;
}

/** `@index` and the like. */
export interface Data {
  readonly values: ValueObject;
  /** Names that the template or macro starts with: with the globals and the relation they are `@root`. */
  readonly rootNames: ReadonlyMap<string, Value>;
  readonly outer?: Data;
}

export interface Body {
  readonly program: Program;
  readonly frame: Frame;
}

/** Inline partials that are visible here. */
export interface Partials {
  readonly name: string;
  readonly body: Body;
  readonly outer?: Partials | undefined;
}

/** Ends the evaluation of one statement; caught where statements are rendered. Never leaves this room. */
export class RenderProblem extends Error {
  override readonly name = 'RenderProblem';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('a problem of the template');
  }
}

export function findName(names: Names | undefined, name: string): { readonly value: Value } | undefined {
  for (let scope = names; scope !== undefined; scope = scope.outer) {
    if (scope.values.has(name)) return { value: scope.values.get(name) };
  }
  return undefined;
}

/** One level more for `../`, always: Handlebars itself leaves it out where an item happens to equal what is around it. */
export function withContext(frame: Frame, value: Value): Frame {
  return { ...frame, contexts: { value, outer: frame.contexts } };
}

export function withNames(frame: Frame, names: readonly string[], values: readonly Value[]): Frame {
  if (names.length === 0) return frame;
  return { ...frame, names: { values: new Map(names.map((name, i) => [name, values[i]])), outer: frame.names } };
}
