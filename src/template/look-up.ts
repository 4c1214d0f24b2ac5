import { didYouMean } from '../errors/suggest.js';
import { portableFunctionNames } from '../dialects/portable-functions.js';
import type { PathExpression } from './ast.js';
import { isScoped } from './ast.js';
import { helperNames, valueNames } from './builtins.js';
import { notAvailableHere, unknownName } from './errors.js';
import { placeOf } from './place-of.js';
import { findName, RenderProblem, type Data, type Frame, type RenderState } from './render-state.js';
import { listMacroNames, resolveMacro } from './resolve-macro.js';
import { getProperty, isObject, type Value } from './value.js';

/** The value of a path. Raises RenderProblem where any part of it does not exist. */
export function lookUpPath(state: RenderState, frame: Frame, path: PathExpression): Value {
  const value = findPath(state, frame, path);
  if (value === undefined) throw new RenderProblem([describeUnknown(state, frame, path)]);
  return value;
}

/** As `lookUpPath`, undefined where nothing has that name. */
export function findPath(state: RenderState, frame: Frame, path: PathExpression): Value {
  const { parts } = path;
  if (path.data) return follow(findData(state, frame.data, path.depth, parts[0]), parts.slice(1));
  const scoped = isScoped(path) && path.depth === 0;
  const [first] = parts;
  if (!scoped && path.depth === 0 && first !== undefined) {
    const named = findName(frame.names, first);
    if (named !== undefined) return follow(named.value, parts.slice(1));
  }
  let context = frame.contexts;
  for (let i = 0; i < path.depth; i++) {
    if (context.outer === undefined) return undefined;
    context = context.outer;
  }
  if (first === undefined || scoped) return follow(context.value, parts);
  return follow(findPlain(state, frame, context.value, first), parts.slice(1));
}

/** A plain name: a property of the context, else a global. `../name` that goes up to the root sees its names, too. */
function findPlain(state: RenderState, frame: Frame, context: Value, name: string): Value {
  const own = context === state.root ? findName(frame.names, name)?.value : getProperty(context, name);
  return own === undefined ? getProperty(state.globals, name) : own;
}

function findData(state: RenderState, data: Data, depth: number, name: string | undefined): Value {
  if (name === 'root') return { ...state.globals, ...Object.fromEntries(data.rootNames), this: state.root };
  let scope: Data | undefined = data;
  for (let i = 0; i < depth; i++) scope = scope?.outer;
  return scope === undefined || name === undefined ? undefined : getProperty(scope.values, name);
}

function follow(value: Value, parts: readonly string[]): Value {
  return parts.reduce<Value>((holder, part) => getProperty(holder, part), value);
}

function describeUnknown(state: RenderState, frame: Frame, path: PathExpression): ReturnType<typeof unknownName> {
  const place = placeOf(frame.file, path.loc);
  const [first = ''] = path.parts;
  if (first === 'partition_key' && !path.data && state.globals['partition_key'] === undefined) {
    return notAvailableHere({
      place,
      message: 'there is no partition key here',
      hint: '{{partition_key}} works in models with materialized: partitioned',
    });
  }
  const holder = findHolder(state, frame, path);
  if (holder !== undefined) {
    const keys = isObject(holder.value) ? Object.keys(holder.value) : [];
    const all = keys.length === 0 ? undefined : `it has ${keys.join(', ')}`;
    return unknownName({
      place,
      message: `"${path.original}" does not exist`,
      hint: didYouMean(holder.missing, keys) ?? all,
    });
  }
  if (resolveMacro(state.context.macros, first, state.context.dialect.name) !== undefined) {
    return unknownName({
      place,
      message: `"${first}" is a macro, not a value`,
      hint: `as an argument it is called in parentheses: (${first} …)`,
    });
  }
  const known = [
    ...listNames(state, frame),
    ...listMacroNames(state.context.macros),
    ...helperNames,
    ...valueNames,
    ...portableFunctionNames,
  ];
  return unknownName({ place, message: `unknown name "${path.original}"`, hint: didYouMean(first, known) });
}

/** The last part of a longer path that exists, and the name that it does not have. */
function findHolder(
  state: RenderState,
  frame: Frame,
  path: PathExpression,
): { readonly value: Value; readonly missing: string } | undefined {
  for (let length = path.parts.length - 1; length > 0; length--) {
    const value = findPath(state, frame, { ...path, parts: path.parts.slice(0, length) });
    if (value !== undefined) return { value, missing: path.parts[length] ?? '' };
  }
  return undefined;
}

function listNames(state: RenderState, frame: Frame): readonly string[] {
  const names = Object.keys(state.globals);
  for (let scope = frame.names; scope !== undefined; scope = scope.outer) names.push(...scope.values.keys());
  const context = frame.contexts.value;
  if (context !== state.root && isObject(context)) names.push(...Object.keys(context));
  return names;
}
