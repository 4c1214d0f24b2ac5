// Which slices of time a microbatch model evaluates. Times are milliseconds since the epoch, UTC.

import type { BatchLimits } from '../../compile/batch-gaps.js';
import type { BatchConfig } from '../../manifest/manifest.js';
import { parseEventTime } from '../../manifest/read-incremental.js';

export interface TimeBatch {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface BatchWindow {
  readonly config: BatchConfig;
  readonly now: number;
  /** From nothing: everything since `begin`. */
  readonly isFull: boolean;
  /** `--event-time-start` and `--event-time-end`. */
  readonly start?: number;
  readonly end?: number;
  /** Starts of batches that failed before. */
  readonly failed: readonly number[];
}

type Size = BatchConfig['size'];

/** Oldest first. Without limits of its own a run takes the newest batch, `lookback` before it, and those that failed before. */
export function listBatches({ config, now, isFull, start, end, failed }: BatchWindow): readonly TimeBatch[] {
  const { size, lookback } = config;
  const begin = truncate(parseEventTime(config.begin) ?? 0, size);
  const last = end ?? ceiling(now, size);
  const first =
    start === undefined ? (isFull ? begin : move(truncate(last - 1, size), size, -lookback)) : truncate(start, size);
  const batches: TimeBatch[] = [];
  for (let at = Math.max(first, start === undefined ? begin : first); at < last; at = move(at, size, 1)) {
    batches.push({ start: at, end: Math.min(move(at, size, 1), last) });
  }
  const known = new Set(batches.map((batch) => batch.start));
  const again = start === undefined && end === undefined ? failed.filter((at) => !known.has(at) && at < last) : [];
  return [...again.map((at) => ({ start: at, end: move(at, size, 1) })), ...batches].sort((a, b) => a.start - b.start);
}

export function truncate(time: number, size: Size): number {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (size) {
    case 'hour':
      return Date.UTC(year, month, day, date.getUTCHours());
    case 'day':
      return Date.UTC(year, month, day);
    case 'month':
      return Date.UTC(year, month);
    case 'year':
      return Date.UTC(year, 0);
  }
}

/** `count` batches on, from the start of one. */
function move(start: number, size: Size, count: number): number {
  const date = new Date(start);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (size) {
    case 'hour':
      return start + count * 3_600_000;
    case 'day':
      return Date.UTC(year, month, day + count);
    case 'month':
      return Date.UTC(year, month + count);
    case 'year':
      return Date.UTC(year + count, 0);
  }
}

function ceiling(time: number, size: Size): number {
  const start = truncate(time, size);
  return start === time ? time : move(start, size, 1);
}

/** `2024-09-01` at midnight, else `2024-09-01 06:00:00`. */
export function formatTime(time: number): string {
  const text = new Date(time).toISOString();
  const [date = '', clock = ''] = [text.slice(0, 10), text.slice(11, 19)];
  return clock === '00:00:00' ? date : `${date} ${clock}`;
}

export function toLimits({ start, end }: TimeBatch): BatchLimits {
  return { start: formatTime(start), end: formatTime(end) };
}

/** dbt's id of a batch: `2024`, `202409`, `20240901`, `20240901T06`. */
export function batchId({ start }: TimeBatch, size: Size): string {
  const digits = new Date(start).toISOString().replaceAll(/[-:]/g, '');
  const lengths: Readonly<Record<Size, number>> = { year: 4, month: 6, day: 8, hour: 11 };
  return digits.slice(0, lengths[size]);
}
