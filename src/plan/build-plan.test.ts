// The statements and the order of small real projects on sqlite.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSelection } from '../compile/compile-selection.js';
import { buildGraph } from '../graph/build-graph.js';
import type { NodeId } from '../manifest/manifest.js';
import { buildTempManifest } from '../testing/build-temp-manifest.js';
import { buildPlan } from './build-plan.js';
import type { NodePlan, Plan } from './plan.js';

async function plan(
  files: Readonly<Record<string, string>>,
  onlyKeys: ReadonlyMap<NodeId, readonly string[]> = new Map(),
): Promise<Plan> {
  const manifest = await buildTempManifest(files);
  const graph = buildGraph(manifest);
  const { compiled } = compileSelection(manifest, graph.order);
  return buildPlan({ manifest, graph, selected: graph.order, compiled, runId: 'r1', onlyKeys });
}

function find<Kind extends NodePlan['kind']>(
  { nodes }: Plan,
  kind: Kind,
  name: string,
): Extract<NodePlan, { readonly kind: Kind }> {
  const isWanted = (node: NodePlan): node is Extract<NodePlan, { readonly kind: Kind }> =>
    node.kind === kind && node.label.name === name;
  const found = [...nodes.values()].find(isWanted);
  if (found === undefined) throw new Error(`no ${kind} ${name} among ${[...nodes.keys()].join(', ')}`);
  return found;
}

test('a view is created in its place, a table aside with its indexes', async () => {
  const built = await plan({
    'models/v.sql': 'select 1 as x',
    'models/t.sql': `---
materialized: table
indexes: [{columns: [x], unique: true}]
---
select x from {{ref "v"}}`,
  });
  const view = find(built, 'view', 'v');
  assert.equal(view.label, { what: 'view', name: 'v' });
  assert.equal(
    view.task.statements.map(({ sql }) => sql),
    ['create view "v" as\nselect 1 as x'],
  );
  assert.is(view.task.select, 'select 1 as x');
  const table = find(built, 'table', 't');
  const [create, index] = table.task.statements.map(({ sql }) => sql);
  assert.match(create ?? '', /^create table .* as\nselect x from "v"$/);
  assert.match(index ?? '', /^create unique index .* on "t" \("x"\)$/);
  assert.equal(table.task.reads, [{ identifier: 'v' }]);
  assert.equal(table.waitsFor, ['model.shop.v']);
});

test('a seed brings its files and its config, with the relation of its rejected rows', async () => {
  const built = await plan({
    'seeds/s.csv': 'x\n1\n',
    'project.yml': 'seeds: {+on_bad_row: quarantine, +delimiter: ";"}\n',
  });
  const { task } = find(built, 'seed', 's');
  assert.equal([task.files.map((file) => file.pathInFolder), task.seed.delimiter], [['s.csv'], ';']);
  assert.equal([task.relation, task.rejected], [{ identifier: 's' }, { identifier: 's__rejected' }]);
});

test('ephemerals, sources, analyses and exposures are no part of a plan, but the way through them is', async () => {
  const built = await plan({
    'models/a.sql': 'select 1 as x',
    'models/e.sql': '{{config materialized="ephemeral"}}select * from {{ref "a"}}',
    'models/b.sql': 'select * from {{ref "e"}} join {{source "s" "t"}}',
    'analyses/q.sql': 'select * from {{ref "b"}}',
    'models/s.yml': `sources: [{name: s, tables: [{name: t}]}]
exposures: [{name: x, type: dashboard, owner: {name: me}, depends_on: ["ref('b')"]}]
`,
  });
  assert.equal([...built.nodes.keys()], ['model.shop.a', 'model.shop.b']);
  assert.equal(find(built, 'view', 'b').waitsFor, ['model.shop.a']);
});

test('a test counts its rows, and judges the count by its conditions', async () => {
  const built = await plan({
    'models/a.sql': 'select 1 as x',
    'models/_m.yml': `models:
  - name: a
    columns:
      - name: x
        data_tests:
          - unique: {config: {warn_if: "> 1", error_if: "> 9", fail_calc: max(n_records)}}
          - not_null: {config: {limit: 3}}
`,
  });
  const unique = find(built, 'test', 'unique_a_x');
  assert.is(
    unique.verdictSql,
    `select failures, failures > 1 as should_warn, failures > 9 as should_error
from (select max(n_records) as failures from (
${unique.rowsSql}
) sp_rows) sp_verdict`,
  );
  assert.is(unique.gatedNode, 'model.shop.a');
  assert.is(
    find(built, 'test', 'not_null_a_x').rowsSql,
    'select * from (\nselect *\nfrom "a"\nwhere `x` is null\n) sp_rows limit 3',
  );
  assert.equal(find(built, 'view', 'a').gates.length, 2);
});

test('a partitioned model keeps its gaps, and the keys that were asked for', async () => {
  const files = {
    'models/a.sql': 'select 1 as g',
    'models/p.sql': `---
materialized: partitioned
partition_by: g
indexes: [{columns: [g]}]
---
select g from {{ref "a" on="g"}}`,
  };
  const id = 'model.shop.p' as NodeId;
  const partitioned = find(await plan(files, new Map([[id, ['7', '']]])), 'partitioned', 'p');
  assert.equal(partitioned.onlyKeys, ['7', '']);
  assert.equal(
    partitioned.partition.pieces.filter(({ kind }) => kind !== 'sql'),
    [{ kind: 'predicate', column: 'g' }],
  );
  assert.match(partitioned.statements[0]?.sql ?? '', /^create index .* on "p" \("g"\)$/);
  assert.is(find(await plan(files), 'partitioned', 'p').onlyKeys, undefined);
});

test('what more hangs on starts earlier: a seed before its models, a long chain before a short one', async () => {
  const built = await plan({
    'seeds/large.csv': `x\n${'1\n'.repeat(1000)}`,
    'seeds/small.csv': 'x\n1\n',
    'models/a.sql': '{{config materialized="table"}}select * from {{ref "large"}}',
    'models/b.sql': '{{config materialized="table"}}select * from {{ref "a"}}',
    'models/c.sql': '{{config materialized="table"}}select * from {{ref "small"}}',
  });
  const byPriority = [...built.nodes.values()].sort((one, other) => other.priority - one.priority);
  assert.equal(
    byPriority.map(({ label }) => label.name),
    ['large', 'a', 'small', 'b', 'c'],
  );
});

test.run();
