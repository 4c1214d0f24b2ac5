import { asOfDay, isoOf, sessionAt, two } from './calendar.js';
import type { Dataset, DatasetContext } from './dataset.js';
import { dayMonthName, excelSerial, monthFirst, monthNameDay, withMidnight, yearFirst } from './date-forms.js';
import type { Cell, DateForm, Forms } from './forms.js';
import { dateForm, idForm, otherCase, wordForm } from './forms.js';
import { commonBadRow, pickFrom } from './injection.js';
import type { QuarantineKind } from './kinds.js';
import { at } from './names.js';
import { duplicateRow, keptRow, quarantinedRow, replaceField } from './row.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';
import type { Student } from './students.js';
import { homeworkSynonyms, subjectCodes, subjects, unknownWords } from './vocabulary.js';

const dueDateForms: readonly DateForm[] = [
  { kind: 'M01a', rate: 0.2, write: (day) => monthFirst(day, '/') },
  { kind: 'M01d', rate: 0.005, write: yearFirst },
  { kind: 'M01d', rate: 0.005, write: withMidnight },
  { kind: 'M01d', rate: 0.005, write: dayMonthName },
  { kind: 'M01d', rate: 0.005, write: monthNameDay },
  { kind: 'M01e', rate: 0.001, write: excelSerial },
];
const finishedStatuses = ['On Time', 'Late', 'Missing', 'Excused'] as const;
const unparseable = ['2025-02-30', '13/45/2024', 'not recorded', 'Feb 30, 2025', '31 Apr 2025', '2024-11-31'];
const outOfWindow = ['1900-01-01', '2042-09-15', '2023-10-03', '01/01/1900', '2025-09-08', '3 Oct 2023'];

const assignmentCount = 72;
const assignmentsPerStudent = 10;
const columns = { assignment: 1, status: 2, dueDate: 3 } as const;

/** homework.csv: 10 of the grade's 72 assignments per student, and what was injected. */
export function createHomeworkFile(context: DatasetContext): Dataset {
  return {
    name: 'homework',
    number: 3,
    header: [
      'Student_ID',
      'Assignment_ID',
      'Status',
      'Due_Date',
      'Subject',
      'Submitted_On',
      'Guardian_Signature',
      'Recorded_At',
    ],
    truthHeader: [
      'student_id',
      'assignment_id',
      'status',
      'due_date',
      'subject',
      'submitted_on',
      'guardian_signature',
      'recorded_at',
    ],
    layout: { hasBom: false, newline: '\r\n', hasFinalNewline: true, quotedShare: 0 },
    rowsOf: (facts) => rowsOf(context, facts),
  };
}

/** What one record says, in canonical form. */
interface Homework {
  readonly assignment: number;
  readonly status: string;
  readonly dueDay: number;
  readonly submittedOn: string | null;
  readonly signature: string | null;
  readonly recordedDay: number;
}

function rowsOf(context: DatasetContext, { student }: StudentFacts): RawRow[] {
  const { injection } = context;
  const i = student.index;
  const available = assignmentsOf(student);
  const chosen = chooseAssignments(context, student, available);
  const rows: RawRow[] = [];
  for (const [j, assignment] of chosen.entries()) {
    const duplicate = injection.duplicateOf(i, j);
    const first = buildHomework(context, student, assignment, statusOf(context, student, assignment));
    const delay = duplicate === 'D3' ? 5 + Math.floor(injection.unit(i, j, 1) * 10) : 0;
    const homework = { ...first, recordedDay: first.recordedDay + delay };
    const base = keptRow(writeFields(context.forms, student, j, homework), truthOf(student, homework));
    rows.push(base);
    if (duplicate === 'D1') rows.push(duplicateRow('D1', base, base.fields));
    if (duplicate === 'D2') {
      const spelling = otherCase(base.fields[columns.status] ?? '', homework.status);
      rows.push(duplicateRow('D2', base, replaceField(base.fields, columns.status, spelling)));
    }
    if (duplicate === 'D3') {
      const status = otherStatus(homework.status, injection.unit(i, j, 2));
      const older = { ...buildHomework(context, student, assignment, status), recordedDay: first.recordedDay };
      rows.push(duplicateRow('D3', base, writeFields(context.uncounted, student, j + 1000, older)));
    }
    const quarantine = injection.quarantineOf(i, j);
    if (quarantine !== undefined) rows.push(badRow(context, quarantine, base, i, j));
  }
  if (injection.hasPerStudent('Q12', i)) rows.push(...conflictingPair(context, student, available, chosen));
  return rows;
}

/** The session on which an assignment of a grade is due: spread over the year. */
function dueSession(assignment: number, grade: number): number {
  return Math.floor(((2 * assignment + 1) * 177) / (2 * assignmentCount)) + (grade % 2);
}

function assignmentsOf(student: Student): number[] {
  const result: number[] = [];
  for (let n = 0; n < assignmentCount; n += 1) {
    const due = dueSession(n, student.grade);
    if (due >= student.firstSession && due <= student.lastSession) result.push(n);
  }
  return result;
}

