import { attendanceStatus, freeSession } from './attendance-model.js';
import { civilOf, dayOf, daysOff, isoOf, sessionAt } from './calendar.js';
import type { Session } from './calendar.js';
import type { Dataset, DatasetContext } from './dataset.js';
import { monthFirst, withMidnight, yearFirst } from './date-forms.js';
import type { DateForm, Forms } from './forms.js';
import { dateForm, idForm, otherCase, wordForm } from './forms.js';
import { commonBadRow, pickFrom } from './injection.js';
import type { QuarantineKind } from './kinds.js';
import { duplicateRow, keptRow, quarantinedRow, replaceField } from './row.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';
import type { Student } from './students.js';
import { attendanceSynonyms, schoolYear, unknownWords } from './vocabulary.js';

const dateForms: readonly DateForm[] = [
  { kind: 'M01a', rate: 0.08, write: (day) => monthFirst(day, '/') },
  { kind: 'M01d', rate: 0.005, write: yearFirst },
  { kind: 'M01d', rate: 0.005, write: withMidnight },
];
const statuses = ['Present', 'Late', 'Left Early', 'Absent', 'Excused'] as const;
const unparseable = ['2025-02-30', '13/45/2024', 'not recorded', '2024-11-31', '02/30/2025', '2024-13-05'];
const outOfWindow = ['1900-01-01', '2042-09-15', '2023-10-03', '2025-09-08', '2024-06-04', '01/01/1900'];

const header = ['Student_ID', 'Date', 'Status', 'Recorded_At'] as const;
const columns = { date: 1, status: 2 } as const;

/** attendance.csv: a record per recorded session of every student, and what was injected. */
export function createAttendanceFile(context: DatasetContext): Dataset {
  return {
    name: 'attendance',
    number: 1,
    header,
    truthHeader: ['student_id', 'date', 'status', 'school_year', 'recorded_at'],
    layout: { hasBom: false, newline: '\n', hasFinalNewline: true, quotedShare: 0 },
    rowsOf: (facts) => rowsOf(context, facts),
  };
}

function rowsOf(context: DatasetContext, { student, recorded }: StudentFacts): RawRow[] {
  const { injection, random } = context;
  const i = student.index;
  const rows: RawRow[] = [];
  const isContested = injection.hasPerStudent('Q12', i);
  const contested = isContested ? freeSession(student, recorded, injection.unit(i, 1_000_001, 0)) : -1;
  for (const [j, sessionIndex] of recorded.entries()) {
    if (sessionIndex === contested) continue;
    const session = sessionAt(sessionIndex);
    const status = attendanceStatus(random, student, sessionIndex);
    const duplicate = injection.duplicateOf(i, j);
    const recordedOn = duplicate === 'D3' ? correctionDay(session, injection.unit(i, j, 1)) : session.iso;
    const base = keptRow(
      writeFields(context.forms, student, j, session, status, recordedOn),
      [student.id, session.iso, status, schoolYear, recordedOn],
      partOf(context, session, duplicate === 'D3'),
    );
    rows.push(base);
    if (duplicate === 'D1') rows.push(duplicateRow('D1', base, base.fields));
    if (duplicate === 'D2') rows.push(duplicateRow('D2', base, respell(base.fields, status)));
    if (duplicate === 'D3') {
      const first = otherStatus(status, injection.unit(i, j, 2));
      const fields = writeFields(context.uncounted, student, j + 1000, session, first, session.iso);
      rows.push(duplicateRow('D3', base, fields, partOf(context, session, false)));
    }
    const quarantine = injection.quarantineOf(i, j);
    if (quarantine !== undefined) rows.push(badRow(context, quarantine, base, session, i, j));
  }
  if (isContested) rows.push(...conflictingPair(context, student, contested));
  if (injection.hasPerStudent('Q15', i)) rows.push(quarantinedRow('Q15', header, partOf(context, sessionAt(0), false)));
  return rows;
}

function writeFields(
  forms: Forms,
  student: Student,
  row: number,
  session: Session,
  status: string,
  recordedOn: string,
): string[] {
  const cell = (column: number) => ({ stream: streams.forms + 1, student: student.index, row, column });
  return [
    idForm(forms, cell(0), student.id, student.index),
    dateForm(forms, cell(columns.date), session.day, session.iso, dateForms),
    wordForm(forms, cell(columns.status), status, 0.05, attendanceSynonyms),
    recordedOn,
  ];
}

/** A correction is recorded early in the month after the session. */
function correctionDay(session: Session, u: number): string {
  const { year, month } = civilOf(session.day);
  const firstOfNext = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  return isoOf(firstOfNext + 1 + Math.floor(u * 8));
}

function partOf(context: DatasetContext, session: Session, isCorrection: boolean): number {
  return context.options.split === 'none' ? 0 : session.monthIndex + (isCorrection ? 1 : 0);
}

function respell(fields: readonly string[], status: string): string[] {
  return replaceField(fields, columns.status, otherCase(fields[columns.status] ?? '', status));
}

function otherStatus(status: string, u: number): string {
  return pickFrom(
    statuses.filter((other) => other !== status),
    u,
  );
}

function badRow(
  context: DatasetContext,
  kind: QuarantineKind,
  base: RawRow,
  session: Session,
  i: number,
  j: number,
): RawRow {
  const common = commonBadRow(kind, base, context.injection, i, j);
  if (common !== undefined) return common;
  const u = context.injection.unit(i, j, 0);
  const withField = (column: number, value: string): RawRow =>
    quarantinedRow(kind, replaceField(base.fields, column, value), partOf(context, session, false));
  if (kind === 'Q04') return withField(columns.date, pickFrom(unparseable, u));
  if (kind === 'Q06') return withField(columns.date, pickFrom(outOfWindow, u));
  if (kind === 'Q07') {
    const day = pickFrom(daysOff, u);
    return withField(columns.date, u * 1000 - Math.floor(u * 1000) < 0.1 ? monthFirst(day, '/') : isoOf(day));
  }
  if (kind === 'Q08') return withField(columns.status, pickFrom(unknownWords, u));
  throw new Error(`attendance.csv has no ${kind}`);
}

/** Two records of one day with the same stamp and different statuses: nobody can say which is right. */
function conflictingPair(context: DatasetContext, student: Student, sessionIndex: number): RawRow[] {
  const session = sessionAt(sessionIndex);
  const status = attendanceStatus(context.random, student, sessionIndex);
  const rival = otherStatus(status, context.injection.unit(student.index, 1_000_001, 1));
  return [status, rival].map((word, which) =>
    quarantinedRow(
      'Q12',
      writeFields(context.uncounted, student, 2000 + which, session, word, session.iso),
      partOf(context, session, false),
    ),
  );
}
