import type { DataTestSpec, SourceProperties, SourceTableProperties } from '../project/properties.js';
import { readConfigMap, readConfigTree } from './config-layers.js';
import type { SourceNode } from './manifest.js';
import { nodeId } from './node-id.js';
import { readConfig, readMeta, readTags, toPlainConfig, type BuildContext } from './node-parts.js';

export interface SourceDraft {
  readonly node: SourceNode;
  readonly enabled: boolean;
  readonly table: SourceTableProperties;
  readonly source: SourceProperties;
}

export function buildSources(context: BuildContext): readonly SourceDraft[] {
  return context.project.properties.flatMap((file) =>
    file.sources.flatMap((source) => source.tables.map((table) => buildSource(context, source, table))),
  );
}

/** Tests of a table, its columns' included. */
export function testsOfTable(table: SourceTableProperties): readonly { column?: string; spec: DataTestSpec }[] {
  return [
    ...table.dataTests.map((spec) => ({ spec })),
    ...table.columns.flatMap((column) => column.dataTests.map((spec) => ({ column: column.name, spec }))),
  ];
}

function buildSource(context: BuildContext, source: SourceProperties, table: SourceTableProperties): SourceDraft {
  const { project, dialect } = context;
  const folders = source.file.path.split('/').slice(1, -1);
  const fqn = [project.config.name, ...folders, source.name, table.name];
  const layers = [
    ...readConfigTree(project.config.trees.sources, fqn),
    readConfigMap(source.config),
    readConfigMap(table.config),
  ];
  const reader = readConfig(layers, table.place);
  const identifier = table.identifier ?? table.name;
  const schema = source.schema ?? source.name;
  const relation = dialect.capabilities.schemas
    ? { ...(source.database !== undefined && { database: source.database }), schema, identifier }
    : { identifier };
  const node: SourceNode = {
    resourceType: 'source',
    id: nodeId('source', project.config.name, source.name, table.name),
    name: table.name,
    sourceName: source.name,
    sourceDescription: source.description,
    package: project.config.name,
    path: source.file.path,
    originalFilePath: source.file.path,
    fqn,
    description: table.description,
    tags: readTags(reader, { ...source.extra, ...table.extra }),
    meta: readMeta(reader, { ...source.extra, ...table.extra }),
    config: toPlainConfig({ enabled: true }, reader.config),
    columns: table.columns,
    place: table.place,
    alias: identifier,
    relation,
  };
  const enabled = reader.flag('enabled', true);
  context.diagnostics.push(...reader.diagnostics);
  return { node, enabled, table, source };
}
