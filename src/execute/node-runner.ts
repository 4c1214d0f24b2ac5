// Runs one node of a plan: stages it, lets its gates look at the staged rows, publishes or discards.

import { EngineFailure, type Publication, type Staged } from '../adapters/adapter.js';
import type { NodeId } from '../manifest/manifest.js';
import type { NodePlan, PartitionedPlan, SeedPlan, TablePlan, TestPlan, ViewPlan } from '../plan/plan.js';
import { engineDiagnostic } from './errors.js';
import type { NodeResult } from './node-result.js';
import { publishWithHooks, runHooks } from './run-hooks.js';
import { stagePartitions } from './stage-partitions.js';
import { runTest } from './run-test.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

type BuildPlan = TablePlan | ViewPlan | SeedPlan | PartitionedPlan;

export class NodeRunner {
  readonly #options: NodeRunnerOptions;

  constructor(options: NodeRunnerOptions) {
    this.#options = options;
  }

  /** Never rejects for what an engine or a user did wrong: that is a result. */
  async run(node: NodePlan): Promise<void> {
    if (node.kind === 'test') {
      this.#options.finish(await runTest(node, this.#options, { over: [] }));
      return;
    }
    this.#options.finish(await this.#build(node));
  }

  async #build(node: BuildPlan): Promise<NodeResult> {
    const { session, slots, now, signal } = this.#options;
    let startedAt = now();
    let finishedAt: number | undefined;
    // A node's time is that of its own work: waiting for a slot and auditing are not in it.
    const end = (rest: Omit<NodeResult, 'id' | 'startedAt' | 'finishedAt'>): NodeResult => ({
      id: node.id,
      startedAt,
      finishedAt: finishedAt ?? now(),
      ...rest,
    });
    const hooks = this.#options.plan.hooks?.get(node.id);
    let isStarted = false;
    const onStart = (): void => {
      if (isStarted) return;
      isStarted = true;
      startedAt = now();
      this.#options.sink({ kind: 'node-started', node: node.id, label: node.label });
    };
    try {
      if (hooks && hooks.pre.length > 0) {
        await slots.use(node.priority, async () => {
          signal.throwIfAborted();
          onStart();
          await runHooks(hooks.pre, 'pre-hook', { session, signal, owner: node.id });
        });
      }
      const staged =
        node.kind === 'partitioned'
          ? await stagePartitions(node, this.#options, onStart)
          : await slots.use(node.priority, () => {
              signal.throwIfAborted();
              onStart();
              return this.#stage(node);
            });
      finishedAt = now();
      const failed = await this.#audit(node, staged.staged, staged.publication);
      if (failed > 0) {
        for (const each of staged.staged) await session.discard(each);
        const message = `not published: ${failed} ${failed === 1 ? 'test' : 'tests'} failed`;
        return end({ ...staged.result, status: 'error', message });
      }
      const after = hooks?.post ?? [];
      const inside = after.filter(({ transaction }) => transaction);
      await publishWithHooks(session, staged.publication, inside, node.id);
      const outside = after.filter(({ transaction }) => !transaction);
      await runHooks(outside, 'post-hook', { session, signal, owner: node.id });
      return end({ ...staged.result, status: staged.isPartial ? 'error' : 'success' });
    } catch (error) {
      if (signal.aborted) return end({ status: 'skipped', message: 'skipped: cancelled', diagnostics: [] });
      if (!(error instanceof EngineFailure)) throw error;
      const compiled = node.kind === 'seed' ? undefined : node.compiled;
      const diagnostics = engineDiagnostic(
        error.error,
        { id: node.id, place: node.node.place },
        compiled,
        compiled?.sql,
      );
      return end({ status: 'error', message: error.message, diagnostics });
    }
  }

  async #stage(node: TablePlan | ViewPlan | SeedPlan): Promise<StagedNode> {
    const { session, sink, signal } = this.#options;
    const total = node.kind === 'seed' ? node.task.files.reduce((sum, file) => sum + file.sizeBytes, 0) : 0;
    const task =
      node.kind === 'seed'
        ? {
            ...node.task,
            onProgress: (done: number): void =>
              sink({ kind: 'node-progress', node: node.id, label: node.label, done, total, unit: 'bytes' }),
          }
        : node.task;
    const staged = await session.stage(task, signal);
    const statements = node.kind === 'table' ? node.statements : [];
    const runSql =
      node.kind === 'seed' ? undefined : [...node.task.statements, ...statements].map(({ sql }) => sql).join(';\n');
    const rejected = staged.siblings.reduce((sum, sibling) => sum + sibling.rows, 0);
    return {
      staged: [staged],
      publication: { relation: node.task.relation, staged: [staged], mode: { kind: 'replace' }, statements },
      result: {
        slot: staged.slot,
        ...(node.kind !== 'view' && { rows: staged.rows }),
        ...(rejected > 0 && { message: `${rejected.toLocaleString('en-US')} rows rejected` }),
        ...(runSql !== undefined && { runSql }),
        diagnostics: [],
      },
      isPartial: false,
    };
  }

  /** Runs the node's gates over its staged rows; returns how many failed with severity error. */
  async #audit(node: BuildPlan, staged: readonly Staged[], publication: Publication): Promise<number> {
    const { plan } = this.#options;
    const removedKeys = publication.mode.kind === 'partitions' ? publication.mode.removeKeys : [];
    const tests = node.gates.flatMap((id: NodeId): readonly TestPlan[] => {
      const test = plan.nodes.get(id);
      return test?.kind === 'test' ? [test] : [];
    });
    const verdicts = await Promise.all(
      tests.map(async (test) => {
        const result = await runTest(test, this.#options, { over: staged, removedKeys });
        this.#options.finish(result);
        return result.status;
      }),
    );
    return verdicts.filter((status) => status === 'fail' || status === 'error').length;
  }
}
