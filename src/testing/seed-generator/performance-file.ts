import { isoOf, sessionAt } from './calendar.js';
import type { Dataset, DatasetContext } from './dataset.js';
import type { Cell, Forms } from './forms.js';
import { idForm, nullForm, otherCase, unitOf, wordForm } from './forms.js';
import { commonBadRow, pickFrom } from './injection.js';
import type { QuarantineKind } from './kinds.js';
import { duplicateRow, keptRow, quarantinedRow, replaceField } from './row.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';
import type { Student } from './students.js';
import {
  noSynonyms,
  schoolYear,
  scoresNotNumeric,
  scoresOutOfRange,
  subjects,
  unknownSubjects,
  unknownTerms,
} from './vocabulary.js';

const columns = { subject: 1, score: 2, term: 3 } as const;

/** performance.csv: 6 subjects × 3 terms of every student, and what was injected. */
export function createPerformanceFile(context: DatasetContext): Dataset {
  return {
    name: 'performance',
    number: 2,
    header: ['Student_ID', 'Subject', 'Score', 'Term', 'School_Year', 'Exam_Date', 'Recorded_At'],
    truthHeader: ['student_id', 'subject', 'score', 'term', 'school_year', 'exam_date', 'recorded_at'],
    layout: { hasBom: false, newline: '\n', hasFinalNewline: true, quotedShare: 0.1 },
    rowsOf: (facts) => rowsOf(context, facts),
  };
}

function rowsOf(context: DatasetContext, { student, scores }: StudentFacts): RawRow[] {
  const { injection } = context;
  const i = student.index;
  const rows: RawRow[] = [];
  const contested = injection.hasPerStudent('Q12', i) ? 1 + Math.floor(injection.unit(i, 1_000_001, 0) * 17) : -1;
  for (const [j, score] of scores.entries()) {
    const { subject, term, examDay, recordedDay } = examOf(context, student, j);
    if (j === contested) {
      rows.push(...conflictingPair(context, student, j, score));
      continue;
    }
    const duplicate = injection.duplicateOf(i, j);
    const u = injection.unit(i, j, 1);
    const stamp = isoOf(recordedDay + (duplicate === 'D3' ? 10 + Math.floor(u * 15) : 0));
    const base = keptRow(writeFields(context.forms, context, student, j, j, score, stamp), [
      student.id,
      subject,
      score === null ? null : String(score),
      term,
      schoolYear,
      isoOf(examDay),
      stamp,
    ]);
    rows.push(base);
    if (duplicate === 'D1') rows.push(duplicateRow('D1', base, base.fields));
    if (duplicate === 'D2') {
      const spelling = otherCase(base.fields[columns.subject] ?? '', subject);
      rows.push(duplicateRow('D2', base, replaceField(base.fields, columns.subject, spelling)));
    }
    if (duplicate === 'D3') {
      const first = otherScore(score, injection.unit(i, j, 2));
      const fields = writeFields(context.uncounted, context, student, j, j + 1000, first, isoOf(recordedDay));
      rows.push(duplicateRow('D3', base, fields));
    }
    const quarantine = injection.quarantineOf(i, j);
    if (quarantine !== undefined) rows.push(badRow(context, quarantine, base, i, j));
  }
  return rows;
}

interface Exam {
  readonly subject: string;
  readonly term: string;
  readonly examDay: number;
  readonly recordedDay: number;
}

/** Exams lie in the last weeks of a term, a day per subject; marks come one to seven days later. */
function examOf({ random }: DatasetContext, student: Student, j: number): Exam {
  const term = Math.floor(j / 6);
  const subject = j % 6;
  const examDay = sessionAt(term * 59 + 48 + ((subject + student.grade) % 6) + (student.grade > 6 ? 4 : 0)).day;
  return {
    subject: subjects[subject] ?? '',
    term: `T${term + 1}`,
    examDay,
    recordedDay: examDay + 1 + random.below(7, streams.choice, student.index, j, 0),
  };
}

function writeFields(
  forms: Forms,
  context: DatasetContext,
  student: Student,
  j: number,
  row: number,
  score: number | null,
  stamp: string,
): string[] {
  const { subject, term, examDay } = examOf(context, student, j);
  const cell = (column: number): Cell => ({ stream: streams.forms + 2, student: student.index, row, column });
  return [
    idForm(forms, cell(0), student.id, student.index),
    wordForm(forms, cell(columns.subject), subject, 0.02, noSynonyms),
    score === null ? nullForm(forms, cell(columns.score)) : scoreForm(forms, cell(columns.score), score),
    term,
    schoolYear,
    isoOf(examDay),
    stamp,
  ];
}

/** M06. */
function scoreForm(forms: Forms, cell: Cell, score: number): string {
  const u = unitOf(forms, cell, 0) / forms.factor;
  if (!(u < 0.031)) return String(score);
  forms.count('M06');
  if (u < 0.01) return `${score}.0`;
  if (u < 0.02) return ` ${score}`;
  if (u < 0.025) return `${score}%`;
  return u < 0.03 ? `${score}/100` : `${score},0`;
}

/** Another score, 1 to 12 points away. */
function otherScore(score: number | null, u: number): number {
  if (score === null) return 40 + Math.floor(u * 50);
  const distance = 1 + Math.floor(u * 12);
  return score >= distance ? score - distance : score + distance;
}

function badRow(context: DatasetContext, kind: QuarantineKind, base: RawRow, i: number, j: number): RawRow {
  const common = commonBadRow(kind, base, context.injection, i, j);
  if (common !== undefined) return common;
  const u = context.injection.unit(i, j, 0);
  const withField = (column: number, value: string): RawRow =>
    quarantinedRow(kind, replaceField(base.fields, column, value));
  if (kind === 'Q09') return withField(columns.score, pickFrom(scoresOutOfRange, u));
  if (kind === 'Q10') return withField(columns.score, pickFrom(scoresNotNumeric, u));
  if (kind === 'Q11')
    return u < 0.5
      ? withField(columns.subject, pickFrom(unknownSubjects, u * 2))
      : withField(columns.term, pickFrom(unknownTerms, u * 2 - 1));
  throw new Error(`performance.csv has no ${kind}`);
}

/** Two marks of one exam with the same stamp, in place of the true one. */
function conflictingPair(context: DatasetContext, student: Student, j: number, score: number | null): RawRow[] {
  const one = score ?? 70;
  const stamp = isoOf(examOf(context, student, j).recordedDay);
  const rival = otherScore(one, context.injection.unit(student.index, 1_000_001, 1));
  return [one, rival].map((value, which) =>
    quarantinedRow('Q12', writeFields(context.uncounted, context, student, j, 2000 + which, value, stamp)),
  );
}
