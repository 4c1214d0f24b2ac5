// Law: what one statement says of several tests is what each one's own statement says of it, over any rows.

import fc from 'fast-check';
import initSqlJs, { type Database } from 'sql.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSelection } from '../../compile/compile-selection.js';
import { buildGraph } from '../../graph/build-graph.js';
import { buildPlan } from '../../plan/build-plan.js';
import { combineVerdicts, scanKey, verdictWidth } from '../../plan/plan-tests.js';
import type { TestPlan } from '../../plan/plan.js';
import { buildTempManifest } from '../build-temp-manifest.js';

const engine = await initSqlJs({ useOldExtensionFunctions: false });

const kinds = [
  'not_null: {}',
  'accepted_values: {values: [a, "1", ""]}',
  'accepted_values: {values: [1, 2], quote: false}',
  'accepted_range: {min_value: 0, max_value: 2}',
  'accepted_range: {min_value: 1, inclusive: false}',
  'expression_is_true: {expression: "<> y"}',
  'not_empty_string: {}',
  'not_empty_string: {trim_whitespace: false}',
  'odd: {}',
];
const configs = [
  '',
  'severity: warn',
  'where: "y > 0"',
  'where: "y is null"',
  'error_if: "> 1", warn_if: "> 0"',
  'error_if: "between 1 and 2"',
  'warn_if: "= 0", severity: warn',
];

const odd =
  '{{#test "odd" as |model column|}}\nselect * from {{model}} where {{column}} % 2 = 1 -- or is it?\n{{/test}}';
const entries = kinds.flatMap((kind) => configs.map((config) => [kind, config] as const));

async function planTests(): Promise<readonly TestPlan[]> {
  const tests = entries.map(([kind, config], index) => {
    const [name = '', args = ''] = kind.split(': {', 2).map((part) => part.replace(/\}$/, ''));
    const parts = [`name: t${index}`, ...(args === '' ? [] : [`arguments: {${args}}`]), `config: {${config}}`];
    return `          - ${name}: {${parts.join(', ')}}`;
  });
  const manifest = await buildTempManifest({
    'models/m.sql': 'select 1 as x, 2 as y',
    'models/_m.yml': `models:\n  - name: m\n    columns:\n      - name: x\n        data_tests:\n${tests.join('\n')}\n`,
    'tests/generic/odd.sql': odd,
  });
  const graph = buildGraph(manifest);
  const { compiled } = compileSelection(manifest, graph.order);
  const plan = buildPlan({ manifest, graph, selected: graph.order, compiled, runId: 'r', onlyKeys: new Map() });
  return [...plan.nodes.values()].filter((node) => node.kind === 'test');
}

const rowOf = (database: Database, sql: string): readonly unknown[] => database.exec(sql)[0]?.values[0] ?? [];

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -1, max: 3 }),
  fc.constantFrom('a', '1', '', ' ', 'b', 1.5),
);

test('one scan for many tests gives the verdict that each has alone', async () => {
  const tests = await planTests();
  assert.is(tests.length, entries.length);
  const groups = new Map<string, TestPlan[]>();
  for (const each of tests) {
    const key = scanKey(each) ?? assert.unreachable(`${each.label.name} has no scan`);
    groups.set(String(key), [...(groups.get(String(key)) ?? []), each]);
  }
  // One for all rows and one for each filter.
  assert.is(groups.size, 3);
  const database = new engine.Database();
  database.run('create table m (x, y)');
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { maxLength: 8 }), (rows) => {
      database.run('delete from m');
      for (const row of rows) database.run('insert into m values (?, ?)', [...row]);
      for (const group of groups.values()) {
        const together = rowOf(database, combineVerdicts(group));
        const alone = group.flatMap(({ verdictSql }) => rowOf(database, verdictSql));
        assert.is(together.length, group.length * verdictWidth);
        assert.equal(together, alone);
      }
    }),
    { numRuns: 50 },
  );
});

test.run();
