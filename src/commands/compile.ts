import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import { writeRunArtifacts } from '../artifacts/write-artifacts.js';
import { compileSelection, listProblems } from '../compile/compile-selection.js';
import type { Compiled } from '../compile/compiled.js';
import { SpError } from '../errors/sp-error.js';
import type { Manifest } from '../manifest/manifest.js';
import { parseInline } from '../manifest/parse-inline.js';
import type { Project } from '../project/project.js';
import { selectNodes } from '../select/select-nodes.js';
import { describeArguments } from './describe-arguments.js';
import type { Command, CommandContext } from './command.js';
import { inlineAndSelect } from './errors.js';
import type { CommonOptions, CompileOptions } from './options.js';
import { openWorkspace } from './workspace.js';

/**
 * Writes the compiled SQL of the selected nodes and manifest.json; prints it when it is a single one. Needs no database.
 */
export const compile: Command<CompileOptions> = async (options, context) => {
  if (options.inline !== undefined && options.select.length > 0) throw new SpError([inlineAndSelect()]);
  if (options.inline !== undefined) {
    const { manifest } = await openWorkspace(options, context);
    context.stdout(`${compileInline(manifest, options.inline).sql}\n`);
    return { exitCode: 0 };
  }
  const { project, compiled, warned } = await compileProject(options, context);
  const [first, ...others] = [...compiled.nodes.values()];
  if (first && others.length === 0 && options.select.length > 0) context.stdout(`${first.sql}\n`);
  else {
    const folder = join(relative(context.cwd, project.targetPath), 'compiled');
    context.sink({ kind: 'notice', message: `compiled ${compiled.nodes.size} nodes into ${folder}` });
  }
  return { exitCode: options.warnError && warned ? 1 : 0 };
};

/** Compiles the selected nodes and writes their SQL and manifest.json; no database is touched. */
export async function compileProject(
  options: CommonOptions,
  context: CommandContext,
): Promise<{ readonly project: Project; readonly compiled: Compiled; readonly warned: boolean }> {
  const startedAt = Date.now();
  const { manifest, graph, project } = await openWorkspace(options, context);
  const selection = selectNodes(manifest, graph, {
    ...options,
    indirectSelection: options.indirectSelection ?? 'empty',
  });
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const compilation = compileSelection(manifest, selection.nodes);
  const { compiled } = compilation;
  const diagnostics = listProblems(compilation);
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
  return { project, compiled, warned: selection.warnings.length > 0 };
}

/** Compiles a template of the command line over a manifest. */
export function compileInline(manifest: Manifest, sql: string) {
  const node = parseInline(manifest, sql);
  const { compiled, problems } = compileSelection(
    { ...manifest, nodes: new Map([...manifest.nodes, [node.id, node]]) },
    [node.id],
  );
  const result = compiled.nodes.get(node.id);
  if (result === undefined) throw new SpError([...problems.values()].flat());
  return result;
}
