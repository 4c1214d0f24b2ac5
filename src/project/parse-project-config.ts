import { basename } from 'node:path';
import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { checkConfigTree } from './check-config-tree.js';
import { pathOutside, targetPathClash } from './errors.js';
import { evaluateYaml } from './evaluate-yaml.js';
import { findEntry, findItems, findMap, findMaps, findText, findTexts } from './find-entry.js';
import { mergeVars, type Vars } from './parse-vars.js';
import { isAtOrAbove, toProjectPath } from './project-path.js';
import type { ConfigTree, ConfigTreeName, ProjectConfig } from './project.js';
import { readHookSpecs } from './read-hook-specs.js';
import { testsTwice } from './schema-errors.js';
import type { ConfigKind } from './schemas/config.js';
import { projectSchema } from './schemas/project.js';
import { checkSchema, type IgnoredKey } from './yaml/check-schema.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlMap, YamlValue } from './yaml-value.js';

export interface ConfigRequest {
  readonly root: string;
  /** `--target-path`. */
  readonly targetPath?: string;
  readonly cliVars: Vars;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ParsedProjectConfig {
  readonly config: ProjectConfig;
  readonly vars: Vars;
  /** The file's values with `{{env_var}}` and `{{var}}` put in, except below `targets:`. */
  readonly evaluated: YamlMap;
  readonly diagnostics: readonly Diagnostic[];
  readonly ignored: readonly IgnoredKey[];
}

const kindByTree: Readonly<Record<ConfigTreeName, ConfigKind>> = {
  models: 'model',
  seeds: 'seed',
  snapshots: 'snapshot',
  sources: 'source',
  data_tests: 'data_test',
  unit_tests: 'unit_test',
  exposures: 'exposure',
};
const treeNames = ['models', 'seeds', 'snapshots', 'sources', 'data_tests', 'unit_tests', 'exposures'] as const;

/** Texts below these keys are templates that a later stage renders with more than env_var and var. */
const templateKeys = new Set<string>([...treeNames, 'tests', 'vars', 'on-run-start', 'on-run-end', 'anchors']);

const olderKeys: Readonly<Record<string, string>> = {
  'source-paths': 'model-paths',
  'data-paths': 'seed-paths',
  outputs: 'targets',
  packages: 'packages.yml, a file of its own',
};

/** Checks project.yml and gives every key its meaning. Whatever is wrong is reported, and a default stands in for it. */
export function parseProjectConfig(map: YamlMap, request: ConfigRequest): ParsedProjectConfig {
  const { evaluated, vars, diagnostics } = evaluateProject(map, request);
  const checked = checkSchema(projectSchema, evaluated, {
    explainKey: (key, path) => {
      const newer = path.length === 0 ? olderKeys[key] : undefined;
      return newer === undefined ? undefined : `it is called ${newer} here`;
    },
  });
  const ignored = [...checked.ignored];
  diagnostics.push(...checked.errors);
  const trees = readTrees(evaluated, diagnostics, ignored);
  const paths = new PathReader(evaluated, request.root, diagnostics);
  const sourcePaths = {
    modelPaths: paths.read('model-paths', ['models']),
    seedPaths: paths.read('seed-paths', ['seeds']),
    testPaths: paths.read('test-paths', ['tests']),
    macroPaths: paths.read('macro-paths', ['macros']),
    snapshotPaths: paths.read('snapshot-paths', ['snapshots']),
    analysisPaths: paths.read('analysis-paths', ['analyses']),
    reportPaths: paths.read('report-paths', ['reports']),
  };
  const targetPath = paths.readTargetPath(request.targetPath, Object.values(sourcePaths).flat());
  const docsDefault = Object.values(sourcePaths).flat();
  const version = findEntry(evaluated, 'version')?.value;
  const config: ProjectConfig = {
    name: findText(evaluated, 'name') ?? basename(request.root),
    ...(version?.kind === 'scalar' && { version: textAsWritten(version) }),
    ...sourcePaths,
    docsPaths: paths.read('docs-paths', docsDefault),
    targetPath,
    cleanTargets: paths.read('clean-targets', [targetPath]),
    trees,
    dispatch: findMaps(evaluated, 'dispatch').map((entry) => ({
      macroNamespace: findText(entry, 'macro_namespace') ?? '',
      searchOrder: findTexts(entry, 'search_order'),
    })),
    onRunStart: readHookSpecs(findEntry(evaluated, 'on-run-start')?.value),
    onRunEnd: readHookSpecs(findEntry(evaluated, 'on-run-end')?.value),
    quoting: readQuoting(findMap(evaluated, 'quoting')),
    flags: yamlToPlain(findMap(evaluated, 'flags') ?? emptyMap(map.place)),
  };
  return { config, vars, evaluated, diagnostics, ignored };
}

function emptyMap(place: Place): YamlMap {
  return { kind: 'map', entries: [], place };
}

/** `version: 1.10` is the number 1.1 for YAML and a version for its author. */
function textAsWritten(value: YamlValue & { kind: 'scalar' }): string {
  const { file, start, end } = value.place;
  const line = file.text.split(/\r\n|\n|\r/, start.line)[start.line - 1] ?? '';
  const isWritten = typeof value.value === 'number' && end?.line === start.line;
  return isWritten ? line.slice(start.column - 1, end.column - 1) : String(value.value);
}

function evaluateProject(map: YamlMap, request: ConfigRequest) {
  const diagnostics: Diagnostic[] = [];
  const { env, cliVars } = request;
  const written = findMap(map, 'vars');
  const ownVars = written && evaluateYaml(written, { env, vars: cliVars, isFinal: false });
  diagnostics.push(...(ownVars?.diagnostics ?? []));
  const vars = mergeVars(ownVars?.value, findText(map, 'name') ?? '', cliVars);
  const entries = map.entries.map((entry) => {
    if (entry.key === 'targets' || entry.key === 'vars') return entry;
    const evaluated = evaluateYaml(entry.value, { env, vars, isFinal: !templateKeys.has(entry.key) });
    diagnostics.push(...evaluated.diagnostics);
    return { ...entry, value: evaluated.value };
  });
  return { evaluated: { ...map, entries }, vars, diagnostics };
}

function readTrees(map: YamlMap, diagnostics: Diagnostic[], ignored: IgnoredKey[]): ProjectConfig['trees'] {
  const older = findEntry(map, 'tests');
  const newer = findEntry(map, 'data_tests');
  if (older && newer) diagnostics.push(testsTwice(older.keyPlace, newer.keyPlace));
  const find = (name: ConfigTreeName): ConfigTree | undefined =>
    findMap(map, name) ?? (name === 'data_tests' ? findMap(map, 'tests') : undefined);
  for (const name of treeNames) {
    const tree = find(name);
    if (tree === undefined) continue;
    const findings = checkConfigTree(tree, kindByTree[name]);
    diagnostics.push(...findings.errors);
    ignored.push(...findings.ignored);
  }
  return {
    models: find('models'),
    seeds: find('seeds'),
    snapshots: find('snapshots'),
    sources: find('sources'),
    data_tests: find('data_tests'),
    unit_tests: find('unit_tests'),
    exposures: find('exposures'),
  };
}

function readQuoting(map: YamlMap | undefined): ProjectConfig['quoting'] {
  const flags = (map?.entries ?? []).map(({ key, value }): readonly [string, boolean] => [
    key,
    value.kind === 'scalar' && value.value === true,
  ]);
  return Object.fromEntries(flags);
}

/** Reads path keys: relative to the root, inside of it, each folder once. */
class PathReader {
  constructor(
    readonly map: YamlMap,
    readonly root: string,
    readonly diagnostics: Diagnostic[],
  ) {}

