import type { Cell } from './cell.js';
import type { CellRow, RowDifference } from './compare-rows.js';
import type { RelationComparison } from './compare-relation.js';

const mask = '***';
/** Columns that say which row is meant where there is no key. */
const identifyingColumns = 4;

/** A differing row for eyes and for JSON: which one it is, and its cells that differ; without any, one side lacks it. */
export interface ShownDifference {
  readonly kind: 'different' | 'only_here' | 'only_other';
  readonly row: Readonly<Record<string, Cell>>;
  readonly cells: readonly { readonly column: string; readonly here: Cell; readonly other: Cell }[];
}

export function hasDifference(comparison: RelationComparison): boolean {
  const { onlyHere, onlyThere, different, columnsOnlyHere, columnsOnlyThere } = comparison;
  return onlyHere + onlyThere + different + columnsOnlyHere.length + columnsOnlyThere.length > 0;
}

/** Cells of `masked` columns (lower-case names) are not shown. */
export function showDifference(
  { names, key }: RelationComparison,
  { here, there, columns }: RowDifference,
  masked: ReadonlySet<string>,
): ShownDifference {
  const nameAt = (position: number): string => names[position] ?? '';
  const cellAt = (row: CellRow | undefined, position: number): Cell =>
    masked.has(nameAt(position).toLowerCase()) ? mask : (row?.[position] ?? null);
  const alike = names.map((_, position) => position).filter((position) => !columns.includes(position));
  const identifying = key.length > 0 ? key : alike.slice(0, identifyingColumns);
  return {
    kind: there === undefined ? 'only_here' : here === undefined ? 'only_other' : 'different',
    row: Object.fromEntries(identifying.map((position) => [nameAt(position), cellAt(here ?? there, position)])),
    cells: columns.map((position) => ({
      column: nameAt(position),
      here: cellAt(here, position),
      other: cellAt(there, position),
    })),
  };
}

/** `in avg_score (3), grade (1)`: the columns that differ, the worst first. */
export function describeColumns({ names, columns }: RelationComparison): string {
  return [...columns]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([position, count]) => `${names[position] ?? ''} (${count})`)
    .join(', ');
}
