// Two sets of rows → what they have in common and where they differ. Pure; both sets are in memory.

import { cellKey, cellsEqual, isInteger, type Cell } from './cell.js';

export type CellRow = readonly Cell[];

/** Rows of both sides have the same columns in the same order, and cells in the form of `toCells`. */
export interface RowSets {
  readonly here: readonly CellRow[];
  readonly there: readonly CellRow[];
  /** Which columns say that two rows are the same one; empty: all that hold no fractions. */
  readonly key: readonly number[];
}

export interface RowDifference {
  readonly here?: CellRow;
  readonly there?: CellRow;
  /** Columns that differ, where both sides have the row. */
  readonly columns: readonly number[];
}

export interface RowComparison {
  readonly equal: number;
  readonly onlyHere: number;
  readonly onlyThere: number;
  readonly different: number;
  /** Column → in how many rows it differs. */
  readonly columns: ReadonlyMap<number, number>;
  /** The first few of each sort. */
  readonly sample: readonly RowDifference[];
}

/** Above so many pairs, rows of one key are sorted and merged, instead of each compared with each. */
const maxPairs = 1_000_000;

/**
 * Rows of one key are the same row. Where a key has several rows, equal ones are paired first, the others in their
 * order. NULL is a value like others in a key.
 */
export function compareRows(sets: RowSets, sampleSize: number): RowComparison {
  const key = sets.key.length > 0 ? sets.key : columnsWithoutFractions(sets);
  const here = groupByKey(sets.here, key);
  const there = groupByKey(sets.there, key);
  const account = new Account(sampleSize);
  for (const [text, rows] of here) {
    const others = there.get(text) ?? [];
    there.delete(text);
    const [first] = rows;
    const [other] = others;
    if (rows.length === 1 && others.length === 1 && first !== undefined && other !== undefined) {
      compareOne(first, other, account);
    } else {
      const match = rows.length * others.length > maxPairs ? mergeRows : matchRows;
      match(rows, others, account);
    }
  }
  for (const rows of there.values()) for (const row of rows) account.add({ there: row, columns: [] });
  return account;
}

class Account implements RowComparison {
  equal = 0;
  onlyHere = 0;
  onlyThere = 0;
  different = 0;
  readonly columns = new Map<number, number>();
  readonly sample: RowDifference[] = [];
  readonly #sampleSize: number;

  constructor(sampleSize: number) {
    this.#sampleSize = sampleSize;
  }

  add(difference: RowDifference): void {
    const { here, there, columns } = difference;
    let before = this.different;
    if (here === undefined) before = this.onlyThere++;
    else if (there === undefined) before = this.onlyHere++;
    else this.different += 1;
    for (const column of columns) this.columns.set(column, (this.columns.get(column) ?? 0) + 1);
    if (before < this.#sampleSize) this.sample.push(difference);
  }
}

/** One text holds the cells of a key, so that a Map can find them. */
function groupByKey(rows: readonly CellRow[], key: readonly number[]): Map<string, readonly CellRow[]> {
  const groups = new Map<string, CellRow[]>();
  for (const row of rows) {
    let text = '';
    for (const column of key) text += `${cellKey(row[column] ?? null)}\u0000`;
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [row]);
    else group.push(row);
  }
  return groups;
}

function matchRows(here: readonly CellRow[], there: readonly CellRow[], account: Account): void {
  const rest = [...there];
  const unmatched: CellRow[] = [];
  for (const row of here) {
    const found = rest.findIndex((each) => differingColumns(row, each).length === 0);
    if (found < 0) unmatched.push(row);
    else {
      rest.splice(found, 1);
      account.equal += 1;
    }
  }
  pairInOrder(unmatched, rest, account);
}

/** As `matchRows` in the time of a sort; in a crowd of nearly equal fractions it may call equal rows different. */
function mergeRows(here: readonly CellRow[], there: readonly CellRow[], account: Account): void {
  const [a, b] = [[...here].sort(compareOrder), [...there].sort(compareOrder)];
  const [restHere, restThere]: [CellRow[], CellRow[]] = [[], []];
  let i = 0;
  let j = 0;
  for (let row = a[i], other = b[j]; row !== undefined && other !== undefined; row = a[i], other = b[j]) {
    if (differingColumns(row, other).length === 0) {
      account.equal += 1;
      i += 1;
      j += 1;
    } else if (compareOrder(row, other) <= 0) {
      restHere.push(row);
      i += 1;
    } else {
      restThere.push(other);
      j += 1;
    }
  }
  pairInOrder([...restHere, ...a.slice(i)], [...restThere, ...b.slice(j)], account);
}

function pairInOrder(here: readonly CellRow[], there: readonly CellRow[], account: Account): void {
  here.forEach((row, index) => {
    const pair = there[index];
    if (pair === undefined) account.add({ here: row, columns: [] });
    else compareOne(row, pair, account);
  });
  for (const row of there.slice(here.length)) account.add({ there: row, columns: [] });
}

function compareOne(here: CellRow, there: CellRow, account: Account): void {
  const columns = differingColumns(here, there);
  if (columns.length === 0) account.equal += 1;
  else account.add({ here, there, columns });
}

function differingColumns(here: CellRow, there: CellRow): readonly number[] {
  let columns: number[] | undefined;
  for (let column = 0; column < here.length; column++) {
    if (cellsEqual(here[column] ?? null, there[column] ?? null)) continue;
    columns ??= [];
    columns.push(column);
  }
  return columns ?? [];
}

function compareOrder(a: CellRow, b: CellRow): number {
  for (let column = 0; column < a.length; column++) {
    const order = compareCells(a[column] ?? null, b[column] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [cellKey(a), cellKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function columnsWithoutFractions({ here, there }: RowSets): readonly number[] {
  const columns = (here[0] ?? there[0] ?? []).map((_, column) => column);
  const hasFraction = (rows: readonly CellRow[], column: number): boolean =>
    rows.some((row) => {
      const cell = row[column];
      return typeof cell === 'number' && !isInteger(cell);
    });
  return columns.filter((column) => !hasFraction(here, column) && !hasFraction(there, column));
}
