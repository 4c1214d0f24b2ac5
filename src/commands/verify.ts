import { EngineFailure } from '../adapters/adapter.js';
import { compileSelection, listProblems } from '../compile/compile-selection.js';
import { SpError } from '../errors/sp-error.js';
import { runPlan } from '../execute/run-plan.js';
import { ancestors } from '../graph/walk.js';
import type { ManifestNode, NodeId } from '../manifest/manifest.js';
import { buildPlan } from '../plan/build-plan.js';
import type { NodePlan, Plan } from '../plan/plan.js';
import { selectNodes } from '../select/select-nodes.js';
import { readStaticFacts } from '../state/ingredients.js';
import type { Command, CommandContext } from './command.js';
import { compareRelation } from './diff/compare-relation.js';
import { describeColumns, hasDifference, showDifference } from './diff/describe-difference.js';
import { findKey } from './diff/find-key.js';
import { nothingToVerify } from './errors.js';
import type { VerifyOptions } from './options.js';
import { openAside, type VerifySides } from './verify/open-aside.js';
import { openWorkspace } from './workspace.js';

const defaultLimit = 5;

type Status = 'equal' | 'different' | 'missing' | 'error' | 'history';

interface Finding {
  readonly node: ManifestNode;
  readonly status: Status;
  /** What is different, or why it cannot be compared. */
  readonly detail?: string;
  /** Rows that differ: which one, column, as published, as rebuilt. */
  readonly sample?: readonly (readonly unknown[])[];
}

/**
 * Builds the selected seeds and models aside, from the published relations that are not selected, and compares what
 * comes out with what is published. Nothing that is published changes.
 */
export const verify: Command<VerifyOptions> = async (options, context) => {
  const workspace = await openWorkspace(options, context);
  const { manifest, graph } = workspace;
  const selection = selectNodes(manifest, graph, { ...options, indirectSelection: 'empty' });
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const wanted = new Set(selection.nodes.filter((id) => isBuilt(manifest.nodes.get(id))));
  if (wanted.size === 0) throw new SpError([nothingToVerify()]);
  const sides = await openAside(workspace, options, context);
  try {
    const plan = planAside(sides, sides.isCopy ? wanted : withAncestors(wanted, graph));
    const quiet = { sink: () => {}, failFast: false, now: Date.now, compiledPathOf: () => undefined };
    const results = await runPlan(plan, { session: sides.aside, signal: context.signal, ...quiet });
    context.signal.throwIfAborted();
    const failures = new Map(results.map((result) => [result.id, result]));
    const findings: Finding[] = [];
    for (const id of graph.order) {
      const node = manifest.nodes.get(id);
      if (node === undefined || !wanted.has(id)) continue;
      const failure = failures.get(id);
      if (failure === undefined)
        findings.push({ node, status: 'history', detail: 'what it holds depends on earlier runs' });
      else if (failure.status !== 'success')
        findings.push({ node, status: 'error', detail: failure.message ?? 'failed' });
      else findings.push(await compare(node, plan.nodes.get(id), sides, options, context));
    }
    const isGood = findings.every(({ status }) => status === 'equal' || status === 'history');
    if (options.json) context.stdout(`${JSON.stringify({ is_equal: isGood, nodes: findings.map(toJson) })}\n`);
    else writeText(findings, context);
    return { exitCode: isGood ? 0 : 1 };
  } finally {
    await sides.close();
  }
};

function isBuilt(node: ManifestNode | undefined): boolean {
  if (node?.resourceType === 'model') return node.materialized !== 'ephemeral';
  return node?.resourceType === 'seed' || node?.resourceType === 'snapshot';
}

function withAncestors(ids: ReadonlySet<NodeId>, graph: Parameters<typeof ancestors>[0]): ReadonlySet<NodeId> {
  return new Set([...ids, ...ancestors(graph, ids)]);
}

/** What runs aside: everything whose rows do not depend on earlier runs. Tests have nothing to say here. */
function planAside({ asideManifest: manifest, graph }: VerifySides, ids: ReadonlySet<NodeId>): Plan {
  const selected = graph.order.filter((id) => {
    const node = manifest.nodes.get(id);
    const hasHistory =
      node?.resourceType === 'snapshot' || (node?.resourceType === 'model' && node.materialized === 'incremental');
    return ids.has(id) && isBuilt(node) && !hasHistory;
  });
  const compilation = compileSelection(manifest, selected);
  const problems = listProblems(compilation).filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw new SpError(problems);
  const { compiled } = compilation;
  return buildPlan({ manifest, graph, selected, compiled, runId: 'verify', onlyKeys: new Map(), fullRefresh: true });
}

