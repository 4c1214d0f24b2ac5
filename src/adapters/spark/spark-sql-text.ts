import type { RedirectedSql } from '../redirect-relations.js';

/** SQL as it runs, and as messages show it: without what sp put around it. */
export interface SparkSql {
  readonly run: string;
  readonly shown: string;
  /** From an offset in `run` to the one in `shown`; undefined in front of and behind what is shown. */
  readonly toShownOffset: (offset: number) => number | undefined;
}

export function plainSql(sql: string): SparkSql {
  return { run: sql, shown: sql, toShownOffset: (offset) => offset };
}

/** A user's SELECT between words of ours. */
export function wrappedSql(prefix: string, select: string, suffix = ''): SparkSql {
  return {
    run: prefix + select + suffix,
    shown: select,
    toShownOffset: (offset) =>
      offset < prefix.length || offset > prefix.length + select.length ? undefined : offset - prefix.length,
  };
}

/** A SELECT that reads other relations than are shown. */
export function redirectedSql({ sql, toOriginalOffset }: RedirectedSql, shown: string): SparkSql {
  return { run: sql, shown, toShownOffset: toOriginalOffset };
}
