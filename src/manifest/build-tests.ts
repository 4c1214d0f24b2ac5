import type { Diagnostic } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import { parseFrontMatter } from '../project/parse-front-matter.js';
import type { SqlFile } from '../project/project.js';
import type { DataTestSpec } from '../project/properties.js';
import { parseTemplate } from '../template/parse-template.js';
import type { MacroDefinition } from '../template/template.js';
import {
  checkConfigCalls,
  readConfigCalls,
  readConfigMap,
  readConfigTree,
  type ConfigLayer,
  type ConfigReader,
} from './config-layers.js';
import { missingTestArgument, missingTestColumn, unknownGenericTest, unknownTestArgument } from './errors.js';
import type { GenericTestCall, ModelNode, NodeId, SeedNode, SnapshotNode, SourceNode, TestNode } from './manifest.js';
import type { NameIndex } from './name-index.js';
import { md5, nodeId } from './node-id.js';
import {
  pathInFolder,
  readConfig,
  readMeta,
  readTags,
  resolveRelation,
  startOf,
  toFqn,
  toPlainConfig,
  type BuildContext,
  type PropertiesIndex,
} from './node-parts.js';
import { buildTestName } from './test-name.js';

export interface TestDraft {
  readonly node: TestNode;
  readonly enabled: boolean;
}

/** Where failing rows are kept, in addition to the target's schema. */
const failuresSchema = 'dbt_test__audit';

const defaults = {
  enabled: true,
  materialized: 'test',
  tags: [],
  meta: {},
  severity: 'ERROR',
  warn_if: '!= 0',
  error_if: '!= 0',
  fail_calc: 'count(*)',
};

export interface GenericTestInput {
  readonly attachedTo: ModelNode | SeedNode | SnapshotNode | SourceNode;
  readonly spec: DataTestSpec;
  readonly column?: string;
}

export function buildGenericTest(
  context: BuildContext,
  names: NameIndex,
  input: GenericTestInput,
): TestDraft | undefined {
  const { spec, attachedTo } = input;
  const { project } = context;
  const macro = findTestMacro(context, spec.test);
  if (macro === undefined) {
    const known = [...context.macros.values()].filter((m) => m.kind === 'test').map((m) => m.name);
    context.diagnostics.push(unknownGenericTest(spec.test, spec.place, suggest(spec.test, known)));
    return undefined;
  }
  const kwargs = { ...(input.column !== undefined && { column_name: input.column }), ...spec.arguments };
  const column = checkArguments(context, macro, spec, input.column);
  const attachedName =
    attachedTo.resourceType === 'source' ? `${attachedTo.sourceName}_${attachedTo.name}` : attachedTo.name;
  const sourcePrefix = attachedTo.resourceType === 'source' ? 'source_' : '';
  const automatic = buildTestName(`${sourcePrefix}${spec.test}`, attachedName, kwargs);
  const name = spec.name ?? automatic.name;
  const hash = md5(JSON.stringify([name, attachedTo.id, spec.test, kwargs])).slice(0, 10);
  const id = nodeId('test', project.config.name, name, hash);
  const path = pathInFolder(context, spec.place.file.path);
  const generic: GenericTestCall = {
    macro,
    test: spec.test,
    attachedTo: attachedTo.id,
    ...(column !== undefined && { column }),
    kwargs,
    argumentRefs: [],
  };
  const draft = finish(context, {
    id,
    name,
    alias: spec.name ?? automatic.alias,
    path: `${name}.sql`,
    originalFilePath: spec.place.file.path,
    fqn: [...toFqn(project.config.name, path, '').slice(0, -1), name],
    description: spec.description ?? '',
    place: spec.place,
    layers: [...readConfigCalls(macro.template.facts.configs), readConfigMap(spec.config)],
    testKind: 'generic',
    generic,
    template: macro.template,
    rawCode: macro.text,
    extra: {},
  });
  if (!draft.enabled) return draft;
  const argumentRefs = resolveArgumentRefs(context, names, spec, id);
  return { ...draft, node: { ...draft.node, generic: { ...generic, argumentRefs } } };
}

export function buildSingularTest(context: BuildContext, file: SqlFile, index: PropertiesIndex): TestDraft | undefined {
  const { project } = context;
  const parsed = parseTemplate(file.template);
  context.diagnostics.push(...parsed.diagnostics);
  const yaml = index.take(file.name);
  if (parsed.template === undefined) return undefined;
  const front = parseFrontMatter(file, 'data_test');
  context.diagnostics.push(...front.diagnostics);
  return finish(context, {
    id: nodeId('test', project.config.name, file.name),
    name: file.name,
    alias: file.name,
    path: file.path,
    originalFilePath: file.file.path,
    fqn: toFqn(project.config.name, file.path, file.name),
    description: front.properties?.description || yaml?.description || '',
    place: startOf(file.file),
    layers: [
      readConfigMap(yaml?.config),
      readConfigMap(front.properties?.config),
      ...readConfigCalls(parsed.template.facts.configs),
    ],
    configProblems: checkConfigCalls(parsed.template.facts.configs, 'data_test'),
    testKind: 'singular',
    template: parsed.template,
    rawCode: file.file.text,
    extra: { ...yaml?.extra, ...front.properties?.extra },
    ...(yaml && { patchPath: yaml.file.path }),
  });
}

type TestParts = Pick<
  TestNode,
  'id' | 'name' | 'alias' | 'path' | 'originalFilePath' | 'fqn' | 'description' | 'place'
