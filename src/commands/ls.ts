import { randomUUID } from 'node:crypto';
import { compileSelection } from '../compile/compile-selection.js';
import type { ManifestNode } from '../manifest/manifest.js';
import { toNodeSelector } from '../select/node-selector.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Command, CommandContext } from './command.js';
import { openSession } from './open-session.js';
import type { ListOptions } from './options.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** Selected nodes, one a line. Needs no database, but for `--output partitions`. */
export const ls: Command<ListOptions> = async (options, context) => {
  const workspace = await openWorkspace(options, context);
  const { manifest, graph } = workspace;
  const selection = selectNodes(manifest, graph, {
    ...options,
    indirectSelection: options.indirectSelection ?? 'eager',
  });
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const nodes = selection.nodes.flatMap((id) => manifest.nodes.get(id) ?? []);
  if (options.output === 'partitions') await listPartitions(workspace, nodes, options, context);
  else {
    const output = options.json ? 'json' : options.output;
    const lines = nodes.map((node) => renderNode(workspace, node, output, options.outputKeys)).sort();
    // Many tests stand in one file: as paths they are one.
    const shown = output === 'path' ? [...new Set(lines)] : lines;
    context.stdout(shown.map((line) => `${line}\n`).join(''));
  }
  return { exitCode: options.warnError && selection.warnings.length > 0 ? 1 : 0 };
};

function renderNode(
  workspace: Workspace,
  node: ManifestNode,
  output: Exclude<ListOptions['output'], 'partitions'>,
  keys: readonly string[],
): string {
  switch (output) {
    case 'name':
      return node.name;
    case 'path':
      return node.originalFilePath;
    case 'selector':
      return toNodeSelector(node);
    case 'json':
      return JSON.stringify(toListEntry(workspace, node, keys));
  }
}

const defaultKeys = [
  'alias',
  'name',
  'package_name',
  'depends_on',
  'direct_parents',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
] as const;

function toListEntry({ manifest }: Workspace, node: ManifestNode, keys: readonly string[]): Record<string, unknown> {
  const parents = manifest.parents.get(node.id) ?? [];
  const all: Record<string, unknown> = {
    alias: 'alias' in node ? node.alias : undefined,
    name: node.name,
    package_name: node.package,
    depends_on: { nodes: parents, macros: 'macroIds' in node ? node.macroIds : [] },
    direct_parents: parents,
    tags: node.tags,
    config: node.config,
    resource_type: node.resourceType,
    source_name: node.resourceType === 'source' ? node.sourceName : undefined,
    original_file_path: node.originalFilePath,
    unique_id: node.id,
    description: node.description,
    fqn: node.fqn,
    meta: node.meta,
    path: node.path,
  };
  const wanted = keys.length > 0 ? keys : defaultKeys;
  return Object.fromEntries(
    wanted.filter((key) => readKey(all, key) !== undefined).map((key) => [key, readKey(all, key)]),
  );
}

/** `config.materialized` reads nested keys. */
function readKey(values: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[part] : undefined,
      values,
    );
}

/** Keys of the selected partitioned models: from their inputs, and how many rows are published for each. */
async function listPartitions(
  { manifest, project }: Workspace,
  nodes: readonly ManifestNode[],
  options: ListOptions,
  context: CommandContext,
): Promise<void> {
  const models = nodes.filter((node) => node.resourceType === 'model' && node.materialized === 'partitioned');
  const { compiled } = compileSelection(
    manifest,
    models.map((node) => node.id),
  );
  const run = { readOnly: true, runId: randomUUID(), command: 'ls' };
  const { session } = await openSession(project, options, context, run);
  try {
    const { dialect } = session;
    const existing = new Set((await session.relations()).map(({ relation }) => dialect.renderRelation(relation)));
    for (const node of models) {
      if (node.resourceType !== 'model' || node.partition === undefined) continue;
      const text = dialect.renderRelation(node.relation);
      const counts = new Map<string, number>();
      if (existing.has(text)) {
        const column = dialect.quoteColumn(node.partition.by);
        const sql = `select ${column}, count(*) from ${text} group by ${column}`;
        const { rows } = await session.query({ sql, reads: [node.relation] }, context.signal);
        for (const [key, count] of rows) counts.set(String(key ?? ''), Number(count));
      }
      const partition = compiled.nodes.get(node.id)?.partition;
      const inputsExist =
        partition?.keyReads.every((relation) => existing.has(dialect.renderRelation(relation))) ?? false;
      const keys = new Set(counts.keys());
      if (partition?.keys) for (const key of partition.keys) keys.add(String(key ?? ''));
      else if (partition?.keysSql !== undefined && inputsExist) {
        const { rows } = await session.query({ sql: partition.keysSql, reads: partition.keyReads }, context.signal);
        for (const [key] of rows) keys.add(String(key ?? ''));
      }
      for (const key of [...keys].sort()) {
        const rows = counts.get(key);
        const entry = { model: node.name, column: node.partition.by, key, rows: rows ?? null };
        const state = rows === undefined ? 'not built' : `${rows} ${rows === 1 ? 'row' : 'rows'}`;
        context.stdout(
          options.json
            ? `${JSON.stringify(entry)}\n`
            : `${node.name}  ${node.partition.by}=${JSON.stringify(key)}  ${state}\n`,
        );
      }
    }
  } finally {
    await session.close();
  }
}
