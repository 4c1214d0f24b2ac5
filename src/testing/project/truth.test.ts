// At 600 students and heavy dirt: every raw row is where the generator's answer key says it is.

import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { datasetNames } from '../seed-generator/kinds.js';
import { createBundledProject } from './bundled-project.js';
import { compareRows } from './compare-rows.js';
import type { RowComparison } from './compare-rows.js';
import { readAnswerKey } from './read-answer-key.js';

/** The pinned columns of `stg_<dataset>`. */
const stagingColumns = {
  students:
    'student_id name grade_level dob email school_id program emergency_contact enrolled_on withdrawn_on updated_at',
  attendance: 'student_id date status school_year recorded_at',
  performance: 'student_id subject score term school_year exam_date recorded_at',
  homework: 'student_id assignment_id status due_date subject submitted_on guardian_signature recorded_at',
  communication: 'communication_id student_id date type channel notes',
} as const;
const place = ['_file', '_row'];

const project = createBundledProject({ students: 600, dirt: 'heavy' });
const warehouse = await project.build();
test.after(() => {
  warehouse.close();
  project.cleanup();
});

const truthOf = (name: string) => readAnswerKey(join(project.truthFolder, `${name}.csv`));
const assertEqualRows = (comparison: RowComparison): void => {
  assert.ok(comparison.expected.length > 0, 'the answer key is empty');
  const problems = compareRows(comparison);
  assert.ok(problems === '', problems);
};

for (const name of datasetNames) {
  test(`stg_${name} holds the true rows, cell for cell`, () => {
    const columns = [...stagingColumns[name].split(' '), ...place];
    assertEqualRows({
      actual: warehouse.rows(`select * from stg_${name}`),
      expected: truthOf(`truth_${name}`),
      key: place,
      columns,
    });
  });

  test(`dedup_${name} holds the duplicates, each with the row that was kept and the kind`, () => {
    assertEqualRows({
      actual: warehouse.rows(`select * from dedup_${name}`),
      expected: truthOf(`dedup_${name}`),
      key: place,
      columns: [...place, 'kept_row', 'kind'],
    });
  });

  test(`quarantine_${name} holds the bad rows, each with its reason`, () => {
    const actual = warehouse.rows(`select * from quarantine_${name}`);
    const columns = [...place, 'reason_code'];
    assertEqualRows({ actual, expected: truthOf(`quarantine_${name}`), key: place, columns });
    for (const row of actual) {
      assert.ok(row['raw_json'], `no raw_json in ${JSON.stringify(row)}`);
      assert.ok(row['reason_detail'], `no reason_detail in ${JSON.stringify(row)}`);
      const reasons = String(row['reasons']).split(',');
      assert.is(reasons[0], row['reason_code'], JSON.stringify(row));
    }
  });

  test(`the three tables of ${name} together hold every raw row once`, () => {
    const tables = [`stg_${name}`, `dedup_${name}`, `quarantine_${name}`];
    const places = warehouse.rows(tables.map((table) => `select _file, _row from ${table}`).join(' union all '));
    const report = project.seedManifest.datasets[name];
    assert.is(places.length, report?.raw_records);
    assert.is(new Set(places.map((row) => `${row['_file']} ${row['_row']}`)).size, places.length);
  });
}

test.run();
