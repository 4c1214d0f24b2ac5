// Data tests from YAML to exit code, on each engine that is there: verdicts, kept failures, tests of seeds, snapshots and
// sources.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineTargets, type EngineTarget } from '../engine-targets.js';
import { readTestResults, type TestResult } from '../read-test-results.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject } from '../temp-project.js';

interface OpenProject {
  readonly write: (path: string, text: string) => void;
  readonly sp: (...argv: readonly string[]) => Promise<SpRun>;
  readonly results: () => readonly TestResult[];
  /** The failing rows that a test keeps, as CSV. */
  readonly kept: (name: string) => Promise<string>;
}

async function withProject(
  { open }: EngineTarget,
  files: Readonly<Record<string, string>>,
  body: (project: OpenProject) => Promise<void>,
): Promise<void> {
  const target = await open();
  const { root, write, cleanup } = createTempProject({ 'project.yml': `name: shop\n${target.yaml}`, ...files });
  const sp = (...argv: readonly string[]): Promise<SpRun> => runSp(argv, { cwd: root });
  const kept = async (name: string): Promise<string> => {
    const relation =
      target.schema === undefined ? `dbt_test__audit__${name}` : `${target.schema}_dbt_test__audit.${name}`;
    const sql = `select * from ${relation} order by 1`;
    const { stdout, stderr } = await sp('show', '--inline', sql, '--output', 'csv', '--limit', '-1');
    return stdout === '' ? stderr : stdout.replaceAll('\r', '');
  };
  try {
    await body({ write, sp, kept, results: () => readTestResults(root) });
  } finally {
    cleanup();
    await target.close();
  }
}

const seed = { 'seeds/raw.csv': 'k,v\n1,a\n2,b\n2,c\n3,d\n3,e\n3,f\n' };

/** A model over the seed with tests of its column k, each named. */
function withTests(
  tests: Readonly<Record<string, string>>,
  model = 'select k, v from {{ref "raw"}}',
): Record<string, string> {
  const entries = Object.entries(tests).map(([name, yaml]) => {
    const [, kind = '', rest = ''] = /^(\w+):?\s*(.*)$/.exec(yaml) ?? [];
    return `          - ${kind}: {name: ${name}${rest === '' ? '' : `, ${rest}`}}`;
  });
  return {
    ...seed,
    'models/m.sql': model,
    'models/_m.yml': `models:\n  - name: m\n    columns:\n      - name: k\n        data_tests:\n${entries.join('\n')}\n`,
  };
}

/** Of two keys that come more than once: 2 and 3, with 2 and 3 records. */
const verdicts: Readonly<Record<string, readonly [yaml: string, status: string, failures: number]>> = {
  plain: ['unique', 'fail', 2],
  warns: ['unique: config: {severity: warn}', 'warn', 2],
  warns_in_capitals: ['unique: config: {severity: WARN}', 'warn', 2],
  error_above: ['unique: config: {error_if: ">2"}', 'warn', 2],
  error_at: ['unique: config: {error_if: ">=2", warn_if: ">=1"}', 'fail', 2],
  warn_above: ['unique: config: {error_if: ">2", warn_if: "> 2"}', 'pass', 2],
  only_warns: ['unique: config: {severity: warn, error_if: ">= 0", warn_if: "> 5"}', 'pass', 2],
  between: ['unique: config: {error_if: "between 2 and 4"}', 'fail', 2],
  expects_some: ['unique: config: {error_if: "= 0", warn_if: "= 0"}', 'pass', 2],
  summed: ['unique: config: {fail_calc: sum(n_records), error_if: "= 5"}', 'fail', 5],
  most: ['unique: config: {fail_calc: max(n_records), error_if: "> 3"}', 'warn', 3],
  filtered: ['unique: config: {where: "k < 3"}', 'fail', 1],
  filtered_out: ['unique: config: {where: "k = 1"}', 'pass', 0],
  limited: ['unique: config: {limit: 1}', 'fail', 1],
  limited_sum: ['unique: config: {limit: 1, fail_calc: count(*), error_if: "> 1"}', 'warn', 1],
  null_count: ['unique: config: {where: "k = 1", fail_calc: max(n_records)}', 'error', 0],
};

function check(engine: EngineTarget, title: string, body: () => Promise<void>): void {
  const name = `${engine.engine}: ${title}`;
  if (engine.missing === undefined) test(name, body);
  else test.skip(`${name} (${engine.missing})`, () => {});
}

