// From the tasks of a Session to jobs of workers, and from their results to what can be published.

import {
  EngineFailure,
  type Staged,
  type StageChange,
  type StagePartitions,
  type StageSeed,
  type StageTable,
  type StageTask,
  type StageView,
} from '../adapter.js';
import { viewEntry, type Entry } from './catalog.js';
import { overlayInputs } from './merge-staged.js';
import type { TableContent } from './protocol.js';
import { StagedHandle, type StageContext } from './staged-handle.js';

type StagedParts = Pick<Staged, 'rows' | 'columns' | 'slot' | 'durationMs'> & {
  readonly handle: StagedHandle;
  readonly siblings?: Staged['siblings'];
  readonly partitions?: Staged['partitions'];
};

export async function stageTask(task: StageTask, context: StageContext, signal?: AbortSignal): Promise<Staged> {
  const parts = await runTask(task, context, signal);
  return { relation: task.relation, kind: task.kind, siblings: [], partitions: [], ...parts };
}

function runTask(task: StageTask, context: StageContext, signal: AbortSignal | undefined): Promise<StagedParts> {
  switch (task.kind) {
    case 'table':
      return stageTable(task, context, signal);
    case 'view':
      return stageView(task, context, signal);
    case 'seed':
      return stageSeed(task, context, signal);
    case 'partitions':
      return stagePartitions(task, context, signal);
    case 'change':
      return stageChange(task, context, signal);
  }
}

async function stageTable(task: StageTable, context: StageContext, signal?: AbortSignal): Promise<StagedParts> {
  const name = task.relation.identifier;
  const own = task.inputs ?? [];
  const inputs = task.over
    ? await overlayInputs({ ...task, over: [...own, ...task.over] }, context)
    : context.catalog.inputsFor(
        readNames(task),
        own.flatMap((input) => StagedHandle.of(input).entries),
      );
  const statements = task.statements.map(({ sql }) => sql);
  const { output, slot, durationMs } = await context.run('stage-table', { inputs, name, statements }, { signal });
  const { rows, columns } = output;
  return { rows, columns, slot, durationMs, handle: new StagedHandle([tableEntry(context, name, output)]) };
}

async function stageView(task: StageView, context: StageContext, signal?: AbortSignal): Promise<StagedParts> {
  const name = task.relation.identifier;
  const inputs = context.catalog.inputsFor(readNames(task));
  const statements = task.statements.map(({ sql }) => sql);
  const input = { inputs, name, statements, select: task.select };
  const { output, slot, durationMs } = await context.run('stage-view', input, { signal });
  const entry = { ...viewEntry(name, output.definition, task.select), columns: output.columns };
  return { rows: 0, columns: output.columns, slot, durationMs, handle: new StagedHandle([entry]) };
}

async function stageSeed(task: StageSeed, context: StageContext, signal?: AbortSignal): Promise<StagedParts> {
  const name = task.relation.identifier;
  const { files, seed, rejected, onProgress } = task;
  const input = { name, files, seed, ...(rejected && { rejectedName: rejected.identifier }) };
  const { output, slot, durationMs } = await context.run('stage-seed', input, { signal, onProgress });
  const entry = tableEntry(context, name, output);
  const { rows, columns } = output;
  const base = { rows, columns, slot, durationMs };
  if (rejected === undefined) return { ...base, handle: new StagedHandle([entry]) };
  const sibling: Entry = { kind: 'table', name: rejected.identifier, stored: entry.stored };
  const siblings = [{ relation: rejected, rows: output.rejectedRows ?? 0 }];
  return { ...base, siblings, handle: new StagedHandle([entry, sibling]) };
}

async function stagePartitions(
  task: StagePartitions,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts> {
  const name = task.relation.identifier;
  const inputs = context.catalog.inputsFor(readNames(task));
  const { partitionBy, partitions } = task;
  const input = { inputs, name, partitionBy, partitions };
  const { output, slot, durationMs } = await context.run('stage-partitions', input, { signal });
  const { table, outcomes } = output;
  const keys = outcomes.filter(({ status }) => status === 'success').map(({ key }) => key);
  return {
    rows: table?.rows ?? 0,
    columns: table?.columns ?? [],
    partitions: outcomes,
    slot,
    durationMs,
    handle: new StagedHandle(table ? [tableEntry(context, name, table)] : [], { by: partitionBy, keys }),
  };
}

/** The changed copy stands in front of the published table like any other staged one, and is published like it. */
async function stageChange(task: StageChange, context: StageContext, signal?: AbortSignal): Promise<StagedParts> {
  const name = task.relation.identifier;
  const published = context.catalog.find(name);
  if (published?.kind !== 'table') {
    throw new EngineFailure({ message: `${name} is not there as a table, so that it cannot be changed` });
  }
  const batches = task.inputs.flatMap((input) => StagedHandle.of(input).entries);
  const names = [...readNames(task), ...batches.map((entry) => entry.name)];
  const inputs = context.catalog.inputsFor(names, batches);
  const statements = task.apply.map(({ sql }) => sql);
  const input = { inputs, name: published.name, published: published.stored, statements };
  const { output, slot, durationMs } = await context.run('stage-change', input, { signal });
  const { rows, columns } = output;
  return { rows, columns, slot, durationMs, handle: new StagedHandle([tableEntry(context, name, output)]) };
}

function readNames(task: StageTask): readonly string[] {
  return task.reads.map(({ identifier }) => identifier);
}

function tableEntry(context: StageContext, name: string, content: TableContent): Entry & { kind: 'table' } {
  return { kind: 'table', name, stored: context.store(content), columns: content.columns, hash: content.hash };
}
