import { randomUUID } from 'node:crypto';
import { EngineFailure, type Session } from '../adapters/adapter.js';
import { compileSelection } from '../compile/compile-selection.js';
import type { CompiledNode } from '../compile/compiled.js';
import type { Relation } from '../dialects/relation.js';
import { SpError } from '../errors/sp-error.js';
import { engineDiagnostic } from '../execute/errors.js';
import type { Manifest, ManifestNode, ModelNode } from '../manifest/manifest.js';
import { buildDependencies } from '../plan/build-dependencies.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Command } from './command.js';
import { compileInline } from './compile.js';
import { inlineAndSelect, notPublished, showOneNode } from './errors.js';
import { openSession } from './open-session.js';
import type { ShowOptions } from './options.js';
import { openWorkspace, type Workspace } from './workspace.js';

const defaultLimit = 10;

interface Query {
  readonly sql: string;
  readonly reads: readonly Relation[];
  readonly compiled?: CompiledNode;
}

/** Rows of one node's SQL over what is published, of a stored relation, or of an inline query. */
export const show: Command<ShowOptions> = async (options, context) => {
  if (options.inline !== undefined && options.select.length > 0) throw new SpError([inlineAndSelect()]);
  const workspace = await openWorkspace(options, context);
  const { manifest, project } = workspace;
  const node = options.inline === undefined ? selectOne(workspace, options) : undefined;
  const query = node ? toQuery(workspace, node) : inlineQuery(manifest, options.inline ?? '');
  const run = { readOnly: true, runId: randomUUID(), command: 'show' };
  const { session } = await openSession(project, options, context, run);
  try {
    await checkPublished(session, manifest, query.reads);
    const limit = options.limit ?? defaultLimit;
    const request = { sql: query.sql, reads: query.reads, ...(Number.isFinite(limit) && { limit }) };
    const { columns, rows } = await session.query(request, context.signal);
    context.writeRows(columns, rows, options.json ? 'json' : options.output);
    return { exitCode: 0 };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const place = node?.place ?? {
      file: { path: '--inline', text: options.inline ?? '' },
      start: { line: 1, column: 1 },
    };
    const owner = { id: node?.id ?? 'inline', place };
    throw new SpError(engineDiagnostic(error.error, owner, query.compiled, query.compiled?.sql), 1);
  } finally {
    await session.close();
  }
};

function selectOne({ manifest, graph }: Workspace, options: ShowOptions): ManifestNode {
  const selection = selectNodes(manifest, graph, { ...options, indirectSelection: 'empty' });
  // An exposure has neither rows nor SQL.
  const nodes = selection.nodes.flatMap((id) => {
    const node = manifest.nodes.get(id);
    return node === undefined || node.resourceType === 'exposure' ? [] : [node];
  });
  const [node] = nodes;
  if (node === undefined || nodes.length > 1) {
    const problems = selection.warnings.map((warning) => ({ ...warning, severity: 'error' as const }));
    throw new SpError(problems.length > 0 ? problems : [showOneNode(nodes.length)]);
  }
  return node;
}

function inlineQuery(manifest: Manifest, inline: string): Query {
  const compiled = compileInline(manifest, inline);
  return { sql: compiled.sql, reads: compiled.reads, compiled };
}

/**
 * Models and tests show what their SQL gives now; seeds, sources, snapshots, incremental and partitioned models what is
 * stored. So a test that kept its model from being published shows the rows that it found.
 */
function toQuery(workspace: Workspace, node: ManifestNode): Query {
  const { manifest } = workspace;
  const isStored =
    node.resourceType === 'seed' ||
    node.resourceType === 'source' ||
    node.resourceType === 'snapshot' ||
    (node.resourceType === 'model' && !isEvaluated(node));
  if (isStored) {
    return { sql: `select * from ${manifest.dialect.renderRelation(node.relation)}`, reads: [node.relation] };
  }
  const { compiled, problems } = compileSelection(inlineTested(workspace, node), [node.id]);
  const result = compiled.nodes.get(node.id);
  if (result === undefined) throw new SpError([...problems.values()].flat());
  return { sql: result.sql, reads: result.reads, compiled: result };
}

/** Its compiled SQL gives all its rows. */
function isEvaluated({ materialized }: ModelNode): boolean {
  return materialized !== 'partitioned' && materialized !== 'incremental';
}

/** The manifest in which the model that a test audits is part of the test's own SQL. */
function inlineTested({ manifest, graph }: Workspace, test: ManifestNode): Manifest {
  if (test.resourceType !== 'test') return manifest;
  const { gatedNode } = buildDependencies(manifest, graph, [...(manifest.parents.get(test.id) ?? []), test.id]);
  const audited = manifest.nodes.get(gatedNode.get(test.id) ?? test.id);
  if (audited?.resourceType !== 'model' || !isEvaluated(audited)) return manifest;
  const nodes = new Map([...manifest.nodes, [audited.id, { ...audited, materialized: 'ephemeral' as const }] as const]);
  return { ...manifest, nodes };
}

async function checkPublished(session: Session, manifest: Manifest, reads: readonly Relation[]): Promise<void> {
  const { dialect } = session;
  const existing = new Set((await session.relations()).map(({ relation }) => dialect.renderRelation(relation)));
  const sources = new Set(
    [...manifest.nodes.values()].flatMap((node) =>
      node.resourceType === 'source' ? [dialect.renderRelation(node.relation)] : [],
    ),
  );
  const missing = reads.filter((relation) => {
    const text = dialect.renderRelation(relation);
    return !existing.has(text) && !sources.has(text);
  });
  if (missing.length > 0) throw new SpError(missing.map((relation) => notPublished(relation.identifier)));
}
