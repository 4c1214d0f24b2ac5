import type { IndexSpec } from '../dialects/dialect.js';
import { enginesWith } from '../dialects/get-dialect.js';
import { parseFrontMatter } from '../project/parse-front-matter.js';
import type { SqlFile } from '../project/project.js';
import type { ColumnProperties, ResourceProperties } from '../project/properties.js';
import { parseTemplate } from '../template/parse-template.js';
import type { ParsedTemplate } from '../template/template.js';
import {
  checkConfigCalls,
  isRecord,
  readConfigCalls,
  readConfigMap,
  readConfigTree,
  type ConfigReader,
} from './config-layers.js';
import {
  duplicatePartitionKey,
  laterMaterialization,
  missingCapability,
  noPartitionKeys,
  partitionByMissing,
} from './errors.js';
import type { ModelNode, PartitionConfig } from './manifest.js';
import { buildHooks } from './build-hooks.js';
import { nodeId } from './node-id.js';
import { readIncremental } from './read-incremental.js';
import {
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

/** A model before its references are resolved. */
export interface ModelDraft {
  readonly node: ModelNode;
  readonly enabled: boolean;
  /** Entries whose tests belong to the model: properties YAML and front matter. */
  readonly properties: readonly ResourceProperties[];
}

const defaults = {
  enabled: true,
  materialized: 'view',
  tags: [],
  meta: {},
};

export function buildModel(context: BuildContext, file: SqlFile, index: PropertiesIndex): ModelDraft | undefined {
  const { project } = context;
  const parsed = parseTemplate(file.template);
  context.diagnostics.push(...parsed.diagnostics);
  if (parsed.template === undefined) {
    index.take(file.name);
    return undefined;
  }
  const front = parseFrontMatter(file, 'model');
  context.diagnostics.push(...front.diagnostics);
  const yaml = index.take(file.name);
  const place = startOf(file.file);
  const fqn = toFqn(project.config.name, file.path, file.name);
  const reader = readConfig(
    [
      ...readConfigTree(project.config.trees.models, fqn),
      readConfigMap(yaml?.config),
      readConfigMap(front.properties?.config),
      ...readConfigCalls(parsed.template.facts.configs),
    ],
    place,
  );
  const callProblems = checkConfigCalls(parsed.template.facts.configs, 'model');
  const id = nodeId('model', project.config.name, file.name);
  const alias = reader.text('alias') ?? file.name;
  const materialized = readMaterialization(context, reader, id);
  const partition = materialized === 'partitioned' ? readPartition(reader, parsed.template, id) : undefined;
  const incremental = materialized === 'incremental' ? readIncremental(reader, id) : undefined;
  const extra = { ...yaml?.extra, ...front.properties?.extra };
  const group = reader.text('group') ?? textOf(extra['group']);
  const node: ModelNode = {
    resourceType: 'model',
    id,
    name: file.name,
    package: project.config.name,
    path: file.path,
    originalFilePath: file.file.path,
    fqn,
    description: front.properties?.description || yaml?.description || '',
    tags: readTags(reader, extra),
    meta: readMeta(reader, extra),
    config: toPlainConfig(defaults, reader.config),
    columns: mergeColumns(yaml?.columns ?? [], front.properties?.columns ?? []),
    ...(yaml && { patchPath: yaml.file.path }),
    place,
    alias,
    relation: resolveRelation(context, reader, alias),
    template: parsed.template,
    rawCode: file.file.text,
    refs: [],
    sources: [],
    macroIds: [],
    materialized,
    ...(partition && { partition }),
    ...(incremental && { incremental }),
    ...buildHooks(context, reader, id),
    indexes: readIndexes(context, reader, id),
    access: reader.oneOf('access', ['private', 'protected', 'public'], 'protected'),
    ...(group !== undefined && { group }),
  };
  const enabled = reader.flag('enabled', true);
  context.diagnostics.push(...(callProblems.length > 0 ? callProblems : reader.diagnostics));
  const properties = [yaml, front.properties].filter((entry) => entry !== undefined);
  return { node, enabled, properties };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readMaterialization({ dialect }: BuildContext, reader: ConfigReader, id: string): ModelNode['materialized'] {
  const later = reader.text('materialized');
  if (later === 'materialized_view' && !dialect.capabilities.materializedViews) {
    const at = { severity: 'error', place: reader.placeOf('materialized'), node: id } as const;
    const others = enginesWith('materializedViews');
    reader.diagnostics.push(missingCapability('materialized views', dialect.name, others, at));
    return 'table';
  }
  if (later === 'snapshot') {
    reader.diagnostics.push(laterMaterialization(later, reader.placeOf('materialized'), id));
    return 'table';
  }
  const words = ['view', 'materialized_view', 'table', 'ephemeral', 'incremental', 'partitioned'] as const;
  return reader.oneOf('materialized', words, 'view');
}

function readPartition(reader: ConfigReader, template: ParsedTemplate, id: string): PartitionConfig | undefined {
  const by = reader.text('partition_by');
  if (by === undefined) {
    reader.diagnostics.push(partitionByMissing(reader.placeOf('materialized'), id));
    return undefined;
  }
  const byPlace = reader.placeOf('partition_by');
  const keysPlace = reader.placeOf('partitions');
  const partitions = reader.config.get('partitions')?.value ?? undefined;
  if (partitions === undefined) {
    if (!template.facts.refs.some((ref) => ref.on !== undefined)) {
      reader.diagnostics.push(noPartitionKeys(byPlace, id));
    }
    return { by, byPlace };
  }
  if (Array.isArray(partitions)) {
    const keys = partitions.filter((key) => key === null || ['string', 'number', 'boolean'].includes(typeof key));
    const seen = new Set<string | null>();
    for (const key of keys) {
      const text = key === null ? null : String(key);
      if (seen.has(text)) reader.diagnostics.push(duplicatePartitionKey(String(key), keysPlace, id));
      seen.add(text);
    }
    return { by, byPlace, keysPlace, keys };
  }
  const parsed = parseTemplate({ path: keysPlace.file.path, text: reader.text('partitions') ?? '' });
  reader.diagnostics.push(...parsed.diagnostics.map((problem) => ({ ...problem, place: keysPlace })));
  return { by, byPlace, keysPlace, ...(parsed.template && { keysTemplate: parsed.template }) };
}

function readIndexes({ dialect }: BuildContext, reader: ConfigReader, id: string): readonly IndexSpec[] {
  const value = reader.config.get('indexes')?.value;
  if (!Array.isArray(value)) return [];
  if (value.length > 0 && !dialect.capabilities.indexes) {
    const at = { severity: 'warning', place: reader.placeOf('indexes'), node: id } as const;
    reader.diagnostics.push(missingCapability('indexes', dialect.name, enginesWith('indexes'), at));
    return [];
  }
  return value.filter(isRecord).map((entry) => {
    const columns = entry['columns'];
    const names = (Array.isArray(columns) ? columns : [columns]).filter((name) => typeof name === 'string');
    const type = entry['type'];
    return { columns: names, unique: entry['unique'] === true, ...(typeof type === 'string' && { type }) };
  });
}

/** A column that both places describe takes the front matter's words and the tests of both. */
function mergeColumns(
  yaml: readonly ColumnProperties[],
  front: readonly ColumnProperties[],
): readonly ColumnProperties[] {
  const merged = new Map(yaml.map((column) => [column.name, column]));
  for (const column of front) {
    const other = merged.get(column.name);
    merged.set(
      column.name,
      other ? { ...other, ...column, description: column.description || other.description } : column,
    );
  }
  return [...merged.values()];
}