  read(key: string, fallback: readonly string[]): readonly string[] {
    const value = findEntry(this.map, key)?.value;
    if (value === undefined) return [...new Set(fallback)];
    const items = value.kind === 'list' ? findItems(this.map, key) : [value];
    const paths = items.flatMap((item) => {
      if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
      return this.#inside(item.value, key, item.place) ?? [];
    });
    return [...new Set(paths)];
  }

  readTargetPath(flag: string | undefined, sourcePaths: readonly string[]): string {
    const entry = findEntry(this.map, 'target-path');
    const text = flag ?? findText(this.map, 'target-path') ?? 'target';
    const place = flag === undefined ? entry?.value.place : undefined;
    const path = this.#inside(text, flag === undefined ? 'target-path' : '--target-path', place);
    if (path === undefined) return 'target';
    const source = sourcePaths.find((candidate) => isAtOrAbove(path, candidate));
    if (path === '.') this.diagnostics.push(targetPathClash(path, 'the project folder', place));
    else if (source === path) this.diagnostics.push(targetPathClash(path, 'a source folder', place));
    else if (source !== undefined)
      this.diagnostics.push(targetPathClash(path, `above the source folder ${source}`, place));
    return path;
  }

  #inside(text: string, key: string, place: Place | undefined): string | undefined {
    const path = toProjectPath(text, this.root);
    if (path === undefined) this.diagnostics.push(pathOutside(text, key, place));
    return path;
  }
}
