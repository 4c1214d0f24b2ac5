import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import { duplicateColumn } from './errors.js';
import type { SparkCatalog } from './spark-catalog.js';
import type { SparkConnection } from './spark-connection.js';
import { wrappedSql, type SparkSql } from './spark-sql-text.js';
import type { StagingNames } from './staging-names.js';
import type { SparkTarget } from './target-options.js';
import { findDuplicateName } from '../engine-failures.js';

/** What staging and publishing need of a session. */
export interface StageContext {
  readonly dialect: Dialect;
  readonly target: SparkTarget;
  readonly connection: SparkConnection;
  readonly catalog: SparkCatalog;
  readonly names: StagingNames;
  /** Tables that are dropped when the session ends, by their rendered names. */
  readonly leftovers: Map<string, Relation>;
}

/** The columns of a SELECT, which is not run. @throws EngineFailure when two have one name. */
export async function readColumns(
  { connection }: StageContext,
  select: string,
  signal?: AbortSignal,
): Promise<readonly ColumnSpec[]> {
  const columns = await connection.analyze(select, signal);
  const duplicate = findDuplicateName(columns.map(({ name }) => name));
  if (duplicate !== undefined) throw new EngineFailure(duplicateColumn(duplicate, select));
  return columns.map(({ name, type }) => ({ name, type }));
}

/** A column of nothing but NULL has a type that few formats keep, and that fits no other when rows are added. */
export function withoutVoid(columns: readonly ColumnSpec[]): readonly ColumnSpec[] {
  return columns.map(({ name, type }) => ({ name, type: isVoid(type) ? 'string' : type }));
}

/** The columns' names for a select list, those without a type as text. */
export function selectList({ dialect }: StageContext, columns: readonly ColumnSpec[]): string {
  return columns
    .map(({ name, type }) => {
      const quoted = dialect.quoteIdentifier(name);
      return isVoid(type) ? `cast(${quoted} as string) as ${quoted}` : quoted;
    })
    .join(', ');
}

/** The SELECT as it can become a table. */
export function storableSelect(context: StageContext, select: string, columns: readonly ColumnSpec[]): SparkSql {
  if (!columns.some(({ type }) => isVoid(type))) return wrappedSql('', select);
  return wrappedSql(`select ${selectList(context, columns)} from (\n`, select, '\n)');
}

export interface TableShape {
  readonly format: string;
  readonly partitionBy?: readonly string[];
}

/** Makes a staged table of a query and returns where it is. One that failed or was cancelled leaves nothing. */
export async function createStagedTable(
  context: StageContext,
  relation: Relation,
  select: SparkSql,
  shape: TableShape,
  signal?: AbortSignal,
): Promise<Relation> {
  await context.catalog.ensureSchema(relation);
  const table = context.names.next(relation);
  const text = context.dialect.renderRelation(table);
  const prefix = `create table ${text}${tableClauses(context, shape)} as\n`;
  context.leftovers.set(text, table);
  await context.connection.execute(
    {
      run: prefix + select.run,
      shown: select.shown,
      toShownOffset: (offset) => (offset < prefix.length ? undefined : select.toShownOffset(offset - prefix.length)),
    },
    { signal, isTimed: true },
  );
  return table;
}

/** ` using … partitioned by (…) tblproperties (…)` */
export function tableClauses({ dialect, target }: StageContext, { format, partitionBy = [] }: TableShape): string {
  const properties = Object.entries(target.tableProperties)
    .map(([key, value]) => `${dialect.renderLiteral(key)} = ${dialect.renderLiteral(value)}`)
    .join(', ');
  return [
    ` using ${format}`,
    ...(partitionBy.length > 0
      ? [` partitioned by (${partitionBy.map((name) => dialect.quoteIdentifier(name)).join(', ')})`]
      : []),
    ...(properties === '' ? [] : [` tblproperties (${properties})`]),
  ].join('');
}

/** Tables that replace a published one by being renamed have its format; for the others the plainest that the catalog has. */
export function stagingFormat({ format }: SparkTarget): string {
  return format === 'iceberg' ? 'iceberg' : 'parquet';
}

export async function countRows({ connection, dialect }: StageContext, table: Relation): Promise<number> {
  return Number(await connection.value(`select count(*) from ${dialect.renderRelation(table)}`));
}

/** By which columns a published table is partitioned, as it is written there; none for a view or a table that is not. */
export async function partitionColumns(
  { connection, catalog, dialect }: StageContext,
  relation: Relation,
): Promise<readonly string[]> {
  if ((await catalog.typeOf(relation)) !== 'table') return [];
  const { rows } = await connection.execute(`describe table ${dialect.renderRelation(relation)}`);
  const names = rows.map(([name]) => String(name));
  // `# Partition Information`, `# col_name`, then the columns; Delta and Iceberg: `# Partitioning`, then `Part 0`.
  const classic = names.indexOf('# Partition Information');
  if (classic >= 0) return names.slice(classic + 2).filter((name) => name !== '' && !name.startsWith('#'));
  const modern = names.indexOf('# Partitioning');
  if (modern < 0) return [];
  return rows
    .slice(modern + 1)
    .filter(([name]) => /^Part \d+$/.test(String(name)))
    .map(([, column]) => String(column));
}

/** Never fails: what cannot be dropped now is dropped by a later run. */
export async function dropStaged(context: StageContext, table: Relation): Promise<void> {
  const text = context.dialect.renderRelation(table);
  try {
    await context.connection.execute(context.dialect.dropTable(table));
    context.leftovers.delete(text);
  } catch {
    return;
  }
}

function isVoid(type: string): boolean {
  return type === 'void' || type === 'null';
}
