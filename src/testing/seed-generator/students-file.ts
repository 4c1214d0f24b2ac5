import { dayOf, isoOf, sessionAt } from './calendar.js';
import type { Dataset, DatasetContext } from './dataset.js';
import { monthFirst, withMidnight, yearFirst } from './date-forms.js';
import type { DateForm, Forms } from './forms.js';
import { dateForm, idForm, nullForm, spaceForm, unitOf } from './forms.js';
import { commonBadRow, pickFrom } from './injection.js';
import type { QuarantineKind } from './kinds.js';
import { decompose, survivesInitcap } from './names.js';
import { duplicateRow, invalidByteMark, keptRow, quarantinedRow, replaceField } from './row.js';
import type { RawRow, TruthValue } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';
import type { Student } from './students.js';
import { buildStudent, emailOf, otherSchool, stampOf } from './students.js';

const birthDateForms: readonly DateForm[] = [
  { kind: 'M01b', rate: 0.1, write: (day) => monthFirst(day, '-') },
  { kind: 'M01d', rate: 0.01, write: yearFirst },
  { kind: 'M01d', rate: 0.005, write: withMidnight },
];
const unparseableBirthDates = ['2013-02-30', '13-45-2012', 'not recorded', '2014-06-31', '13/45/2024', '02-30-2011'];
const implausibleBirthDates = ['1900-01-01', '2042-05-17', '2021-03-15', '1999-10-02', '2022-08-30', '1900-02-28'];

const columns = { name: 1, grade: 2, birthDate: 3, email: 4, school: 5, program: 6, phone: 7 } as const;

/** students.csv: one record per student, and what was injected beside it. */
export function createStudentsFile(context: DatasetContext): Dataset {
  return {
    name: 'students',
    number: 0,
    header: [
      'Student_ID',
      'Name',
      'Grade_Level',
      'DOB',
      'Email',
      'School_ID',
      'Program',
      'Emergency_Contact',
      'Enrolled_On',
      'Withdrawn_On',
      'Updated_At',
    ],
    truthHeader: [
      'student_id',
      'name',
      'grade_level',
      'dob',
      'email',
      'school_id',
      'program',
      'emergency_contact',
      'enrolled_on',
      'withdrawn_on',
      'updated_at',
    ],
    layout: { hasBom: true, newline: '\n', hasFinalNewline: true, quotedShare: 0 },
    rowsOf: (facts) => rowsOf(context, facts),
  };
}

function rowsOf(context: DatasetContext, { student }: StudentFacts): RawRow[] {
  const { injection, forms } = context;
  const i = student.index;
  const duplicate = injection.duplicateOf(i, 0);
  const u = injection.unit(i, 0, 1);
  const updatedDay = student.updatedDay + (duplicate === 'D3' ? 10 + Math.floor(u * 30) : 0);
  const base = keptRow(writeFields(forms, student, updatedDay), truthOf(student, updatedDay));
  const rows = [base];
  if (duplicate === 'D1') rows.push(duplicateRow('D1', base, base.fields));
  if (duplicate === 'D2') rows.push(duplicateRow('D2', base, withOtherGradeForm(base.fields, student.grade)));
  if (duplicate === 'D3') rows.push(duplicateRow('D3', base, olderFields(base.fields, student, u)));
  const quarantine = injection.quarantineOf(i, 0);
  if (quarantine !== undefined) rows.push(badRow(context, quarantine, base, i));
  if (injection.hasPerStudent('Q13', i)) rows.push(...collidingPair(context, i));
  return rows;
}

function truthOf(student: Student, updatedDay: number): TruthValue[] {
  return [
    student.id,
    student.name.text,
    `Grade ${student.grade}`,
    isoOf(student.birthDay),
    emailOf(student),
    student.schoolId,
    student.program,
    student.phone,
    sessionAt(student.firstSession).iso,
    student.hasWithdrawn ? sessionAt(student.lastSession).iso : null,
    stampOf(updatedDay, student.updatedTime),
  ];
}

function writeFields(forms: Forms, student: Student, updatedDay: number): string[] {
  const cell = (column: number) => ({ stream: streams.forms, student: student.index, row: 0, column });
  const email = emailOf(student);
  return [
    idForm(forms, cell(0), student.id, student.index),
    nameForm(forms, student),
    gradeForm(forms, student),
    dateForm(forms, cell(columns.birthDate), student.birthDay, isoOf(student.birthDay), birthDateForms),
    email === null ? nullForm(forms, cell(columns.email)) : emailForm(forms, student, email),
    student.schoolId,
    spaceForm(forms, cell(columns.program), student.program),
    student.phone === null
      ? nullForm(forms, cell(columns.phone))
      : spaceForm(forms, cell(columns.phone), student.phone),
    sessionAt(student.firstSession).iso,
    student.hasWithdrawn ? sessionAt(student.lastSession).iso : '',
    stampOf(updatedDay, student.updatedTime),
  ];
}