async function compare(
  node: ManifestNode,
  plan: NodePlan | undefined,
  { published, aside, manifest, asideManifest }: VerifySides,
  { limit = defaultLimit }: VerifyOptions,
  { signal }: CommandContext,
): Promise<Finding> {
  const other = asideManifest.nodes.get(node.id);
  if (!('relation' in node) || other === undefined || !('relation' in other)) return { node, status: 'error' };
  const here = { session: published, relation: node.relation };
  const there = { session: aside, relation: other.relation };
  const text = manifest.dialect.renderRelation(node.relation);
  const existing = await published.relations();
  if (!existing.some(({ relation }) => manifest.dialect.renderRelation(relation) === text)) {
    return { node, status: 'missing', detail: 'not built' };
  }
  try {
    if (await hasSameHash(here, there)) return { node, status: 'equal' };
    const findColumns = (names: readonly string[]) => findKey(manifest, node, names);
    const comparison = await compareRelation(here, there, { findKey: findColumns, sampleSize: limit, signal });
    if (!hasDifference(comparison)) return { node, status: 'equal' };
    const volatile = plan ? readStaticFacts(plan, manifest, undefined).volatile : [];
    const { onlyHere, onlyThere, different, columns } = comparison;
    const facts = [
      ...(different > 0 ? [`${different} rows differ`] : []),
      ...(columns.size > 0 ? [`in ${describeColumns(comparison)}`] : []),
      ...(onlyHere > 0 ? [`${onlyHere} only published`] : []),
      ...(onlyThere > 0 ? [`${onlyThere} only rebuilt`] : []),
      ...(comparison.columnsOnlyHere.length + comparison.columnsOnlyThere.length > 0 ? ['other columns'] : []),
      ...(volatile.length > 0 ? [`its SQL is not known to be deterministic: ${volatile.join(', ')}`] : []),
    ];
    const masked = new Set(
      node.columns.filter(({ meta }) => meta['pii'] === true).map(({ name }) => name.toLowerCase()),
    );
    const sample = comparison.sample.flatMap((each) => {
      const { row, cells, kind } = showDifference(comparison, each, masked);
      const which = Object.entries(row).map(([column, cell]) => `${column}=${cell === null ? 'NULL' : String(cell)}`);
      if (kind !== 'different') {
        return [[node.name, which.join(', '), '', ...(kind === 'only_here' ? ['row', 'no row'] : ['no row', 'row'])]];
      }
      return cells.map((cell) => [node.name, which.join(', '), cell.column, cell.here, cell.other]);
    });
    return { node, status: 'different', detail: facts.join(', '), sample };
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    return { node, status: 'error', detail: error.message };
  }
}

type Side = Parameters<typeof compareRelation>[0];

/** Where the engine can hash, most relations need no look at their rows. */
async function hasSameHash(here: Side, there: Side): Promise<boolean> {
  const hash = async ({ session, relation }: Side): Promise<string | undefined> =>
    (await session.hash?.({ relation, reads: [relation] }))?.[0]?.hash;
  const own = await hash(here);
  return own !== undefined && own === (await hash(there));
}

function writeText(findings: readonly Finding[], context: CommandContext): void {
  const shown = findings.filter(({ status }) => status !== 'equal');
  for (const { node, status, detail } of shown) {
    context.stdout(
      `${node.name}: ${status === 'history' ? 'not compared' : status}${detail === undefined ? '' : `: ${detail}`}\n`,
    );
  }
  const rows = shown.flatMap(({ sample }) => sample ?? []);
  if (rows.length > 0) context.writeRows(['relation', 'row', 'column', 'published', 'rebuilt'], rows, 'table');
  const count = (...wanted: readonly Status[]): number =>
    findings.filter(({ status }) => wanted.includes(status)).length;
  const others = count('missing', 'error', 'history');
  const rest = others === 0 ? '' : `, ${others} not compared`;
  context.stdout(
    `${findings.length} ${findings.length === 1 ? 'relation' : 'relations'} built aside: ${count('equal')} equal, ${count('different')} different${rest}\n`,
  );
}

function toJson({ node, status, detail, sample }: Finding): unknown {
  return {
    unique_id: node.id,
    name: node.name,
    status,
    message: detail ?? null,
    sample: (sample ?? []).map(([, row, column, published, rebuilt]) => ({ row, column, published, rebuilt })),
  };
}
