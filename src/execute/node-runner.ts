// Runs one node of a plan: stages it, lets its gates look at the staged rows, publishes or discards.

import { EngineFailure, type Publication, type Staged } from '../adapters/adapter.js';
import type { NodeStatus } from '../events/event.js';
import type { BuildPlan, NodePlan, SeedPlan, TablePlan, TestPlan, ViewPlan } from '../plan/plan.js';
import { completePublication } from './complete-publication.js';
import { engineDiagnostic } from './errors.js';
import type { NodeResult } from './node-result.js';
import { stageIncremental } from './stage-incremental.js';
import { stageMicrobatch } from './stage-microbatch.js';
import { publishWithHooks, runHooks } from './run-hooks.js';
import { stagePartitions } from './stage-partitions.js';
import { describeStop } from './stop.js';
import { stageSnapshot } from './stage-snapshot.js';
import { TestRunner } from './test-runner.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

export class NodeRunner {
  readonly #options: NodeRunnerOptions;
  readonly #tests: TestRunner;

  constructor(options: NodeRunnerOptions) {
    this.#options = options;
    this.#tests = new TestRunner(options);
  }

  /** Never rejects for what an engine or a user did wrong: that is a result. */
  async run(node: NodePlan): Promise<void> {
    if (node.kind === 'test') await this.#test(node);
    else {
      const result = (await this.#leaveAlone(node)) ?? (await this.#reuse(node)) ?? (await this.#build(node));
      this.#options.finish(result);
    }
  }

  /** Over what is published. */
  async #test(test: TestPlan): Promise<NodeStatus> {
    const { tracker } = this.#options;
    const decision = await tracker?.decide(test);
    const result = decision?.kind === 'reuse' ? unchangedTest(test) : await this.#tests.run(test);
    if (decision?.kind !== 'reuse') this.#rememberTests([result]);
    this.#options.finish(result);
    return result.status;
  }

