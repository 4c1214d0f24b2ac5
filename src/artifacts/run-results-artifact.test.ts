import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifactCompiled, artifactInfo, artifactManifest, artifactResults } from '../testing/artifact-fixture.js';
import { nodeId } from '../manifest/node-id.js';
import { buildRunResultsArtifact } from './run-results-artifact.js';

const build = (results = artifactResults) =>
  buildRunResultsArtifact(artifactManifest, artifactCompiled, results, artifactInfo);
const [seed, mart, failed, skipped] = build().results;

test('every result has all keys of dbt’s schema, and no others', () => {
  assert.is(Object.keys(build()).join(' '), 'metadata results elapsed_time args');
  for (const result of build().results) {
    assert.is(
      Object.keys(result).join(' '),
      'unique_id status timing thread_id execution_time adapter_response message failures compiled compiled_code relation_name',
    );
  }
});

test('a run says how long it took and what was asked for', () => {
  const { metadata, elapsed_time: elapsed, args } = build();
  assert.is(metadata.dbt_schema_version, 'https://schemas.getdbt.com/dbt/run-results/v6.json');
  assert.is(elapsed, 2);
  assert.equal(args, { which: 'build', select: ['+mart'], threads: 2 });
});

test('a node that ran has its time, thread and rows', () => {
  assert.equal(seed, {
    unique_id: 'seed.shop.raw_students',
    status: 'success',
    timing: [
      { name: 'execute', started_at: '2026-01-02T03:04:05.106000Z', completed_at: '2026-01-02T03:04:05.356000Z' },
    ],
    thread_id: 'Thread-1',
    execution_time: 0.25,
    adapter_response: { _message: '10 rows', rows_affected: 10 },
    message: null,
    failures: null,
    compiled: null,
    compiled_code: null,
    relation_name: '"raw_students"',
  });
  assert.is(mart?.compiled_code, "select 'mart'");
  assert.is(mart?.thread_id, 'Thread-2');
});

test('a failing test has its count and message', () => {
  assert.equal([failed?.status, failed?.failures, failed?.message], ['fail', 3, '3 rows']);
  assert.is(failed?.relation_name, null);
});

test('a node that was never reached is listed, without times', () => {
  assert.equal([skipped?.status, skipped?.timing, skipped?.execution_time], ['skipped', [], 0]);
});

test('without a message the first diagnostic speaks', () => {
  const diagnostics = [{ code: 'SP3001', severity: 'error', message: 'no such column: x' }] as const;
  const [result] = build([{ id: nodeId('model.shop.mart'), status: 'error', diagnostics }]).results;
  assert.is(result?.message, 'no such column: x');
});

test.run();
