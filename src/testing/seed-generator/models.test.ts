import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { attendanceStatus } from './attendance-model.js';
import { sessionAt } from './calendar.js';
import { decompose } from './names.js';
import { createRandom } from './random.js';
import { buildStudentFacts } from './student-facts.js';
import type { StudentFacts } from './student-facts.js';
import { ageAtSchoolStart } from './students.js';

/** The figures expected at the default scale: docs/data-contract.md §8. */
const random = createRandom(42);
const facts: StudentFacts[] = [];
for (let i = 0; i < 12156; i += 1) facts.push(buildStudentFacts(random, i, '30'));

class Share {
  private hits = 0;
  private total = 0;
  add(isHit: boolean): void {
    this.total += 1;
    if (isHit) this.hits += 1;
  }
  get percent(): number {
    return (100 * this.hits) / this.total;
  }
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected} ± ${tolerance}`);
}

function shareOf<T>(values: readonly T[], isHit: (value: T) => boolean): number {
  return (100 * values.filter(isHit).length) / values.length;
}

const shares = new Map<string, Share>();
const absences: number[] = [];
for (const { student, recorded } of facts) {
  let absent = 0;
  for (const index of recorded) {
    const session = sessionAt(index);
    const status = attendanceStatus(random, student, index);
    const isAbsent = status === 'Absent' || status === 'Excused';
    if (isAbsent) absent += 1;
    for (const key of ['all', `grade ${student.grade}`, `weekday ${session.weekday}`, `month ${session.month}`]) {
      const share = shares.get(key) ?? new Share();
      share.add(isAbsent);
      shares.set(key, share);
    }
  }
  absences.push(absent / recorded.length);
}
const absence = (key: string): number => shares.get(key)?.percent ?? Number.NaN;

test('absence has the expected level, grade curve, Friday effect and winter peak', () => {
  near(absence('all'), 6.55, 0.15, 'all');
  const byGrade = [6.17, 5.58, 5.1, 4.68, 4.94, 5.38, 6.1, 6.67, 8.09, 7.8, 8.45, 9.42];
  for (const [i, expected] of byGrade.entries()) near(absence(`grade ${i + 1}`), expected, 0.6, `grade ${i + 1}`);
  const byWeekday = [6.6, 6.22, 6.11, 6.2, 7.66];
  for (const [i, expected] of byWeekday.entries()) near(absence(`weekday ${i + 1}`), expected, 0.3, `weekday ${i + 1}`);
  near(absence('month 9'), 5.04, 0.4, 'September');
  near(absence('month 2'), 7.29, 0.4, 'February');
  near(absence('month 6'), 7.92, 0.6, 'June');
});

test('many students sit exactly on the 10 % boundary of chronic absence', () => {
  near(
    shareOf(absences, (rate) => rate * 30 >= 2.9),
    30.5,
    1.5,
    'at least 3 of 30',
  );
  near(
    shareOf(absences, (rate) => Math.round(rate * 30) === 3),
    12.7,
    1,
    'exactly 3 of 30',
  );
});

test('scores fall from grade 1 to 12, and with absence', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const scoresOf = (grade: number): number[] =>
    facts.filter(({ student }) => student.grade === grade).flatMap(({ scores }) => scores.filter((s) => s !== null));
  near(mean(scoresOf(1)), 78.3, 0.7, 'grade 1');
  near(mean(scoresOf(12)), 71.9, 0.7, 'grade 12');
  const all = facts.flatMap(({ scores }) => scores);
  near(
    shareOf(all, (score) => score === null),
    1,
    0.1,
    'no score',
  );
  near(
    shareOf(all, (score) => score !== null && score < 60),
    7.5,
    0.7,
    'under 60',
  );
  const bands: readonly (readonly [number, number, number])[] = [
    [-1, 0.05, 77.2],
    [0.05, 0.1, 75],
    [0.1, 0.2, 72.3],
    [0.2, 1.1, 67],
  ];
  for (const [from, to, expected] of bands) {
    const inBand = facts.filter((_, i) => {
      const rate = absences[i] ?? 0;
      return from < 0.2 ? rate >= from && rate < to - (to === 0.2 ? 0 : 1e-9) : rate >= from;
    });
    near(mean(inBand.map((student) => student.meanScore)), expected, 1, `band up to ${to}`);
  }
});

test('students have plausible ages, enrolments and schools', () => {
  near(
    shareOf(facts, ({ student }) => student.firstSession === 0),
    94,
    1,
    'enrolled on the first day',
  );
  near(
    shareOf(facts, ({ student }) => student.hasWithdrawn),
    3,
    0.6,
    'withdrawn',
  );
  assert.ok(facts.every(({ student }) => student.lastSession - student.firstSession >= 39));
  assert.ok(
    facts.every(({ student }) => {
      const age = ageAtSchoolStart(student.birthDay);
      return age >= student.grade + 5 && age <= student.grade + 7;
    }),
  );
  for (const tiny of ['SCH-23', 'SCH-24']) {
    const size = facts.filter(({ student }) => student.schoolId === tiny).length;
    assert.ok(size > 10 && size < 60, `${tiny} has ${size} students`);
  }
});

test('30 recorded days of a student are distinct and cover the enrolment', () => {
  for (const { student, recorded } of facts) {
    assert.is(new Set(recorded).size, 30);
    assert.ok(recorded.every((index) => index >= student.firstSession && index <= student.lastSession));
  }
});

test('a decomposed name is restored by NFC, and every name is in NFC itself', () => {
  const names = facts.map(({ student }) => student.name.text);
  near(
    shareOf(names, (name) => !/^[A-Za-z]+ [A-Za-z]+$/.test(name)),
    8,
    1,
    'special names',
  );
  for (const name of names) {
    assert.is(name.normalize('NFC'), name);
    const decomposed = decompose(name);
    assert.is(decomposed ?? name.normalize('NFD'), name.normalize('NFD'));
  }
});

test.run();
