import { calledMacros } from '../template/collect-macro-facts.js';
import type { MacroDefinition } from '../template/template.js';
import type { ArtifactContext } from './artifact-context.js';

export interface MacroArtifact {
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly macro_sql: string;
  readonly description?: string;
  readonly depends_on?: { readonly macros?: readonly string[] };
  readonly [key: string]: unknown;
}

/** As dbt has it: the macro of the generic test `unique` is `test_unique`. */
export function testMacroId(macro: MacroDefinition): string {
  return `macro.${macro.package}.test_${macro.name}`;
}

export function macroId(macro: MacroDefinition): string {
  return macro.kind === 'test' ? testMacroId(macro) : `macro.${macro.package}.${macro.name}`;
}

export function buildMacroArtifact(
  macro: MacroDefinition,
  description: string,
  { manifest, mask }: ArtifactContext,
): MacroArtifact {
  const { path } = macro.place.file;
  const called = calledMacros(macro.template, manifest.macros, manifest.dialect.name);
  return {
    name: macro.kind === 'test' ? `test_${macro.name}` : macro.name,
    resource_type: 'macro',
    package_name: macro.package,
    path,
    original_file_path: path,
    unique_id: macroId(macro),
    macro_sql: macro.text,
    depends_on: { macros: called.map(macroId).sort() },
    description: mask(description),
    meta: {},
    docs: { show: true, node_color: null },
    config: { meta: {}, docs: { show: true, node_color: null } },
    patch_path: null,
    arguments: macro.parameters.map(({ name }) => ({ name, type: null, description: '' })),
    supported_languages: null,
  };
}
