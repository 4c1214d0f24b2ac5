// Partitions of one model: many in one statement, each marked with its number. When that fails, the partitions that are
// to blame are found, and the others are evaluated without them.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type EngineError, type PartitionOutcome, type StagePartitions } from '../adapter.js';
import { emptyTextKey } from './errors.js';
import { partColumn } from './overlay-relations.js';
import { ConnectionFailure } from './spark-connection.js';
import { wrappedSql } from './spark-sql-text.js';
import {
  createStagedTable,
  dropStaged,
  readColumns,
  selectList,
  stagingFormat,
  withoutVoid,
  type StageContext,
} from './stage-context.js';
import type { StagedParts } from './stage-table.js';
import { StagedHandle, type PartitionPiece } from './staged-handle.js';
import { missingPartitionColumn } from '../engine-failures.js';

/** More in one statement cost Spark more time to plan than they save. */
const perStatement = 30;
const analysedAtOnce = 4;

export async function stagePartitions(
  task: StagePartitions,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts & { readonly partitions: readonly PartitionOutcome[] }> {
  const run = new PartitionRun(task, context, signal);
  await run.run();
  const { relation, partitionBy, partitions } = task;
  const outcomes = partitions.map(({ key }, part) => run.outcome(part, key));
  const good = outcomes.filter((outcome) => outcome.status === 'success');
  const { columns, pieces } = run;
  const keys = good.map(({ key }) => key);
  const emptyKeys = good.filter(({ rows }) => rows === 0).map(({ key }) => key);
  return {
    handle: new StagedHandle([{ kind: 'partitions', relation, partitionBy, columns, pieces, keys, emptyKeys }]),
    rows: good.reduce((sum, { rows }) => sum + rows, 0),
    columns,
    partitions: outcomes,
  };
}

class PartitionRun {
  readonly pieces: PartitionPiece[] = [];
  readonly #task: StagePartitions;
  readonly #context: StageContext;
  readonly #signal: AbortSignal | undefined;
  readonly #errors = new Map<number, EngineError>();
  readonly #rows = new Map<number, number>();
  /** As the SELECT has them; `void` among them. */
  #columns: readonly ColumnSpec[] = [];
  #partitionColumn: ColumnSpec = { name: '', type: '' };

  constructor(task: StagePartitions, context: StageContext, signal: AbortSignal | undefined) {
    this.#task = task;
    this.#context = context;
    this.#signal = signal;
  }

  get columns(): readonly ColumnSpec[] {
    return withoutVoid(this.#columns);
  }

  async run(): Promise<void> {
    const parts = this.#task.partitions.map((_, part) => part);
    const first = await this.#findColumns(parts);
    const rest = parts.filter((part) => part >= first && !this.#errors.has(part));
    for (let start = 0; start < rest.length; start += perStatement) {
      await this.#stage(rest.slice(start, start + perStatement));
    }
  }

  outcome(part: number, key: SqlValue): PartitionOutcome {
    const error = this.#errors.get(part);
    return error === undefined
      ? { key, status: 'success', rows: this.#rows.get(part) ?? 0 }
      : { key, status: 'error', error };
  }

  /** Analyses partitions until one is right; returns its number. */
  async #findColumns(parts: readonly number[]): Promise<number> {
    const { partitionBy } = this.#task;
    for (const part of parts) {
      const columns = await this.#try([part], () => readColumns(this.#context, this.#select(part), this.#signal));
      if (columns === undefined) continue;
      const found = columns.find(({ name }) => name.toLowerCase() === partitionBy.toLowerCase());
      if (found === undefined) {
        const names = columns.map(({ name }) => name);
        this.#failAll(parts, (each) => missingPartitionColumn(partitionBy, names, this.#select(each)));
        return parts.length;
      }
      this.#columns = columns;
      this.#partitionColumn = found;
      for (const each of parts) {
        if (this.#key(each) === '') this.#errors.set(each, { ...emptyTextKey(found.name), sql: this.#select(each) });
      }
      return part;
    }
    return parts.length;
  }

  async #stage(parts: readonly number[]): Promise<void> {
    if (parts.length === 0) return;
    const table = await this.#try(parts.length === 1 ? parts : [], () => this.#createTable(parts));
    if (table !== undefined) {
      await this.#check(table, parts);
      return;
    }
    if (parts.length === 1) return;
    const wrong = await this.#findWrong(parts);
    if (wrong.size > 0) return this.#stage(parts.filter((part) => !wrong.has(part)));
    const middle = Math.ceil(parts.length / 2);
    await this.#stage(parts.slice(0, middle));
    await this.#stage(parts.slice(middle));
  }

  #createTable(parts: readonly number[]): Promise<Relation> {
    const { relation } = this.#task;
    const list = selectList(this.#context, this.#columns);
    const prefix = (part: number): string => `select ${list}, ${part} as \`${partColumn}\` from (\n`;
    const [first = 0] = parts;
    const sql =
      parts.length === 1
        ? wrappedSql(prefix(first), this.#select(first), '\n)')
        : wrappedSql('', parts.map((part) => `${prefix(part)}${this.#select(part)}\n)`).join('\nunion all\n'));
    const shape = { format: stagingFormat(this.#context.target) };
    return createStagedTable(this.#context, relation, sql, shape, this.#signal);
  }

  /** Those that Spark refuses before it runs anything. */
  async #findWrong(parts: readonly number[]): Promise<ReadonlySet<number>> {
    for (let start = 0; start < parts.length; start += analysedAtOnce) {
      const some = parts.slice(start, start + analysedAtOnce);
      await Promise.all(
        some.map((part) => this.#try([part], () => readColumns(this.#context, this.#select(part), this.#signal))),
      );
    }
    return new Set(parts.filter((part) => this.#errors.has(part)));
  }

  /** Counts the rows of each partition; those with rows of another key are not good. */
  async #check(table: Relation, parts: readonly number[]): Promise<void> {
    const { dialect, connection } = this.#context;
    const key = dialect.quoteIdentifier(this.#partitionColumn.name);
    const isStray = `not (${key} <=> case \`${partColumn}\` ${parts
      .map((part) => `when ${part} then ${this.#renderKey(part)}`)
      .join(' ')} end)`;
    const first = dialect.quoteIdentifier(this.#columns[0]?.name ?? this.#partitionColumn.name);
    const row = `named_struct('value', cast(${key} as string), 'first', cast(${first} as string))`;
    const { rows } = await connection.query(
      `select part, n, stray, example.value, example.first from (` +
        `select \`${partColumn}\` as part, count(*) as n, count_if(${isStray}) as stray, ` +
        `max(case when ${isStray} then ${row} end) as example ` +
        `from ${dialect.renderRelation(table)} group by \`${partColumn}\`)`,
      { signal: this.#signal },
    );
    for (const [part, count, stray, value, firstValue] of rows) {
      const number = Number(part);
      this.#rows.set(number, Number(count));
      if (Number(stray) > 0) {
        this.#errors.set(number, this.#strayRows(number, Number(stray), String(value), String(firstValue)));
      }
    }
    const good = parts.filter((part) => !this.#errors.has(part));
    if (good.length === 0) await dropStaged(this.#context, table);
    else this.pieces.push({ table, parts: good, hasOthers: good.length < parts.length });
  }

  #strayRows(part: number, count: number, value: string, firstValue: string): EngineError {
    const { name } = this.#partitionColumn;
    const first = this.#columns[0]?.name ?? name;
    const example = first === name ? '' : ` (e.g. one with ${first} = ${firstValue})`;
    const rows = count === 1 ? 'one row' : `${count} rows`;
    return {
      about: 'partition_by',
      message: `${rows}${example} ${count === 1 ? 'has' : 'have'} ${name} = ${value}, not the key of the partition`,
      sql: this.#select(part),
      hint: `Every row of a partition has the partition's key in "${name}": read inputs with {{ref "…" on="…"}}, or filter by {{partition_key}}.`,
    };
  }

  /** Runs it; what the engine refuses is the fault of `parts`. */
  async #try<T>(parts: readonly number[], work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineFailure) || error instanceof ConnectionFailure) throw error;
      for (const part of parts) this.#errors.set(part, error.error);
      return undefined;
    }
  }

  #failAll(parts: readonly number[], explain: (part: number) => EngineError): void {
    for (const part of parts) if (!this.#errors.has(part)) this.#errors.set(part, explain(part));
  }

  #select(part: number): string {
    return this.#task.partitions[part]?.select ?? '';
  }

  #key(part: number): SqlValue {
    return this.#task.partitions[part]?.key ?? null;
  }

  /** Compared with the column: a text column takes no number, as Spark would read all its texts as numbers. */
  #renderKey(part: number): string {
    const key = this.#key(part);
    const isText = this.#partitionColumn.type === 'string' && typeof key !== 'string' && key !== null;
    const literal = this.#context.dialect.renderLiteral(isText ? String(key) : key);
    return `cast(${literal} as ${this.#partitionColumn.type === 'void' ? 'string' : this.#partitionColumn.type})`;
  }
}
