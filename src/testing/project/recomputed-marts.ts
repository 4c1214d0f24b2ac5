// Four marts from clean rows, in plain TypeScript and exact arithmetic. Definitions: the descriptions of the models; no
// line of their SQL is used. Rates and means are rounded once, at the end, to six decimals.

import type { CleanAttendance, CleanData, CleanStudent } from './clean-data.js';
import { addRatios, compareRatios, ratio, roundRatio, subtractRatios } from './ratio.js';
import type { Ratio } from './ratio.js';
import { subjects } from './raw-values.js';
import type { Row } from './warehouse.js';

const passScore = 60;
const minDaysRecorded = 10;
const all = 'ALL';

/** Every term and subject and the totals over them; absent from the exam counts apart. */
export function averageScoresByGrade({ students, scores }: CleanData): Row[] {
  const gradeOf = gradesOf(students);
  const groups = new Map<string, { students: Set<string>; scores: number[]; absent: number }>();
  for (const { studentId, schoolYear, term, subject, score } of scores) {
    for (const key of new Set([term, all].flatMap((t) => [subject, all].map((s) => [t, s] as const)))) {
      const name = JSON.stringify([schoolYear, key[0], gradeOf(studentId), key[1]]);
      const group = getOrAdd(groups, name, () => ({ students: new Set<string>(), scores: [], absent: 0 }));
      group.students.add(studentId);
      if (score === null) group.absent += 1;
      else group.scores.push(score);
    }
  }
  return [...groups].map(([name, group]) => {
    const [schoolYear, term, grade, subject]: string[] = JSON.parse(name);
    const sorted = group.scores.sort((a, b) => a - b);
    return {
      school_year: schoolYear ?? '',
      term: term ?? '',
      grade_level: grade ?? '',
      subject: subject ?? '',
      n_students: group.students.size,
      n_scores: sorted.length,
      n_absent: group.absent,
      avg_score: roundRatio(ratio(sum(sorted), sorted.length)),
      median_score: quartile(sorted, 2),
      sd_score: sampleDeviation(sorted),
      p25_score: quartile(sorted, 1),
      p75_score: quartile(sorted, 3),
      pass_rate: roundRatio(ratio(sorted.filter((score) => score >= passScore).length, sorted.length)),
    };
  });
}

/** Linear between the two nearest of the sorted values. */
function quartile(sorted: readonly number[], quarter: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * quarter;
  const [low = 0, high = 0] = [sorted[Math.floor(place / 4)], sorted[Math.ceil(place / 4)]];
  return roundRatio(ratio(4 * low + (high - low) * (place % 4), 4));
}

/** Exact up to the root. Null below two values. */
function sampleDeviation(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 2) return null;
  const squares = sum(values.map((value) => value * value));
  const root = Math.sqrt((n * squares - sum(values) ** 2) / (n * (n - 1)));
  return Math.round(root * 1e6) / 1e6;
}

/** Students with a score in all subjects, by the mean of their subject means; equal means share a rank. */
export function topStudents({ students, scores }: CleanData): Row[] {
  const studentById = new Map(students.map((student) => [student.studentId, student]));
  const bySubject = new Map<string, Map<string, number[]>>();
  for (const { studentId, schoolYear, subject, score } of scores) {
    if (score === null) continue;
    const own = getOrAdd(bySubject, JSON.stringify([schoolYear, studentId]), () => new Map<string, number[]>());
    getOrAdd(own, subject, () => []).push(score);
  }
  const ranked = [...bySubject]
    .filter(([, own]) => own.size === subjects.length)
    .map(([name, own]) => {
      const [schoolYear = '', studentId = '']: string[] = JSON.parse(name);
      const means = [...own.values()].map((values) => ratio(sum(values), values.length));
      const { num, den } = means.reduce(addRatios);
      const mean: Ratio = { num, den: den * BigInt(subjects.length) };
      return { schoolYear, studentId, mean, student: studentById.get(studentId) };
    });
  const rankOverall = denseRanks(ranked, ({ schoolYear }) => schoolYear);
  const rankInGrade = denseRanks(ranked, ({ schoolYear, student }) => `${schoolYear} ${student?.gradeLevel}`);
  return ranked.map((each) => ({
    school_year: each.schoolYear,
    grade_level: each.student?.gradeLevel ?? null,
    student_id: each.studentId,
    name: each.student?.name ?? null,
    avg_score: roundRatio(each.mean),
    rank_in_grade: rankInGrade(each),
    rank_overall: rankOverall(each),
  }));
}

