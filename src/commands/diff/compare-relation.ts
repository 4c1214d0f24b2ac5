import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import { columnKind, toCells, type ColumnKind } from './cell.js';
import { compareRows, type RowComparison } from './compare-rows.js';
import { countRows, readBounds, readRows, toSlices, type Side, type Slice } from './read-side.js';

/** Cells of one side that are held in memory at a time. Larger relations are read slice by slice. */
const maxCells = 2_000_000;

export interface RelationComparison extends RowComparison {
  /** Columns of both sides, as `here` writes them. */
  readonly names: readonly string[];
  readonly columnsOnlyHere: readonly string[];
  readonly columnsOnlyThere: readonly string[];
  /** Positions in `names`; empty: whole rows were compared. */
  readonly key: readonly number[];
}

export interface CompareOptions {
  /** Positions of the key's columns among the names; undefined when no key is known. */
  readonly findKey: (names: readonly string[]) => readonly number[] | undefined;
  /** Differing rows to keep of each sort. */
  readonly sampleSize: number;
  readonly signal: AbortSignal;
  readonly maxCells?: number;
}

interface Columns {
  readonly here: readonly ColumnSpec[];
  readonly there: readonly ColumnSpec[];
  readonly kindsHere: readonly ColumnKind[];
  readonly kindsThere: readonly ColumnKind[];
}

/** Compares one relation of two targets, cell by cell in the columns that both have. Column order does not matter. */
export async function compareRelation(here: Side, there: Side, options: CompareOptions): Promise<RelationComparison> {
  const [columnsHere, columnsThere] = await Promise.all([
    here.session.columns(here.relation),
    there.session.columns(there.relation),
  ]);
  const columns = pairColumns(columnsHere, columnsThere);
  const names = columns.here.map(({ name }) => name);
  const key = options.findKey(names) ?? [];
  const known = {
    names,
    key,
    columnsOnlyHere: namesWithout(columnsHere, columns.here),
    columnsOnlyThere: namesWithout(columnsThere, columns.there),
  };
  const limit = Math.max(1, Math.floor((options.maxCells ?? maxCells) / Math.max(1, names.length)));
  const compare = (rowsHere: readonly (readonly SqlValue[])[], rowsThere: readonly (readonly SqlValue[])[]) =>
    compareRows(
      {
        here: rowsHere.map((row) => toCells(row, columns.kindsHere)),
        there: rowsThere.map((row) => toCells(row, columns.kindsThere)),
        key,
      },
      options.sampleSize,
    );
  const read = (side: Side, specs: readonly ColumnSpec[], more: { slice?: Slice; limit?: number }) =>
    names.length === 0 ? [] : readRows(side, { columns: specs, ...more }, options.signal);

  const first = await Promise.all([
    read(here, columns.here, { limit: limit + 1 }),
    read(there, columns.there, { limit: limit + 1 }),
  ]);
  if (first.every((rows) => rows.length <= limit)) return { ...known, ...parts(compare(...first)) };

  const position = chooseSliceColumn(first[0], key);
  const [columnHere, columnThere] = [columns.here[position ?? 0], columns.there[position ?? 0]];
  if (position === undefined || columnHere === undefined || columnThere === undefined) {
    const all = await Promise.all([read(here, columns.here, {}), read(there, columns.there, {})]);
    return { ...known, ...parts(compare(...all)) };
  }
  const counts = await Promise.all([countRows(here, options.signal), countRows(there, options.signal)]);
  const bounds =
    counts[0] >= counts[1]
      ? await readBounds(here, columnHere, limit, options.signal)
      : await readBounds(there, columnThere, limit, options.signal);
  let total: RowComparison | undefined;
  for (const slice of toSlices(bounds)) {
    const rows = await Promise.all([
      read(here, columns.here, { slice: { ...slice, column: columnHere } }),
      read(there, columns.there, { slice: { ...slice, column: columnThere } }),
    ]);
    const next = compare(...rows);
    total = total === undefined ? next : addUp(total, next, options.sampleSize);
  }
  return { ...known, ...parts(total ?? compare([], [])) };
}

function pairColumns(here: readonly ColumnSpec[], there: readonly ColumnSpec[]): Columns {
  const others = new Map(there.map((column) => [column.name.toLowerCase(), column]));
  const pairs = here.flatMap((column) => {
    const other = others.get(column.name.toLowerCase());
    return other === undefined ? [] : [{ column, other }];
  });
  const kinds = pairs.map(({ column, other }) => {
    const [own, its] = [columnKind(column.type), columnKind(other.type)];
    // A timestamp on one side is a text of the same form on the other (sqlite).
    return own === 'timestamp' || its === 'timestamp' ? (['timestamp', 'timestamp'] as const) : ([own, its] as const);
  });
  return {
    here: pairs.map(({ column }) => column),
    there: pairs.map(({ other }) => other),
    kindsHere: kinds.map(([own]) => own),
    kindsThere: kinds.map(([, its]) => its),
  };
}

function namesWithout(columns: readonly ColumnSpec[], common: readonly ColumnSpec[]): readonly string[] {
  return columns.filter((column) => !common.includes(column)).map(({ name }) => name);
}

/** The column with the most values among the key's, or among all when there is no key: texts and whole numbers only. */
function chooseSliceColumn(rows: readonly (readonly SqlValue[])[], key: readonly number[]): number | undefined {
  const sample = rows.slice(0, 10_000);
  const candidates = (key.length > 0 ? key : (rows[0] ?? []).map((_, position) => position)).filter((position) =>
    sample.every((row) => isOrderedAlike(row[position] ?? null)),
  );
  const countOf = (position: number): number => new Set(sample.map((row) => row[position])).size;
  return candidates
    .map((position) => ({ position, count: countOf(position) }))
    .sort((a, b) => b.count - a.count)
    .find(({ count }) => count > 1)?.position;
}

function isOrderedAlike(value: SqlValue): boolean {
  return value === null || typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value);
}

/** What an account says, without its methods. */
function parts({ equal, onlyHere, onlyThere, different, columns, sample }: RowComparison): RowComparison {
  return { equal, onlyHere, onlyThere, different, columns, sample };
}

function addUp(a: RowComparison, b: RowComparison, sampleSize: number): RowComparison {
  const columns = new Map(a.columns);
  for (const [column, count] of b.columns) columns.set(column, (columns.get(column) ?? 0) + count);
  const sort = ({ here, there }: RowComparison['sample'][number]): string =>
    `${here !== undefined}${there !== undefined}`;
  const counts = new Map<string, number>();
  const sample = [...a.sample, ...b.sample].filter((row) => {
    const count = counts.get(sort(row)) ?? 0;
    counts.set(sort(row), count + 1);
    return count < sampleSize;
  });
  return {
    equal: a.equal + b.equal,
    onlyHere: a.onlyHere + b.onlyHere,
    onlyThere: a.onlyThere + b.onlyThere,
    different: a.different + b.different,
    columns,
    sample,
  };
}
