import type { ManifestNode } from '../manifest/manifest.js';
import { toNodeSelector } from '../select/node-selector.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Command } from './command.js';
import { listPartitions } from './list-partitions.js';
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
