import type { Call, Expression, Program } from './ast.js';
import { hashPairs } from './ast.js';
import { checkArguments, macroSignature } from './check-arguments.js';
import { macroRecursion } from './errors.js';
import type { Output } from './mapped-text.js';
import { placeOf } from './place-of.js';
import { RenderProblem, type Frame, type RenderState } from './render-state.js';
import type { MacroDefinition } from './template.js';
import type { Value } from './value.js';

/** Levels of macros calling macros. */
export const maxMacroDepth = 200;

export interface MacroInvocation {
  readonly macro: MacroDefinition;
  readonly call: Call;
  readonly output: Output;
  /** The value of an argument, in the caller's frame. */
  readonly evaluate: (argument: Expression) => Value;
  /** The body of a call that is a block. */
  readonly block?: Program | undefined;
}

/** Renders a macro's body with its arguments as names. The body sees nothing else of its caller but `this` and globals. */
export function callMacro(state: RenderState, frame: Frame, invocation: MacroInvocation): void {
  const { macro, call, output, evaluate, block } = invocation;
  const problems = checkArguments(frame.file, call, macroSignature(macro));
  if (problems.length > 0) throw new RenderProblem(problems);
  checkDepth(frame, call, macro);
  const values = bindArguments(macro, call, evaluate);
  state.renderProgram(
    state,
    {
      file: macro.template.file,
      callers: [placeOf(frame.file, call.loc), ...frame.callers],
      macros: [...frame.macros, macro],
      contexts: { value: state.root },
      names: { values },
      data: { values: {}, rootNames: values },
      partialBlock: block === undefined ? undefined : { program: block, frame },
    },
    macro.template.ast,
    output,
  );
}

function bindArguments(
  macro: MacroDefinition,
  call: Call,
  evaluate: (argument: Expression) => Value,
): ReadonlyMap<string, Value> {
  const named = new Map(hashPairs(call).map((pair) => [pair.key, pair.value]));
  return new Map(
    macro.parameters.map((parameter, index) => {
      const argument = call.params[index] ?? named.get(parameter.name);
      return [parameter.name, argument === undefined ? parameter.defaultValue : evaluate(argument)];
    }),
  );
}

function checkDepth(frame: Frame, call: Call, macro: MacroDefinition): void {
  const chain = [...frame.macros, macro];
  const isRecursive = frame.macros.includes(macro);
  if (!isRecursive && chain.length <= maxMacroDepth) return;
  const from = isRecursive ? frame.macros.indexOf(macro) : 0;
  throw new RenderProblem([
    macroRecursion({
      place: placeOf(frame.file, call.loc),
      message: isRecursive
        ? `macro "${macro.name}" calls itself: ${describeChain(chain.slice(from))}`
        : `macros call each other more than ${maxMacroDepth} levels deep: ${describeChain(chain)}`,
      hint: 'a macro cannot be recursive; loop with {{#each}}',
    }),
  ]);
}

function describeChain(chain: readonly MacroDefinition[]): string {
  const names = chain.map((macro) => macro.name);
  const shown = names.length > 12 ? [...names.slice(0, 6), '…', ...names.slice(-5)] : names;
  return shown.join(' → ');
}
