import { didYouMean } from '../errors/suggest.js';
import type { Call, Expression } from './ast.js';
import { hashPairs } from './ast.js';
import type { HelperName } from './builtins.js';
import { missingEnvVar, missingVar, unknownName, wrongHelperUse } from './errors.js';
import { placeOf } from './place-of.js';
import { readNameCall, refOf, sourceOf } from './read-calls.js';
import { RenderProblem, type Frame, type RenderState } from './render-state.js';
import { getProperty, toKey, toValue, type Value } from './value.js';

/** What a built-in helper returns. Calls that are not well formed were reported when the template was parsed. */
export function callHelper(
  state: RenderState,
  frame: Frame,
  call: Call,
  name: HelperName,
  evaluate: (expression: Expression) => Value,
): Value {
  switch (name) {
    case 'ref': {
      const ref = refOf(call);
      return ref === undefined ? raiseMalformed(frame, call, name) : state.context.renderRef(ref);
    }
    case 'source': {
      const source = sourceOf(call);
      return source === undefined ? raiseMalformed(frame, call, name) : state.context.renderSource(source);
    }
    case 'config':
      return '';
    case 'var':
    case 'env_var':
    case 'doc':
      return readNamed(state, frame, call, name, evaluate);
    case 'list':
      return call.params.map((param) => evaluate(param));
    case 'object':
      return Object.fromEntries(hashPairs(call).map((pair) => [pair.key, evaluate(pair.value)]));
    case 'lookup':
      return lookUp(frame, call, evaluate);
  }
}

function readNamed(
  state: RenderState,
  frame: Frame,
  call: Call,
  helper: 'var' | 'env_var' | 'doc',
  evaluate: (expression: Expression) => Value,
): Value {
  const named = readNameCall({ file: frame.file, diagnostics: [] }, call, helper);
  if (named === undefined) return raiseMalformed(frame, call, helper);
  const { vars, env, docs = {} } = state.context;
  const values: Readonly<Record<string, unknown>> = { var: vars, env_var: env, doc: docs }[helper];
  const value = Object.hasOwn(values, named.name) ? toValue(values[named.name]) : undefined;
  if (value !== undefined) return value;
  const [, fallback] = call.params;
  if (fallback !== undefined) return evaluate(fallback);
  const nearest = didYouMean(named.name, Object.keys(values));
  const { place } = named;
  switch (helper) {
    case 'var':
      throw new RenderProblem([
        missingVar({
          place,
          message: `var "${named.name}" has no value`,
          hint:
            nearest ??
            `set it under vars: in project.yml or with --vars, or give a default: {{var "${named.name}" "default"}}`,
        }),
      ]);
    case 'env_var':
      throw new RenderProblem([
        missingEnvVar({
          place,
          message: `the environment variable ${named.name} is not set`,
          hint: `set it, or give a default: {{env_var "${named.name}" "default"}}`,
        }),
      ]);
    case 'doc':
      throw new RenderProblem([
        unknownName({ place, message: `there is no docs block "${named.name}"`, hint: nearest }),
      ]);
  }
}

/** Own properties only; a missing one is null, so that `{{#if (lookup item "key")}}` can ask for it. */
function lookUp(frame: Frame, call: Call, evaluate: (expression: Expression) => Value): Value {
  const [holder, key] = call.params;
  if (holder === undefined || key === undefined || call.params.length > 2) {
    throw new RenderProblem([
      wrongHelperUse({
        place: placeOf(frame.file, call.loc),
        message: `lookup takes 2 arguments, not ${call.params.length}`,
        hint: 'write (lookup value "key")',
      }),
    ]);
  }
  return getProperty(evaluate(holder), toKey(evaluate(key))) ?? null;
}

function raiseMalformed(frame: Frame, call: Call, name: HelperName): never {
  throw new RenderProblem([
    wrongHelperUse({ place: placeOf(frame.file, call.loc), message: `this call of ${name} is not well formed` }),
  ]);
}
