import type { BlockStatement, Program } from './ast.js';
import { hashPairs } from './ast.js';
import type { BlockName } from './builtins.js';
import { wrongHelperUse } from './errors.js';
import { evaluate } from './evaluate.js';
import type { Output } from './mapped-text.js';
import { placeOf } from './place-of.js';
import { RenderProblem, withContext, withNames, type Frame, type RenderState } from './render-state.js';
import { isEmpty, isList, isObject, type Value } from './value.js';

/** Handlebars' own blocks, with its rules for what is empty. */
export function renderBlock(
  state: RenderState,
  frame: Frame,
  block: BlockStatement,
  name: BlockName,
  output: Output,
): void {
  if (name === 'raw') {
    renderBody(state, frame, block.program, output);
    return;
  }
  const value = readParameter(state, frame, block, name);
  switch (name) {
    case 'if':
    case 'unless': {
      const isTrue = name === 'if' ? holds(state, frame, block, value) : !holds(state, frame, block, value);
      renderBody(state, frame, isTrue ? block.program : block.inverse, output);
      return;
    }
    case 'with':
      if (isEmpty(value)) renderBody(state, frame, block.inverse, output);
      else renderWith(state, frame, block, value, output);
      return;
    case 'each':
      renderEach(state, frame, block, value, output);
  }
}

/** `{{#name}}…{{/name}}` over a value: a list is looped over, true keeps `this`, anything else becomes it. */
export function renderValueBlock(
  state: RenderState,
  frame: Frame,
  block: BlockStatement,
  value: Value,
  output: Output,
): void {
  if (value === true) renderBody(state, frame, block.program, output);
  else if (value === false || value === null) renderBody(state, frame, block.inverse, output);
  else if (isList(value)) renderEach(state, frame, block, value, output);
  else renderBody(state, withContext(frame, value), block.program, output);
}

function renderBody(state: RenderState, frame: Frame, program: Program | undefined, output: Output): void {
  if (program !== undefined) state.renderProgram(state, frame, program, output);
}

function renderWith(state: RenderState, frame: Frame, block: BlockStatement, value: Value, output: Output): void {
  const inner = withNames(withContext(frame, value), block.program?.blockParams ?? [], [value]);
  renderBody(state, inner, block.program, output);
}

function renderEach(state: RenderState, frame: Frame, block: BlockStatement, value: Value, output: Output): void {
  if (!isList(value) && !isObject(value) && !isEmpty(value)) {
    throw new RenderProblem([
      wrongHelperUse({
        place: placeOf(frame.file, (block.params[0] ?? block.path).loc),
        message: 'each loops over a list or an object, and this is neither',
        hint: 'write (list "a" "b"), or declare the var as a YAML list',
      }),
    ]);
  }
  const entries = toEntries(value);
  if (entries.length === 0) renderBody(state, frame, block.inverse, output);
  const names = block.program?.blockParams ?? [];
  for (const [index, [key, item]] of entries.entries()) {
    const values = { ...frame.data.values, index, key, first: index === 0, last: index === entries.length - 1 };
    const looped = { ...withContext(frame, item), data: { ...frame.data, values, outer: frame.data } };
    renderBody(state, withNames(looped, names, [item, key]), block.program, output);
  }
}

function toEntries(value: Value): readonly (readonly [string | number, Value])[] {
  if (isList(value)) return [...value.entries()];
  return isObject(value) ? Object.entries(value) : [];
}

function holds(state: RenderState, frame: Frame, block: BlockStatement, value: Value): boolean {
  if (value !== 0) return !isEmpty(value);
  const option = hashPairs(block).find((pair) => pair.key === 'includeZero');
  return option !== undefined && !isEmpty(evaluate(state, frame, option.value));
}

function readParameter(state: RenderState, frame: Frame, block: BlockStatement, name: BlockName): Value {
  const [param] = block.params;
  if (param !== undefined && block.params.length === 1) return evaluate(state, frame, param);
  throw new RenderProblem([
    wrongHelperUse({
      place: placeOf(frame.file, block.path.loc),
      message: `${name} takes 1 argument, not ${block.params.length}`,
      hint: `Handlebars tests one value: {{#${name} value}}`,
    }),
  ]);
}
