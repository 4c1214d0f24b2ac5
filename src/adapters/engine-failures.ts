// What engines refuse in the same words, as data: sqlite's workers send it to the main thread, the others throw it.

import type { Diagnostic } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { EngineError } from './adapter.js';

/** The second of two names that differ at most in upper and lower case. */
export function findDuplicateName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const key = name.toLowerCase();
    return seen.size === seen.add(key).size;
  });
}

/** Which of them a reader would get is anybody's guess. */
export function duplicateColumn(name: string, sql: string): EngineError {
  return {
    message: `two output columns are named "${name}"`,
    sql,
    hint: 'Give one of them another name with `as`.',
  };
}

export function missingPartitionColumn(partitionBy: string, columns: readonly string[], sql: string): EngineError {
  const nearest = suggest(partitionBy, columns);
  return {
    about: 'partition_by',
    message: `partition_by names "${partitionBy}", which is no column of the model`,
    sql,
    hint: `${nearest === undefined ? '' : `did you mean "${nearest}"? `}Its columns are: ${columns.join(', ')}`,
  };
}

/** Some partitions have other columns than the published ones that would stay. */
export function changedColumns(table: string, old: readonly string[], fresh: readonly string[]): EngineError {
  return {
    message: `the columns of ${table} changed (${old.join(', ')} → ${fresh.join(', ')}), and not all partitions were built anew`,
    hint: 'Build all partitions: run without --partition.',
  };
}

/** Problems at places in the files of a seed. */
export function badFiles({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): EngineError {
  return { message: diagnostics[0]?.message ?? 'the files cannot be loaded', diagnostics };
}
