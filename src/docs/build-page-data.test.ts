import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { buildPageData, toTone } from './build-page-data.js';
import type { DocsManifest, DocsNode, DocsRunResults } from './docs-input.js';
import type { PageData } from './page-data.js';

const seed: DocsNode = {
  unique_id: 'seed.p.raw',
  name: 'raw',
  resource_type: 'seed',
  config: { materialized: 'seed' },
};
const model: DocsNode = {
  unique_id: 'model.p.stg',
  name: 'stg',
  resource_type: 'model',
  package_name: 'p',
  original_file_path: 'models/staging/stg.sql',
  relation_name: '"stg"',
  description: 'Clean.',
  tags: ['b', 'a', 'b'],
  config: {
    materialized: 'table',
    enabled: true,
    tags: ['b'],
    meta: {},
    unique_key: ['x', 'y'],
    contract: { enforced: true },
    access: 'protected',
    deep: [{ a: [1] }],
  },
  columns: { id: { name: 'id', data_type: 'integer', description: 'Key.' } },
  raw_code: '\nselect 1\n',
  compiled_code: 'select 1',
  depends_on: { nodes: ['seed.p.raw', 'model.gone.x', 'model.p.stg'] },
};
const unique: DocsNode = {
  unique_id: 'test.p.unique_stg_id.1',
  name: 'unique_stg_id',
  resource_type: 'test',
  config: { severity: 'WARN' },
  test_metadata: { name: 'unique', kwargs: { column_name: 'ID', model: '{{x}}' } },
  attached_node: 'model.p.stg',
  column_name: 'ID',
  depends_on: { nodes: ['model.p.stg'] },
};
const singular: DocsNode = {
  unique_id: 'test.p.all_there',
  name: 'all_there',
  resource_type: 'test',
  depends_on: { nodes: ['model.p.stg', 'seed.p.raw'] },
};

function manifestOf(...nodes: readonly DocsNode[]): DocsManifest {
  return {
    metadata: { project_name: 'p', adapter_type: 'sqlite' },
    nodes: Object.fromEntries(nodes.map((node) => [node.unique_id, node])),
  };
}

function nodeOf(data: PageData, id: string) {
  const node = data.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
}

test('nodes know their parents by position; edges to nothing and to themselves are dropped', () => {
  const data = buildPageData({ manifest: manifestOf(seed, model) });
  assert.equal(
    data.nodes.map((node) => node.id),
    ['model.p.stg', 'seed.p.raw'],
  );
  assert.equal(nodeOf(data, 'model.p.stg').parents, [1]);
});

test('parent_map wins over depends_on', () => {
  const manifest = { ...manifestOf(seed, model), parent_map: { 'model.p.stg': [] } };
  assert.equal(nodeOf(buildPageData({ manifest }), 'model.p.stg').parents, []);
});

test('texts are trimmed, tags sorted and unique, settings that say nothing left out', () => {
  const node = nodeOf(buildPageData({ manifest: manifestOf(model) }), 'model.p.stg');
  assert.is(node.rawCode, 'select 1');
  assert.equal(node.tags, ['a', 'b']);
  assert.is(node.materialized, 'table');
  assert.equal(node.config, [
    { key: 'contract', value: 'enforced: true' },
    { key: 'deep', value: '[{"a":[1]}]' },
    { key: 'unique_key', value: 'x, y' },
  ]);
});

test('a generic test belongs to its node and its column, whatever the case', () => {
  const data = buildPageData({ manifest: manifestOf(seed, model, unique, singular) });
  const node = nodeOf(data, 'model.p.stg');
  assert.equal(
    node.columns.map(({ name, tests }) => [name, tests]),
    [['id', [1]]],
  );
  assert.equal(
    data.tests.map(({ kind, severity }) => [kind, severity]),
    [
      ['singular', 'error'],
      ['unique', 'warn'],
    ],
  );
});

test('a singular test is listed with every node it reads', () => {
  const data = buildPageData({ manifest: manifestOf(seed, model, unique, singular) });
  assert.equal(nodeOf(data, 'seed.p.raw').tests, [0]);
  assert.equal(nodeOf(data, 'model.p.stg').tests, [0, 1]);
  assert.is(data.tests[0]?.node, null);
});

test('a generic test without attached node is about the one node that it reads, as on sources', () => {
  const source: DocsNode = { unique_id: 'source.p.s.t', name: 't', source_name: 's', resource_type: 'source' };
  const onSource: DocsNode = { ...unique, attached_node: null, depends_on: { nodes: ['source.p.s.t'] } };
  const data = buildPageData({ manifest: { ...manifestOf(onSource), sources: { [source.unique_id]: source } } });
  assert.is(data.tests[0]?.node, 0);
  assert.is(data.nodes[0]?.name, 's.t');
});

