import type { ConfigReader } from './config-layers.js';
import { batchConfigMissing, beginMalformed, mergeColumnsTwice, unknownStrategy } from './incremental-errors.js';
import type { BatchConfig, IncrementalConfig, NodeId } from './manifest.js';

export const incrementalStrategies = ['append', 'delete+insert', 'merge', 'insert_overwrite', 'microbatch'] as const;
const schemaChanges = ['ignore', 'append_new_columns', 'sync_all_columns', 'fail', 'full_refresh'] as const;
const sqlChanges = ['warn', 'full_refresh', 'fail'] as const;
const batchSizes = ['hour', 'day', 'month', 'year'] as const;
const defaultLookback = 1;

/** What an incremental model says about its batches; problems go to the reader. */
export function readIncremental(reader: ConfigReader, id: NodeId): IncrementalConfig {
  const uniqueKey = reader.texts('unique_key');
  const strategy = readStrategy(reader, uniqueKey, id);
  const mergeUpdateColumns = reader.texts('merge_update_columns');
  const mergeExcludeColumns = reader.texts('merge_exclude_columns');
  if (mergeUpdateColumns.length > 0 && mergeExcludeColumns.length > 0) {
    reader.diagnostics.push(mergeColumnsTwice(reader.placeOf('merge_exclude_columns'), id));
  }
  const partitionBy = reader.text('partition_by');
  const batch = strategy === 'microbatch' ? readBatch(reader, id) : undefined;
  return {
    strategy,
    uniqueKey,
    predicates: [...reader.texts('incremental_predicates'), ...reader.texts('predicates')],
    mergeUpdateColumns,
    mergeExcludeColumns,
    ...(partitionBy !== undefined && { partitionBy }),
    onSchemaChange: reader.oneOf('on_schema_change', schemaChanges, 'ignore'),
    onSqlChange: reader.oneOf('on_sql_change', sqlChanges, 'warn'),
    ...(reader.has('full_refresh') && { fullRefresh: reader.flag('full_refresh', false) }),
    ...(batch && { batch }),
  };
}

function readStrategy(reader: ConfigReader, uniqueKey: readonly string[], id: NodeId): IncrementalConfig['strategy'] {
  const standard = uniqueKey.length > 0 ? 'delete+insert' : 'append';
  const text = reader.text('incremental_strategy');
  if (text === undefined || text === 'default') return standard;
  // dbt spells it in both ways.
  const found = incrementalStrategies.find((strategy) => strategy === text || strategy.replace('+', '_') === text);
  if (found) return found;
  reader.diagnostics.push(unknownStrategy(text, incrementalStrategies, reader.placeOf('incremental_strategy'), id));
  return standard;
}

function readBatch(reader: ConfigReader, id: NodeId): BatchConfig | undefined {
  const eventTime = reader.text('event_time');
  const begin = reader.text('begin');
  const missing = ['event_time', 'begin', 'batch_size'].filter((key) => !reader.has(key));
  if (missing.length > 0) {
    reader.diagnostics.push(batchConfigMissing(missing, reader.placeOf('incremental_strategy'), id));
  }
  if (begin !== undefined && parseEventTime(begin) === undefined) {
    reader.diagnostics.push(beginMalformed(begin, reader.placeOf('begin'), id));
  }
  if (eventTime === undefined || begin === undefined) return undefined;
  return {
    eventTime,
    begin,
    size: reader.oneOf('batch_size', batchSizes, 'day'),
    lookback: reader.integer('lookback') ?? defaultLookback,
    ...(reader.has('concurrent_batches') && { concurrent: reader.flag('concurrent_batches', false) }),
  };
}

const eventTimePattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|\+00:?00)?)?$/;

/** A date or a time in UTC as `begin` and `--event-time-start` have it; milliseconds since the epoch, or undefined. */
export function parseEventTime(text: string): number | undefined {
  const match = eventTimePattern.exec(text.trim());
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(time);
  // 2024-02-30 would become March.
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? time : undefined;
}
