import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Project, SqlFile } from '../project/project.js';
import type { DataTestSpec, ResourceProperties } from '../project/properties.js';
import { parseTemplate } from '../template/parse-template.js';
import { buildExposures } from './build-exposures.js';
import { buildOperations } from './build-hooks.js';
import { buildMacros } from './build-macros.js';
import { buildModel } from './build-models.js';
import { buildSeeds } from './build-seeds.js';
import { buildSnapshots } from './build-snapshots.js';
import { buildSources, testsOfTable } from './build-sources.js';
import { buildGenericTest, buildSingularTest, type GenericTestInput } from './build-tests.js';
import { duplicateNode, duplicateRelation, duplicateTest } from './errors.js';
import type { AnalysisNode, Manifest, ManifestNode, ModelNode, NodeId, SeedNode, SnapshotNode } from './manifest.js';
import { findBadNames } from './find-bad-names.js';
import { NameIndex } from './name-index.js';
import { nodeId } from './node-id.js';
import { PropertiesIndex, startOf, toFqn, type BuildContext } from './node-parts.js';
import { parentsOf, resolveHooks, resolveOperation, resolveReferences } from './resolve-references.js';

/**
 * Builds the manifest of a project for one dialect.
 *
 * @throws SpError (2) with every problem of this stage; warnings are returned in the manifest.
 */
export function buildManifest(project: Project, dialect: Dialect): Manifest {
  const { macros, diagnostics: macroProblems } = buildMacros(project, dialect);
  const context: BuildContext = { project, dialect, macros, diagnostics: [...macroProblems] };

  const modelIndex = new PropertiesIndex('model', project, context.diagnostics);
  const seedIndex = new PropertiesIndex('seed', project, context.diagnostics);
  const snapshotIndex = new PropertiesIndex('snapshot', project, context.diagnostics);
  const testIndex = new PropertiesIndex('data_test', project, context.diagnostics);
  const models = project.models.flatMap((file) => buildModel(context, file, modelIndex) ?? []);
  const seeds = buildSeeds(context, seedIndex);
  const snapshots = buildSnapshots(context, snapshotIndex);
  const sources = buildSources(context);
  modelIndex.reportUnused(
    project.models.map((file) => file.name),
    context.diagnostics,
  );
  seedIndex.reportUnused(
    project.csvFiles.map((file) => file.name),
    context.diagnostics,
  );

  const drafts = [...models, ...seeds, ...snapshots, ...sources];
  const enabled: ManifestNode[] = drafts.filter((draft) => draft.enabled).map((draft) => draft.node);
  const disabled: ManifestNode[] = drafts.filter((draft) => !draft.enabled).map((draft) => draft.node);
  const names = new NameIndex(enabled, disabled);
  context.diagnostics.push(...names.diagnostics, ...findRelationClashes(context, enabled));
  context.diagnostics.push(...findBadNames(dialect, enabled));

  const singular = project.singularTests.flatMap((file) => buildSingularTest(context, file, testIndex) ?? []);
  testIndex.reportUnused(
    project.singularTests.map((file) => file.name),
    context.diagnostics,
  );
  const inputs: GenericTestInput[] = [
    ...[...models, ...seeds, ...snapshots]
      .filter((draft) => draft.enabled)
      .flatMap(({ node, properties }) => testsOf(node, properties)),
    ...sources
      .filter((draft) => draft.enabled)
      .flatMap(({ node, table }) => testsOfTable(table).map((test) => ({ attachedTo: node, ...test }))),
  ];
  const generic = inputs.flatMap((input) => buildGenericTest(context, names, input) ?? []);
  const analyses = project.analyses.flatMap((file) => buildAnalysis(context, file) ?? []);

  const nodes = new Map<NodeId, ManifestNode>();
  const parents = new Map<NodeId, readonly NodeId[]>();
  for (const draft of [...singular, ...generic]) if (!draft.enabled) disabled.push(draft.node);
  const tests = [...singular, ...generic].filter((draft) => draft.enabled).map((draft) => draft.node);
  for (const node of [...enabled, ...tests, ...analyses]) {
    const other = nodes.get(node.id);
    if (other) {
      // Models, seeds and sources of one name are reported by the names' index.
      if (node.resourceType === 'test') context.diagnostics.push(duplicateTest(node.name, node.place, other.place));
      if (node.resourceType === 'analysis') {
        context.diagnostics.push(duplicateNode('analysis', node.name, node.place, other.place));
      }
      continue;
    }
    if ('template' in node) {
      const resolved = resolveReferences(context, names, node);
      nodes.set(node.id, resolved);
      parents.set(node.id, parentsOf(resolved));
    } else {
      nodes.set(node.id, node.resourceType === 'seed' ? resolveHooks(context, names, node) : node);
      parents.set(node.id, []);
    }
  }
  for (const exposure of buildExposures(context, names)) {
    const other = nodes.get(exposure.id);
    if (other) context.diagnostics.push(duplicateNode('exposure', exposure.name, exposure.place, other.place));
    nodes.set(exposure.id, exposure);
    parents.set(exposure.id, exposure.dependsOn);
  }

  const operations = buildOperations(context).map((operation) => resolveOperation(context, names, operation));

  const errors = context.diagnostics.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw new SpError(deduplicate(context.diagnostics));
  return { project, dialect, nodes, disabled, operations, macros, parents, warnings: deduplicate(context.diagnostics) };
}

