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
  /** Where the rows of the runs before end; absent when nothing is known. */
  readonly until?: number;
  /** Starts of batches that failed before. */
  readonly failed: readonly number[];
  /** Event times of the inputs' rows, where all of them say; a batch from nothing outside of them is empty. */
  readonly extent?: { readonly first: number; readonly last: number };
}

type Size = BatchConfig['size'];

/**
 * Oldest first. Without limits of its own a run takes the newest batch and `lookback` before it, counted from now or from
 * where the last run ended, whichever is earlier, so that no time is left out; and the batches that failed before.
 */
export function listBatches(window: BatchWindow): readonly TimeBatch[] {
  const { config, now, isFull, start, end, until, failed, extent } = window;
  const { size, lookback } = config;
  const begin = truncate(parseEventTime(config.begin) ?? 0, size);
  const last = end ?? ceiling(now, size);
  const back = (time: number): number => move(truncate(time - 1, size), size, -lookback);
  const regular = isFull ? begin : Math.max(begin, back(Math.min(last, until ?? last)));
  const batches: TimeBatch[] = [];
  for (let at = start === undefined ? regular : truncate(start, size); at < last; at = move(at, size, 1)) {
    const batch = { start: at, end: Math.min(move(at, size, 1), last) };
    // Rows that are there and that no input gives any more can only be in batches that ran before.
    const canHaveOld = !isFull && (until === undefined || at < until);
    const canHaveNew = extent === undefined || (batch.end > extent.first && at <= extent.last);
    if (canHaveOld || canHaveNew) batches.push(batch);
  }
  const known = new Set(batches.map((batch) => batch.start));
  const isWhole = start === undefined && end === undefined;
  const again = isWhole ? failed.filter((at) => !known.has(at) && at < last) : [];
  return [...again.map((at) => ({ start: at, end: move(at, size, 1) })), ...batches].sort((a, b) => a.start - b.start);
}

/** Where the rows end after these batches: with the newest input, or the newest batch. */
export function endOfRows(
  batches: readonly TimeBatch[],
  { config, until, extent }: Pick<BatchWindow, 'config' | 'until' | 'extent'>,
): number {
  const ends = batches.map(({ end }) => end);
  const reached = Math.max(...ends, until ?? 0);
  const newest = extent === undefined ? reached : move(truncate(extent.last, config.size), config.size, 1);
  return Math.max(until ?? 0, Math.min(reached, newest));
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
  const clock = text.slice(11, 19);
  return clock === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${clock}`;
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
