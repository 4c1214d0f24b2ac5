import type { Diagnostic } from '../errors/diagnostic.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Project } from '../project/project.js';
import { checkMacroCycles } from '../template/check-macro-cycles.js';
import { checkNames } from '../template/check-names.js';
import { parseMacroFile } from '../template/parse-macro-file.js';
import type { MacroDefinition, MacroSet } from '../template/template.js';
import { builtinPackageTestsText } from './builtin-relation-tests.js';
import { builtinTestsText } from './builtin-tests.js';
import { builtInTestName, duplicateMacro } from './errors.js';

/** Package name of what sp brings along. */
const builtinPackage = 'sp';

/** The macros and generic tests of a project over those that every project has; a project's test of a built-in name wins. */
export function buildMacros(
  project: Project,
  dialect: Dialect,
): { readonly macros: MacroSet; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const builtin = parseMacroFile(
    { path: 'sp/builtin-tests.sql', text: `${builtinTestsText}\n${builtinPackageTestsText}` },
    builtinPackage,
  );
  if (builtin.diagnostics.length > 0) throw new Error(`built-in tests: ${builtin.diagnostics[0]?.message ?? ''}`);
  const macros = new Map<string, MacroDefinition>(builtin.macros.map((macro) => [macro.name, macro]));
  for (const file of [...project.macros, ...project.genericTests]) {
    const parsed = parseMacroFile(file.file, project.config.name);
    diagnostics.push(...parsed.diagnostics);
    for (const macro of parsed.macros) {
      const other = macros.get(macro.name);
      if (other && other.package !== builtinPackage) {
        diagnostics.push(duplicateMacro(macro.name, macro.place, other.place));
      } else if (macro.kind === 'macro' && other !== undefined) {
        diagnostics.push(builtInTestName(macro.name, macro.place));
      } else {
        macros.set(macro.name, macro);
      }
    }
  }
  for (const macro of macros.values()) {
    if (macro.package !== builtinPackage)
      diagnostics.push(...checkNames(macro.template, macros, dialect, macro.parameters));
  }
  diagnostics.push(...checkMacroCycles(macros, dialect.name));
  return { macros, diagnostics };
}
