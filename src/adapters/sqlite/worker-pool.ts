// Worker threads, each with its own SQLite, one job at a time each. Jobs wait in order of arrival. A worker that was
// cancelled, or whose engine gave up, is ended and replaced; the others notice nothing.

import { Worker } from 'node:worker_threads';
import { EngineFailure } from '../adapter.js';
import { compileEngine } from './engine.js';
import type { JobKind, Jobs, WorkerError, WorkerMessage } from './protocol.js';

export interface JobResult<K extends JobKind> {
  readonly output: Jobs[K]['output'];
  /** 1-based number of the worker that did it. */
  readonly slot: number;
  readonly durationMs: number;
}

export interface JobOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** The engine refused; `error` can say more than an EngineFailure's (see WorkerError). */
export class JobFailure extends EngineFailure {
  constructor(override readonly error: WorkerError) {
    super(error);
  }
}

interface Task {
  readonly kind: JobKind;
  readonly input: unknown;
  readonly options: JobOptions;
  readonly resolve: (result: JobResult<JobKind>) => void;
  readonly reject: (error: unknown) => void;
  /** Forgets the signal. */
  release: () => void;
}

export class WorkerPool {
  readonly size: number;
  readonly #slots: Slot[];
  readonly #queue: Task[] = [];
  #isClosed = false;

  constructor(size: number) {
    this.size = size;
    this.#slots = Array.from({ length: size }, (_, index) => new Slot(index + 1, () => this.#dispatch()));
  }

  /** Starts all workers now; without it each starts with its first job. */
  warm(): void {
    for (const slot of this.#slots) void slot.start().catch(() => undefined);
  }

  run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options: JobOptions = {}): Promise<JobResult<K>> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (this.#isClosed) throw new Error('the session is closed');
      signal?.throwIfAborted();
      const task: Task = {
        kind,
        input,
        options,
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker answers with its job's output
        resolve: resolve as (result: JobResult<JobKind>) => void,
        reject,
        release: () => signal?.removeEventListener('abort', onAbort),
      };
      const onAbort = (): void => this.#cancel(task, signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(task);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of this.#queue.splice(0)) task.reject(new Error('the session was closed'));
    await Promise.all(this.#slots.map((slot) => slot.stop(new Error('the session was closed'))));
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (this.#queue.length === 0) return;
      if (!slot.isIdle) continue;
      const task = this.#queue.shift();
      if (task) slot.begin(task);
    }
  }

  #cancel(task: Task, reason: unknown): void {
    const waiting = this.#queue.indexOf(task);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      task.reject(reason);
      return;
    }
    const slot = this.#slots.find((candidate) => candidate.task === task);
    void slot?.stop(reason).then(() => this.#dispatch());
  }
}

/** One place for a worker:  cold ──start──► idle ──begin──► busy ──result──► idle;  any ──stop, crash──► cold. */
class Slot {
  readonly #number: number;
  readonly #onIdle: () => void;
  #worker: Promise<Worker> | undefined;
  task: Task | undefined;

  constructor(number: number, onIdle: () => void) {
    this.#number = number;
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return this.task === undefined;
  }

  start(): Promise<Worker> {
    this.#worker ??= compileEngine().then((module) => this.#spawn(module));
    return this.#worker;
  }

  begin(task: Task): void {
    this.task = task;
    this.start().then(
      (worker) => {
        if (this.task !== task) return;
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage({ kind: task.kind, input: task.input });
      },
      (error: unknown) => this.#end((ended) => ended.reject(error)),
    );
  }

  /** Ends the worker; its task, if any, fails with `reason`. */
  async stop(reason: unknown): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#end((task) => task.reject(reason));
    await worker?.then((started) => started.terminate()).catch(() => undefined);
  }

  #spawn(module: WebAssembly.Module): Worker {
    const worker = new Worker(new URL('./worker/worker.js', import.meta.url), {
      workerData: { module },
      // Options of the process such as --input-type or --inspect are not for its threads.
      execArgv: process.execArgv.filter((option) => option === '--enable-source-maps'),
    });
    // A worker without a job must not keep the process alive.
    worker.unref();
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    worker.on('error', (error) => this.#crash(worker, error));
    worker.on('exit', () => this.#crash(worker, new Error('its thread ended')));
    return worker;
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'ready':
        return;
      case 'progress':
        this.task?.options.onProgress?.(message.bytes);
        return;
      case 'done': {
        const { durationMs } = message;
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
        const output = message.output as Jobs[JobKind]['output'];
        this.#end((task) => task.resolve({ output, slot: this.#number, durationMs }));
        return;
      }
      case 'failed':
        if (message.isLost) this.#discardWorker();
        this.#end((task) => task.reject(new JobFailure(message.error)));
        return;
      case 'broken': {
        const error = new Error(message.message);
        error.stack = message.stack;
        this.#end((task) => task.reject(error));
        return;
      }
    }
  }

  #crash(worker: Worker, error: Error): void {
    void this.#worker?.then((current) => {
      if (current !== worker) return;
      this.#worker = undefined;
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const message = isMemory ? 'the engine ran out of memory' : `the engine stopped: ${error.message}`;
      this.#end((task) => task.reject(new JobFailure({ message })));
    });
  }

  #discardWorker(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    void worker?.then((started) => started.terminate());
  }

  #end(settle: (task: Task) => void): void {
    const task = this.task;
    this.task = undefined;
    if (this.#worker) void this.#worker.then((worker) => this.isIdle && worker.unref());
    if (task === undefined) return;
    task.release();
    settle(task);
    this.#onIdle();
  }
}
