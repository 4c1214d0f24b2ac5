// One project with every strategy and every kind of snapshot gives the same tables on every engine, three runs long.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineTargets, type EngineTarget } from '../engine-targets.js';
import { runSp } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const model = (config: string, columns = 'k, v, day'): string =>
  `---\nmaterialized: incremental\n${config}\n---\nselect ${columns} from {{ref "raw"}}`;
const snapshot = (config: string): string => `---\n${config}\n---\nselect * from {{ref "raw"}}`;
const more = 'k, v, day{{var "more" ""}}';

const models: Readonly<Record<string, string>> = {
  m_append: model('tags: []'),
  m_delete: model(
    'unique_key: k\nincremental_predicates: [DBT_INTERNAL_DEST.k > 0, DBT_INTERNAL_SOURCE.k > 0]\non_schema_change: sync_all_columns',
    more,
  ),
  m_delete_by_expression: model('unique_key: [lower(v), k]'),
  m_merge: model(
    'unique_key: k\nincremental_strategy: merge\nmerge_exclude_columns: day\non_schema_change: append_new_columns',
    more,
  ),
  m_merge_by_expression: model('unique_key: lower(v)\nincremental_strategy: merge'),
  m_overwrite: model('incremental_strategy: insert_overwrite\npartition_by: day'),
  m_overwrite_all: model('incremental_strategy: insert_overwrite\nincremental_predicates: DBT_INTERNAL_DEST.k < 3'),
  m_batches: model('incremental_strategy: microbatch\nevent_time: day\nbegin: 2024-09-01\nbatch_size: day'),
};

const snapshots: Readonly<Record<string, string>> = Object.fromEntries(
  ['ignore', 'invalidate', 'new_record'].flatMap((mode) => [
    [`t_${mode}`, snapshot(`strategy: timestamp\nunique_key: k\nupdated_at: day\nhard_deletes: ${mode}`)],
    [`c_${mode}`, snapshot(`strategy: check\nunique_key: [k, lower(v)]\ncheck_cols: all\nhard_deletes: ${mode}`)],
  ]),
);

const runs: readonly { readonly raw: string; readonly flags?: readonly string[] }[] = [
  { raw: 'k,v,day\n1,a,2024-09-01\n2,b,2024-09-02\n3,c,2024-09-02\n' },
  { raw: 'k,v,day\n2,B,2024-09-03\n4,d,2024-09-03\n' },
  { raw: 'k,v,day\n2,B,2024-09-03\n1,a,2024-09-01\n', flags: ['--vars', '{more: ", 5 as more"}'] },
];

async function buildAll(target: EngineTarget): Promise<readonly string[]> {
  const opened = await target.open();
  const project = createTempProject({
    'project.yml': `name: shop\n${opened.yaml}`,
    'seeds/raw.yml': 'seeds: [{name: raw, config: {event_time: day}}]',
    ...Object.fromEntries(Object.entries(models).map(([name, text]) => [`models/${name}.sql`, text])),
    ...Object.fromEntries(Object.entries(snapshots).map(([name, text]) => [`snapshots/${name}.sql`, text])),
  });
  try {
    for (const { raw, flags = [] } of runs) {
      project.write('seeds/raw.csv', raw);
      const run = await runSp(['build', ...flags], { cwd: project.root });
      assert.is(run.exitCode, 0, run.stderr);
    }
    return await readAll(project);
  } finally {
    project.cleanup();
    await opened.close();
  }
}

/** Every row of every relation as one text; wall-clock times are `now`. */
async function readAll(project: TempProject): Promise<readonly string[]> {
  const text = (column: string): string => `coalesce({{cast "${column}" "text"}}, '-')`;
  const select = (name: string, columns: readonly string[]): string =>
    `select '${name} ' || ${columns.map(text).join(" || ' ' || ")} as line from {{ref "${name}"}}`;
  const versions = ['k', 'v', 'dbt_valid_from', 'dbt_valid_to'];
  const sql = [
    ...Object.keys(models).map((name) =>
      select(name, name === 'm_delete' || name === 'm_merge' ? ['k', 'v', 'day', 'more'] : ['k', 'v', 'day']),
    ),
    ...Object.keys(snapshots).map((name) =>
      select(name, name.endsWith('new_record') ? [...versions, 'dbt_is_deleted'] : versions),
    ),
  ].join('\nunion all\n');
  const run = await runSp(['show', '--inline', sql, '--limit', '-1', '--output', 'json'], { cwd: project.root });
  assert.is(run.exitCode, 0, run.stderr);
  const rows = JSON.parse(run.stdout) as readonly { readonly line: string }[];
  const now = /\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?/g;
  return rows.map(({ line }) => line.replaceAll(now, 'now')).sort();
}

const sqlite = engineTargets.find(({ engine }) => engine === 'sqlite');
if (sqlite === undefined) throw new Error('sqlite is always there');
const onSqlite = await buildAll(sqlite);

test('sqlite has every row once', () => {
  assert.ok(onSqlite.includes('m_merge 1 a 2024-09-01 5'), onSqlite.join('\n'));
  assert.ok(onSqlite.includes('m_delete 3 c 2024-09-02 -'));
  assert.ok(onSqlite.includes('t_ignore 2 b 2024-09-02 2024-09-03'));
  assert.ok(onSqlite.includes('t_new_record 1 a now - False'));
  assert.is(onSqlite.filter((line) => line.startsWith('t_new_record 3 c')).length, 2);
});

for (const target of engineTargets) {
  if (target === sqlite) continue;
  const sentence = `${target.engine} gives the same tables as sqlite`;
  if (target.missing !== undefined) {
    test.skip(`${sentence} (${target.missing})`, () => {});
    continue;
  }
  test(sentence, async () => {
    assert.is((await buildAll(target)).join('\n'), onSqlite.join('\n'));
  });
}

test.run();
