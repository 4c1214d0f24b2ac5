import type { Place } from '../errors/diagnostic.js';
import { PortableArgumentError, type PortableFunction, type Surroundings } from '../dialects/portable-functions.js';
import type { Call, Expression, StringLiteral } from './ast.js';
import { hashPairs, simpleName } from './ast.js';
import { isHelperName } from './builtins.js';
import { callMacro } from './call-macro.js';
import { notCallable, unknownCall, valueCalled } from './call-problems.js';
import { checkArguments, functionSignature } from './check-arguments.js';
import { wrongPortableArgument } from './errors.js';
import { callHelper } from './helpers.js';
import { lookUpPath } from './look-up.js';
import { mapResult, MappedText, mapWhole, Output } from './mapped-text.js';
import { placeOf, placeOfString } from './place-of.js';
import { numberValue } from './read-calls.js';
import { findName, RenderProblem, type Frame, type RenderState } from './render-state.js';
import { resolveMacro } from './resolve-macro.js';
import { toPlainValue, type Value } from './value.js';

/** The value of an expression. Raises RenderProblem for whatever a user got wrong. */
export function evaluate(state: RenderState, frame: Frame, expression: Expression): Value {
  switch (expression.type) {
    case 'StringLiteral':
    case 'BooleanLiteral':
      return expression.value;
    case 'NumberLiteral':
      return numberValue(expression.value, expression.original);
    case 'NullLiteral':
    case 'UndefinedLiteral':
      return null;
    case 'PathExpression':
      return lookUpPath(state, frame, expression);
    case 'SubExpression':
      return evaluateCall(state, frame, expression);
  }
}

/** A sub-expression, or a mustache with arguments. */
export function evaluateCall(state: RenderState, frame: Frame, call: Call): Value {
  const name = simpleName(call.path);
  if (name === undefined) throw new RenderProblem([notCallable(frame.file, call)]);
  if (findName(frame.names, name) !== undefined) {
    if (call.params.length === 0 && hashPairs(call).length === 0) return findName(frame.names, name)?.value;
    throw new RenderProblem([valueCalled(frame.file, call, name)]);
  }
  if (isHelperName(name)) {
    return callHelper(state, frame, call, name, (expression) => evaluate(state, frame, expression));
  }
  const { macros, dialect } = state.context;
  const macro = resolveMacro(macros, name, dialect.name);
  if (macro !== undefined) {
    const output = new Output();
    callMacro(state, frame, { macro, call, output, evaluate: (argument) => evaluateArgument(state, frame, argument) });
    return output.toMappedText();
  }
  const portable = Object.hasOwn(dialect.functions, name) ? dialect.functions[name] : undefined;
  if (portable !== undefined) return callPortable(state, frame, call, name, portable);
  if (call.path.type === 'PathExpression' && call.params.length === 0 && hashPairs(call).length === 0) {
    return lookUpPath(state, frame, call.path);
  }
  throw new RenderProblem([unknownCall(frame.file, call, name, macros)]);
}

/** As `evaluate`; text literals remember where they stand. */
export function evaluateArgument(state: RenderState, frame: Frame, expression: Expression): Value {
  if (expression.type === 'StringLiteral') return mapLiteral(frame, expression);
  return evaluate(state, frame, expression);
}

function mapLiteral(frame: Frame, literal: StringLiteral): MappedText {
  const { place, exact } = placeOfString(frame.file, literal);
  return mapWhole(literal.value, place, exact, frame.callers);
}

function callPortable(state: RenderState, frame: Frame, call: Call, name: string, portable: PortableFunction): Value {
  const problems = checkArguments(frame.file, call, functionSignature(name, portable));
  if (problems.length > 0) throw new RenderProblem(problems);
  const args = call.params.map((param) => evaluateArgument(state, frame, param));
  const options = hashPairs(call).map((pair) => [pair.key, evaluateArgument(state, frame, pair.value)] as const);
  const place = placeOf(frame.file, call.loc);
  const plainOptions = Object.fromEntries(options.map(([key, value]) => [key, toPlainValue(value)]));
  const text = renderPortable(portable, [args.map(toPlainValue), plainOptions, toSurroundings(state)], place);
  const texts = [...args, ...options.map(([, value]) => value)].filter((value) => value instanceof MappedText);
  return mapResult(text, texts, place, frame.callers);
}

function toSurroundings({ context }: RenderState): Surroundings {
  return { columnsOf: (relation) => context.columnsOf?.(relation) };
}

function renderPortable(
  portable: PortableFunction,
  args: Parameters<PortableFunction['render']>,
  place: Place,
): string {
  try {
    return portable.render(...args);
  } catch (error) {
    if (!(error instanceof PortableArgumentError)) throw error;
    throw new RenderProblem([wrongPortableArgument({ place, message: error.message, hint: error.hint })]);
  }
}
