import { randomUUID } from 'node:crypto';
import { writeRunArtifacts } from '../artifacts/write-artifacts.js';
import { compileSelection } from '../compile/compile-selection.js';
import { SpError } from '../errors/sp-error.js';
import type { Manifest } from '../manifest/manifest.js';
import { parseInline } from '../manifest/parse-inline.js';
import { selectNodes } from '../select/select-nodes.js';
import { describeArguments } from './artifact-info.js';
import type { Command } from './command.js';
import { inlineAndSelect } from './errors.js';
import type { CompileOptions } from './options.js';
import { openWorkspace } from './workspace.js';

/**
 * Writes the compiled SQL of the selected nodes and manifest.json; prints it when it is a single one. Needs no database.
 */
export const compile: Command<CompileOptions> = async (options, context) => {
  const startedAt = Date.now();
  if (options.inline !== undefined && options.select.length > 0) throw new SpError([inlineAndSelect()]);
  const workspace = await openWorkspace(options, context);
  if (options.inline !== undefined) {
    context.stdout(`${compileInline(workspace.manifest, options.inline).sql}\n`);
    return { exitCode: 0 };
  }
  const { manifest, graph, project } = workspace;
  const selection = selectNodes(manifest, graph, {
    ...options,
    indirectSelection: options.indirectSelection ?? 'eager',
  });
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const { compiled, problems } = compileSelection(manifest, selection.nodes);
  const diagnostics = [...problems.values()].flat();
  if (diagnostics.some((problem) => problem.severity === 'error')) throw new SpError(diagnostics);
  await writeRunArtifacts(project.targetPath, {
    manifest,
    compiled,
    info: {
      version: context.version,
      invocationId: randomUUID(),
      startedAt,
      finishedAt: Date.now(),
      args: describeArguments('compile', options, project),
      adapterType: project.target.type,
    },
  });
  const models = [...compiled.nodes.values()].filter(({ id }) => manifest.nodes.get(id)?.resourceType !== 'test');
  const only = models.length === 1 ? models[0] : compiled.nodes.size === 1 ? [...compiled.nodes.values()][0] : undefined;
  if (only && options.select.length > 0) context.stdout(`${only.sql}\n`);
  else context.sink({ kind: 'notice', message: `compiled ${compiled.nodes.size} nodes into ${project.config.targetPath}/compiled` });
  return { exitCode: options.warnError && selection.warnings.length > 0 ? 1 : 0 };
};

/** Compiles a template of the command line over a manifest. */
export function compileInline(manifest: Manifest, sql: string) {
  const node = parseInline(manifest, sql);
  const { compiled, problems } = compileSelection({ ...manifest, nodes: new Map([...manifest.nodes, [node.id, node]]) }, [
    node.id,
  ]);
  const result = compiled.nodes.get(node.id);
  if (result === undefined) throw new SpError([...problems.values()].flat());
  return result;
}
