// SQL of a microbatch model is compiled once, with gaps where the limits of a batch go. As with partitions, private-use
// characters hold their places; they never reach an engine.

import type { Dialect } from '../dialects/dialect.js';

const startGap = '\u{E013}';
const endGap = '\u{E014}';
const gapPattern = new RegExp(`[${startGap}${endGap}]`, 'gu');

/** Limits as text literals: a date where it is midnight, so that columns of dates, times and ISO text compare alike. */
export interface BatchLimits {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

/** `column >= start and column < end`, with gaps. */
export function windowGap(column: string): string {
  return `${column} >= ${startGap} and ${column} < ${endGap}`;
}

/** The SELECT of one batch. */
export function fillBatch(sql: string, limits: BatchLimits, dialect: Dialect): string {
  return sql.replaceAll(gapPattern, (gap) => dialect.renderLiteral(gap === startGap ? limits.start : limits.end));
}

/** From an offset in one batch's SELECT to the offset in the text with its gaps. */
export function createBatchMapper(sql: string, limits: BatchLimits, dialect: Dialect): (offset: number) => number {
  const gaps = [...sql.matchAll(gapPattern)].map(({ index, 0: gap }) => ({
    index,
    added: dialect.renderLiteral(gap === startGap ? limits.start : limits.end).length - 1,
  }));
  return (offset) => {
    let shift = 0;
    for (const { index, added } of gaps) {
      if (offset <= index + shift) break;
      if (offset <= index + shift + added) return index;
      shift += added;
    }
    return offset - shift;
  };
}

/** The SQL as people read it before any batch is known. */
export function describeBatch(sql: string): string {
  return sql.replaceAll(gapPattern, (gap) => (gap === startGap ? ':event_time_start' : ':event_time_end'));
}
