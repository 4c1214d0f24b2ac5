// Evaluates partitions one after the other, each as a statement of its own, into one table. A partition that fails is
// undone and reported; the others go on.

import { quoteText } from '../../dialects/ansi.js';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type PartitionOutcome, type StagePartitions } from '../adapter.js';
import { readColumns } from './catalog.js';
import { keysPredicate } from './key-predicate.js';
import type { Link } from './link.js';
import { asEngineFailure, checkColumnNames, type StageContext, type StagedParts } from './stage-context.js';
import { StagedHandle } from './staged.js';
import { missingPartitionColumn } from '../engine-failures.js';

const quote = (name: string): string => postgresDialect.quoteIdentifier(name);

export async function stagePartitions(
  task: StagePartitions,
  context: StageContext,
  link: Link,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  const { relation, partitionBy, partitions } = task;
  const physical = context.stagingFor(relation);
  const table = new PartitionTable(task, physical, context, link);
  const outcomes: PartitionOutcome[] = [];
  const whole = async (): Promise<void> => {
    await context.ensureSchema(link, relation);
    await link.transaction(async () => {
      for (const { key, select } of partitions) {
        signal?.throwIfAborted();
        try {
          outcomes.push({ key, status: 'success', rows: await table.add(key, select) });
        } catch (error) {
          if (!(error instanceof EngineFailure) || link.isBroken || signal?.aborted) throw error;
          outcomes.push({ key, status: 'error', error: error.error });
        }
      }
      if (table.exists) {
        await link.run(context.mark.render('table', physical));
      }
    });
  };
  await asEngineFailure('', { sql: '' }, whole);
  const keys = outcomes.filter(({ status }) => status === 'success').map(({ key }) => key);
  return {
    rows: table.rows,
    columns: table.exists ? await readColumns(link, physical) : [],
    siblings: [],
    partitions: outcomes,
    handle: new StagedHandle(table.exists ? [{ relation, physical, kind: 'table' }] : [], {
      partitions: { by: partitionBy, keys },
    }),
  };
}

interface Column {
  readonly name: string;
  /** As the server writes it, e.g. `numeric(5,2)`. */
  readonly type: string;
}

class PartitionTable {
  readonly #task: StagePartitions;
  readonly #table: string;
  readonly #context: StageContext;
  readonly #link: Link;
  #columns: readonly Column[] | undefined;
  #rows = 0;

  constructor(task: StagePartitions, physical: Relation, context: StageContext, link: Link) {
    this.#task = task;
    this.#table = postgresDialect.renderRelation(physical);
    this.#context = context;
    this.#link = link;
  }

