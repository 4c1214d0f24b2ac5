import type { Call, ContentStatement, Expression, Hash, PathExpression, Program, Statement } from './ast.js';
import { hashPairs, simpleName } from './ast.js';

/** What is known at a place of a template without rendering it. */
export interface StaticScope {
  /** Names that blocks around this place gave to values. */
  readonly names: ReadonlySet<string>;
  /** What `this` is: the template's own, an item of `each`/`with`, or not knowable. */
  readonly context: 'root' | 'item' | 'unknown';
}

export type CallRole = 'mustache' | 'block' | 'sub-expression';

export interface Visitor {
  /** Everything that may be a helper call, `{{name}}` included. */
  readonly call?: (call: Call, role: CallRole, scope: StaticScope) => void;
  /** A path where a value is read. */
  readonly path?: (path: PathExpression, scope: StaticScope) => void;
  readonly content?: (content: ContentStatement) => void;
  /** Partials, decorators: kinds that a visitor may refuse. */
  readonly statement?: (statement: Statement, scope: StaticScope) => void;
}

export const rootScope: StaticScope = { names: new Set(), context: 'root' };

/** Visits a tree in reading order: else branches, block bodies, partials and sub-expressions included. */
export function walk(program: Program, visitor: Visitor, scope: StaticScope = rootScope): void {
  for (const statement of program.body) walkStatement(statement, visitor, scope);
}

function walkStatement(statement: Statement, visitor: Visitor, scope: StaticScope): void {
  visitor.statement?.(statement, scope);
  switch (statement.type) {
    case 'ContentStatement':
      visitor.content?.(statement);
      return;
    case 'CommentStatement':
      return;
    case 'MustacheStatement':
      walkCall(statement, 'mustache', visitor, scope);
      return;
    case 'BlockStatement': {
      walkCall(statement, 'block', visitor, scope);
      if (statement.program !== undefined) {
        walk(statement.program, visitor, bodyScope(statement, statement.program, scope));
      }
      if (statement.inverse !== undefined) walk(statement.inverse, visitor, withNames(scope, statement.inverse));
      return;
    }
    case 'Decorator':
      walkArguments(statement, visitor, scope);
      return;
    case 'DecoratorBlock':
      walkArguments(statement, visitor, scope);
      walk(statement.program, visitor, { ...withNames(scope, statement.program), context: 'unknown' });
      return;
    case 'PartialStatement':
    case 'PartialBlockStatement':
      if (statement.name.type === 'SubExpression') walkExpression(statement.name, visitor, scope);
      walkArguments(statement, visitor, scope);
      if (statement.type === 'PartialBlockStatement') walk(statement.program, visitor, scope);
  }
}

function walkCall(call: Call, role: CallRole, visitor: Visitor, scope: StaticScope): void {
  const { path } = call;
  if (path.type === 'SubExpression') {
    walkExpression(path, visitor, scope);
  } else if (path.type === 'PathExpression' && simpleName(path) === undefined && call.params.length === 0) {
    visitor.path?.(path, scope);
  } else {
    visitor.call?.(call, role, scope);
  }
  walkArguments(call, visitor, scope);
}

function walkArguments(
  call: { readonly params: readonly Expression[]; readonly hash?: Hash },
  visitor: Visitor,
  scope: StaticScope,
): void {
  for (const param of call.params) walkExpression(param, visitor, scope);
  for (const pair of hashPairs(call)) walkExpression(pair.value, visitor, scope);
}

function walkExpression(expression: Expression, visitor: Visitor, scope: StaticScope): void {
  if (expression.type === 'SubExpression') walkCall(expression, 'sub-expression', visitor, scope);
  else if (expression.type === 'PathExpression') visitor.path?.(expression, scope);
}

function bodyScope(block: Call, body: Program, scope: StaticScope): StaticScope {
  const inner = withNames(scope, body);
  switch (simpleName(block.path) ?? '') {
    case 'if':
    case 'unless':
      return inner;
    case 'each':
    case 'with':
      return { ...inner, context: 'item' };
    default:
      // Called with arguments it is a macro, whose body keeps the context; else perhaps a block over a value.
      return block.params.length > 0 || hashPairs(block).length > 0 ? inner : { ...inner, context: 'unknown' };
  }
}

function withNames(scope: StaticScope, program: Program): StaticScope {
  const { blockParams = [] } = program;
  return blockParams.length === 0 ? scope : { ...scope, names: new Set([...scope.names, ...blockParams]) };
}