function chooseAssignments({ random }: DatasetContext, student: Student, available: readonly number[]): number[] {
  const offset = random.below(available.length, streams.homework, student.index, 1000, 0);
  const result: number[] = [];
  for (let k = 0; k < assignmentsPerStudent; k += 1)
    result.push(at(available, Math.floor((k * available.length + offset) / assignmentsPerStudent)));
  return result;
}

function statusOf({ random }: DatasetContext, student: Student, assignment: number): string {
  if (sessionAt(dueSession(assignment, student.grade)).day > asOfDay) return 'Pending';
  const raw = 0.74 + 0.11 * student.engagement + 0.03 * student.ability;
  const onTime = raw < 0.15 ? 0.15 : raw > 0.97 ? 0.97 : raw;
  const u = random.unit(streams.homework, student.index, assignment, 0);
  if (u < onTime) return 'On Time';
  const rest = (u - onTime) / (1 - onTime);
  if (rest < 0.222) return 'Late';
  return rest < 0.943 ? 'Missing' : 'Excused';
}

function buildHomework({ random }: DatasetContext, student: Student, assignment: number, status: string): Homework {
  const dueDay = sessionAt(dueSession(assignment, student.grade)).day;
  const draw = (c: number): number => random.unit(streams.homework, student.index, assignment, c);
  const handedIn = status === 'On Time' ? dueDay - Math.floor(draw(1) * 3) : dueDay + 1 + Math.floor(draw(1) * 6);
  const isHandedIn = status === 'On Time' || status === 'Late';
  const signed = draw(2) < 0.7 ? 'Yes' : 'No';
  return {
    assignment,
    status,
    dueDay,
    submittedOn: isHandedIn ? isoOf(handedIn) : null,
    signature: isHandedIn ? signed : null,
    recordedDay: status === 'Pending' ? asOfDay : dueDay + 7 + Math.floor(draw(3) * 3),
  };
}

function assignmentId(student: Student, assignment: number): string {
  return `G${two(student.grade)}-${at(subjectCodes, assignment % 6)}-${two(Math.floor(assignment / 6) + 1)}`;
}

function truthOf(student: Student, homework: Homework): (string | null)[] {
  return [
    student.id,
    assignmentId(student, homework.assignment),
    homework.status,
    isoOf(homework.dueDay),
    at(subjects, homework.assignment % 6),
    homework.submittedOn,
    homework.signature,
    isoOf(homework.recordedDay),
  ];
}

function writeFields(forms: Forms, student: Student, row: number, homework: Homework): string[] {
  const cell = (column: number): Cell => ({ stream: streams.forms + 3, student: student.index, row, column });
  return [
    idForm(forms, cell(0), student.id, student.index),
    assignmentId(student, homework.assignment),
    wordForm(forms, cell(columns.status), homework.status, 0.05, homeworkSynonyms),
    dateForm(forms, cell(columns.dueDate), homework.dueDay, isoOf(homework.dueDay), dueDateForms),
    at(subjects, homework.assignment % 6),
    homework.submittedOn ?? '',
    homework.signature ?? '',
    isoOf(homework.recordedDay),
  ];
}

function otherStatus(status: string, u: number): string {
  return pickFrom(
    finishedStatuses.filter((other) => other !== status),
    u,
  );
}

function badRow(context: DatasetContext, kind: QuarantineKind, base: RawRow, i: number, j: number): RawRow {
  const common = commonBadRow(kind, base, context.injection, i, j);
  if (common !== undefined) return common;
  const u = context.injection.unit(i, j, 0);
  const withField = (column: number, value: string): RawRow =>
    quarantinedRow(kind, replaceField(base.fields, column, value));
  if (kind === 'Q04') return withField(columns.dueDate, pickFrom(unparseable, u));
  if (kind === 'Q06') return withField(columns.dueDate, pickFrom(outOfWindow, u));
  if (kind === 'Q08') return withField(columns.status, pickFrom(unknownWords, u));
  throw new Error(`homework.csv has no ${kind}`);
}

/** Two records of an assignment that the student has no other record of: same stamp, different statuses. */
function conflictingPair(
  context: DatasetContext,
  student: Student,
  available: readonly number[],
  chosen: readonly number[],
): RawRow[] {
  const free = available.filter((assignment) => !chosen.includes(assignment));
  const assignment = pickFrom(free, context.injection.unit(student.index, 1_000_001, 0));
  const status = statusOf(context, student, assignment);
  const rival = otherStatus(status, context.injection.unit(student.index, 1_000_001, 1));
  const homework = buildHomework(context, student, assignment, status);
  const { recordedDay } = homework;
  return [homework, { ...buildHomework(context, student, assignment, rival), recordedDay }].map((record, which) =>
    quarantinedRow('Q12', writeFields(context.uncounted, student, 2000 + which, record)),
  );
}