  /** With `--empty` or `--sample` a snapshot that is there stays: it would take the missing rows for deleted ones. */
  async #leaveAlone(node: BuildPlan): Promise<NodeResult | undefined> {
    const { session, plan } = this.#options;
    if (node.kind !== 'snapshot' || plan.isNarrowed !== true) return undefined;
    const name = session.dialect.renderRelation(node.relation);
    const relations = await session.relations();
    if (!relations.some(({ relation }) => session.dialect.renderRelation(relation) === name)) return undefined;
    const result = await this.#finishUnchanged(node, {});
    return result.status === 'reused' ? { ...result, status: 'no-op', message: 'left as it is' } : result;
  }

  /** The result of a node that need not run; undefined when it does. */
  async #reuse(node: BuildPlan): Promise<NodeResult | undefined> {
    const { tracker } = this.#options;
    if (tracker === undefined || (await tracker.decide(node)).kind === 'run') return undefined;
    tracker.reused(node);
    return this.#finishUnchanged(node, {});
  }

  /** Its tests look at what is published, those that passed on the same rows before excepted. */
  async #finishUnchanged(node: BuildPlan, rest: Partial<NodeResult>): Promise<NodeResult> {
    const base = { id: node.id, diagnostics: [], ...rest };
    const statuses = await Promise.all(this.#gatesOf(node).map((test) => this.#test(test)));
    const failed = statuses.filter(isFailure).length;
    if (failed === 0) return { ...base, status: 'reused', message: 'unchanged' };
    this.#options.tracker?.failed(node);
    return { ...base, status: 'error', message: `unchanged, but ${countTests(failed)} failed` };
  }

  #rememberTests(results: readonly NodeResult[]): void {
    const { tracker, plan } = this.#options;
    for (const { id, status } of results) {
      const test = plan.nodes.get(id);
      if (test?.kind !== 'test') continue;
      if (status === 'pass') tracker?.passed(test);
      else tracker?.failed(test);
    }
  }

  /** From now on: the node's new content is known to those who read it, and remembered. */
  #rememberBuilt(node: BuildPlan, { staged, publication, result, isPartial }: StagedNode): void {
    const { tracker } = this.#options;
    const isWhole = !isPartial && (node.kind !== 'seed' || node.statements.length === 0);
    if (node.kind !== 'partitioned') return tracker?.built(node, result.rows, !isWhole);
    const removed = publication.mode.kind === 'partitions' ? publication.mode.removeKeys : [];
    const outcomes = staged.flatMap((each) => each.partitions);
    tracker?.builtPartitions(node, outcomes, removed);
  }

  #withClaim(node: BuildPlan, { staged, publication }: StagedNode): Publication {
    const { tracker } = this.#options;
    if (tracker === undefined) return publication;
    const removed = publication.mode.kind === 'partitions' ? publication.mode.removeKeys : [];
    const keys = [...staged.flatMap((each) => each.partitions.map(({ key }) => key)), ...removed];
    const claim = tracker.claimOf(node, keys);
    const { remove = [], put = [] } = publication.state ?? {};
    return { ...publication, state: { remove: [...claim.remove, ...remove], put } };
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
      const staged = await this.#stage(node, onStart);
      finishedAt = now();
      if (staged.isUnchanged === true) {
        this.#rememberBuilt(node, staged);
        return await this.#finishUnchanged(node, staged.result);
      }
      if (staged.hasNothing === true) {
        this.#rememberBuilt(node, staged);
        return end({ ...staged.result, status: 'error' });
      }
      const tests = await this.#audit(node, staged.staged, staged.publication);
      const failed = tests.filter(({ status }) => isFailure(status)).length;
      if (failed > 0) {
        await this.#tests.settle(this.#gatesOf(node), false);
        for (const each of staged.staged) await session.discard(each);
        if (staged.ifNotPublished) await session.writeState?.(staged.ifNotPublished);
        this.#options.tracker?.failed(node);
        this.#rememberTests(tests.filter(({ status }) => status !== 'pass'));
        return end({ ...staged.result, status: 'error', message: `not published: ${countTests(failed)} failed` });
      }
      const after = hooks?.post ?? [];
      const inside = after.filter(({ transaction }) => transaction);
      const { plan } = this.#options;
      const publication = completePublication(this.#withClaim(node, staged), node, plan, session.dialect);
      await publishWithHooks(session, publication, inside, node.id);
      await this.#tests.settle(this.#gatesOf(node), true);
      const outside = after.filter(({ transaction }) => !transaction);
      await runHooks(outside, 'post-hook', { session, signal, owner: node.id });
      this.#rememberBuilt(node, staged);
      this.#rememberTests(tests);
      return end({ ...staged.result, status: staged.isPartial ? (staged.partialStatus ?? 'error') : 'success' });
    } catch (error) {
      if (signal.aborted)
        return end({ status: 'skipped', message: `skipped: ${describeStop(signal)}`, diagnostics: [] });
      if (!(error instanceof EngineFailure)) throw error;
      this.#options.tracker?.failed(node);
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

  /** Nodes made of independent pieces take a slot for each of them. */
  async #stage(node: BuildPlan, onStart: () => void): Promise<StagedNode> {
    const { slots, signal } = this.#options;
    if (node.kind === 'partitioned') return stagePartitions(node, this.#options, onStart);
    if (node.kind === 'incremental' && node.config.batch) {
      return stageMicrobatch(node, node.config.batch, this.#options, onStart);
    }
    return slots.use(node.priority, () => {
      signal.throwIfAborted();
      onStart();
      if (node.kind === 'incremental') return stageIncremental(node, this.#options);
      if (node.kind === 'snapshot') return stageSnapshot(node, this.#options);
      return this.#stageTask(node);
    });
  }

  async #stageTask(node: TablePlan | ViewPlan | SeedPlan): Promise<StagedNode> {
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
    const { statements } = node;
    const runSql =
      node.kind === 'seed' ? undefined : [...node.task.statements, ...statements].map(({ sql }) => sql).join(';\n');
    const isEmptied = node.kind === 'seed' && statements.length > 0;
    const rejected = staged.siblings.reduce((sum, sibling) => sum + sibling.rows, 0);
    return {
      staged: [staged],
      publication: { relation: node.task.relation, staged: [staged], mode: { kind: 'replace' }, statements },
      result: {
        slot: staged.slot,
        ...(node.kind !== 'view' && { rows: isEmptied ? 0 : staged.rows }),
        ...(rejected > 0 && { message: `${rejected.toLocaleString('en-US')} rows rejected` }),
        ...(runSql !== undefined && { runSql }),
        diagnostics: [],
      },
      isPartial: false,
    };
  }

  /** Runs the node's gates over its staged rows. */
  async #audit(node: BuildPlan, staged: readonly Staged[], publication: Publication): Promise<readonly NodeResult[]> {
    const removedKeys = publication.mode.kind === 'partitions' ? publication.mode.removeKeys : [];
    const subject = { over: staged, removedKeys };
    return Promise.all(
      this.#gatesOf(node).map(async (test) => {
        const result = await this.#tests.run(test, subject);
        this.#options.finish(result);
        return result;
      }),
    );
  }

  #gatesOf(node: BuildPlan): readonly TestPlan[] {
    return node.gates.flatMap((id): readonly TestPlan[] => {
      const test = this.#options.plan.nodes.get(id);
      return test?.kind === 'test' ? [test] : [];
    });
  }
}

function isFailure(status: NodeStatus): boolean {
  return status === 'fail' || status === 'error';
}

function countTests(count: number): string {
  return `${count} ${count === 1 ? 'test' : 'tests'}`;
}

function unchangedTest({ id }: TestPlan): NodeResult {
  return { id, status: 'pass', failures: 0, message: 'unchanged', diagnostics: [] };
}