test('a column that only a test names is shown, marked as undeclared', () => {
  const bare: DocsNode = { ...model, columns: {} };
  const node = nodeOf(buildPageData({ manifest: manifestOf(bare, unique) }), 'model.p.stg');
  assert.equal(
    node.columns.map(({ name, isDeclared }) => [name, isDeclared]),
    [['ID', false]],
  );
});

test('results carry times from the start of the run, rows and what the status means', () => {
  const runResults: DocsRunResults = {
    metadata: { generated_at: '2025-01-01T00:00:09Z' },
    elapsed_time: 9.5,
    args: { which: 'build' },
    results: [
      result('seed.p.raw', 'success', '2025-01-01T00:00:01.000Z', { rows_affected: 7 }),
      result('model.p.stg', 'error', '2025-01-01T00:00:02.250Z', {}),
      result('model.p.gone', 'success', '2025-01-01T00:00:00.500Z', {}),
    ],
  };
  const data = buildPageData({ manifest: manifestOf(seed, model, unique), runResults });
  assert.equal(data.run, { command: 'build', finishedAt: '2025-01-01T00:00:09Z', elapsedMs: 9500, strayResults: 1 });
  assert.equal(nodeOf(data, 'seed.p.raw').result, {
    status: 'success',
    tone: 'ok',
    durationMs: 1500,
    startMs: 500,
    thread: 't1',
    message: '',
    failures: null,
    rows: 7,
  });
  assert.is(nodeOf(data, 'model.p.stg').result?.startMs, 1750);
  assert.is(data.tests[0]?.result, null);
});

function result(unique_id: string, status: string, started_at: string, adapter_response: object) {
  return {
    unique_id,
    status,
    execution_time: 1.5,
    thread_id: 't1',
    timing: [{ name: 'execute', started_at }],
    adapter_response,
  };
}

test('every status of dbt means something, unknown ones nothing bad', () => {
  assert.equal(
    ['success', 'pass', 'warn', 'fail', 'error', 'partial success', 'skipped', 'no-op', 'reused', 'unchanged'].map(
      toTone,
    ),
    ['ok', 'ok', 'warn', 'bad', 'bad', 'bad', 'idle', 'idle', 'idle', 'idle'],
  );
});

test('a node hidden from the docs keeps its place but none of its content', () => {
  const node = nodeOf(
    buildPageData({ manifest: manifestOf(seed, { ...model, docs: { show: false } }) }),
    'model.p.stg',
  );
  assert.ok(node.isHidden);
  assert.equal([node.description, node.rawCode, node.compiledCode, node.columns, node.config], ['', '', '', [], []]);
  assert.equal(node.parents, [1]);
});

test('exposures show what they are, who owns them and where they are', () => {
  const exposure: DocsNode = {
    unique_id: 'exposure.p.board',
    name: 'board',
    resource_type: 'exposure',
    type: 'dashboard',
    url: 'https://example.org',
    owner: { email: 'a@b' },
    depends_on: { nodes: ['model.p.stg'] },
  };
  const data = buildPageData({ manifest: { ...manifestOf(model), exposures: { x: exposure } } });
  assert.equal(data.nodes[0]?.config, [
    { key: 'owner', value: 'email: a@b' },
    { key: 'type', value: 'dashboard' },
    { key: 'url', value: 'https://example.org' },
  ]);
  assert.equal(data.nodes[0]?.parents, [1]);
});

test('no manifest is an empty project, and the order of the manifest does not matter', () => {
  assert.equal(buildPageData({ manifest: null }), {
    project: { name: 'Project', engine: '', overview: '', generatedAt: '', isCompiled: false },
    nodes: [],
    tests: [],
    run: null,
  });
  const [a, b] = [manifestOf(seed, model, unique, singular), manifestOf(singular, unique, model, seed)];
  assert.equal(buildPageData({ manifest: a }), buildPageData({ manifest: b }));
});

test('the overview block of the project itself introduces it', () => {
  const docs = {
    a: { name: '__overview__', package_name: 'dependency', block_contents: 'Theirs' },
    b: { name: '__overview__', package_name: 'p', block_contents: 'Ours' },
  };
  assert.is(buildPageData({ manifest: { ...manifestOf(), docs } }).project.overview, 'Ours');
});

test.run();
