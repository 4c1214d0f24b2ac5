// Evaluates partitions one after the other, each as a statement of its own, into one table. A partition that fails is
// undone and reported; the others go on.

import type { Database } from 'sql.js';
import type { SqlValue } from '../../../dialects/relation.js';
import type { PartitionOutcome } from '../../adapter.js';
import { Connection, type Workspace } from './connection.js';
import { describeTable, hashPartitions } from './describe-table.js';
import { keyPredicate } from './partition-keys.js';
import type { Inputs, Jobs } from '../protocol.js';
import { checkColumns, checkStatement, runStatement, StatementFailure } from './run-statement.js';
import { quoteName } from '../schema-object.js';
import { missingPartitionColumn } from '../../engine-failures.js';

type Job = Jobs['stage-partitions'];

export function stagePartitions(workspace: Workspace, job: Job['input']): Job['output'] {
  const { inputs, name, partitions } = job;
  const connection = new Connection(workspace, {
    inputs,
    sql: partitions.slice(0, 1).map(({ select }) => select),
    canRollBack: true,
  });
  try {
    const partitionTable = new PartitionTable(connection.database, job);
    const outcomes = partitions.map(({ key, select }): PartitionOutcome => {
      try {
        return { key, status: 'success', rows: partitionTable.add(key, select) };
      } catch (error) {
        if (!(error instanceof StatementFailure)) throw error;
        return { key, status: 'error', error: error.error };
      }
    });
    if (!partitionTable.exists) {
      connection.close();
      return { outcomes };
    }
    const columns = connection.columns(name);
    const content = connection.finish();
    const table = { ...content, columns, ...describeTable(content, name, columns) };
    return { outcomes: withHashes(outcomes, (rows) => hashPartitions(content, name, columns, rows)), table };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** What succeeded lies in the table in the order of the outcomes. */
function withHashes(
  outcomes: readonly PartitionOutcome[],
  hashes: (rows: readonly number[]) => readonly string[],
): readonly PartitionOutcome[] {
  const found = hashes(outcomes.flatMap((outcome) => (outcome.status === 'success' ? outcome.rows : [])));
  let next = 0;
  return outcomes.map((outcome) => {
    if (outcome.status === 'error') return outcome;
    const hash = found[next];
    next += 1;
    return { ...outcome, ...(hash !== undefined && { hash }) };
  });
}

class PartitionTable {
  readonly #database: Database;
  readonly #inputs: Inputs;
  readonly #table: string;
  readonly #partitionBy: string;
  #columns: readonly string[] | undefined;
  #rows = 0;

  constructor(database: Database, { inputs, name, partitionBy }: Job['input']) {
    this.#database = database;
    this.#inputs = inputs;
    this.#table = quoteName(name);
    this.#partitionBy = partitionBy;
  }

  get exists(): boolean {
    return this.#columns !== undefined;
  }

  /** Number of rows of the partition. */
  add(key: SqlValue, select: string): number {
    const columns = checkStatement(this.#database, select, this.#inputs);
    checkColumns(columns, select);
    const partitionColumn = this.#findPartitionColumn(columns, select);
    const known = this.#columns;
    if (known && known.join('\0') !== columns.join('\0')) {
      throw new StatementFailure({
        message: `this partition has the columns ${columns.join(', ')}, others have ${known.join(', ')}`,
        sql: select,
        hint: 'All partitions of a model have the same columns.',
      });
    }
    this.#database.run('savepoint sp_partition');
    try {
      const verb = known ? `insert into main.${this.#table} ` : `create table main.${this.#table} as `;
      this.#run(verb, select);
      const rows = this.#checkKeys(partitionColumn, key, columns, select);
      this.#database.run('release sp_partition');
      this.#columns = columns;
      this.#rows += rows;
      return rows;
    } catch (error) {
      this.#database.run('rollback to sp_partition; release sp_partition');
      throw error;
    }
  }

  /** Errors count their offset in `select`. */
  #run(verb: string, select: string): void {
    try {
      runStatement(this.#database, verb + select, this.#inputs);
    } catch (error) {
      if (!(error instanceof StatementFailure)) throw error;
      const { offset, ...rest } = error.error;
      const moved = offset === undefined || offset < verb.length ? {} : { offset: offset - verb.length };
      throw new StatementFailure({ ...rest, ...moved, sql: select });
    }
  }

  #findPartitionColumn(columns: readonly string[], select: string): string {
    const wanted = this.#partitionBy.toLowerCase();
    const found = columns.find((column) => column.toLowerCase() === wanted);
    if (found !== undefined) return found;
    throw new StatementFailure(missingPartitionColumn(this.#partitionBy, columns, select));
  }

  #checkKeys(column: string, key: SqlValue, columns: readonly string[], select: string): number {
    const last = this.#number(`select coalesce(max(rowid), 0) from main.${this.#table}`);
    const first = columns[0] ?? column;
    const stray = this.#database.exec(
      `select rowid, quote(${quoteName(first)}), quote(${quoteName(column)}) from main.${this.#table} ` +
        `where rowid > ${this.#rows} and not coalesce(${keyPredicate(column, key)}, 0) limit 1`,
    )[0]?.values[0];
    if (stray) {
      const [row, firstValue, value] = stray;
      const name = first === column ? '' : ` (${first} = ${String(firstValue)})`;
      throw new StatementFailure({
        about: 'partition_by',
        message: `row ${Number(row) - this.#rows}${name} has ${column} = ${String(value)}, not the key of its partition`,
        sql: select,
        hint: `Every row of a partition has the partition's key in "${column}": read inputs with {{ref "…" on="…"}}, or filter by {{partition_key}}.`,
      });
    }
    return last - this.#rows;
  }

  #number(sql: string): number {
    return Number(this.#database.exec(sql)[0]?.values[0]?.[0] ?? 0);
  }
}
