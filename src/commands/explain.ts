import { randomUUID } from 'node:crypto';
import type { Session } from '../adapters/adapter.js';
import { compileSelection, listProblems } from '../compile/compile-selection.js';
import { findCode, listCodes } from '../errors/codes/codes.js';
import { SpError } from '../errors/sp-error.js';
import { suggest } from '../errors/suggest.js';
import { DryRun, type Verdict } from '../execute/dry-run.js';
import { ancestors } from '../graph/walk.js';
import type { NodeId } from '../manifest/manifest.js';
import { buildPlan } from '../plan/build-plan.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Command, CommandContext } from './command.js';
import { unknownCode } from './errors.js';
import { openSession } from './open-session.js';
import { openTracker } from './open-tracker.js';
import type { ExplainOptions } from './options.js';
import { selectForCommand } from './select-for-command.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** Why a node would run now, or would not, and what a diagnostic's code means. Changes nothing. */
export const explain: Command<ExplainOptions> = async (options, context) => {
  const codes = options.subjects.filter((subject) => /^SP\d+$/i.test(subject));
  for (const code of codes) explainCode(code, options, context);
  const names = options.subjects.filter((subject) => !codes.includes(subject));
  if (names.length > 0) await explainNodes(names, options, context);
  return { exitCode: 0 };
};

function explainCode(text: string, { json }: ExplainOptions, { stdout }: CommandContext): void {
  const code = text.toUpperCase();
  const entry = findCode(code);
  if (entry === undefined) throw new SpError([unknownCode(code, suggest(code, listCodes()))]);
  const { title, explanation } = entry;
  stdout(json ? `${JSON.stringify({ code, title, explanation })}\n` : `${code}: ${title}\n\n${explanation}\n`);
}

async function explainNodes(names: readonly string[], options: ExplainOptions, context: CommandContext): Promise<void> {
  const workspace = await openWorkspace(options, context);
  const { manifest, graph, project } = workspace;
  const asked = selectNodes(manifest, graph, { ...options, select: names, exclude: [], indirectSelection: 'empty' });
  for (const diagnostic of asked.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const wanted = new Set(asked.nodes);
  // Whether a node runs depends on all that is upstream of it.
  const upstream = new Set([...wanted, ...ancestors(graph, asked.nodes)]);
  const run = { readOnly: true, runId: randomUUID(), command: 'explain' };
  const { session } = await openSession(project, options, context, run);
  try {
    const dryRun = await createDryRun(workspace, upstream, options, context, session);
    const verdicts = dryRun === undefined ? [] : await dryRun.explain();
    const shown = verdicts.filter(({ id }) => wanted.has(id));
    if (options.json) for (const verdict of shown) context.stdout(`${JSON.stringify(toJson(verdict))}\n`);
    else context.stdout(shown.map(renderVerdict).join('\n'));
    const unknown = asked.nodes.filter((id) => !shown.some((verdict) => verdict.id === id));
    for (const id of unknown) {
      const name = manifest.nodes.get(id)?.name ?? id;
      context.sink({ kind: 'notice', message: `${name} is not run by sp, or runs every time on this target` });
    }
  } finally {
    await session.close();
  }
}

async function createDryRun(
  { manifest, graph }: Workspace,
  upstream: ReadonlySet<NodeId>,
  options: ExplainOptions,
  context: CommandContext,
  session: Session,
): Promise<DryRun | undefined> {
  const all = selectForCommand('build', manifest, graph, { ...options, select: [], exclude: [] });
  const selected = all.nodes.filter((id) => upstream.has(id));
  const compilation = compileSelection(manifest, selected);
  const problems = listProblems(compilation).filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw new SpError(problems);
  const { compiled } = compilation;
  const { fullRefresh } = options;
  const plan = buildPlan({ manifest, graph, selected, compiled, runId: 'explain', onlyKeys: new Map(), fullRefresh });
  const tracker = await openTracker(session, manifest, options);
  return tracker && new DryRun({ plan, tracker, session, manifest, signal: context.signal });
}

function renderVerdict({ label, runs, reasons, partitions, same }: Verdict): string {
  const lines = [`${label.name} (${label.what}) ${runs ? 'would run:' : 'is unchanged and would not run:'}`];
  lines.push(...(runs ? reasons : same).map(({ text }) => `  ${text}`));
  const running = partitions.filter((partition) => partition.runs);
  if (runs && partitions.length > 0) {
    lines.push(`  ${running.length} of ${partitions.length} partitions would be evaluated:`);
    const keysByReason = new Map<string, string[]>();
    for (const { key, reasons: own } of running) {
      const text = own.map((reason) => reason.text).join('; ');
      keysByReason.set(text, [...(keysByReason.get(text) ?? []), key === null ? 'null' : JSON.stringify(key)]);
    }
    for (const [text, keys] of keysByReason) lines.push(`    ${listSome(keys)}: ${text}`);
  }
  return `${lines.join('\n')}\n`;
}

const mostKeys = 8;

function listSome(keys: readonly string[]): string {
  const rest = keys.length - mostKeys;
  return keys.slice(0, mostKeys).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function toJson({ id, label, runs, reasons, partitions, same, last }: Verdict): unknown {
  return {
    unique_id: id,
    name: label.name,
    kind: label.what,
    would_run: runs,
    reasons,
    unchanged: same,
    last_run: last ?? null,
    partitions: partitions.map(({ key, runs: own, reasons: why }) => ({ key, would_run: own, reasons: why })),
  };
}
