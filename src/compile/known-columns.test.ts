// Helpers that write columns out, over what a project says of its relations.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import type { Manifest } from '../manifest/manifest.js';
import { buildTempManifest, findNode } from '../testing/build-temp-manifest.js';
import { compileSelection, listProblems } from './compile-selection.js';

const files = {
  'seeds/raw.csv': 'id,name\n1,a\n',
  'seeds/_seeds.yml': 'seeds: [{name: raw, config: {on_bad_row: quarantine}}]',
  'models/s.yml': `sources: [{name: s, tables: [{name: t, columns: [{name: id}, {name: "at"}]}, {name: bare}]}]
models: [{name: strict, config: {contract: {enforced: true}}, columns: [{name: a, data_type: text}, {name: b, data_type: text}]}]`,
  'models/plain.sql': 'with x as (select id, 1 as one from {{ref "raw"}}) select *, 2 as two from x',
  'models/eph.sql': '---\nmaterialized: ephemeral\n---\nselect p.*, 3 as three from {{ref "plain"}} p',
  'models/strict.sql': 'select * from {{source "s" "bare"}}',
  'models/unclear.sql': 'select * from {{source "s" "bare"}}',
};

/** The SQL of a model `m`, or what is wrong with it. */
async function compile(sql: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const manifest: Manifest = {
    ...(await buildTempManifest({ ...files, ...more, 'models/m.sql': sql })),
    columnsOfSeed: (seed) => (seed.name === 'raw' ? ['id', 'name'] : undefined),
  };
  const { id } = findNode(manifest, 'model', 'm');
  const compilation = compileSelection(manifest, [id]);
  const compiled = compilation.compiled.nodes.get(id);
  return compiled?.sql ?? renderDiagnostics(listProblems(compilation), { color: false });
}

test('seeds, their rejected rows, sources, select lists and contracts say what columns there are', async () => {
  const star = (relation: string): Promise<string> => compile(`select {{star (${relation}) prefix="x_"}} from t`);
  assert.is(await star('ref "raw"'), 'select `id` as `x_id`, `name` as `x_name` from t');
  assert.is(
    await star('ref "raw__rejected"'),
    'select `_file` as `x__file`, `_row` as `x__row`, `raw` as `x_raw`, `reason` as `x_reason` from t',
  );
  assert.is(await star('source "s" "t"'), 'select `id` as `x_id`, `at` as `x_at` from t');
  assert.is(await star('ref "plain"'), 'select `id` as `x_id`, `one` as `x_one`, `two` as `x_two` from t');
  assert.match(
    await star('ref "eph"'),
    'select `id` as `x_id`, `one` as `x_one`, `two` as `x_two`, `three` as `x_three` from t',
  );
  assert.is(await star('ref "strict"'), 'select `a` as `x_a`, `b` as `x_b` from t');
});

test('helpers are followed through models that use them themselves', async () => {
  const sql = await compile('select {{star (ref "n") except="two"}} from {{ref "n"}}', {
    'models/n.sql': 'select {{star (ref "plain") except=(list "one")}} from {{ref "plain"}}',
  });
  assert.is(sql, 'select `id` from "n"');
  assert.is(
    await compile('{{union_relations (list (ref "raw") (source "s" "t")) include=(list "id" "at")}}'),
    'select `id` as `id`, (select `at` from "t" where 1 = 0) as `at` from "raw"\nunion all\nselect `id` as `id`, `at` as `at` from "t"',
  );
});

test('columns that nothing tells are an error at the helper', async () => {
  const text = await compile('select {{star (ref "unclear") except="a"}} from {{ref "unclear"}}');
  assert.is(
    text,
    `error SP2014: the columns of "unclear" are not known before the engine runs, and star needs them here
  ╭─ models/m.sql:1:8
1 │ select {{star (ref "unclear") except="a"}} from {{ref "unclear"}}
  │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  ╰─ name the columns in this query, or make them known: a model says them in its select list or declares them with contract: { enforced: true }, a source below columns:
`.trimEnd(),
  );
});

test.run();