  get exists(): boolean {
    return this.#columns !== undefined;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Number of rows of the partition. */
  add(key: SqlValue, select: string): Promise<number> {
    return this.#link.savepoint('sp_partition', async () => {
      const found = await this.#describe(select);
      const names = found.map(({ name }) => name);
      checkColumnNames(names, select);
      const column = this.#findPartitionColumn(names, select);
      const columns = await this.#fit(found, select);
      const last = this.#columns === undefined ? undefined : await this.#lastRow();
      const head = this.#columns === undefined ? `create table ${this.#table} as\n` : `insert into ${this.#table}\n`;
      const count = await this.#evaluate(head, select);
      await this.#checkKeys({ column, key, first: names[0] ?? column, last, select });
      this.#columns = columns;
      this.#rows += count;
      return count;
    });
  }

  async #describe(select: string): Promise<readonly Column[]> {
    const text = { sql: select, candidates: this.#context.candidates(this.#task.reads) };
    const fields = await asEngineFailure(select, text, () => this.#link.describe(select));
    const types = fields.map((field) => `format_type(${field.dataTypeID}, ${field.dataTypeModifier})`);
    const { rows } = await this.#link.run(`select ${types.join(', ')}`);
    return fields.map(({ name }, index) => ({ name, type: String(rows[0]?.[index] ?? '') }));
  }

  async #evaluate(head: string, select: string): Promise<number> {
    const toOffset = (offset: number): number => offset - head.length;
    const text = { sql: select, toOffset, candidates: this.#context.candidates(this.#task.reads) };
    const { count } = await asEngineFailure(head + select, text, () => this.#link.select(head + select));
    return count;
  }

  #findPartitionColumn(columns: readonly string[], select: string): string {
    const { partitionBy } = this.#task;
    const found = columns.find((column) => column.toLowerCase() === partitionBy.toLowerCase());
    if (found !== undefined) return found;
    throw new EngineFailure(missingPartitionColumn(partitionBy, columns, select));
  }

  /** An INSERT would round and cut to the types of the first partition without a word. */
  async #fit(found: readonly Column[], select: string): Promise<readonly Column[]> {
    const known = this.#columns;
    if (known === undefined) return found;
    const list = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(', ');
    if (list(found) !== list(known)) {
      throw new EngineFailure({
        message: `this partition has the columns ${list(found)}, others have ${list(known)}`,
        sql: select,
        hint: 'All partitions of a model have the same columns.',
      });
    }
    const differing = found.filter(
      ({ type }, index) => type !== known[index]?.type && !isLossless(type, known[index]?.type),
    );
    for (const { name, type } of differing) {
      const before = known.find((column) => column.name === name)?.type ?? '';
      if (!isLossless(before, type)) {
        throw new EngineFailure({
          message: `column ${name} of this partition is ${type}, that of others is ${before}`,
          sql: select,
          hint: 'Cast it to one type.',
        });
      }
      await this.#link.run(`alter table ${this.#table} alter column ${quote(name)} type ${type}`);
    }
    return known.map((column) => differing.find(({ name }) => name === column.name) ?? column);
  }

  /** Where the rows of the next statement begin: the server appends. */
  async #lastRow(): Promise<string> {
    const { rows } = await this.#link.run(
      `select ctid::text as sp_tid from ${this.#table} where ctid >= ('(' || greatest(
         pg_relation_size(${quoteText(this.#table)}::regclass) / current_setting('block_size')::int - 1, 0) || ',0)')::tid
       order by ctid desc limit 1`,
    );
    const [row] = rows;
    if (row !== undefined) return String(row[0]);
    // The last page has none: its rows were undone.
    const all = await this.#link.run(`select ctid::text as sp_tid from ${this.#table} order by ctid desc limit 1`);
    return String(all.rows[0]?.[0] ?? '(0,0)');
  }

  async #checkKeys(check: {
    readonly column: string;
    readonly key: SqlValue;
    readonly first: string;
    readonly last: string | undefined;
    readonly select: string;
  }): Promise<void> {
    const { column, key, first, last, select } = check;
    const isNew = last === undefined ? 'true' : `ctid > '${last}'`;
    const isStray = `not ${keysPredicate(quote(column), [key])}`;
    const find = `select ctid::text as sp_tid, ${quote(first)}::text, ${quote(column)}::text from ${this.#table} where ${isNew} and ${isStray} limit 1`;
    // A key that is no value of the column's type at all is the key of no row.
    const text = { sql: select };
    const { rows } = await asEngineFailure('', text, () => this.#link.run(find));
    const [stray] = rows;
    if (stray === undefined) return;
    const [ctid, firstValue, value] = stray;
    const counted = await this.#link.run(
      `select count(*) from ${this.#table} where ${isNew} and ctid <= '${String(ctid)}'`,
    );
    const shown = (text_: SqlValue | undefined): string => (text_ === null ? 'NULL' : String(text_));
    const name = first === column ? '' : ` (${first} = ${shown(firstValue)})`;
    throw new EngineFailure({
      about: 'partition_by',
      message: `row ${String(counted.rows[0]?.[0])}${name} has ${column} = ${shown(value)}, not the key of its partition`,
      sql: select,
      hint: `Every row of a partition has the partition's key in "${column}": read inputs with {{ref "…" on="…"}}, or filter by {{partition_key}}.`,
    });
  }
}

const wider: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric', 'double precision'],
  bigint: ['numeric'],
  real: ['double precision'],
  date: ['timestamp without time zone'],
};

/** Every value of the one type is a value of the other, which prints alike. */
export function isLossless(from: string, to: string | undefined): boolean {
  if (from === to || to === undefined) return true;
  if (wider[from]?.includes(to)) return true;
  const isText = /^(?:text|character|name)/;
  if (isText.test(from) && to === 'text') return true;
  return from.startsWith('numeric') && to === 'numeric';
}
