import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../errors/sp-error.js';
import { model, tinyManifest } from '../testing/tiny-manifest.js';
import { readPartitionFilter } from './partition-filter.js';

const partitionedBy = (name: string, by: string) => {
  const byPlace = { file: { path: `models/${name}.sql`, text: '' }, start: { line: 1, column: 1 } };
  return model(name, { materialized: 'partitioned', partition: { by, byPlace } });
};
const manifest = tinyManifest([
  partitionedBy('grades', 'grade_level'),
  partitionedBy('scores', 'grade_level'),
  partitionedBy('months', 'month'),
  model('plain'),
]);
const all = [...manifest.nodes.keys()];

const read = (...filters: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...readPartitionFilter(filters, manifest, all)].map(([id, keys]) => [id.split('.')[2] ?? id, keys]),
  );

function explain(filter: string, selected = all): string {
  try {
    readPartitionFilter([filter], manifest, selected);
    return 'nothing';
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    assert.is(error.exitCode, 2);
    return error.diagnostics.map(({ code, message, hint }) => `${code} ${message} | ${hint ?? ''}`).join('\n');
  }
}

test('a filter holds for every selected model that is partitioned by its column; several add up', () => {
  assert.equal(read(), {});
  assert.equal(read('grade_level=Grade 9', 'month=2024-09', 'grade_level=Grade 10'), {
    grades: ['Grade 9', 'Grade 10'],
    scores: ['Grade 9', 'Grade 10'],
    months: ['2024-09'],
  });
});

test('the value is everything behind the first =, and nothing there is the NULL key', () => {
  assert.equal(read('month=a=b'), { months: ['a=b'] });
  assert.equal(read('month='), { months: [''] });
});

test('another form, or a column that no selected model is partitioned by, is an error', () => {
  assert.match(explain('month'), 'SP4032 --partition takes column=value, not "month"');
  assert.match(explain('=x'), 'SP4032');
  assert.is(
    explain('mont=x'),
    'SP4033 No selected model is partitioned by "mont" | did you mean "month"? Columns: grade_level, month.',
  );
  const plain = all.filter((id) => id.endsWith('.plain'));
  assert.match(explain('month=x', plain), '| None of them is partitioned.');
});

test.run();
