import type { Session } from '../../adapters/adapter.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';

/** One relation on one of the two targets. */
export interface Side {
  readonly session: Session;
  readonly relation: Relation;
}

/** Which rows: those whose column lies above `above` and not above `upTo`; both null: those where it is NULL, or all. */
export interface Slice {
  readonly column: ColumnSpec;
  readonly isAll: boolean;
  readonly above: SqlValue;
  readonly upTo: SqlValue;
}

export interface ReadRequest {
  /** In the order of the rows' cells. */
  readonly columns: readonly ColumnSpec[];
  readonly slice?: Slice;
  readonly limit?: number;
}

export async function readRows(
  { session, relation }: Side,
  { columns, slice, limit }: ReadRequest,
  signal: AbortSignal,
): Promise<readonly (readonly SqlValue[])[]> {
  const { dialect } = session;
  const names = columns.map(({ name }) => dialect.quoteColumn(name)).join(', ');
  const where = slice === undefined || slice.isAll ? '' : ` where ${renderSlice(session, slice)}`;
  const sql = `select ${names} from ${dialect.renderRelation(relation)}${where}`;
  return (await session.query({ sql, reads: [relation], ...(limit !== undefined && { limit }) }, signal)).rows;
}

export async function countRows({ session, relation }: Side, signal: AbortSignal): Promise<number> {
  const sql = `select count(*) from ${session.dialect.renderRelation(relation)}`;
  const { rows } = await session.query({ sql, reads: [relation] }, signal);
  return Number(rows[0]?.[0] ?? 0);
}

/** The values of a column that cut the relation into slices of about so many rows, NULLs aside. */
export async function readBounds(
  { session, relation }: Side,
  column: ColumnSpec,
  sliceRows: number,
  signal: AbortSignal,
): Promise<readonly SqlValue[]> {
  const { dialect } = session;
  const order = inByteOrder(session, column);
  const ranked = `select ${dialect.quoteColumn(column.name)} as bound, row_number() over (order by ${order}) as n from ${dialect.renderRelation(relation)} where ${dialect.quoteColumn(column.name)} is not null`;
  const sql = `select bound from (${ranked}) ranked where n % ${sliceRows} = 0 order by n`;
  const { rows } = await session.query({ sql, reads: [relation] }, signal);
  const bounds = rows.map(([value]) => value ?? null).filter((value) => value !== null);
  return bounds.filter((value, index) => index === 0 || value !== bounds[index - 1]);
}

/** Slices that together hold every row once, NULLs first. */
export function toSlices(bounds: readonly SqlValue[]): readonly Omit<Slice, 'column'>[] {
  if (bounds.length === 0) return [{ above: null, upTo: null, isAll: true }];
  const edges = [null, ...bounds, null];
  const between = edges.slice(1).map((upTo, index) => ({ above: edges[index] ?? null, upTo, isAll: false }));
  return [{ above: null, upTo: null, isAll: false }, ...between];
}

function renderSlice(session: Session, { column, above, upTo }: Slice): string {
  const { dialect } = session;
  if (above === null && upTo === null) return `${dialect.quoteColumn(column.name)} is null`;
  const value = inByteOrder(session, column);
  return [
    ...(above === null ? [] : [`${value} > ${dialect.renderLiteral(above)}`]),
    ...(upTo === null ? [] : [`${value} <= ${dialect.renderLiteral(upTo)}`]),
  ].join(' and ');
}

/** Texts are ordered by their bytes, on every engine. */
function inByteOrder({ dialect }: Session, { name, type }: ColumnSpec): string {
  const column = dialect.quoteColumn(name);
  return /char|text|string/i.test(type) ? dialect.orderByBytes(column) : column;
}