/** 1 + the number of different means above, within a group. */
function denseRanks<T extends { readonly mean: Ratio }>(
  all: readonly T[],
  groupOf: (each: T) => string,
): (each: T) => number {
  const groups = new Map<string, T[]>();
  for (const each of all) getOrAdd(groups, groupOf(each), () => []).push(each);
  const ranks = new Map<T, number>();
  for (const group of groups.values()) {
    let rank = 0;
    let previous: Ratio | undefined;
    for (const each of group.sort((a, b) => compareRatios(b.mean, a.mean))) {
      if (previous === undefined || compareRatios(previous, each.mean) !== 0) rank += 1;
      previous = each.mean;
      ranks.set(each, rank);
    }
  }
  return (each) => ranks.get(each) ?? 0;
}

interface Days {
  recorded: number;
  absent: number;
  late: number;
}

/** By month and grade; the change against the month before in percentage points, and the rate over three months. */
export function attendanceTrend(data: CleanData): Row[] {
  const gradeOf = gradesOf(data.students);
  const days = countDays(data, ({ studentId, date }) => [gradeOf(studentId), date.slice(0, 7)]);
  const find = (grade: string, month: string) => days.get(JSON.stringify([grade, month]));
  return [...days].map(([name, own]) => {
    const [grade = '', month = '']: string[] = JSON.parse(name);
    const before = find(grade, monthBefore(month));
    const window = [own, before, find(grade, monthBefore(monthBefore(month)))].filter((each) => each !== undefined);
    const recorded = sum(window.map((each) => each.recorded));
    const rate = attendanceRate(own.recorded, own.absent);
    const change = before && subtractRatios(rate, attendanceRate(before.recorded, before.absent));
    return {
      month,
      grade_level: grade,
      recorded: own.recorded,
      present: own.recorded - own.absent,
      absent: own.absent,
      late: own.late,
      attendance_rate: roundRatio(rate),
      delta_pp: change ? roundRatio({ num: 100n * change.num, den: change.den }) : null,
      rate_3m: roundRatio(attendanceRate(recorded, sum(window.map((each) => each.absent)))),
    };
  });
}

function attendanceRate(recorded: number, absent: number): Ratio {
  return ratio(recorded - absent, recorded);
}

function monthBefore(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}

/** Absent on ten percent or more of the recorded days, excused or not; exactly ten percent counts. */
export function chronicAbsenteeism(data: CleanData): Row[] {
  const studentById = new Map(data.students.map((student) => [student.studentId, student]));
  const days = countDays(data, ({ studentId, date }) => [schoolYearOf(date), studentId]);
  return [...days].map(([name, { recorded, absent }]) => {
    const [schoolYear = '', studentId = '']: string[] = JSON.parse(name);
    const student = studentById.get(studentId);
    return {
      school_year: schoolYear,
      student_id: studentId,
      grade_level: student?.gradeLevel ?? null,
      school_id: student?.schoolId ?? null,
      days_recorded: recorded,
      days_absent: absent,
      absence_rate: roundRatio(ratio(absent, recorded)),
      meets_min_days: recorded >= minDaysRecorded ? 1 : 0,
      is_chronic: 10 * absent >= recorded ? 1 : 0,
      band: bandOf(recorded, absent),
    };
  });
}

/** By the share of recorded days attended: above 95 %, above 90 %, above 80 %, the rest. */
function bandOf(recorded: number, absent: number): string {
  const attended = 100 * (recorded - absent);
  if (attended > 95 * recorded) return 'satisfactory';
  if (attended > 90 * recorded) return 'at risk';
  return attended > 80 * recorded ? 'moderate chronic' : 'severe chronic';
}

function schoolYearOf(date: string): string {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const first = month >= 8 ? year : year - 1;
  return `${first}-${String((first + 1) % 100).padStart(2, '0')}`;
}

/** Days of students while they were enrolled. Absent and Excused are absences; all else is attended. */
function countDays(
  { students, attendance }: CleanData,
  keyOf: (day: CleanAttendance) => readonly string[],
): Map<string, Days> {
  const studentById = new Map(students.map((student) => [student.studentId, student]));
  const days = new Map<string, Days>();
  for (const day of attendance) {
    const student = studentById.get(day.studentId);
    if (student === undefined || !isEnrolled(student, day.date)) continue;
    const count = getOrAdd(days, JSON.stringify(keyOf(day)), () => ({ recorded: 0, absent: 0, late: 0 }));
    count.recorded += 1;
    if (day.status === 'Absent' || day.status === 'Excused') count.absent += 1;
    if (day.status === 'Late') count.late += 1;
  }
  return days;
}

function isEnrolled({ enrolledOn, withdrawnOn }: CleanStudent, date: string): boolean {
  return date >= enrolledOn && (withdrawnOn === null || date <= withdrawnOn);
}

function gradesOf(students: readonly CleanStudent[]): (studentId: string) => string {
  const grades = new Map(students.map((student) => [student.studentId, student.gradeLevel]));
  return (studentId) => grades.get(studentId) ?? '';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const added = create();
  map.set(key, added);
  return added;
}
