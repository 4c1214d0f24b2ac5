import type { EngineName } from '../dialects/dialect.js';
import type { MacroDefinition, MacroSet } from './template.js';

/** The macro that a call means on an engine: `sqlite__x` wins over `default__x` over `x`. */
export function resolveMacro(macros: MacroSet, name: string, engine: EngineName): MacroDefinition | undefined {
  const definition = macros.get(`${engine}__${name}`) ?? macros.get(`default__${name}`) ?? macros.get(name);
  return definition?.kind === 'macro' ? definition : undefined;
}

/** Names that calls can use: full names, and the short names of dispatch forms. */
export function listMacroNames(macros: MacroSet): readonly string[] {
  const names = new Set<string>();
  for (const [name, { kind }] of macros) {
    if (kind !== 'macro') continue;
    names.add(name);
    const short = /^(?:default|sqlite|duckdb|postgres|spark)__(.+)$/.exec(name)?.[1];
    if (short !== undefined) names.add(short);
  }
  return [...names].sort();
}
