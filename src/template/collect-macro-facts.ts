import type { EngineName } from '../dialects/dialect.js';
import { resolveMacro } from './resolve-macro.js';
import type { MacroDefinition, MacroSet, ParsedTemplate, TemplateFacts } from './template.js';

export interface CollectedFacts {
  /** The template's own facts, then those of every macro that it reaches, each macro once. */
  readonly facts: TemplateFacts;
  /** `macro.<package>.<name>` of every macro that it reaches, sorted. */
  readonly macroIds: readonly string[];
}

/**
 * What a template depends on, through macros too, as an engine resolves them: a ref in a macro is a ref of every model
 * that calls it. Calls inside branches that are never taken count.
 */
export function collectMacroFacts(template: ParsedTemplate, macros: MacroSet, engine: EngineName): CollectedFacts {
  const reached = reachMacros(template, macros, engine);
  if (reached.length === 0) return { facts: template.facts, macroIds: [] };
  const all = [template.facts, ...reached.map((macro) => macro.template.facts)];
  return {
    facts: {
      refs: all.flatMap((facts) => facts.refs),
      sources: all.flatMap((facts) => facts.sources),
      configs: all.flatMap((facts) => facts.configs),
      vars: all.flatMap((facts) => facts.vars),
      envVars: all.flatMap((facts) => facts.envVars),
      docs: all.flatMap((facts) => facts.docs),
      macroCalls: all.flatMap((facts) => facts.macroCalls),
      usesThis: all.some((facts) => facts.usesThis),
      usesIsIncremental: all.some((facts) => facts.usesIsIncremental),
      usesPartitionKey: all.some((facts) => facts.usesPartitionKey),
    },
    macroIds: reached.map((macro) => `macro.${macro.package}.${macro.name}`).sort(),
  };
}

/** Macros that the template calls, in the order of their calls, then those that they call, and so on. */
function reachMacros(template: ParsedTemplate, macros: MacroSet, engine: EngineName): readonly MacroDefinition[] {
  const reached = new Set<MacroDefinition>();
  for (const macro of calledMacros(template, macros, engine)) reached.add(macro);
  for (const macro of reached) {
    for (const inner of calledMacros(macro.template, macros, engine)) reached.add(inner);
  }
  return [...reached];
}

const callsByMacros = new WeakMap<MacroSet, Map<string, WeakMap<ParsedTemplate, readonly MacroDefinition[]>>>();

/** The macros that a template calls itself. Remembered, because many models call the same macros. */
export function calledMacros(
  template: ParsedTemplate,
  macros: MacroSet,
  engine: EngineName,
): readonly MacroDefinition[] {
  const byEngine = getOrMake(callsByMacros, macros, () => new Map());
  const byTemplate = getOrMake(byEngine, engine, () => new WeakMap());
  return getOrMake(byTemplate, template, () => {
    const called = template.facts.macroCalls.flatMap((call) => resolveMacro(macros, call.name, engine) ?? []);
    return [...new Set(called)];
  });
}

function getOrMake<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
