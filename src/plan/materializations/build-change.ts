import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import type { IncrementalConfig } from '../../manifest/manifest.js';
import { findColumn, type Batch, type ChangeResult, type Owner } from './change.js';
import { keyNotAColumn, predicateNeedsColumns } from './errors.js';
import { matchColumns, type TargetColumn } from './match-columns.js';
import { hasExpression, resolveKey, type KeyPart } from './unique-key.js';
import { writeMerge } from './write-merge.js';
import {
  namesSource,
  writeAppend,
  writeDeleteInsert,
  writeInsertOverwrite,
  writeMicrobatch,
  type StrategyInput,
  type StrategyText,
} from './write-strategies.js';

export interface ChangeRequest {
  readonly relation: Relation;
  readonly existing: readonly ColumnSpec[];
  /** With equal columns. One, except for a microbatch model. */
  readonly batches: readonly Batch[];
  readonly config: IncrementalConfig;
  readonly dialect: Dialect;
  readonly owner: Owner;
}

/** How the rows of a run change the table of an incremental model. Keys in a batch must have been checked before. */
export function buildChange(request: ChangeRequest): ChangeResult {
  const { relation, existing, batches, config, dialect, owner } = request;
  const batch = batches[0]?.columns ?? [];
  const match = matchColumns(relation, existing, batch, config.onSchemaChange, dialect, owner);
  if (match.kind !== 'matched') return match;
  const { key, diagnostics } = resolveKey('unique_key', config.uniqueKey, existing, batch, owner);
  const problems = [...diagnostics];
  if (config.strategy === 'merge' && hasExpression(key) && config.predicates.some(namesSource)) {
    problems.push(predicateNeedsColumns(owner));
  }
  const input = { relation, batches, columns: match.columns, key, predicates: config.predicates, dialect };
  const text = problems.length > 0 ? undefined : writeStrategy(request, input, problems);
  if (text === undefined || problems.length > 0) return { kind: 'refused', diagnostics: problems };
  return {
    kind: 'change',
    apply: [...match.alter, ...text.apply.map((sql) => ({ sql }))],
    preview: text.preview,
    warnings: match.warnings,
  };
}

function writeStrategy(
  { existing, batches, config, owner }: ChangeRequest,
  input: StrategyInput,
  problems: Diagnostic[],
): StrategyText | undefined {
  const batch = batches[0]?.columns ?? [];
  switch (config.strategy) {
    case 'append':
      return writeAppend(input);
    case 'delete+insert':
      return writeDeleteInsert(input);
    case 'merge':
      return writeMerge(input, findUpdated(input, config, batch, owner, problems));
    case 'insert_overwrite': {
      const parts = config.partitionBy === undefined ? [] : [config.partitionBy];
      const partitionBy = resolveKey('partition_by', parts, existing, batch, owner);
      problems.push(...partitionBy.diagnostics);
      return writeInsertOverwrite(input, partitionBy.key);
    }
    case 'microbatch': {
      const found = findEventTime(config, existing, batch, owner, problems);
      return found && writeMicrobatch(input, found);
    }
  }
}

/** Columns that a merge writes into rows that are there already: never the key, which is equal. */
function findUpdated(
  { columns, key }: StrategyInput,
  { mergeUpdateColumns, mergeExcludeColumns }: IncrementalConfig,
  batch: readonly ColumnSpec[],
  owner: Owner,
  problems: Diagnostic[],
): readonly TargetColumn[] {
  const includes = (names: readonly string[], { name }: TargetColumn): boolean =>
    names.some((other) => other.toLowerCase() === name.toLowerCase());
  const named = [
    { config: 'merge_update_columns', names: mergeUpdateColumns },
    { config: 'merge_exclude_columns', names: mergeExcludeColumns },
  ];
  for (const { config, names } of named) {
    for (const name of names) {
      if (findColumn(batch, name)) continue;
      const known = batch.map((column) => column.name);
      problems.push(keyNotAColumn(owner, config, name, known));
    }
  }
  const isKey = ({ name }: TargetColumn): boolean =>
    key.some((part) => part.kind === 'column' && part.target.toLowerCase() === name.toLowerCase());
  return columns.filter((column) => {
    if (column.source === undefined || isKey(column)) return false;
    if (mergeUpdateColumns.length > 0) return includes(mergeUpdateColumns, column);
    return !includes(mergeExcludeColumns, column);
  });
}

function findEventTime(
  { batch: config }: IncrementalConfig,
  existing: readonly ColumnSpec[],
  batch: readonly ColumnSpec[],
  owner: Owner,
  problems: Diagnostic[],
): (KeyPart & { kind: 'column' }) | undefined {
  const name = config?.eventTime ?? '';
  const { key } = resolveKey('event_time', [name], existing, batch, owner);
  const [part] = key;
  if (part?.kind === 'column') return part;
  problems.push(
    keyNotAColumn(
      owner,
      'event_time',
      name,
      batch.map((column) => column.name),
    ),
  );
  return undefined;
}
