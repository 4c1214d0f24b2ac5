import type { Diagnostic } from '../errors/diagnostic.js';
import type { EngineName } from '../dialects/dialect.js';
import { calledMacros } from './collect-macro-facts.js';
import { macroRecursion } from './errors.js';
import { resolveMacro } from './resolve-macro.js';
import type { MacroDefinition, MacroSet } from './template.js';

/** One diagnostic for each macro that can reach itself, at the call that closes the circle, with the whole chain. */
export function checkMacroCycles(macros: MacroSet, engine: EngineName): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const done = new Set<MacroDefinition>();
  for (const start of macros.values()) {
    // Depth first with a stack of our own: chains may be as long as there are macros.
    const path: { readonly macro: MacroDefinition; readonly pending: MacroDefinition[] }[] = [];
    const indexes = new Map<MacroDefinition, number>();
    const enter = (macro: MacroDefinition): void => {
      indexes.set(macro, path.length);
      path.push({ macro, pending: [...calledMacros(macro.template, macros, engine)] });
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.pending.shift();
      if (next === undefined) {
        done.add(top.macro);
        indexes.delete(top.macro);
        path.pop();
        continue;
      }
      const index = indexes.get(next);
      if (index !== undefined)
        diagnostics.push(
          describeCycle(
            path.slice(index).map((entry) => entry.macro),
            macros,
            engine,
          ),
        );
      else if (!done.has(next)) enter(next);
    }
  }
  return diagnostics;
}

function describeCycle(cycle: readonly MacroDefinition[], macros: MacroSet, engine: EngineName): Diagnostic {
  const [first] = cycle;
  const last = cycle.at(-1);
  if (first === undefined || last === undefined) throw new Error('a cycle has members');
  const closing = last.template.facts.macroCalls.find((call) => resolveMacro(macros, call.name, engine) === first);
  return macroRecursion({
    place: closing?.place ?? last.place,
    message: `macro "${first.name}" calls itself: ${[...cycle, first].map((macro) => macro.name).join(' → ')}`,
    hint: 'a macro cannot be recursive; loop with {{#each}}',
    related: cycle.map((macro) => ({ message: `"${macro.name}" is defined here`, place: macro.place })),
  });
}
