// A Session that does nothing but what a test tells it: each relation's staging can be held, released or made to fail.
// It proves the order of things in execute/, without an engine and without clocks.

import {
  EngineFailure,
  type ExecuteRequest,
  type ExistingRelation,
  type Publication,
  type QueryRequest,
  type Rows,
  type Session,
  type StageTask,
  type Staged,
} from '../adapters/adapter.js';
import type { Dialect } from '../dialects/dialect.js';

export interface Script {
  /** Relations that stay in `stage` until `release(name)`. */
  readonly held?: readonly string[];
  /** Relation → message of the engine's refusal. */
  readonly failing?: Readonly<Record<string, string>>;
  /** Number of failing rows by a text that the test's SQL contains. */
  readonly failures?: Readonly<Record<string, number>>;
  readonly slots?: number;
}

export class ScriptedSession implements Session {
  /** `stage a`, `publish a`, `discard a`, `query`, `save`, in order. */
  readonly log: string[] = [];
  readonly slots: number;
  running = 0;
  mostRunning = 0;
  readonly #script: Script;
  readonly #published = new Set<string>();
  readonly #gates = new Map<string, () => void>();

  constructor(
    readonly dialect: Dialect,
    script: Script = {},
  ) {
    this.#script = script;
    this.slots = script.slots ?? 2;
  }

  release(name: string): void {
    this.#gates.get(name)?.();
  }

  relations(): Promise<readonly ExistingRelation[]> {
    return Promise.resolve([...this.#published].map((identifier) => ({ relation: { identifier }, type: 'table' })));
  }

  columns(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  async stage(task: StageTask, signal?: AbortSignal): Promise<Staged> {
    const name = task.relation.identifier;
    this.log.push(`stage ${name}`);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      if (this.#script.held?.includes(name)) await this.#wait(name, signal);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      const message = this.#script.failing?.[name];
      if (message !== undefined) throw new EngineFailure({ message });
      const { relation, kind } = task;
      return {
        relation,
        kind,
        siblings: [],
        rows: 1,
        columns: [],
        partitions: [],
        slot: 1,
        durationMs: 0,
        handle: name,
      };
    } finally {
      this.running -= 1;
    }
  }

  query(request: QueryRequest): Promise<Rows> {
    const found = Object.entries(this.#script.failures ?? {}).find(([text]) => request.sql.includes(text));
    const failures = found?.[1] ?? 0;
    const bad = failures > 0 ? 1 : 0;
    return Promise.resolve({ columns: ['failures', 'should_warn', 'should_error'], rows: [[failures, bad, bad]] });
  }

  execute({ statements }: ExecuteRequest): Promise<void> {
    this.log.push(...statements.map((sql) => `execute ${sql}`));
    return Promise.resolve();
  }

  publish({ relation }: Publication): Promise<void> {
    this.log.push(`publish ${relation.identifier}`);
    this.#published.add(relation.identifier);
    return Promise.resolve();
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }

  discard(staged: Staged): Promise<void> {
    this.log.push(`discard ${staged.relation.identifier}`);
    return Promise.resolve();
  }

  save(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #wait(name: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#gates.set(name, resolve);
      signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
  }
}
