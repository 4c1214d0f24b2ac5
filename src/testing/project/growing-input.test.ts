// The bundled project when its input grows: monthly attendance files with late corrections, and new versions of students.

import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBundledProject } from './bundled-project.js';
import { readAnswerKey } from './read-answer-key.js';
import type { Row, Warehouse } from './warehouse.js';

const project = createBundledProject({ students: 200, dirt: 'heavy', split: 'month' });
test.after(() => project.cleanup());

async function build<T>(name: string, flags: readonly string[], use: (warehouse: Warehouse) => T): Promise<T> {
  const warehouse = await project.build({ name, flags });
  try {
    return use(warehouse);
  } finally {
    warehouse.close();
  }
}

const logOf = (warehouse: Warehouse): readonly string[] =>
  warehouse
    .rows('select student_no, date_key, month, status from fact_attendance_log order by 1, 2')
    .map((row) => JSON.stringify(row));

test('attendance that comes month by month, corrections of the month before among it, gives what all of it gives at once', async () => {
  const folder = join(project.rawFolder, 'attendance');
  const waiting = join(project.root, 'waiting');
  mkdirSync(waiting);
  const files = readdirSync(folder).sort();
  assert.is(files.length, 11);
  for (const file of files) renameSync(join(folder, file), join(waiting, file));
  const flags = ['--select', '+fact_attendance_log', '--indirect-selection', 'buildable'];
  let before: readonly string[] = [];
  let corrected = 0;
  for (const part of [files.slice(0, 3), files.slice(3, 4), files.slice(4, 9), files.slice(9)]) {
    for (const file of part) renameSync(join(waiting, file), join(folder, file));
    const now = await build('grown', flags, logOf);
    const rows = new Set(now);
    corrected += before.filter((row) => !rows.has(row)).length;
    assert.ok(now.length > before.length);
    before = now;
  }
  assert.ok(corrected > 10, `only ${corrected} rows were corrected by later files`);
  const atOnce = await build('at-once', flags, logOf);
  assert.ok(JSON.stringify(before) === JSON.stringify(atOnce));
});

test('superseded records of students become earlier versions', async () => {
  const superseded = readAnswerKey(join(project.truthFolder, 'dedup_students.csv')).filter(({ kind }) => kind === 'D3');
  assert.ok(superseded.length > 3);
  const flags = ['--select', '+snap_student', 'stg_students', '--indirect-selection', 'buildable'];
  const versionsOf = (warehouse: Warehouse): readonly Row[] =>
    warehouse.rows(`select s.student_id, s.dbt_valid_from, s.dbt_valid_to, k.updated_at
      from snap_student as s join stg_students as k on k.student_id = s.student_id
      order by s.student_id, s.dbt_valid_from`);
  const lastCorrection = (warehouse: Warehouse): string =>
    String(
      warehouse.rows(`select max(k.updated_at) as time from int_students as d
        join int_students as k on k._row = d.kept_row where d.kind = 'D3'`)[0]?.['time'],
    );
  const until = await build('complete', flags, lastCorrection);
  const known = await build('history', [...flags, '--vars', `{students_until: "${until}"}`], versionsOf);
  const outdated = known.filter((row) => row['dbt_valid_from'] !== row['updated_at']);
  assert.ok(outdated.length > 0, 'nobody has an older record');
  const now = await build('history', flags, versionsOf);
  for (const old of outdated) {
    const chain = now.filter((row) => row['student_id'] === old['student_id']);
    assert.is(chain.length, 2);
    assert.is(chain[0]?.['dbt_valid_from'], old['dbt_valid_from']);
    assert.is(chain[0]?.['dbt_valid_to'], chain[1]?.['dbt_valid_from']);
    assert.is(chain[1]?.['dbt_valid_from'], chain[1]?.['updated_at']);
  }
  const current = now.filter((row) => row['dbt_valid_to'] === null);
  assert.is(current.length, new Set(now.map((row) => row['student_id'])).size);
  assert.equal(await build('history', [...flags, '--force'], versionsOf), now);
});

test.run();
