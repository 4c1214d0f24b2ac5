// Evaluates partitions one after the other, each as a statement of its own, into one table. A partition that fails leaves
// nothing and is reported; the others go on.

import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type PartitionOutcome, type StagePartitions } from '../adapter.js';
import { checkColumns } from './check-columns.js';
import type { Connection } from './connection.js';
import { keyId, keysPredicate } from './keys.js';
import { findColumn } from './overlay.js';
import { StagedHandle } from './staged-handle.js';
import { selectAll } from './stage-tasks.js';
import type { StageContext, StagedParts } from './stage-context.js';
import { missingPartitionColumn } from '../engine-failures.js';

export async function stagePartitions(
  task: StagePartitions,
  context: StageContext,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  const { relation, partitionBy: by } = task;
  const staging = context.newStagingOf(relation);
  await context.ensureSchema(relation);
  try {
    return await context.connections.use(signal, async (connection, slot) => {
      const startedAt = performance.now();
      const table = new PartitionTable(connection, duckdbDialect.renderRelation(staging), by);
      for (const { key, select } of task.partitions) {
        signal?.throwIfAborted();
        await table.add(key, select);
      }
      signal?.throwIfAborted();
      await table.checkKeys();
      const partitions = table.outcomes;
      const keys = partitions.filter(({ status }) => status === 'success').map(({ key }) => key);
      const rows = partitions.reduce((sum, outcome) => sum + (outcome.status === 'success' ? outcome.rows : 0), 0);
      const content = {
        kind: 'partitions',
        by,
        keys,
        table: table.exists ? { relation, staging } : undefined,
      } as const;
      const durationMs = performance.now() - startedAt;
      return { rows, columns: table.columns, partitions, slot, durationMs, handle: new StagedHandle(content) };
    });
  } catch (error) {
    await context.dropStaged([staging]);
    throw error;
  }
}

interface Evaluated {
  readonly key: SqlValue;
  readonly select: string;
  readonly rows: number;
  /** The first of its row ids. They follow each other. */
  readonly start: number;
}

class PartitionTable {
  readonly #connection: Connection;
  readonly #table: string;
  readonly #by: string;
  readonly #outcomes = new Map<string, PartitionOutcome>();
  readonly #evaluated: Evaluated[] = [];
  #columns: readonly ColumnSpec[] = [];
  #nextRow = 0;
  /** Text of a partition that was looked at, without its key: another of that text has the same columns. */
  #shape: string | undefined;

  constructor(connection: Connection, table: string, by: string) {
    this.#connection = connection;
    this.#table = table;
    this.#by = by;
  }

  get exists(): boolean {
    return this.#columns.length > 0;
  }

  get columns(): readonly ColumnSpec[] {
    return this.#columns;
  }

