// Entry of a worker thread: one engine, one job at a time. It knows nothing of sessions.

import { parentPort, workerData } from 'node:worker_threads';
import { alterImage } from './alter-image.js';
import { Workspace } from './connection.js';
import { startEngine } from '../engine.js';
import { hashRelation } from './hash-relation.js';
import { executeStatement } from './execute-statement.js';
import { mergePartitions } from './merge-partitions.js';
import type { JobKind, JobMessage, Jobs, WorkerMessage } from '../protocol.js';
import { runQuery } from './query.js';
import { readColumns } from './read-columns.js';
import { StatementFailure } from './run-statement.js';
import { stageChange } from './stage-change.js';
import { stagePartitions } from './stage-partitions.js';
import { stageTable } from './stage-table.js';
import { stageView } from './stage-view.js';
import { readWarehouse, writeWarehouse } from './warehouse-io.js';

type Handlers = {
  readonly [K in JobKind]: (
    workspace: Workspace,
    input: Jobs[K]['input'],
    onProgress: (bytes: number) => void,
  ) => Jobs[K]['output'] | Promise<Jobs[K]['output']>;
};

const handlers: Handlers = {
  'stage-table': stageTable,
  'stage-view': stageView,
  // What reads CSV files is loaded with the first seed.
  'stage-seed': async (...job) => (await import('./stage-seed.js')).stageSeed(...job),
  'stage-partitions': stagePartitions,
  'merge-partitions': mergePartitions,
  'stage-change': stageChange,
  'alter-image': alterImage,
  execute: executeStatement,
  query: runQuery,
  columns: readColumns,
  'hash-relation': hashRelation,
  'read-warehouse': readWarehouse,
  'write-warehouse': writeWarehouse,
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what worker-pool.ts passes
const { module } = workerData as { readonly module: WebAssembly.Module };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const send = (message: WorkerMessage): void => parentPort?.postMessage(message);
const workspace = new Workspace(await startEngine(module));

parentPort?.on('message', (message: JobMessage) => void run(message));
send({ kind: 'ready' });

async function run<K extends JobKind>({ kind, input }: JobMessage<K>): Promise<void> {
  const startedAt = performance.now();
  try {
    const handle: Handlers[K] = handlers[kind];
    const output = await handle(workspace, input, (bytes) => send({ kind: 'progress', bytes }));
    send({ kind: 'done', output, durationMs: performance.now() - startedAt });
  } catch (error) {
    send(toFailure(error));
  }
  workspace.afterTask('inputs' in input ? input.inputs.images : []);
}

function toFailure(error: unknown): WorkerMessage {
  if (error instanceof StatementFailure) {
    return { kind: 'failed', error: error.error, isLost: /out of memory/.test(error.message) };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  // The WebAssembly machine gave up: its memory is in no defined state.
  const isEngine = error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');
  if (isEngine) return { kind: 'failed', error: { message: `the engine stopped: ${message}` }, isLost: true };
  return { kind: 'broken', message, stack: stack ?? '' };
}