function testsOf(
  node: ModelNode | SeedNode | SnapshotNode,
  properties: readonly ResourceProperties[],
): readonly GenericTestInput[] {
  return properties.flatMap((entry) => [
    ...entry.dataTests.map((spec: DataTestSpec) => ({ attachedTo: node, spec })),
    ...entry.columns.flatMap((column) =>
      column.dataTests.map((spec) => ({ attachedTo: node, spec, column: column.name })),
    ),
  ]);
}

function buildAnalysis(context: BuildContext, file: SqlFile): AnalysisNode | undefined {
  const { config } = context.project;
  const parsed = parseTemplate(file.template);
  context.diagnostics.push(...parsed.diagnostics);
  if (parsed.template === undefined) return undefined;
  return {
    resourceType: 'analysis',
    id: nodeId('analysis', config.name, file.name),
    name: file.name,
    package: config.name,
    path: file.path,
    originalFilePath: file.file.path,
    fqn: toFqn(config.name, `analysis/${file.path}`, file.name),
    description: '',
    tags: [],
    meta: {},
    config: { enabled: true },
    columns: [],
    place: startOf(file.file),
    template: parsed.template,
    rawCode: file.file.text,
    refs: [],
    sources: [],
    macroIds: [],
  };
}

/** Two nodes that would write the same relation, whatever the case of its letters. */
function findRelationClashes(context: BuildContext, nodes: readonly ManifestNode[]): readonly Diagnostic[] {
  const owners = new Map<string, ManifestNode>();
  const problems: Diagnostic[] = [];
  for (const node of nodes) {
    if (node.resourceType !== 'model' && node.resourceType !== 'seed' && node.resourceType !== 'snapshot') continue;
    if (node.materialized === 'ephemeral') continue;
    const rejected = node.resourceType === 'seed' && node.rejected ? [node.rejected] : [];
    for (const relation of [node.relation, ...rejected]) {
      const text = context.dialect.renderRelation(relation);
      const other = owners.get(text.toLowerCase());
      // Nodes of one name are reported as such already.
      if (other && other.name.toLowerCase() !== node.name.toLowerCase()) {
        problems.push(duplicateRelation(text, `"${other.name}" and "${node.name}"`, node.place, other.place));
      }
      owners.set(text.toLowerCase(), node);
    }
  }
  return problems;
}

/** One mistake in a macro shows up in every caller: say it once. */
function deduplicate(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((problem) => {
    const { place } = problem;
    const key = `${problem.code}|${problem.message}|${place?.file.path ?? ''}|${place?.start.line ?? 0}|${place?.start.column ?? 0}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
