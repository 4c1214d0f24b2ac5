import type { Diagnostic } from '../errors/diagnostic.js';
import { varsNotMapping } from './errors.js';
import { findMap } from './find-entry.js';
import { describeYaml } from './schema-errors.js';
import { parseYaml } from './yaml/parse-yaml.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlMap } from './yaml-value.js';

export type Vars = Readonly<Record<string, unknown>>;

/** The text of `--vars`: a YAML or JSON mapping, whose types are kept. */
export function parseVars(text: string): { readonly vars: Vars; readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = parseYaml({ path: '--vars', text });
  if (diagnostics.length > 0) return { vars: {}, diagnostics };
  if (value === undefined) return { vars: {}, diagnostics: [] };
  if (value.kind !== 'map') return { vars: {}, diagnostics: [varsNotMapping(describeYaml(value))] };
  return { vars: yamlToPlain(value), diagnostics: [] };
}

/** `vars:` of project.yml: those under the package's name win over the global ones, `--vars` wins over all. */
export function mergeVars(map: YamlMap | undefined, packageName: string, cliVars: Vars): Vars {
  if (map === undefined) return cliVars;
  const scoped = findMap(map, packageName);
  const globals: YamlMap = { ...map, entries: map.entries.filter(({ value }) => value !== scoped) };
  return { ...yamlToPlain(globals), ...(scoped && yamlToPlain(scoped)), ...cliVars };
}