> &
  Pick<TestNode, 'testKind' | 'template' | 'rawCode'> & {
    readonly generic?: GenericTestCall;
    readonly patchPath?: string;
    readonly layers: readonly ConfigLayer[];
    /** What is wrong with the config already; the layers are then not judged a second time. */
    readonly configProblems?: readonly Diagnostic[];
    readonly extra: Readonly<Record<string, unknown>>;
  };

function finish(context: BuildContext, parts: TestParts): TestDraft {
  const { layers, extra, configProblems = [], ...rest } = parts;
  const tree = readConfigTree(context.project.config.trees.data_tests, parts.fqn);
  const reader = readConfig([...tree, ...layers], parts.place);
  const alias = reader.text('alias') ?? parts.alias;
  const where = reader.text('where');
  const limit = reader.integer('limit');
  const storeFailuresAs = readStoring(reader);
  const severity = (reader.text('severity') ?? 'error').toLowerCase();
  if (severity !== 'error' && severity !== 'warn') reader.oneOf('severity', ['error', 'warn'], 'error');
  const node: TestNode = {
    ...rest,
    resourceType: 'test',
    package: context.project.config.name,
    materialized: 'test',
    tags: readTags(reader, extra),
    meta: readMeta(reader, extra),
    config: toPlainConfig(defaults, reader.config),
    columns: [],
    alias,
    relation: resolveRelation(context, reader, alias, failuresSchema),
    refs: [],
    sources: [],
    macroIds: [],
    severity: severity === 'warn' ? 'warn' : 'error',
    warnIf: reader.text('warn_if') ?? defaults.warn_if,
    errorIf: reader.text('error_if') ?? defaults.error_if,
    failCalc: reader.text('fail_calc') ?? defaults.fail_calc,
    ...(where !== undefined && { where }),
    ...(limit !== undefined && { limit }),
    ...(storeFailuresAs && { storeFailuresAs }),
  };
  const enabled = reader.flag('enabled', true);
  context.diagnostics.push(...(configProblems.length > 0 ? configProblems : reader.diagnostics));
  return { node, enabled };
}

/** `store_failures_as` counts more than `store_failures`, wherever the two stand. */
function readStoring(reader: ConfigReader): 'table' | 'view' | undefined {
  const isStored = reader.flag('store_failures', false);
  const kind = reader.oneOf('store_failures_as', ['table', 'view', 'ephemeral'], isStored ? 'table' : 'ephemeral');
  return kind === 'ephemeral' ? undefined : kind;
}

/** `unique` or `package.unique`; a project's own test wins over a built-in one of the same name. */
function findTestMacro(context: BuildContext, test: string): MacroDefinition | undefined {
  const macro = context.macros.get(test.split('.').at(-1) ?? test);
  return macro?.kind === 'test' ? macro : undefined;
}

/** Checks the arguments against the macro's parameters; returns the tested column, if the test has one. */
function checkArguments(
  context: BuildContext,
  macro: MacroDefinition,
  spec: DataTestSpec,
  column: string | undefined,
): string | undefined {
  const [, columnParameter, ...others] = macro.parameters;
  const accepted = macro.parameters.slice(1).map((parameter) => parameter.name);
  const given = new Map(Object.entries(spec.arguments));
  const isColumnKey = (key: string) => key === columnParameter?.name || key === 'column_name';
  const columnKey = columnParameter?.hasDefault === false ? [...given.keys()].find(isColumnKey) : undefined;
  for (const key of given.keys()) {
    if (key === columnKey || accepted.includes(key)) continue;
    context.diagnostics.push(unknownTestArgument(spec.test, key, spec.place, suggest(key, accepted), accepted));
  }
  const required = columnParameter?.hasDefault === false ? others : [columnParameter, ...others];
  for (const parameter of required) {
    if (parameter === undefined || parameter.hasDefault || given.has(parameter.name)) continue;
    context.diagnostics.push(missingTestArgument(spec.test, parameter.name, spec.place));
  }
  const named = columnKey === undefined ? undefined : given.get(columnKey);
  const tested = column ?? (typeof named === 'string' ? named : undefined);
  if (tested === undefined && needsColumn(macro)) context.diagnostics.push(missingTestColumn(spec.test, spec.place));
  return tested;
}

/** Whether the test writes its column into the SQL without ever asking if there is one. */
function needsColumn({ parameters, text }: MacroDefinition): boolean {
  const [, column] = parameters;
  if (column === undefined || column.hasDefault || !/^\w+$/.test(column.name)) return false;
  const isWritten = new RegExp(`\\{\\{~?\\s*${column.name}\\s*~?\\}\\}`).test(text);
  return isWritten && !new RegExp(`\\{\\{~?#(?:if|unless)\\s+${column.name}\\b`).test(text);
}

/** Finds `ref('x')` and `source('s', 't')` among the arguments, lists included. */
function resolveArgumentRefs(
  context: BuildContext,
  names: NameIndex,
  { arguments: values, place }: DataTestSpec,
  id: NodeId,
): GenericTestCall['argumentRefs'] {
  const texts = Object.values(values)
    .flat(3)
    .filter((value) => typeof value === 'string');
  return [...new Set(texts)].flatMap((text) => {
    const found = names.relationText(text, place, id);
    if (found === undefined) return [];
    if ('problem' in found) {
      context.diagnostics.push(found.problem);
      return [];
    }
    const { node } = found.resolved;
    const relation = 'relation' in found.resolved ? found.resolved.relation : undefined;
    return [{ text, node, ...(relation && { relation }) }];
  });
}