  get outcomes(): readonly PartitionOutcome[] {
    return [...this.#outcomes.values()];
  }

  async add(key: SqlValue, select: string): Promise<void> {
    try {
      const start = this.#nextRow;
      const rows = (await this.#insertKnown(key, select)) ?? (await this.#insert(select, await this.#check(select)));
      this.#shape ??= shapeOf(key, select, this.#columns);
      this.#evaluated.push({ key, select, rows, start });
      this.#nextRow = start + rows;
      this.#outcomes.set(keyId(key), { key, status: 'success', rows });
    } catch (error) {
      await this.#fail(key, error);
      // What was undone may have left a gap.
      if (this.exists) {
        this.#nextRow = Number(await this.#connection.value(`select coalesce(max(rowid) + 1, 0) from ${this.#table}`));
      }
    }
  }

  /** Every row has the key of its partition: keys, numbers of rows and ranges of row ids agree, or rows are looked at. */
  async checkKeys(): Promise<void> {
    const column = findColumn(this.#columns, this.#by);
    if (column === undefined) return;
    const name = duckdbDialect.quoteColumn(column.name);
    const { rows } = await this.#connection.query(
      `select ${name}, count(*), min(rowid), max(rowid) from ${this.#table} group by 1`,
    );
    const found = new Map(rows.map(([key, ...counts]) => [keyId(key ?? null), counts.map(Number)]));
    for (const evaluated of this.#evaluated) {
      const [count = 0, first = 0, last = 0] = found.get(keyId(evaluated.key)) ?? [];
      const { start } = evaluated;
      const isSound = count === evaluated.rows && (count === 0 || (first >= start && last < start + count));
      if (!isSound) await this.#findStray(evaluated, column);
    }
  }

  async #check(select: string): Promise<readonly ColumnSpec[]> {
    const columns = await this.#connection.describe(select);
    checkColumns(columns, select);
    if (findColumn(columns, this.#by) === undefined)
      throw new EngineFailure(missingPartitionColumn(this.#by, names(columns), select));
    if (this.exists && names(columns).join('\0') !== names(this.#columns).join('\0')) {
      throw new EngineFailure({
        message: `this partition has the columns ${names(columns).join(', ')}, others have ${names(this.#columns).join(', ')}`,
        sql: select,
        hint: 'All partitions of a model have the same columns.',
      });
    }
    return columns;
  }

  /** Undefined when it must be looked at first, or again. */
  async #insertKnown(key: SqlValue, select: string): Promise<number | undefined> {
    if (this.#shape === undefined || this.#shape !== shapeOf(key, select, this.#columns)) return undefined;
    try {
      return await this.#run(`insert into ${this.#table} `, select);
    } catch (error) {
      if (error instanceof EngineFailure) return undefined;
      throw error;
    }
  }

  async #insert(select: string, columns: readonly ColumnSpec[]): Promise<number> {
    if (!this.exists) {
      const rows = await this.#run(`create table ${this.#table} as `, select);
      this.#columns = columns;
      return rows;
    }
    if (types(columns) !== types(this.#columns)) await this.#widen(select);
    return this.#run(`insert into ${this.#table} `, select);
  }

  /** The table's types become those that hold the values of both. Row ids stay. */
  async #widen(select: string): Promise<void> {
    const both = await this.#connection.describe(`${selectAll(this.#table)} union all (\n${select}\n)`);
    for (const [index, { name, type }] of both.entries()) {
      if (type === this.#columns[index]?.type) continue;
      const column = duckdbDialect.quoteIdentifier(name);
      await this.#connection.run(`alter table ${this.#table} alter column ${column} set data type ${type}`);
    }
    this.#columns = both;
  }

  /** Errors count their offset in `select`. */
  async #run(verb: string, select: string): Promise<number> {
    try {
      return await this.#connection.run(verb + select);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      const { offset, ...rest } = error.error;
      const moved = offset === undefined || offset < verb.length ? {} : { offset: offset - verb.length };
      throw new EngineFailure({ ...rest, ...moved, sql: select });
    }
  }

  async #findStray({ key, select, rows, start }: Evaluated, column: ColumnSpec): Promise<void> {
    const range = `rowid >= ${start} and rowid < ${start + rows}`;
    const first = this.#columns[0] ?? column;
    const [stray] = (
      await this.#connection.query(
        `select rowid, ${duckdbDialect.quoteColumn(first.name)}, ${duckdbDialect.quoteColumn(column.name)} ` +
          `from ${this.#table} where ${range} and not ${keysPredicate(column, [key])} order by rowid limit 1`,
      )
    ).rows;
    if (stray === undefined) return;
    const [row, firstValue, value] = stray;
    await this.#connection.run(`delete from ${this.#table} where ${range}`);
    const named = first === column ? '' : ` (${first.name} = ${literal(firstValue)})`;
    const failure = new EngineFailure({
      about: 'partition_by',
      message: `row ${Number(row) - start + 1}${named} has ${column.name} = ${literal(value)}, not the key of its partition`,
      sql: select,
      hint: `Every row of a partition has the partition's key in "${column.name}": read inputs with {{ref "…" on="…"}}, or filter by {{partition_key}}.`,
    });
    await this.#fail(key, failure);
  }

  async #fail(key: SqlValue, error: unknown): Promise<void> {
    if (!(error instanceof EngineFailure)) throw error;
    this.#outcomes.set(keyId(key), { key, status: 'error', error: error.error });
  }
}

/** Undefined where the key may decide about columns: their names by its text, their types by its size. */
function shapeOf(key: SqlValue, select: string, columns: readonly ColumnSpec[]): string | undefined {
  const isPlain =
    typeof key === 'string' || (typeof key === 'number' && Number.isInteger(key) && key < 2 ** 31 && key >= 0);
  if (!isPlain || columns.some(({ name }) => name.includes(String(key)))) return undefined;
  return select.split(literal(key)).join('\0');
}

function names(columns: readonly ColumnSpec[]): readonly string[] {
  return columns.map(({ name }) => name);
}

function types(columns: readonly ColumnSpec[]): string {
  return columns.map(({ type }) => type).join('\0');
}

function literal(value: SqlValue | undefined): string {
  return duckdbDialect.renderLiteral(value ?? null);
}
