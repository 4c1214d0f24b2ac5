import { parseFrontMatter } from '../project/parse-front-matter.js';
import type { SqlFile } from '../project/project.js';
import type { ResourceProperties } from '../project/properties.js';
import { parseTemplate } from '../template/parse-template.js';
import type { ParsedTemplate } from '../template/template.js';
import {
  checkConfigCalls,
  readConfigCalls,
  readConfigMap,
  readConfigTree,
  type ConfigLayer,
  type ConfigReader,
} from './config-layers.js';
import {
  snapshotConfigClash,
  snapshotConfigMissing,
  snapshotRelationMalformed,
  snapshotStrategyNeeds,
  snapshotWithoutRelation,
  unknownStrategy,
} from './incremental-errors.js';
import type { NodeId, SnapshotColumns, SnapshotConfig, SnapshotNode } from './manifest.js';
import { buildHooks } from './build-hooks.js';
import { nodeId } from './node-id.js';
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
import { parseRelationText } from './relation-text.js';

/** A snapshot before its references are resolved. */
export interface SnapshotDraft {
  readonly node: SnapshotNode;
  readonly enabled: boolean;
  readonly properties: readonly ResourceProperties[];
}

const defaults = { enabled: true, materialized: 'snapshot', tags: [], meta: {} };

/** Files of snapshots/, and entries of `snapshots:` in YAML that have no file. */
export function buildSnapshots(context: BuildContext, index: PropertiesIndex): readonly SnapshotDraft[] {
  const files = context.project.snapshots;
  const drafts = files.flatMap((file) => buildFromFile(context, file, index.take(file.name)) ?? []);
  const names = new Set(files.map((file) => file.name));
  for (const entry of index.all) {
    if (names.has(entry.name)) continue;
    index.take(entry.name);
    drafts.push(...buildFromEntry(context, entry));
  }
  return drafts;
}

/** What the two forms of a snapshot differ in. */
interface Source {
  readonly name: string;
  readonly template: ParsedTemplate;
  readonly rawCode: string;
  readonly path: string;
  readonly originalFilePath: string;
  readonly place: SnapshotNode['place'];
  readonly properties: readonly ResourceProperties[];
  readonly layers: readonly ConfigLayer[];
}

function buildFromFile(
  context: BuildContext,
  file: SqlFile,
  yaml: ResourceProperties | undefined,
): readonly SnapshotDraft[] {
  const parsed = parseTemplate(file.template);
  const front = parseFrontMatter(file, 'snapshot');
  context.diagnostics.push(...parsed.diagnostics, ...front.diagnostics);
  if (parsed.template === undefined) return [];
  const calls = parsed.template.facts.configs;
  context.diagnostics.push(...checkConfigCalls(calls, 'snapshot'));
  return [
    buildSnapshot(context, {
      name: file.name,
      template: parsed.template,
      rawCode: file.file.text,
      path: file.path,
      originalFilePath: file.file.path,
      place: startOf(file.file),
      properties: [yaml, front.properties].filter((entry) => entry !== undefined),
      layers: readConfigCalls(calls),
    }),
  ];
}

/** `relation: ref('x')` is a SELECT of all of it, written where the entry stands. */
function buildFromEntry(context: BuildContext, entry: ResourceProperties): readonly SnapshotDraft[] {
  const { name, place, extra, file } = entry;
  const id = nodeId('snapshot', context.project.config.name, name);
  const relation = extra['relation'];
  if (typeof relation !== 'string') {
    context.diagnostics.push(snapshotWithoutRelation(name, place, id));
    return [];
  }
  const named = parseRelationText(relation);
  if (named === undefined) {
    context.diagnostics.push(snapshotRelationMalformed(relation, place, id));
    return [];
  }
  const parts = named.kind === 'ref' ? [named.package, named.name] : [named.source, named.table];
  const version = named.kind === 'ref' && named.version !== undefined ? ` v="${named.version}"` : '';
  const words = parts.filter((part) => part !== undefined).map((part) => `"${part}"`);
  const sql = `select * from {{${named.kind} ${words.join(' ')}${version}}}`;
  const { line, column } = place.start;
  const text = `${'\n'.repeat(line - 1)}${' '.repeat(column - 1)}${sql}`;
  const parsed = parseTemplate({ path: file.path, text });
  context.diagnostics.push(...parsed.diagnostics);
  if (parsed.template === undefined) return [];
  const path = pathInFolder(context, file.path);
  return [
    buildSnapshot(context, {
      name,
      template: parsed.template,
      rawCode: sql,
      path,
      originalFilePath: file.path,
      place,
      properties: [entry],
      layers: [],
    }),
  ];
}

