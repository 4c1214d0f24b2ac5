import { at } from './names.js';
import type { DuplicateKind, InjectedKind, KindRate, KindRates, QuarantineKind } from './kinds.js';
import { buildKindRates, forcedStudent, kindsOf } from './kinds.js';
import type { DirtLevel } from './options.js';
import type { Random } from './random.js';
import { quarantinedRow } from './row.js';
import type { RawRow } from './row.js';
import { streams } from './streams.js';
import { malformedIds, missingIds } from './vocabulary.js';

/** Decides which base rows get a bad copy, a duplicate, or a rival. */
export interface Injection {
  duplicateOf(student: number, row: number): DuplicateKind | undefined;
  quarantineOf(student: number, row: number): QuarantineKind | undefined;
  /** A kind that comes once per student at most: Q12, Q13, Q15. */
  hasPerStudent(kind: QuarantineKind, student: number): boolean;
  /** A further draw for the details of an injected row. */
  unit(student: number, row: number, draw: number): number;
  /** Whether a kind is forced on the student, who must then have a first row; the same at every level of dirt. */
  isForced(student: number): boolean;
}

export function createInjection(random: Random, dataset: number, dirt: DirtLevel): Injection {
  const rates: KindRates = buildKindRates(dataset, dirt);
  const stream = streams.injection + dataset;
  const forcedByStudent = new Map<number, InjectedKind>();
  for (const { kind } of [...rates.duplicates, ...rates.rowQuarantines, ...rates.perStudent])
    forcedByStudent.set(forcedStudent(kind, dataset), kind);
  const forcedStudents = new Set(kindsOf(dataset).map((kind) => forcedStudent(kind, dataset)));
  const pick = <K extends InjectedKind>(
    choices: readonly KindRate<K>[],
    student: number,
    row: number,
    draw: number,
  ): K | undefined => {
    if (row === 0) {
      const forced = forcedByStudent.get(student);
      const choice = choices.find(({ kind }) => kind === forced);
      if (choice !== undefined) return choice.kind;
    }
    if (choices.length === 0) return undefined;
    let u = random.unit(stream, student, row, draw);
    for (const { kind, rate } of choices) {
      if (u < rate) return kind;
      u -= rate;
    }
    return undefined;
  };
  return {
    duplicateOf: (student, row) => pick(rates.duplicates, student, row, 0),
    quarantineOf: (student, row) => pick(rates.rowQuarantines, student, row, 1),
    hasPerStudent: (kind, student) => {
      const choice = rates.perStudent.find((candidate) => candidate.kind === kind);
      if (choice === undefined) return false;
      const draw = kind === 'Q12' ? 0 : kind === 'Q13' ? 1 : 2;
      return forcedByStudent.get(student) === kind || random.unit(stream, student, 1_000_000, draw) < choice.rate;
    },
    unit: (student, row, draw) => random.unit(stream, student, row, 2 + draw),
    isForced: (student) => forcedStudents.has(student),
  };
}

/** The kinds that spoil the student id or the record itself, which are the same in every file. */
export function commonBadRow(
  kind: QuarantineKind,
  base: RawRow,
  injection: Injection,
  student: number,
  row: number,
): RawRow | undefined {
  const u = injection.unit(student, row, 0);
  const fields = base.fields;
  const withId = (id: string): RawRow => quarantinedRow(kind, [id, ...fields.slice(1)], base.part);
  if (kind === 'Q01') return withId(`S8${String(Math.floor(u * 10_000_000)).padStart(7, '0')}`);
  if (kind === 'Q02') return withId(pickFrom(missingIds, u));
  if (kind === 'Q03') return withId(pickFrom(malformedIds, u));
  if (kind === 'Q14') return quarantinedRow(kind, wrongFieldCount(fields, u), base.part);
  return undefined;
}

export function pickFrom<T>(list: readonly T[], u: number): T {
  return at(list, Math.floor(u * list.length));
}

/** One field lost at the end, two lost, one too many, or two too many. */
function wrongFieldCount(fields: readonly string[], u: number): string[] {
  const part = Math.floor(u * 4);
  if (part === 0) return fields.slice(0, -1);
  if (part === 1) return fields.slice(0, -2);
  return part === 2 ? [...fields, ''] : [...fields, 'see', 'office'];
}
