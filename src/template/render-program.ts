import type { Diagnostic } from '../errors/diagnostic.js';
import type {
  BlockStatement,
  Call,
  MustacheStatement,
  PartialBlockStatement,
  PartialStatement,
  Program,
  Statement,
} from './ast.js';
import { hashPairs, simpleName } from './ast.js';
import { isBlockName } from './builtins.js';
import { callMacro } from './call-macro.js';
import { noText, notAvailableHere, unknownName, wrongHelperUse } from './errors.js';
import { evaluate, evaluateArgument, evaluateCall } from './evaluate.js';
import { lookUpPath } from './look-up.js';
import { indentMapped, MappedText, Output } from './mapped-text.js';
import { placeOf, placeOfContent } from './place-of.js';
import { renderBlock, renderValueBlock } from './render-block.js';
import { findName, RenderProblem, withContext, type Frame, type Partials, type RenderState } from './render-state.js';
import { resolveMacro } from './resolve-macro.js';
import { isList, isObject, toKey, type Value, type ValueObject } from './value.js';

/** Renders statements one after the other; a problem in one does not hide those of the others. */
export function renderProgram(state: RenderState, frame: Frame, program: Program, output: Output): void {
  const inner = withInlinePartials(frame, program);
  for (const statement of program.body) {
    try {
      renderStatement(state, inner, statement, output);
    } catch (error) {
      if (!(error instanceof RenderProblem)) throw error;
      state.diagnostics.push(...error.diagnostics.map((diagnostic) => withCallers(diagnostic, inner)));
    }
  }
}

function renderStatement(state: RenderState, frame: Frame, statement: Statement, output: Output): void {
  switch (statement.type) {
    case 'ContentStatement': {
      const { place, exact } = placeOfContent(frame.file, statement);
      output.append(statement.value, place, exact, frame.callers);
      return;
    }
    case 'CommentStatement':
      return;
    case 'MustacheStatement':
      renderMustache(state, frame, statement, output);
      return;
    case 'BlockStatement':
      renderBlockStatement(state, frame, statement, output);
      return;
    case 'PartialStatement':
    case 'PartialBlockStatement':
      renderPartial(state, frame, statement, output);
      return;
    case 'Decorator':
    case 'DecoratorBlock':
      if (simpleName(statement.path) === 'inline') return;
      throw new RenderProblem([
        unknownName({
          place: placeOf(frame.file, statement.path.loc),
          message: 'there is no decorator of that name',
          hint: 'the only one is {{#*inline "name"}} … {{/inline}}',
        }),
      ]);
  }
}

function renderMustache(state: RenderState, frame: Frame, mustache: MustacheStatement, output: Output): void {
  const name = simpleName(mustache.path);
  const macro =
    name === undefined || findName(frame.names, name) !== undefined
      ? undefined
      : resolveMacro(state.context.macros, name, state.context.dialect.name);
  if (macro !== undefined) {
    callMacro(state, frame, {
      macro,
      call: mustache,
      output,
      evaluate: (argument) => evaluateArgument(state, frame, argument),
    });
    return;
  }
  const { path } = mustache;
  const isCall = mustache.params.length > 0 || hashPairs(mustache).length > 0;
  const value =
    path.type === 'PathExpression' && name === undefined && !isCall
      ? lookUpPath(state, frame, path)
      : evaluateCall(state, frame, mustache);
  appendValue(state, frame, mustache, value, output);
}

/** Numbers and booleans are their text, null is SQL's `null`; lists and objects have no text. */
function appendValue(state: RenderState, frame: Frame, node: Call, value: Value, output: Output): void {
  if (value instanceof MappedText) {
    output.appendMapped(value);
    return;
  }
  const place = placeOf(frame.file, node.loc);
  if (value === state.root) {
    const { self } = state.context;
    if (self === undefined) {
      throw new RenderProblem([
        notAvailableHere({
          place,
          message: 'there is no {{this}} here',
          hint: 'only models, snapshots and hooks have a relation of their own',
        }),
      ]);
    }
    output.append(self.text, place, false, frame.callers);
  } else if (isList(value)) {
    throw new RenderProblem([
      noText({
        place,
        message: 'a list cannot stand in SQL',
        hint: 'loop over it: {{#each values as |value|}} … {{/each}}',
      }),
    ]);
  } else if (isObject(value)) {
    const keys = Object.keys(value).join(', ');
    throw new RenderProblem([
      noText({ place, message: 'an object cannot stand in SQL', hint: `name one of its values: ${keys}` }),
    ]);
  } else {
    output.append(String(value), place, false, frame.callers);
  }
}

