import { buildNote, writeNote } from './notes.js';
import { dayOf, isInSchoolYear, isInstructional, isoOf, lastDay, sessionAt, sessions, two } from './calendar.js';
import type { Dataset, DatasetContext } from './dataset.js';
import { dayFirst, dayMonthName, monthFirst, monthNameDay, readSlashDate, withMidnight } from './date-forms.js';
import type { Cell, DateForm } from './forms.js';
import { dateForm, idForm, otherCase, wordForm } from './forms.js';
import { commonBadRow, pickFrom } from './injection.js';
import type { QuarantineKind } from './kinds.js';
import { duplicateRow, invalidByteMark, keptRow, quarantinedRow, replaceField } from './row.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';
import type { Student } from './students.js';
import { numberText } from './students.js';
import { contactSynonyms, unknownWords } from './vocabulary.js';

const dateForms: readonly DateForm[] = [
  { kind: 'M01c', rate: 0.02, write: (day) => dayFirst(day, '.') },
  // Four dates in five can be written with slashes in at least one order without losing the true day.
  { kind: 'M01f', rate: 0.03 / 0.8, write: decidableSlashDate },
  { kind: 'M01d', rate: 0.005, write: dayMonthName },
  { kind: 'M01d', rate: 0.005, write: monthNameDay },
  { kind: 'M01d', rate: 0.005, write: withMidnight },
];
const unparseable = ['2025-02-30', '13/45/2024', 'not recorded', '31.11.2024', 'Feb 30, 2025', '31 Apr 2025'];
const outOfWindow = ['1900-01-01', '2042-09-15', '2023-10-03', '05.08.2025', '2025-09-08'];
const ambiguousDates = findAmbiguousDates();

/** Cumulative shares of 0, 1, 2, … contacts. */
const contactShares = [0.22, 0.49, 0.72, 0.85, 0.935, 0.97, 0.985, 0.994, 1] as const;
const columns = { date: 1, type: 2, notes: 3 } as const;

/** communication.csv: about two contacts per student, more for students at risk, and what was injected. */
export function createCommunicationFile(context: DatasetContext): Dataset {
  return {
    name: 'communication',
    number: 4,
    header: ['Student_ID', 'Date', 'Type', 'Notes', 'Communication_ID', 'Channel'],
    truthHeader: ['communication_id', 'student_id', 'date', 'type', 'channel', 'notes'],
    layout: { hasBom: false, newline: '\n', hasFinalNewline: false, quotedShare: 0 },
    rowsOf: (facts) => rowsOf(context, facts),
  };
}

function rowsOf(context: DatasetContext, facts: StudentFacts): RawRow[] {
  const { injection, forms } = context;
  const { student } = facts;
  const i = student.index;
  const rows: RawRow[] = [];
  const count = contactCount(context, facts);
  for (let j = 0; j < count; j += 1) {
    const unit = (draw: number): number => context.random.unit(streams.communication, i, 1 + j, draw);
    const cell = (column: number): Cell => ({ stream: streams.forms + 4, student: i, row: j, column });
    const type = pickType(unit(0));
    const day = contactDay(student, type, unit(1), unit(2));
    const channel = pickChannel(type, unit(3));
    const note = buildNote(type, student.name.first, unit);
    const id = `C${numberText(i)}-${two(j + 1)}`;
    const base = keptRow(
      [
        idForm(forms, cell(0), student.id, i),
        dateForm(forms, cell(columns.date), day, isoOf(day), dateForms),
        wordForm(forms, cell(columns.type), type, 0.05, contactSynonyms),
        writeNote(forms, cell(columns.notes), note),
        id,
        channel,
      ],
      [id, student.id, isoOf(day), type, channel, note],
    );
    rows.push(base);
    const duplicate = injection.duplicateOf(i, j);
    if (duplicate === 'D1') rows.push(duplicateRow('D1', base, base.fields));
    if (duplicate === 'D2') {
      const spelling = otherCase(base.fields[columns.type] ?? '', type);
      rows.push(duplicateRow('D2', base, replaceField(base.fields, columns.type, spelling)));
    }
    const quarantine = injection.quarantineOf(i, j);
    if (quarantine !== undefined) rows.push(badRow(context, quarantine, base, i, j));
  }
  return rows;
}

function contactCount({ random, injection }: DatasetContext, facts: StudentFacts): number {
  const i = facts.student.index;
  const u = random.unit(streams.communication, i, 0, 0);
  const count = contactShares.findIndex((share) => u < share);
  const isAtRisk = facts.meanAbsence > 0.12 || facts.meanScore < 60;
  return Math.max(count + (isAtRisk ? 1 : 0), injection.isForced(i) ? 1 : 0);
}

function pickType(u: number): string {
  if (u < 0.38) return 'Teacher to Parent';
  if (u < 0.72) return 'Automated Reminder';
  return u < 0.94 ? 'Parent to Teacher' : 'Conference';
}

function pickChannel(type: string, u: number): string {
  if (type === 'Automated Reminder') return u < 0.7 ? 'SMS' : u < 0.9 ? 'Email' : 'Portal';
  if (type === 'Conference') return u < 0.75 ? 'In Person' : u < 0.9 ? 'Phone' : 'Portal';
  return u < 0.5 ? 'Email' : u < 0.85 ? 'Phone' : 'Portal';
}

/** A session of the student's enrolment; one automated reminder in ten goes out on the weekend after it. */
function contactDay(student: Student, type: string, u: number, v: number): number {
  const count = student.lastSession - student.firstSession + 1;
  const session = sessionAt(student.firstSession + Math.floor(u * count));
  const saturday = session.day + 6 - session.weekday;
  return type === 'Automated Reminder' && v < 0.1 && saturday <= lastDay ? saturday : session.day;
}

/** A slash date from which the staging rule finds the true day, or undefined. Either order, as the day has it. */
function decidableSlashDate(day: number): string | undefined {
  const texts = [monthFirst(day, '/'), dayFirst(day, '/')];
  if (day % 2 === 1) texts.reverse();
  return texts.find((text) => readSlashDate(text) === day);
}

/** Slash dates of which both readings are instructional days. */
function findAmbiguousDates(): string[] {
  return sessions
    .map((session) => monthFirst(session.day, '/'))
    .filter((text) => {
      const month = Number(text.slice(0, 2));
      const day = Number(text.slice(3, 5));
      if (day > 12 || day === month) return false;
      const swapped = dayOf(Number(text.slice(6)), day, month);
      return isInSchoolYear(swapped) && isInstructional(swapped);
    });
}

function badRow(context: DatasetContext, kind: QuarantineKind, base: RawRow, i: number, j: number): RawRow {
  const common = commonBadRow(kind, base, context.injection, i, j);
  if (common !== undefined) return common;
  const u = context.injection.unit(i, j, 0);
  const withField = (column: number, value: string): RawRow =>
    quarantinedRow(kind, replaceField(base.fields, column, value));
  if (kind === 'Q04') return withField(columns.date, pickFrom(unparseable, u));
  if (kind === 'Q05') return withField(columns.date, pickFrom(ambiguousDates, u));
  if (kind === 'Q06') return withField(columns.date, pickFrom(outOfWindow, u));
  if (kind === 'Q08') return withField(columns.type, pickFrom(unknownWords, u));
  if (kind === 'Q17') return withField(columns.notes, `Met at the caf${invalidByteMark} after school`);
  throw new Error(`communication.csv has no ${kind}`);
}