for (const target of engineTargets) {
  check(target, 'verdicts follow the count, warn_if, error_if and severity', () =>
    withProject(
      target,
      withTests(Object.fromEntries(Object.entries(verdicts).map(([name, [yaml]]) => [name, yaml]))),
      async ({ sp, results }) => {
        const { exitCode } = await sp('build');
        assert.is(exitCode, 1);
        const found = new Map(results().map(({ name, status, failures }) => [name, [status, failures ?? 0]]));
        for (const [name, [, status, failures]] of Object.entries(verdicts)) {
          assert.equal([name, ...(found.get(name) ?? [])], [name, status, failures]);
        }
      },
    ),
  );

  check(target, 'failing rows stay in a relation of their own, new with each run', () =>
    withProject(
      target,
      withTests({
        kept: 'unique: config: {severity: warn, store_failures: true}',
        shown: 'unique: config: {severity: warn, store_failures_as: view}',
        only_counted: 'unique: config: {severity: warn, store_failures: true, store_failures_as: ephemeral}',
        passing: 'not_null: config: {store_failures: true}',
      }),
      async ({ sp, kept, write, results }) => {
        const { stderr } = await sp('build');
        assert.match(stderr, /all rows: select \* from .*dbt_test__audit.*kept/);
        assert.is(await kept('kept'), 'unique_field,n_records\n2,2\n3,3\n');
        assert.is(await kept('shown'), 'unique_field,n_records\n2,2\n3,3\n');
        assert.is(await kept('passing'), 'k,v\n');
        assert.not.match(await kept('only_counted'), /n_records/);
        write('seeds/raw.csv', 'k,v\n1,a\n1,b\n');
        await sp('build');
        assert.is(await kept('kept'), 'unique_field,n_records\n1,2\n');
        assert.is(await kept('shown'), 'unique_field,n_records\n1,2\n');
        await sp('test');
        assert.is(await kept('kept'), 'unique_field,n_records\n1,2\n');
        const statuses = new Map(results().map(({ name, status }) => [name, status]));
        assert.equal([statuses.get('kept'), statuses.get('shown'), statuses.get('passing')], ['warn', 'warn', 'pass']);
      },
    ),
  );

  check(target, 'rows that were never published are kept, as a table', () =>
    withProject(
      target,
      withTests({
        kept: 'unique: config: {store_failures: true}',
        shown: 'unique: config: {store_failures_as: view}',
      }),
      async ({ sp, kept }) => {
        assert.is((await sp('build')).exitCode, 1);
        for (const name of ['kept', 'shown']) {
          assert.is(await kept(name), 'unique_field,n_records\n2,2\n3,3\n');
        }
      },
    ),
  );

  check(target, 'rows of partitions are kept before the partitions are thrown away', () =>
    withProject(
      target,
      withTests(
        { kept: 'unique: config: {store_failures: true}', lost: 'accepted_range: max_value: 0' },
        '---\nmaterialized: partitioned\npartition_by: v\n---\nselect k, v from {{ref "raw" on="v"}}',
      ),
      async ({ sp, kept }) => {
        const { stderr } = await sp('build');
        assert.is(await kept('kept'), 'unique_field,n_records\n2,2\n3,3\n');
        assert.match(stderr, '  + 1 more row, gone with what was not published: store_failures: true keeps them\n');
      },
    ),
  );

  check(target, 'an error of one test is its own: tests that share its scan keep their verdicts', () =>
    withProject(
      target,
      withTests({
        good: 'not_null',
        bad: 'accepted_range: min_value: no_such_column',
        found: 'accepted_range: max_value: 2',
      }),
      async ({ sp, results }) => {
        assert.is((await sp('build')).exitCode, 1);
        assert.equal(
          results().map(({ name, status, failures }) => [name, status, failures]),
          [
            ['bad', 'error', null],
            ['found', 'fail', 3],
            ['good', 'pass', 0],
          ],
        );
      },
    ),
  );
}

const [sqlite] = engineTargets;
if (sqlite) {
  check(sqlite, 'seeds, snapshots and sources are tested like models, with defaults of a test of one’s own', () =>
    withProject(
      sqlite,
      {
        ...seed,
        'models/m.sql': 'select k, v from {{ref "raw"}}',
        'models/_all.yml': `seeds: [{name: raw, columns: [{name: k, data_tests: [{at_most: {limit_value: 2}}]}]}]
sources: [{name: own, tables: [{name: t, identifier: m, columns: [{name: k, data_tests: [{at_most: {config: {severity: error}}}]}]}]}]
snapshots:
  - {name: s, relation: "ref('raw')", config: {strategy: check, check_cols: all, unique_key: v}, columns: [{name: k, data_tests: [at_most]}]}
`,
        'tests/generic/at_most.sql': `{{#test "at_most" limit_value=1 as |model column|}}
{{config severity="warn"}}
select * from {{model}} where {{column}} > {{limit_value}}
{{/test}}`,
      },
      async ({ sp, results }) => {
        await sp('build', '--exclude', 'source:own');
        assert.is((await sp('test')).exitCode, 1);
        assert.equal(
          results()
            .map(({ name, status, failures }) => [name, status, failures])
            .sort((a, b) => String(a).localeCompare(String(b))),
          [
            ['at_most_raw_k__2', 'warn', 3],
            ['at_most_s_k', 'warn', 5],
            ['source_at_most_own_t_k', 'fail', 5],
          ],
        );
      },
    ),
  );

  check(sqlite, '--indirect-selection says which tests come along', () =>
    withProject(
      sqlite,
      {
        ...withTests({ own: 'not_null', shared: "relationships: to: ref('other'), field: k" }),
        'models/other.sql': 'select k from {{ref "raw"}}',
      },
      async ({ sp }) => {
        const listed = async (...argv: readonly string[]): Promise<string> =>
          (await sp('ls', '--resource-type', 'test', '--output', 'name', ...argv)).stdout;
        const modes = ['eager', 'cautious', 'buildable', 'empty'];
        const found = await Promise.all(modes.map((mode) => listed('--select', 'm', '--indirect-selection', mode)));
        assert.equal(found, ['own\nshared\n', 'own\n', 'own\n', '']);
        assert.is(await listed('--select', 'm', 'other', '--indirect-selection', 'cautious'), 'own\nshared\n');
      },
    ),
  );
}

test.run();
