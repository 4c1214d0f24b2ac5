// Every built-in generic test on rows that pass it and on rows that do not, on each engine that is there.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineTargets } from '../engine-targets.js';
import { readTestResults } from '../read-test-results.js';
import { runSp } from '../run-sp.js';
import { createTempProject } from '../temp-project.js';

type Column = 'g' | 'n' | 't' | 'd' | 'e';

interface Case {
  readonly failures: number;
  /** A test as YAML flow text, on the table or, with `column`, on one of its columns. */
  readonly test: string;
  /** CSV without a header: columns g, n, t, d, e of the tested table. */
  readonly rows: readonly string[];
  readonly column?: Column;
}

const of = (failures: number, yaml: string, rows: readonly string[], column?: Column): Case => ({
  failures,
  test: yaml,
  rows,
  ...(column && { column }),
});

/** g: text · n: integer · t: text · d: date · e: date */
const cases: readonly Case[] = [
  of(1, '{matches_regex: {regex: "^[A-Z][0-9]+$"}}', ['a,1,S1,,', 'a,1,x1,,', 'a,1,,,'], 't'),
  of(0, '{matches_regex: {regex: "^[A-Z][0-9]+$"}}', ['a,1,S1,,', 'a,1,,,'], 't'),
  of(1, '{matches_regex: {regex: "^it\'s"}}', ["a,1,it's,,", 'a,1,its,,'], 't'),
  of(2, 'not_empty_string', ['a,1,"",,', 'a,1,"  ",,', 'a,1,x,,'], 't'),
  of(1, '{not_empty_string: {trim_whitespace: false}}', ['a,1,"",,', 'a,1,"  ",,', 'a,1,x,,'], 't'),
  of(0, '{row_count_between: {min_value: 1, max_value: 2}}', ['a,1,x,,', 'a,1,x,,']),
  of(1, '{row_count_between: {min_value: 3}}', ['a,1,x,,', 'a,1,x,,']),
  of(1, '{row_count_between: {max_value: 0}}', ['a,1,x,,']),
  of(1, '{row_count_between: {min_value: 2, group_by_columns: [g]}}', ['a,1,x,,', 'b,1,x,,', 'b,1,x,,']),
  of(0, `{equal_row_count: {compare_model: "ref('other')"}}`, ['a,1,x,,', 'b,1,x,,']),
  of(3, `{equal_row_count: {compare_model: "ref('other')"}}`, ['a,1,x,,', 'a,1,x,,', 'a,1,x,,', 'a,1,x,,', 'b,1,x,,']),
  of(3, `{equal_row_count: {compare_model: "ref('other')", group_by_columns: [g]}}`, ['a,1,x,,', 'a,1,x,,', 'a,1,x,,']),
  of(1, '{recency: {field: d, datepart: day, interval: 3}}', ['a,1,x,2001-01-01,']),
  of(0, '{recency: {field: d, datepart: year, interval: 5000}}', ['a,1,x,2001-01-01,']),
  of(1, '{recency: {field: d, datepart: month, interval: 1, ignore_time_component: true}}', ['a,1,x,2001-01-01,']),
  of(1, '{recency: {field: d, datepart: day, interval: 3, group_by_columns: [g]}}', [
    'a,1,x,2001-01-01,',
    'b,1,x,2999-01-01,',
  ]),
  of(1, '{recency: {field: d, datepart: day, interval: 3}}', ['a,1,x,,']),
  of(0, 'sequential_values', ['a,1,x,,', 'a,3,x,,', 'a,2,x,,'], 'n'),
  of(2, 'sequential_values', ['a,1,x,,', 'a,3,x,,', 'a,3,x,,'], 'n'),
  of(0, '{sequential_values: {interval: 10, group_by_columns: [g]}}', ['a,10,x,,', 'b,10,x,,', 'a,20,x,,'], 'n'),
  of(
    1,
    '{sequential_values: {interval: 1, datepart: month}}',
    ['a,1,x,2024-01-31,', 'a,1,x,2024-02-29,', 'a,1,x,2024-04-01,'],
    'd',
  ),
  of(0, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e}}', [
    'a,1,x,2024-01-01,2024-02-01',
    'a,1,x,2024-03-01,2024-04-01',
  ]),
  of(1, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e}}', [
    'a,1,x,2024-01-01,2024-02-02',
    'a,1,x,2024-02-01,2024-04-01',
  ]),
  of(0, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e, partition_by: g}}', [
    'a,1,x,2024-01-01,2024-02-02',
    'b,1,x,2024-02-01,2024-04-01',
  ]),
  of(1, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e, gaps: not_allowed}}', [
    'a,1,x,2024-01-01,2024-02-01',
    'a,1,x,2024-03-01,2024-04-01',
  ]),
  of(1, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e, gaps: required}}', [
    'a,1,x,2024-01-01,2024-02-01',
    'a,1,x,2024-02-01,2024-04-01',
  ]),
  of(1, '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e}}', [
    'a,1,x,2024-01-01,2024-01-01',
    'a,1,x,2024-02-01,2024-04-01',
  ]),
  of(
    0,
    '{mutually_exclusive_ranges: {lower_bound_column: d, upper_bound_column: e, zero_length_range_allowed: true}}',
    ['a,1,x,2024-01-01,2024-01-01', 'a,1,x,2024-02-01,2024-04-01'],
  ),
  of(1, 'not_constant', ['a,1,x,,', 'a,1,x,,'], 'n'),
  of(0, 'not_constant', ['a,1,x,,', 'a,2,x,,'], 'n'),
  of(1, '{not_constant: {group_by_columns: [g]}}', ['a,1,x,,', 'a,2,x,,', 'b,2,x,,'], 'n'),
  of(1, 'at_least_one', ['a,,x,,', 'a,,x,,'], 'n'),
  of(0, 'at_least_one', ['a,,x,,', 'a,7,x,,'], 'n'),
  of(1, '{at_least_one: {group_by_columns: [g]}}', ['a,,x,,', 'b,7,x,,'], 'n'),
  of(2, 'min_cell_size', ['a,9,x,,', 'a,10,x,,', 'a,0,x,,', 'a,,x,,', 'a,1,x,,'], 'n'),
  of(1, '{min_cell_size: {n_column: n, min_n: 3, values: [t]}}', ['a,2,x,,', 'a,2,,,', 'a,3,x,,']),
  of(1, 'no_direct_pii', ['a,1,x,,']),
  of(0, 'no_direct_pii', ['a,1,,,']),
];

