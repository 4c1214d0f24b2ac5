import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTempManifest, explainTempManifest } from '../testing/build-temp-manifest.js';
import type { NodeId, SnapshotNode } from './manifest.js';

const model = { 'models/m.sql': 'select 1 as id, 2 as v' };

async function readSnapshot(files: Readonly<Record<string, string>>, name = 's'): Promise<SnapshotNode> {
  const { nodes } = await buildTempManifest({ ...model, ...files });
  const node = nodes.get(`snapshot.shop.${name}` as NodeId);
  if (node?.resourceType !== 'snapshot') throw new Error(`no snapshot among ${[...nodes.keys()].join(', ')}`);
  return node;
}

function yaml(...config: readonly string[]): Readonly<Record<string, string>> {
  const lines = ['snapshots:', '  - name: s', "    relation: ref('m')", '    config:'];
  return { ...model, 'snapshots/folder/all.yml': [...lines, ...config.map((line) => `      ${line}`)].join('\n') };
}

test('a snapshot is a SQL file with front matter', async () => {
  const node = await readSnapshot({
    'snapshots/folder/s.sql': `---
strategy: timestamp
unique_key: id
updated_at: changed_on
hard_deletes: new_record
dbt_valid_to_current: "'9999-12-31'"
snapshot_meta_column_names: { dbt_valid_from: since }
data_tests: [{unique_combination: {columns: [id, since]}}]
---
select *, '2024-01-01' as changed_on from {{ref "m"}}`,
  });
  assert.equal(node.snapshot, {
    strategy: { kind: 'timestamp', updatedAt: 'changed_on' },
    uniqueKey: ['id'],
    hardDeletes: 'new_record',
    validToCurrent: "'9999-12-31'",
    columns: {
      validFrom: 'since',
      validTo: 'dbt_valid_to',
      scdId: 'dbt_scd_id',
      updatedAt: 'dbt_updated_at',
      isDeleted: 'dbt_is_deleted',
    },
  });
  assert.equal(node.fqn, ['shop', 'folder', 's']);
  assert.equal(
    node.refs.map((ref) => ref.node),
    ['model.shop.m'],
  );
});

test('a snapshot is an entry of YAML, in the folder of its file', async () => {
  const node = await readSnapshot(yaml('strategy: check', 'unique_key: [id, v]', 'check_cols: all'));
  assert.equal(node.snapshot.strategy, { kind: 'check', columns: 'all' });
  assert.equal(node.snapshot.uniqueKey, ['id', 'v']);
  assert.equal(node.fqn, ['shop', 'folder', 's']);
  assert.is(node.rawCode, 'select * from {{ref "m"}}');
  assert.is(node.originalFilePath, 'snapshots/folder/all.yml');
  assert.equal(
    node.refs.map((ref) => ref.node),
    ['model.shop.m'],
  );
});

test('a file and an entry of one name are one snapshot, the file last', async () => {
  const node = await readSnapshot({
    'snapshots/s.yml':
      'snapshots: [{name: s, description: kept, config: {strategy: check, check_cols: [v], unique_key: x}}]',
    'snapshots/s.sql': '{{config unique_key="id"}}select * from {{ref "m"}}',
  });
  assert.equal(node.snapshot.uniqueKey, ['id']);
  assert.is(node.description, 'kept');
  assert.is(node.patchPath, 'snapshots/s.yml');
});

test('older projects say invalidate_hard_deletes and target_schema', async () => {
  const node = await readSnapshot(
    yaml('strategy: check', 'unique_key: id', 'check_cols: [v]', 'invalidate_hard_deletes: true', 'target_schema: old'),
  );
  assert.is(node.snapshot.hardDeletes, 'invalidate');
  assert.equal(node.relation, { identifier: 's' });
});

test('other models can refer to a snapshot, and it to others', async () => {
  const { parents } = await buildTempManifest({
    ...yaml('strategy: check', 'unique_key: id', 'check_cols: all'),
    'models/after.sql': 'select * from {{ref "s"}}',
  });
  assert.equal(parents.get('model.shop.after' as NodeId), ['snapshot.shop.s']);
  assert.equal(parents.get('snapshot.shop.s' as NodeId), ['model.shop.m']);
});

test('what is wrong with a snapshot is said where it is written', async () => {
  const nothing = await explainTempManifest({ ...model, 'snapshots/s.sql': 'select * from {{ref "m"}}' });
  assert.match(nothing, /SP1045: A snapshot needs strategy and unique_key\n *╭─ snapshots\/s.sql:1:1/);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['strategy: check', 'unique_key: id'], /SP1046: The strategy check needs check_cols\n *╭─ \S+all.yml:5:7/],
    [['strategy: timestamp', 'unique_key: id'], /SP1046: The strategy timestamp needs updated_at\n/],
    [
      ['strategy: timestamp', 'unique_key: id', 'updated_at: v', 'check_cols: all'],
      /SP1047: check_cols has no meaning for the strategy timestamp\n *╭─ \S+all.yml:8:7/,
    ],
    [['strategy: custom', 'unique_key: id'], /SP1041: There is no strategy "custom"\n/],
    [
      ['strategy: check', 'unique_key: id', 'check_cols: all', 'hard_deletes: ignore', 'invalidate_hard_deletes: true'],
      /SP1047: hard_deletes and invalidate_hard_deletes cannot be used together\n/,
    ],
  ];
  for (const [config, pattern] of cases) assert.match(await explainTempManifest(yaml(...config)), pattern);
  const withoutRelation = 'snapshots: [{name: s, config: {strategy: check, check_cols: all, unique_key: id}}]';
  const text = await explainTempManifest({ ...model, 'snapshots/a.yml': withoutRelation });
  assert.match(text, 'SP1048: The snapshot "s" does not say what it is a snapshot of');
  const malformed = withoutRelation.replace('name: s,', 'name: s, relation: m,');
  const other = await explainTempManifest({ ...model, 'snapshots/a.yml': malformed });
  assert.match(other, 'SP1049: "m" names no relation');
  assert.match(other, "Write ref('model') or source('source', 'table').");
});

test.run();
