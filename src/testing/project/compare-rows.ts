import type { Row } from './warehouse.js';

export interface RowComparison {
  readonly actual: readonly Row[];
  readonly expected: readonly Row[];
  /** Columns that name a row. */
  readonly key: readonly string[];
  /** Columns to compare; the key is one of them. */
  readonly columns: readonly string[];
}

const shown = 5;

/**
 * The first differences between two sets of rows, in words; '' when they are equal. Order does not count.
 * Values are equal when they are the same text, so a number read from a CSV file equals the number itself.
 */
export function compareRows({ actual, expected, key, columns }: RowComparison): string {
  const actualByKey = indexRows(actual, key);
  const expectedByKey = indexRows(expected, key);
  const problems: string[] = [];
  for (const [name, rows] of expectedByKey) {
    const found = actualByKey.get(name) ?? [];
    if (found.length === 0) problems.push(`missing    ${describe(rows[0], columns)}`);
    else if (found.length !== rows.length) problems.push(`${found.length} times instead of ${rows.length}: ${name}`);
    else {
      const wrong = columns.filter((column) => text(found[0], column) !== text(rows[0], column));
      const cells = wrong.map((column) => `${column} is ${text(found[0], column)} instead of ${text(rows[0], column)}`);
      if (cells.length > 0) problems.push(`different  ${name}: ${cells.join(', ')}`);
    }
  }
  for (const [name, rows] of actualByKey)
    if (!expectedByKey.has(name)) problems.push(`unexpected ${describe(rows[0], columns)}`);
  if (problems.length === 0) return '';
  const counts = `${problems.length} differences between ${actual.length} rows and the ${expected.length} expected ones`;
  const rest = problems.length > shown ? [`… and ${problems.length - shown} more`] : [];
  return [counts, ...problems.slice(0, shown), ...rest].join('\n');
}

function indexRows(rows: readonly Row[], key: readonly string[]): Map<string, Row[]> {
  const result = new Map<string, Row[]>();
  for (const row of rows) {
    const name = describe(row, key);
    const known = result.get(name);
    if (known) known.push(row);
    else result.set(name, [row]);
  }
  return result;
}

function describe(row: Row | undefined, columns: readonly string[]): string {
  return columns.map((column) => `${column}=${text(row, column)}`).join(' ');
}

function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (value === undefined) return '(no such column)';
  return value === null ? 'NULL' : JSON.stringify(String(value));
}
