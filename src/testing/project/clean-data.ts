// The clean rows that the recomputed marts start from, and how they are read from the answer key. The other way to get
// them is from the raw files: clean-raw-files.ts.

import { join } from 'node:path';
import { readAnswerKey } from './read-answer-key.js';
import type { Row } from './warehouse.js';

export interface CleanStudent {
  readonly studentId: string;
  readonly name: string;
  /** `Grade 5` */
  readonly gradeLevel: string;
  readonly schoolId: string;
  /** `YYYY-MM-DD`, as all dates here. */
  readonly enrolledOn: string;
  readonly withdrawnOn: string | null;
  readonly row: number;
}

export interface CleanAttendance {
  readonly studentId: string;
  readonly date: string;
  readonly status: string;
  readonly row: number;
}

export interface CleanScore {
  readonly studentId: string;
  readonly schoolYear: string;
  readonly term: string;
  readonly subject: string;
  /** 0…100; null: absent from the exam. */
  readonly score: number | null;
  readonly row: number;
}

/** Each list in the order of `row`, the number of the record in its file. */
export interface CleanData {
  readonly students: readonly CleanStudent[];
  readonly attendance: readonly CleanAttendance[];
  readonly scores: readonly CleanScore[];
}

export function readTruth(truthFolder: string): CleanData {
  const read = (name: string): readonly Row[] => readAnswerKey(join(truthFolder, `truth_${name}.csv`));
  return {
    students: read('students')
      .map((row) => ({
        studentId: text(row, 'student_id'),
        name: text(row, 'name'),
        gradeLevel: text(row, 'grade_level'),
        schoolId: text(row, 'school_id'),
        enrolledOn: text(row, 'enrolled_on'),
        withdrawnOn: row['withdrawn_on'] === null ? null : text(row, 'withdrawn_on'),
        row: Number(row['_row']),
      }))
      .sort(byRow),
    attendance: read('attendance')
      .map((row) => ({
        studentId: text(row, 'student_id'),
        date: text(row, 'date'),
        status: text(row, 'status'),
        row: Number(row['_row']),
      }))
      .sort(byRow),
    scores: read('performance')
      .map((row) => ({
        studentId: text(row, 'student_id'),
        schoolYear: text(row, 'school_year'),
        term: text(row, 'term'),
        subject: text(row, 'subject'),
        score: row['score'] === null ? null : Number(text(row, 'score')),
        row: Number(row['_row']),
      }))
      .sort(byRow),
  };
}

export function byRow(a: { readonly row: number }, b: { readonly row: number }): number {
  return a.row - b.row;
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`the answer key has no ${column} in ${JSON.stringify(row)}`);
  return value;
}
