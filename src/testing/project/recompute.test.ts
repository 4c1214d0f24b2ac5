// The numbers of four marts, computed again without SQL: raw files → clean rows → marts, all in plain TypeScript and
// compared cell by cell with what `sp build` wrote.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBundledProject } from './bundled-project.js';
import { readTruth } from './clean-data.js';
import type { CleanData } from './clean-data.js';
import { cleanRawFiles } from './clean-raw-files.js';
import { compareRows } from './compare-rows.js';
import { attendanceTrend, averageScoresByGrade, chronicAbsenteeism, topStudents } from './recomputed-marts.js';
import type { Row } from './warehouse.js';

interface RecomputedMart {
  readonly compute: (data: CleanData) => Row[];
  readonly key: readonly string[];
  /** What only some rows have and the data must therefore hold. */
  readonly edges: Readonly<Record<string, (row: Row) => boolean>>;
}

const marts: Readonly<Record<string, RecomputedMart>> = {
  mart_avg_score_by_grade: {
    compute: averageScoresByGrade,
    key: ['school_year', 'term', 'grade_level', 'subject'],
    edges: {
      'a total over terms and subjects': (row) => row['term'] === 'ALL' && row['subject'] === 'ALL',
      'a student absent from the exam': (row) => Number(row['n_absent']) > 0,
      'a median between two scores': (row) => Number(row['median_score']) % 1 !== 0,
    },
  },
  mart_top_students: {
    compute: topStudents,
    key: ['school_year', 'student_id'],
    edges: { 'a first place': (row) => row['rank_overall'] === 1 },
  },
  mart_attendance_trend: {
    compute: attendanceTrend,
    key: ['month', 'grade_level'],
    edges: {
      'a first month': (row) => row['delta_pp'] === null,
      'a month that got worse': (row) => Number(row['delta_pp']) < 0,
    },
  },
  mart_chronic_absenteeism: {
    compute: chronicAbsenteeism,
    key: ['school_year', 'student_id'],
    edges: {
      'exactly ten percent absent': (row) => 10 * Number(row['days_absent']) === row['days_recorded'],
      'a student who was always there': (row) => row['days_absent'] === 0,
      'a severe case': (row) => row['band'] === 'severe chronic',
    },
  },
};

const project = createBundledProject({ students: 600, dirt: 'heavy' });
const warehouse = await project.build();
const cleaned = cleanRawFiles(project.rawFolder);
const truth = readTruth(project.truthFolder);
test.after(() => {
  warehouse.close();
  project.cleanup();
});

test('cleaning the raw files in plain TypeScript gives the truth', () => {
  for (const name of ['students', 'attendance', 'scores'] as const) {
    assert.is(cleaned[name].length, truth[name].length, name);
    assert.equal(cleaned[name], truth[name]);
  }
});

for (const [name, { compute, key, edges }] of Object.entries(marts)) {
  const expected = compute(cleaned);

  test(`${name} is what the raw files come to, in every cell`, () => {
    const columns = Object.keys(expected[0] ?? {});
    const problems = compareRows({ actual: warehouse.rows(`select * from ${name}`), expected, key, columns });
    assert.ok(problems === '', problems);
    assert.equal(compute(truth).length, expected.length);
  });

  test(`the rows of ${name} hold the edge cases`, () => {
    for (const [edge, holds] of Object.entries(edges)) assert.ok(expected.some(holds), edge);
  });
}

test('equal averages share a rank, and the next one follows without a gap', () => {
  const rows = topStudents(cleaned);
  const means = new Set(rows.map((row) => row['avg_score']));
  assert.ok(means.size < rows.length, 'no two students have the same average');
  assert.is(Math.max(...rows.map((row) => Number(row['rank_overall']))), means.size);
});

test.run();
