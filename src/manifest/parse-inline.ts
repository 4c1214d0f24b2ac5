import { SpError } from '../errors/sp-error.js';
import { parseTemplate } from '../template/parse-template.js';
import type { AnalysisNode, Manifest } from './manifest.js';
import { NameIndex } from './name-index.js';
import { nodeId } from './node-id.js';
import { startOf } from './node-parts.js';
import { resolveReferences } from './resolve-references.js';

/**
 * A SQL template from the command line as a node of its own, in no file and not part of the manifest.
 *
 * @throws SpError (2) with everything that is wrong with it.
 */
export function parseInline(manifest: Manifest, sql: string): AnalysisNode {
  const file = { path: '--inline', text: sql };
  const { template, diagnostics } = parseTemplate(file);
  if (template === undefined) throw new SpError(diagnostics);
  const { project, dialect, macros } = manifest;
  const context = { project, dialect, macros, diagnostics: [...diagnostics] };
  const node = resolveReferences<AnalysisNode>(
    context,
    new NameIndex([...manifest.nodes.values()], manifest.disabled),
    {
      resourceType: 'analysis',
      id: nodeId('analysis', project.config.name, 'inline'),
      name: 'inline',
      package: project.config.name,
      path: 'inline.sql',
      originalFilePath: '--inline',
      fqn: [project.config.name, 'inline'],
      description: '',
      tags: [],
      meta: {},
      config: {},
      columns: [],
      place: startOf(file),
      template,
      rawCode: sql,
      refs: [],
      sources: [],
      macroIds: [],
    },
  );
  if (context.diagnostics.some((problem) => problem.severity === 'error')) throw new SpError(context.diagnostics);
  return node;
}