function renderBlockStatement(state: RenderState, frame: Frame, block: BlockStatement, output: Output): void {
  const name = simpleName(block.path);
  if (name !== undefined && findName(frame.names, name) === undefined) {
    if (isBlockName(name)) {
      renderBlock(state, frame, block, name, output);
      return;
    }
    const macro = resolveMacro(state.context.macros, name, state.context.dialect.name);
    if (macro !== undefined) {
      callMacro(state, frame, {
        macro,
        call: block,
        output,
        evaluate: (argument) => evaluateArgument(state, frame, argument),
        block: block.program,
      });
      return;
    }
  }
  if (block.params.length > 0 || hashPairs(block).length > 0) {
    throw new RenderProblem([
      wrongHelperUse({
        place: placeOf(frame.file, block.path.loc),
        message: `there is no block "${name ?? ''}"`,
        hint: 'blocks are if, unless, each, with, raw, and macros',
      }),
    ]);
  }
  const value =
    block.path.type === 'PathExpression' ? lookUpPath(state, frame, block.path) : evaluateCall(state, frame, block);
  renderValueBlock(state, frame, block, value, output);
}

/** `{{> name}}`: an inline partial, the caller's block, or a macro whose arguments are named. */
function renderPartial(
  state: RenderState,
  frame: Frame,
  partial: PartialStatement | PartialBlockStatement,
  output: Output,
): void {
  const name = partialName(state, frame, partial);
  const place = placeOf(frame.file, partial.loc);
  const block = partial.type === 'PartialBlockStatement' ? { program: partial.program, frame } : undefined;
  const body = name === '@partial-block' ? frame.partialBlock : findPartial(frame.partials, name)?.body;
  const inner = new Output();
  if (body !== undefined) {
    const isOwnBlock = name === '@partial-block';
    // A block that the caller wrote sees what the caller sees.
    const { contexts } = withPartialContext(
      state,
      isOwnBlock ? { ...frame, contexts: body.frame.contexts } : frame,
      partial,
    );
    const target: Frame = isOwnBlock
      ? { ...body.frame, contexts }
      : { ...body.frame, contexts, data: frame.data, partialBlock: block };
    renderProgram(state, { ...target, callers: [place, ...frame.callers] }, body.program, inner);
  } else {
    const macro = resolveMacro(state.context.macros, name, state.context.dialect.name);
    if (macro !== undefined) {
      const call: Call = { ...partial, path: { type: 'StringLiteral', value: name, loc: partial.loc } };
      const evaluateIt = (argument: Call['params'][number]): Value => evaluateArgument(state, frame, argument);
      callMacro(state, frame, { macro, call, output: inner, evaluate: evaluateIt, block: block?.program });
    } else if (block !== undefined) {
      renderProgram(state, frame, block.program, inner);
    } else {
      throw new RenderProblem([
        unknownName({
          place,
          message: `there is no partial "${name}"`,
          hint: 'define it with {{#*inline "name"}} … {{/inline}}, or call a macro',
        }),
      ]);
    }
  }
  const indent = partial.type === 'PartialStatement' ? partial.indent : '';
  output.appendMapped(indentMapped(inner.toMappedText(), indent, place, frame.callers));
}

function partialName(state: RenderState, frame: Frame, partial: PartialStatement | PartialBlockStatement): string {
  const { name } = partial;
  if (name.type === 'SubExpression') return toKey(evaluate(state, frame, name));
  if (name.type === 'PathExpression') return name.original;
  return 'value' in name ? String(name.value) : '';
}

function withPartialContext(
  state: RenderState,
  frame: Frame,
  partial: PartialStatement | PartialBlockStatement,
): Frame {
  const [param] = partial.params;
  const pairs = hashPairs(partial);
  if (param === undefined && pairs.length === 0) return frame;
  const base = param === undefined ? frame.contexts.value : evaluate(state, frame, param);
  if (pairs.length === 0) return withContext(frame, base);
  const own: ValueObject = isObject(base) && base !== state.root ? base : {};
  const named = pairs.map((pair) => [pair.key, evaluateArgument(state, frame, pair.value)] as const);
  return withContext(frame, { ...own, ...Object.fromEntries(named) });
}

function findPartial(partials: Partials | undefined, name: string): Partials | undefined {
  for (let scope = partials; scope !== undefined; scope = scope.outer) if (scope.name === name) return scope;
  return undefined;
}

/** Inline partials are visible in the whole program that defines them, before their definition too. */
function withInlinePartials(frame: Frame, program: Program): Frame {
  let inner = frame;
  for (const statement of program.body) {
    if (statement.type !== 'DecoratorBlock' || simpleName(statement.path) !== 'inline') continue;
    const [name] = statement.params;
    if (name?.type !== 'StringLiteral') continue;
    const body = { program: statement.program, frame };
    inner = { ...inner, partials: { name: name.value, body, outer: inner.partials } };
  }
  return inner;
}

function withCallers(diagnostic: Diagnostic, frame: Frame): Diagnostic {
  if (frame.callers.length === 0) return diagnostic;
  const callers = frame.callers.slice(0, 5).map((place) => ({ message: 'called from here', place }));
  return { ...diagnostic, related: [...(diagnostic.related ?? []), ...callers] };
}
