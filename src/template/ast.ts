// The syntax tree that Handlebars' parser returns, as it is at run time (its published types leave the unions open).

/** Handlebars' own counting: lines from 1, columns from 0 (UTF-16 units). */
export interface SourceLocation {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface NodeBase {
  readonly loc: SourceLocation;
}

export interface Program {
  readonly type: 'Program';
  readonly body: readonly Statement[];
  readonly blockParams?: readonly string[];
  /** Absent for an empty program. */
  readonly loc?: SourceLocation;
}

export interface ContentStatement extends NodeBase {
  readonly type: 'ContentStatement';
  /** Text after whitespace control. */
  readonly value: string;
  /** Text before it. */
  readonly original: string;
}

export interface CommentStatement extends NodeBase {
  readonly type: 'CommentStatement';
  readonly value: string;
}

/** A call: of a helper, or (without params and hash) perhaps only a name. */
export interface Call extends NodeBase {
  readonly path: PathExpression | Literal | SubExpression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
}

export interface MustacheStatement extends Call {
  readonly type: 'MustacheStatement';
}

export interface BlockStatement extends Call {
  readonly type: 'BlockStatement';
  /** Absent in `{{^name}}…{{/name}}`, which has an inverse alone. */
  readonly program?: Program;
  readonly inverse?: Program;
}

export interface DecoratorStatement extends Call {
  readonly type: 'Decorator';
}

export interface DecoratorBlock extends Call {
  readonly type: 'DecoratorBlock';
  readonly program: Program;
}

export interface PartialStatement extends NodeBase {
  readonly type: 'PartialStatement';
  readonly name: PathExpression | Literal | SubExpression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly indent: string;
}

export interface PartialBlockStatement extends NodeBase {
  readonly type: 'PartialBlockStatement';
  readonly name: PathExpression | Literal | SubExpression;
  readonly params: readonly Expression[];
  readonly hash?: Hash;
  readonly program: Program;
}

export type Statement =
  | ContentStatement
  | CommentStatement
  | MustacheStatement
  | BlockStatement
  | DecoratorStatement
  | DecoratorBlock
  | PartialStatement
  | PartialBlockStatement;

export interface SubExpression extends Call {
  readonly type: 'SubExpression';
}

export interface PathExpression extends NodeBase {
  readonly type: 'PathExpression';
  /** Starts with `@`. */
  readonly data: boolean;
  /** Number of `../`. */
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
}

export interface StringLiteral extends NodeBase {
  readonly type: 'StringLiteral';
  readonly value: string;
}

export interface NumberLiteral extends NodeBase {
  readonly type: 'NumberLiteral';
  readonly value: number;
  readonly original: number;
}

export interface BooleanLiteral extends NodeBase {
  readonly type: 'BooleanLiteral';
  readonly value: boolean;
}

export interface NullLiteral extends NodeBase {
  readonly type: 'NullLiteral';
}

export interface UndefinedLiteral extends NodeBase {
  readonly type: 'UndefinedLiteral';
}

export type Literal = StringLiteral | NumberLiteral | BooleanLiteral | NullLiteral | UndefinedLiteral;
export type Expression = PathExpression | SubExpression | Literal;

export interface HashPair extends NodeBase {
  readonly key: string;
  readonly value: Expression;
}

export interface Hash extends NodeBase {
  readonly pairs: readonly HashPair[];
}

/** `name`, alone: not `this.name`, `../name`, `@name` or `a.b`. Only such a path can name a helper. */
export function simpleName(path: Call['path']): string | undefined {
  if (path.type !== 'PathExpression' || path.data || path.depth > 0 || path.parts.length !== 1) return undefined;
  return isScoped(path) ? undefined : path.parts[0];
}

/** The path starts at the current context by its own words: `this`, `this.x`, `./x`, `.`. */
export function isScoped(path: PathExpression): boolean {
  return /^(?:\.|this\b)/.test(path.original);
}

export function hashPairs(call: { readonly hash?: Hash }): readonly HashPair[] {
  return call.hash?.pairs ?? [];
}