/** Each case is a view of its rows; each has its test and a name by its number. */
function project(target: string): Record<string, string> {
  const rows = cases.flatMap((each, index) => each.rows.map((row) => `${index},${row}`));
  const models = cases.map(({ test: yaml, column }, index) => {
    const tests = `data_tests: [${yaml}]`;
    const tagged = '{name: t, meta: {pii: direct}}';
    if (column === undefined) return `  - {name: c${index}, ${tests}, columns: [${tagged}]}`;
    return `  - {name: c${index}, columns: [{name: ${column}, ${tests}}]}`;
  });
  return {
    'project.yml': `name: shop\n${target}seeds: {shop: {raw: {+column_types: {n: integer, t: text, d: date, e: date}, +quoted_empty: text}}}\n`,
    'seeds/raw.csv': `k,g,n,t,d,e\n${rows.join('\n')}\n`,
    'models/other.sql': `select 'a' as g union all select 'b' as g`,
    'models/_models.yml': `models:\n${models.join('\n')}\n`,
    ...Object.fromEntries(
      cases.map((_, index) => [`models/c${index}.sql`, `select g, n, t, d, e from {{ref "raw"}} where k = ${index}`]),
    ),
  };
}

for (const { engine, missing, open } of engineTargets) {
  const title = `${engine}: every built-in test counts what is wrong, and nothing else`;
  if (missing !== undefined) {
    test.skip(`${title} (${missing})`, () => {});
    continue;
  }
  test(title, async () => {
    const target = await open();
    const { root, cleanup } = createTempProject(project(target.yaml));
    try {
      const { stderr } = await runSp(['build'], { cwd: root });
      const results = readTestResults(root);
      const found = cases.map((_, index) => results.find(({ attachedTo }) => attachedTo === `model.shop.c${index}`));
      assert.equal(
        found.map((result, index) => [cases[index]?.test, result?.failures ?? result?.message ?? stderr]),
        cases.map((each) => [each.test, each.failures]),
      );
    } finally {
      cleanup();
      await target.close();
    }
  });
}

test.run();
