import type { HookSpec } from '../project/project.js';
import { parseTemplate } from '../template/parse-template.js';
import type { MacroParameter } from '../template/template.js';
import type { ConfigReader } from './config-layers.js';
import type { Hook, NodeId, OperationNode } from './manifest.js';
import { nodeId } from './node-id.js';
import type { BuildContext } from './node-parts.js';

/** What `on-run-end` sees of the run beside the usual names: one object a node, and where the nodes' relations are. */
export const runEndParameters: readonly MacroParameter[] = ['results', 'schemas', 'database_schemas'].map((name) => ({
  name,
  hasDefault: false,
}));

/** `pre-hook` and `post-hook` of a node, references not yet resolved; nothing when it has none. */
export function buildHooks(
  context: BuildContext,
  reader: ConfigReader,
  id: NodeId,
): { readonly hooks?: { readonly pre: readonly Hook[]; readonly post: readonly Hook[] } } {
  const pre = parseHooks(context, reader.hooks('pre_hook'), id);
  const post = parseHooks(context, reader.hooks('post_hook'), id);
  return pre.length + post.length === 0 ? {} : { hooks: { pre, post } };
}

/** Entries of `on-run-start` and `on-run-end`, references not yet resolved. */
export function buildOperations(context: BuildContext): readonly OperationNode[] {
  const { onRunStart, onRunEnd } = context.project.config;
  return [
    ...onRunStart.flatMap((spec, index) => buildOperation(context, spec, 'on-run-start', index)),
    ...onRunEnd.flatMap((spec, index) => buildOperation(context, spec, 'on-run-end', index)),
  ];
}

function buildOperation(
  context: BuildContext,
  spec: HookSpec,
  when: OperationNode['when'],
  index: number,
): readonly OperationNode[] {
  const { name: packageName } = context.project.config;
  const name = `${packageName}-${when}-${index}`;
  const id = nodeId('operation', packageName, name);
  return parseHooks(context, [spec], id).map(({ template, place }) => ({
    resourceType: 'operation',
    id,
    name,
    package: packageName,
    path: `hooks/${name}.sql`,
    originalFilePath: context.project.file.path,
    fqn: [packageName, 'hooks', name],
    description: '',
    tags: [when],
    meta: {},
    config: {},
    columns: [],
    place,
    template: when === 'on-run-end' ? { ...template, parameters: runEndParameters } : template,
    rawCode: spec.sql,
    refs: [],
    sources: [],
    macroIds: [],
    when,
    index,
  }));
}

function parseHooks(context: BuildContext, specs: readonly HookSpec[], id: NodeId): readonly Hook[] {
  return specs.flatMap(({ sql, transaction, place }) => {
    const { template, diagnostics } = parseTemplate({ path: place.file.path, text: sql });
    context.diagnostics.push(...diagnostics.map((problem) => ({ ...problem, place, node: id })));
    return template === undefined ? [] : [{ template, place, transaction, refs: [], sources: [] }];
  });
}
