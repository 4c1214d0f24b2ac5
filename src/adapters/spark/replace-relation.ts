import type { Relation } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import { ConnectionFailure } from './spark-connection.js';
import { dropStaged, tableClauses, type StageContext } from './stage-context.js';

/** Delta, Iceberg: one commit; readers see the old table or the new one. */
export async function replaceTable(
  context: StageContext,
  relation: Relation,
  select: string,
  partitionBy: readonly string[],
): Promise<void> {
  const { dialect, connection, catalog, target } = context;
  const text = dialect.renderRelation(relation);
  const existing = await catalog.typeOf(relation);
  if (existing === 'view') await connection.execute(dialect.dropView(relation));
  const create = existing === 'table' ? 'create or replace table' : 'create table';
  const clauses = tableClauses(context, { format: target.format, partitionBy });
  try {
    await connection.execute(`${create} ${text}${clauses} as\n${select}`);
  } catch (error) {
    // A table of another format cannot be replaced.
    if (existing !== 'table' || !(error instanceof EngineFailure) || !isOfOtherFormat(error)) throw error;
    const aside = await setAside(context, relation);
    try {
      await connection.execute(`create table ${text}${clauses} as\n${select}`);
    } catch (again) {
      await rename(context, aside, relation);
      throw again;
    }
    await dropStaged(context, aside);
  }
  await catalog.set({ relation, type: 'table' });
}

function isOfOtherFormat({ error }: EngineFailure): boolean {
  return /DELTA_NOT_A_DELTA_TABLE|not a Delta table|UNSUPPORTED_FEATURE.TABLE_OPERATION|NOT_SUPPORTED/i.test(
    error.message,
  );
}

/** Puts a staged table in the place of what is published. */
export async function swapTable(context: StageContext, relation: Relation, table: Relation): Promise<void> {
  const { dialect, connection, catalog } = context;
  const existing = await catalog.typeOf(relation);
  if (existing === 'view') await connection.execute(dialect.dropView(relation));
  const aside = existing === 'table' ? await setAside(context, relation) : undefined;
  try {
    await rename(context, table, relation);
  } catch (error) {
    if (aside) await rename(context, aside, relation);
    throw error;
  }
  await catalog.set({ relation, type: 'table' });
  if (aside) await dropStaged(context, aside);
}

export async function setAside(context: StageContext, relation: Relation): Promise<Relation> {
  const aside = context.names.next(relation, 'old');
  await rename(context, relation, aside);
  context.leftovers.set(context.dialect.renderRelation(aside), aside);
  return aside;
}

export async function rename(context: StageContext, from: Relation, to: Relation): Promise<void> {
  const { connection, catalog, dialect, leftovers } = context;
  await connection.execute(`alter table ${dialect.renderRelation(from)} rename to ${dialect.renderRelation(to)}`);
  leftovers.delete(dialect.renderRelation(from));
  if (!(await catalog.isInMemory())) return;
  // Spark's own catalog goes on to look for the partitions where they were, and would drop those of whatever is there.
  try {
    await connection.execute(`msck repair table ${dialect.renderRelation(to)}`);
  } catch (error) {
    if (!(error instanceof EngineFailure) || error instanceof ConnectionFailure) throw error;
    // It has no partitions.
  }
}
