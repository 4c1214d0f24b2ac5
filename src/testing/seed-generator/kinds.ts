import type { DirtLevel } from './options.js';

/** The five datasets, in the order of their numbers in every table here. */
export const datasetNames = ['students', 'attendance', 'performance', 'homework', 'communication'] as const;
export type DatasetName = (typeof datasetNames)[number];

const duplicateKinds = ['D1', 'D2', 'D3'] as const;
const quarantineKinds = [
  ...(['Q01', 'Q02', 'Q03', 'Q04', 'Q05', 'Q06', 'Q07', 'Q08', 'Q09'] as const),
  ...(['Q10', 'Q11', 'Q12', 'Q13', 'Q14', 'Q15', 'Q17'] as const),
] as const;
/** The kinds of injected rows. Q16 is a staging rule that the generator never breaks. */
export const injectedKinds = [...duplicateKinds, ...quarantineKinds] as const;
export type DuplicateKind = (typeof duplicateKinds)[number];
export type QuarantineKind = (typeof quarantineKinds)[number];
export type InjectedKind = DuplicateKind | QuarantineKind;

export const reasonNames: Readonly<Record<QuarantineKind, string>> = {
  Q01: 'orphan_student',
  Q02: 'missing_student_id',
  Q03: 'malformed_student_id',
  Q04: 'unparseable_date',
  Q05: 'ambiguous_date',
  Q06: 'date_out_of_window',
  Q07: 'non_instructional_day',
  Q08: 'unknown_status',
  Q09: 'score_out_of_range',
  Q10: 'score_not_numeric',
  Q11: 'unknown_subject_or_term',
  Q12: 'conflicting_duplicate',
  Q13: 'student_id_collision',
  Q14: 'wrong_field_count',
  Q15: 'repeated_header',
  Q17: 'invalid_utf8',
};

/** How the choice of a kind is drawn: per base row (at most one D and one Q each), or per student. */
export interface KindRates {
  readonly duplicates: readonly KindRate<DuplicateKind>[];
  readonly rowQuarantines: readonly KindRate<QuarantineKind>[];
  /** Pairs and repeated headers: at most one of each kind per student. */
  readonly perStudent: readonly KindRate<QuarantineKind>[];
}

export interface KindRate<K> {
  readonly kind: K;
  readonly rate: number;
}

/** Expected counts at 12,156 students (for Q12 and Q13 the rows, two per pair), per dataset; 0 = does not occur. */
export const expectedCounts: Readonly<Record<InjectedKind, readonly [number, number, number, number, number]>> = {
  D1: [24, 1823, 656, 365, 49],
  D2: [12, 729, 219, 122, 24],
  D3: [61, 1459, 438, 608, 0],
  Q01: [0, 365, 219, 122, 49],
  Q02: [6, 182, 109, 61, 12],
  Q03: [6, 182, 109, 61, 12],
  Q04: [12, 365, 0, 122, 24],
  Q05: [0, 0, 0, 0, 122],
  Q06: [12, 182, 0, 61, 12],
  Q07: [0, 365, 0, 0, 0],
  Q08: [0, 182, 0, 61, 12],
  Q09: [0, 0, 1094, 0, 0],
  Q10: [0, 0, 109, 0, 0],
  Q11: [0, 0, 109, 0, 0],
  Q12: [0, 364, 218, 122, 0],
  Q13: [12, 0, 0, 0, 0],
  Q14: [2, 73, 44, 24, 24],
  Q15: [0, 4, 0, 0, 0],
  Q17: [2, 0, 0, 0, 12],
};

const studentsAtScale1 = 12156;
const rowsAtScale1 = [12156, 364680, 218808, 121560, 24300] as const;
const perStudentKinds: readonly QuarantineKind[] = ['Q12', 'Q13', 'Q15'];

/** The kinds that occur in a dataset. */
export function kindsOf(dataset: number): InjectedKind[] {
  return injectedKinds.filter((kind) => (expectedCounts[kind][dataset] ?? 0) > 0);
}

/** Injected rows are ten times as many with `heavy`. */
export function injectionFactor(dirt: DirtLevel): number {
  return dirt === 'none' ? 0 : dirt === 'heavy' ? 10 : 1;
}

/** Mutated cells are three times as many with `heavy` (a column can hold no more: Due_Date reaches two thirds). */
export function mutationFactor(dirt: DirtLevel): number {
  return dirt === 'none' ? 0 : dirt === 'heavy' ? 3 : 1;
}

export function buildKindRates(dataset: number, dirt: DirtLevel): KindRates {
  const factor = injectionFactor(dirt);
  const rows = rowsAtScale1[dataset] ?? 1;
  const result = {
    duplicates: [] as KindRate<DuplicateKind>[],
    rowQuarantines: [] as KindRate<QuarantineKind>[],
    perStudent: [] as KindRate<QuarantineKind>[],
  };
  for (const kind of factor === 0 ? [] : kindsOf(dataset)) {
    const count = (expectedCounts[kind][dataset] ?? 0) * factor;
    if (isDuplicateKind(kind)) result.duplicates.push({ kind, rate: count / rows });
    else if (!perStudentKinds.includes(kind)) result.rowQuarantines.push({ kind, rate: count / rows });
    else result.perStudent.push({ kind, rate: count / (kind === 'Q15' ? 1 : 2) / studentsAtScale1 });
  }
  return result;
}

/**
 * Every kind occurs at least once however few students there are (90 suffice): these students carry it on their first row.
 * Returns the student's index.
 */
export function forcedStudent(kind: InjectedKind, dataset: number): number {
  return injectedKinds.indexOf(kind) * 4 + (dataset % 4) + (dataset === 4 ? 1 : 0);
}

function isDuplicateKind(kind: InjectedKind): kind is DuplicateKind {
  return kind === 'D1' || kind === 'D2' || kind === 'D3';
}