/** M03 (10 % lower case), M09 (NFD), M02 (inside and outside). */
function nameForm(forms: Forms, student: Student): string {
  const cell = { stream: streams.forms, student: student.index, row: 0, column: columns.name };
  let text = student.name.text;
  if (survivesInitcap(text) && unitOf(forms, cell, 2) < 0.1 * forms.factor) {
    forms.count('M03');
    text = text.toLowerCase();
  }
  const decomposed = decompose(text);
  if (decomposed !== undefined && unitOf(forms, cell, 2) < 0.1 * forms.factor) {
    forms.count('M09');
    text = decomposed;
  }
  if (unitOf(forms, cell, 3) >= 0.3) return spaceForm(forms, cell, text);
  if (unitOf(forms, cell, 0) >= 0.02 * forms.factor || !text.includes(' ')) return text;
  forms.count('M02');
  return text.replace(' ', unitOf(forms, cell, 1) < 0.7 ? '  ' : '   ');
}

/** M07: 4 %. */
function gradeForm(forms: Forms, student: Student): string {
  const cell = { stream: streams.forms, student: student.index, row: 0, column: columns.grade };
  const u = unitOf(forms, cell, 0);
  const rate = 0.04 * forms.factor;
  if (u >= rate) return `Grade ${student.grade}`;
  forms.count('M07');
  return pickFrom(gradeSpellings(student.grade), u / rate);
}

/** M03: 1 % upper case; M02: 2 % white space. */
function emailForm(forms: Forms, student: Student, email: string): string {
  const cell = { stream: streams.forms, student: student.index, row: 0, column: columns.email };
  if (unitOf(forms, cell, 2) < 0.01 * forms.factor) {
    forms.count('M03');
    return email.toUpperCase();
  }
  return spaceForm(forms, cell, email);
}

function gradeSpellings(grade: number): readonly string[] {
  const ordinal = grade === 1 ? '1st' : grade === 2 ? '2nd' : grade === 3 ? '3rd' : `${grade}th`;
  return [String(grade), `G${grade}`, `Grade ${grade < 10 ? '0' : ''}${grade}`, ordinal];
}

function withOtherGradeForm(fields: readonly string[], grade: number): string[] {
  const other = `G${grade}`;
  return replaceField(fields, columns.grade, fields[columns.grade] === other ? String(grade) : other);
}

/** The student before a move: another school, for some another program, and the earlier stamp. */
function olderFields(fields: readonly string[], student: Student, u: number): string[] {
  const older = [...fields];
  older[columns.school] = otherSchool(student);
  if (u < 0.3) older[columns.program] = student.program === 'General' ? 'ELL' : 'General';
  older[older.length - 1] = stampOf(student.updatedDay, student.updatedTime);
  return older;
}

function badRow(context: DatasetContext, kind: QuarantineKind, base: RawRow, i: number): RawRow {
  const common = commonBadRow(kind, base, context.injection, i, 0);
  if (common !== undefined) return common;
  const u = context.injection.unit(i, 0, 0);
  if (kind === 'Q04')
    return quarantinedRow(kind, replaceField(base.fields, columns.birthDate, pickFrom(unparseableBirthDates, u)));
  if (kind === 'Q06')
    return quarantinedRow(kind, replaceField(base.fields, columns.birthDate, pickFrom(implausibleBirthDates, u)));
  if (kind === 'Q17')
    return quarantinedRow(kind, replaceField(base.fields, columns.name, `Ren${invalidByteMark}e Dubois`));
  throw new Error(`students.csv has no ${kind}`);
}

/** Two different people under one id that no student has at any scale. */
function collidingPair(context: DatasetContext, i: number): RawRow[] {
  const id = `S9${String(i).padStart(7, '0')}`;
  return [30_000_000, 60_000_000].map((offset, which) => {
    const person = buildStudent(context.random, offset + i);
    const stranger = { ...person, id, birthDay: dayOf(2010 + which, 1, 1) + (i % 300) };
    const fields = writeFields({ ...context.uncounted, factor: 0 }, stranger, stranger.updatedDay);
    return quarantinedRow('Q13', fields);
  });
}
