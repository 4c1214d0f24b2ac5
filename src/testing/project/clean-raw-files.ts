// Raw files → clean rows by the rules of docs/data-contract.md, in plain TypeScript: what staging must come to.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { byRow } from './clean-data.js';
import type { CleanAttendance, CleanData, CleanScore, CleanStudent } from './clean-data.js';
import {
  attendanceStatuses,
  isNull,
  isSchoolDay,
  load,
  readDate,
  readGrade,
  readName,
  readScore,
  readStudentId,
  subjectSpellings,
  terms,
} from './raw-values.js';

/** A record that passed every rule but those about other rows. */
interface Candidate<T> {
  readonly value: T;
  readonly key: string;
  /** Larger is newer. */
  readonly stamp: string;
  /** Rows of one key that differ here are different things: all of them are refused. */
  readonly identity: string;
  /** Everything cleaned: equal stamps with different values contradict each other. */
  readonly content: string;
  readonly row: number;
}

export function cleanRawFiles(rawFolder: string): CleanData {
  const read = (name: string, fields: number) => readRecords(join(rawFolder, `${name}.csv`), fields);
  const students = keepBest(read('students', 11).flatMap(toStudent));
  const known = new Set(students.map((student) => student.studentId));
  return {
    students,
    attendance: keepBest(read('attendance', 4).flatMap((record) => toAttendance(record, known))),
    scores: keepBest(read('performance', 7).flatMap((record) => toScore(record, known))),
  };
}

interface RawRecord {
  /** 1-based, without the header and blank lines. */
  readonly row: number;
  readonly fields: readonly string[];
}

/** Records of the right length in valid UTF-8, each value loaded. A repeated header fails the rules by itself. */
function readRecords(path: string, fieldCount: number): RawRecord[] {
  const records: string[][] = parse(readFileSync(path), {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    from: 2,
  });
  return records
    .map((fields, index) => ({ row: index + 1, fields }))
    .filter(({ fields }) => fields.length === fieldCount && !fields.some((field) => field.includes('\ufffd')))
    .map(({ row, fields }) => ({ row, fields: fields.map(load) }));
}

function toStudent({ row, fields }: RawRecord): Candidate<CleanStudent>[] {
  const [id = '', rawName = '', grade = '', rawDob = '', ...rest] = fields;
  const [email = '', schoolId = '', program = '', contact = '', enrolledOn = '', withdrawnOn = '', updatedAt = ''] =
    rest;
  const studentId = readStudentId(id);
  const gradeLevel = readGrade(grade);
  const dob = readDate(rawDob, /^(?<month>\d\d)-(?<day>\d\d)-(?<year>\d{4})$/);
  if (studentId === undefined || gradeLevel === undefined || dob === undefined) return [];
  if (dob < '2002-09-02' || dob > '2020-09-01') return [];
  if ([rawName, schoolId, program, enrolledOn, updatedAt].some(isNull)) return [];
  const name = readName(rawName);
  const value = { studentId, name, gradeLevel, schoolId, enrolledOn, withdrawnOn: orNull(withdrawnOn), row };
  const content = [name, gradeLevel, dob, orNull(email.toLowerCase()), schoolId, program, orNull(contact)];
  return [
    {
      value,
      key: studentId,
      stamp: updatedAt,
      identity: JSON.stringify([name, dob]),
      content: JSON.stringify([...content, enrolledOn, orNull(withdrawnOn)]),
      row,
    },
  ];
}

function toAttendance({ row, fields }: RawRecord, known: ReadonlySet<string>): Candidate<CleanAttendance>[] {
  const [id = '', rawDate = '', rawStatus = '', recordedAt = ''] = fields;
  const studentId = readStudentId(id);
  const date = readDate(rawDate, /^(?<month>\d\d)\/(?<day>\d\d)\/(?<year>\d{4})$/);
  const status = attendanceStatuses.get(rawStatus.toLowerCase());
  if (studentId === undefined || !known.has(studentId) || date === undefined || status === undefined) return [];
  if (isNull(recordedAt) || !isSchoolDay(date)) return [];
  const value = { studentId, date, status, row };
  return [{ value, key: `${studentId} ${date}`, stamp: recordedAt, identity: '', content: status, row }];
}

function toScore({ row, fields }: RawRecord, known: ReadonlySet<string>): Candidate<CleanScore>[] {
  const [id = '', rawSubject = '', rawScore = '', term = '', schoolYear = '', examDate = '', recordedAt = ''] = fields;
  const studentId = readStudentId(id);
  const subject = subjectSpellings.get(rawSubject.toLowerCase());
  const score = readScore(rawScore);
  if (studentId === undefined || !known.has(studentId) || subject === undefined || score === undefined) return [];
  if (!terms.some((each) => each === term) || [schoolYear, examDate, recordedAt].some(isNull)) return [];
  const key = [studentId, schoolYear, term, subject].join(' ');
  const value = { studentId, schoolYear, term, subject, score, row };
  return [{ value, key, stamp: recordedAt, identity: '', content: JSON.stringify([score, examDate]), row }];
}

function orNull(value: string): string | null {
  return isNull(value) ? null : value;
}

/** Of each key the newest record, of equal ones the first; none of a key whose records contradict each other. */
function keepBest<T extends { readonly row: number }>(candidates: readonly Candidate<T>[]): T[] {
  const groups = new Map<string, Candidate<T>[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.key);
    if (group) group.push(candidate);
    else groups.set(candidate.key, [candidate]);
  }
  const kept: T[] = [];
  for (const group of groups.values()) {
    if (new Set(group.map((candidate) => candidate.identity)).size > 1) continue;
    const stamps = group.map((candidate) => candidate.stamp).sort();
    const newest = group.filter((candidate) => candidate.stamp === stamps.at(-1)).sort(byRow);
    const [first] = newest;
    if (first === undefined || newest.some((candidate) => candidate.content !== first.content)) continue;
    kept.push(first.value);
  }
  return kept.sort(byRow);
}