function buildSnapshot(context: BuildContext, source: Source): SnapshotDraft {
  const { project } = context;
  const { name, template, rawCode, path, originalFilePath, place, properties } = source;
  const fqn = toFqn(project.config.name, path, name);
  const reader = readConfig(
    [
      ...readConfigTree(project.config.trees.snapshots, fqn),
      ...properties.map((entry) => readConfigMap(entry.config)),
      ...source.layers,
    ],
    properties.at(-1)?.place ?? place,
  );
  const id = nodeId('snapshot', project.config.name, name);
  const alias = reader.text('alias') ?? name;
  const extra = Object.assign({}, ...properties.map((entry) => entry.extra)) as Readonly<Record<string, unknown>>;
  const yaml = properties.find((entry) => entry.file.path !== originalFilePath || rawCode !== entry.file.text);
  const node: SnapshotNode = {
    resourceType: 'snapshot',
    id,
    name,
    package: project.config.name,
    path,
    originalFilePath,
    fqn,
    description: properties.map((entry) => entry.description).findLast((text) => text !== '') ?? '',
    tags: readTags(reader, extra),
    meta: readMeta(reader, extra),
    config: toPlainConfig(defaults, reader.config),
    columns: [...new Map(properties.flatMap(({ columns }) => columns.map((each) => [each.name, each]))).values()],
    ...(yaml && { patchPath: yaml.file.path }),
    place,
    alias,
    relation: resolveSnapshotRelation(context, reader, alias),
    template,
    rawCode,
    refs: [],
    sources: [],
    macroIds: [],
    materialized: 'snapshot',
    ...buildHooks(context, reader, id),
    snapshot: readSnapshot(reader, id),
  };
  const enabled = reader.flag('enabled', true);
  context.diagnostics.push(...reader.diagnostics);
  return { node, enabled, properties };
}

/** `target_schema` and `target_database` of older projects are taken as they are, not put behind the target's schema. */
function resolveSnapshotRelation(context: BuildContext, reader: ConfigReader, alias: string) {
  const schema = reader.text('target_schema');
  if (schema === undefined) return resolveRelation(context, reader, alias);
  const database = reader.text('target_database') ?? context.project.target.database;
  return context.dialect.resolveRelation({ ...(database !== undefined && { database }), schema, alias });
}

function readSnapshot(reader: ConfigReader, id: NodeId): SnapshotConfig {
  const uniqueKey = reader.texts('unique_key');
  const missing = ['strategy', 'unique_key'].filter((key) => !reader.has(key));
  if (missing.length > 0) reader.diagnostics.push(snapshotConfigMissing(missing, reader.fallbackPlace, id));
  const validToCurrent = reader.text('dbt_valid_to_current');
  return {
    strategy: readStrategy(reader, id),
    uniqueKey,
    hardDeletes: readHardDeletes(reader, id),
    ...(validToCurrent !== undefined && { validToCurrent }),
    columns: readColumns(reader),
  };
}

function readStrategy(reader: ConfigReader, id: NodeId): SnapshotConfig['strategy'] {
  const text = reader.text('strategy');
  const updatedAt = reader.text('updated_at');
  const place = reader.placeOf('strategy');
  if (text === 'check') {
    if (!reader.has('check_cols')) reader.diagnostics.push(snapshotStrategyNeeds('check', 'check_cols', place, id));
    const columns = reader.texts('check_cols');
    const isAll = columns.length === 1 && columns[0]?.toLowerCase() === 'all';
    return { kind: 'check', columns: isAll ? 'all' : columns, ...(updatedAt !== undefined && { updatedAt }) };
  }
  if (text === 'timestamp') {
    if (updatedAt === undefined) reader.diagnostics.push(snapshotStrategyNeeds('timestamp', 'updated_at', place, id));
    if (reader.has('check_cols')) {
      const message = 'check_cols has no meaning for the strategy timestamp';
      const hint = 'Remove it, or use strategy: check.';
      reader.diagnostics.push(snapshotConfigClash(message, hint, reader.placeOf('check_cols'), id));
    }
  } else if (text !== undefined) {
    reader.diagnostics.push(unknownStrategy(text, ['timestamp', 'check'], place, id));
  }
  return { kind: 'timestamp', updatedAt: updatedAt ?? '' };
}

function readHardDeletes(reader: ConfigReader, id: NodeId): SnapshotConfig['hardDeletes'] {
  const isOld = reader.has('invalidate_hard_deletes');
  if (isOld && reader.has('hard_deletes')) {
    const message = 'hard_deletes and invalidate_hard_deletes cannot be used together';
    const place = reader.placeOf('invalidate_hard_deletes');
    reader.diagnostics.push(snapshotConfigClash(message, 'Keep hard_deletes.', place, id));
  }
  const standard = isOld && reader.flag('invalidate_hard_deletes', false) ? 'invalidate' : 'ignore';
  return reader.oneOf('hard_deletes', ['ignore', 'invalidate', 'new_record'], standard);
}

function readColumns(reader: ConfigReader): SnapshotColumns {
  const names = reader.record('snapshot_meta_column_names');
  const nameOf = (key: string): string => {
    const name = names[key];
    return typeof name === 'string' ? name : key;
  };
  return {
    validFrom: nameOf('dbt_valid_from'),
    validTo: nameOf('dbt_valid_to'),
    scdId: nameOf('dbt_scd_id'),
    updatedAt: nameOf('dbt_updated_at'),
    isDeleted: nameOf('dbt_is_deleted'),
  };
}
