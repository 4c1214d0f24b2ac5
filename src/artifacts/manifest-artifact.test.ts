import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifactCompiled, artifactInfo, artifactManifest } from '../testing/artifact-fixture.js';
import { model, tinyManifest } from '../testing/tiny-manifest.js';
import type { MacroDefinition } from '../template/template.js';
import { buildManifestArtifact, type ManifestArtifact } from './manifest-artifact.js';

const artifact = buildManifestArtifact(artifactManifest, artifactCompiled, artifactInfo);
const parsed: ManifestArtifact = JSON.parse(JSON.stringify(artifact));
const keysOf = (value: object | undefined): string => Object.keys(value ?? {}).join(' ');

// The lists are those of dbt's JSON Schema, which allows nothing else (`config` and `meta` excepted).
const topKeys =
  'metadata nodes sources macros docs exposures metrics groups selectors disabled parent_map child_map group_map saved_queries semantic_models unit_tests';
const names = 'database schema name resource_type package_name path original_file_path unique_id fqn alias checksum';
const parts =
  'config tags description columns meta group docs patch_path build_path unrendered_config relation_name raw_code doc_blocks';
const templated =
  'language refs sources metrics functions depends_on compiled_path compiled compiled_code extra_ctes_injected extra_ctes contract';

test('all parts that dbt requires are there, and no others', () => {
  assert.is(keysOf(parsed), topKeys);
  assert.is(
    keysOf(parsed.metadata),
    'dbt_schema_version dbt_version generated_at invocation_id invocation_started_at env project_name project_id user_id send_anonymous_usage_stats adapter_type quoting run_started_at',
  );
  assert.is(
    keysOf(parsed.nodes['model.shop.mart']),
    `${names} ${parts} ${templated} access constraints version latest_version deprecation_date primary_key time_spine`,
  );
  assert.is(keysOf(parsed.nodes['seed.shop.raw_students']), `${names} ${parts} root_path depends_on`);
  assert.is(keysOf(parsed.nodes['analysis.shop.how_many']), `${names} ${parts} ${templated}`);
  assert.is(keysOf(parsed.nodes['test.shop.totals']), `${names} ${parts} ${templated}`);
  assert.is(
    keysOf(parsed.nodes['test.shop.unique_stg_students_id.0123456789']),
    `${names} ${parts} ${templated} column_name file_key_name attached_node test_metadata`,
  );
  assert.is(
    keysOf(parsed.sources['source.shop.register.scores']),
    'database schema name resource_type package_name path original_file_path unique_id fqn source_name source_description loader identifier quoting loaded_at_field loaded_at_query freshness external description columns meta source_meta tags config patch_path unrendered_config relation_name unrendered_database unrendered_schema doc_blocks',
  );
  assert.is(
    keysOf(parsed.exposures['exposure.shop.dashboard']),
    'name resource_type package_name path original_file_path unique_id fqn type owner description label maturity meta tags config unrendered_config url depends_on refs sources metrics',
  );
});

test('every node is in its table, sorted by id, and in both maps', () => {
  assert.equal(Object.keys(parsed.nodes), Object.keys(parsed.nodes).sort());
  const all = [...Object.keys(parsed.nodes), ...Object.keys(parsed.sources), ...Object.keys(parsed.exposures)].sort();
  assert.equal(all, [...artifactManifest.nodes.keys()].sort());
  assert.equal(Object.keys(parsed.parent_map ?? {}).sort(), all);
  assert.equal(Object.keys(parsed.child_map ?? {}).sort(), all);
  assert.equal(parsed.parent_map?.['model.shop.mart'], ['model.shop.helper', 'model.shop.stg_students']);
  assert.equal(parsed.child_map?.['source.shop.register.scores'], [
    'exposure.shop.dashboard',
    'model.shop.helper',
    'test.shop.mart_has_scores.0123456789',
    'test.shop.not_null_register_scores_id.0123456789',
    'test.shop.totals',
  ]);
  assert.equal(parsed.group_map, { school: ['model.shop.mart'] });
  assert.equal(Object.keys(parsed.disabled ?? {}), ['model.shop.old', 'source.shop.register.old']);
});

test('the metadata name the schema, the project and the run', () => {
  const { metadata } = parsed;
  assert.is(metadata.dbt_schema_version, 'https://schemas.getdbt.com/dbt/manifest/v12.json');
  assert.is(metadata.dbt_version, '1.12.0+sp.0.1.0');
  assert.is(metadata.generated_at, '2026-01-02T03:04:07.006000Z');
  assert.is(metadata.invocation_started_at, '2026-01-02T03:04:05.006000Z');
  assert.is(metadata.project_name, 'shop');
  assert.is(metadata.adapter_type, 'sqlite');
});

test('a model has its SQL as written and as compiled, and what it refers to once', () => {
  const mart = parsed.nodes['model.shop.mart'];
  assert.is(mart?.relation_name, '"mart"');
  assert.match(mart?.raw_code ?? '', '{{ref "helper"}}');
  assert.is(mart?.compiled_code, "select 'mart'");
  assert.is(mart?.compiled_path, 'target/compiled/shop/models/mart.sql');
  assert.equal(mart?.refs, [
    { name: 'stg_students', package: null, version: null },
    { name: 'helper', package: null, version: null },
  ]);
  assert.equal(mart?.depends_on, { macros: [], nodes: ['model.shop.helper', 'model.shop.stg_students'] });
  assert.equal(mart?.extra_ctes, [{ id: 'model.shop.helper', sql: 'select 2' }]);
  assert.is(mart?.group, 'school');
  assert.is(mart?.config?.['materialized'], 'partitioned');
  assert.is(parsed.nodes['model.shop.helper']?.relation_name, null);
});

test('config holds dbt’s defaults, then what was said; hooks have dbt’s form and name', () => {
  const stg = parsed.nodes['model.shop.stg_students'];
  assert.equal(stg?.config?.['pre-hook'], [
    { sql: 'select 1', transaction: true, index: null },
    { sql: 'select 2', transaction: false, index: null },
  ]);
  assert.not.ok('pre_hook' in (stg?.config ?? {}));
  assert.equal(stg?.config?.['post-hook'], []);
  assert.equal(stg?.meta, { owner: 'ann', rank: 5 });
  assert.is(parsed.nodes['seed.shop.raw_students']?.config?.['delimiter'], ';');
  assert.is(stg?.patch_path, 'shop://models/schema.yml');
});

test('columns keep descriptions, tags and meta, and constraints that dbt knows', () => {
  assert.equal(parsed.nodes['model.shop.stg_students']?.columns?.['id'], {
    name: 'id',
    description: 'The key.',
    meta: { pii: true },
    data_type: 'text',
    constraints: [
      {
        type: 'not_null',
        name: null,
        expression: null,
        warn_unenforced: true,
        warn_unsupported: true,
        to: null,
        to_columns: [],
      },
    ],
    quote: null,
    config: { meta: { pii: true }, tags: ['pii'] },
    tags: ['pii'],
    granularity: null,
    doc_blocks: [],
  });
});

test('a generic test says what it tests, a test of a source by name only', () => {
  const unique = parsed.nodes['test.shop.unique_stg_students_id.0123456789'];
  assert.is(unique?.attached_node, 'model.shop.stg_students');
  assert.is(unique?.column_name, 'id');
  assert.is(unique?.['file_key_name'], 'models.stg_students');
  assert.equal(unique?.test_metadata, {
    name: 'unique',
    kwargs: { column_name: 'id', model: '{{ref "stg_students"}}' },
    namespace: null,
  });
  assert.equal(unique?.depends_on?.macros, ['macro.sp.test_unique']);
  assert.equal(unique?.checksum, { name: 'none', checksum: '' });
  assert.is(unique?.compiled_path, 'target/compiled/shop/models/schema.yml/unique_stg_students_id.sql');

  const notNull = parsed.nodes['test.shop.not_null_register_scores_id.0123456789'];
  assert.is(notNull?.attached_node, null);
  assert.is(notNull?.['file_key_name'], 'sources.register');
  assert.equal(notNull?.sources, [['register', 'scores']]);
  assert.is(notNull?.config?.['severity'], 'WARN');

  const related = parsed.nodes['test.shop.mart_has_scores.0123456789'];
  assert.equal(related?.refs, [{ name: 'mart', package: null, version: null }]);
  assert.equal(related?.sources, [['register', 'scores']]);
  assert.is(related?.test_metadata?.['namespace'], 'utils');
});

test('an exposure has its owner and what it depends on', () => {
  const dashboard = parsed.exposures['exposure.shop.dashboard'];
  assert.is(dashboard?.type, 'dashboard');
  assert.equal(dashboard?.owner, { email: null, name: 'Head teacher' });
  assert.equal(dashboard?.depends_on?.nodes, ['model.shop.mart', 'source.shop.register.scores']);
});

test('macros are listed under dbt’s ids', () => {
  const base = { parameters: [], template: { ...templateOf('x') }, text: '{{#macro "x"}}{{/macro}}' };
  const place = { file: { path: 'macros/x.sql', text: '' }, start: { line: 1, column: 1 } };
  const macro: MacroDefinition = { ...base, kind: 'macro', name: 'x', package: 'shop', place };
  const unique: MacroDefinition = { ...base, kind: 'test', name: 'unique', package: 'sp', place };
  const manifest = tinyManifest([model('a')], {
    macros: new Map([
      ['x', macro],
      ['unique', unique],
    ]),
  });
  const { macros } = buildManifestArtifact(manifest, undefined, artifactInfo);
  assert.equal(Object.keys(macros), ['macro.shop.x', 'macro.sp.test_unique']);
  assert.is(macros['macro.shop.x']?.macro_sql, '{{#macro "x"}}{{/macro}}');
  assert.is(macros['macro.sp.test_unique']?.name, 'test_unique');
});

test('without compiled SQL nothing is compiled', () => {
  const { nodes } = buildManifestArtifact(artifactManifest, undefined, artifactInfo);
  const mart = nodes['model.shop.mart'];
  assert.equal([mart?.compiled, mart?.compiled_code, mart?.compiled_path], [false, null, null]);
});

test('secrets of the environment are masked, in SQL, descriptions and config', () => {
  const manifest = tinyManifest([
    model('a', { description: 'uses hunter22', config: { note: 'hunter22' }, meta: { deep: ['hunter22'] } }),
  ]);
  const withSecret = { ...manifest, project: { ...manifest.project, env: { MY_TOKEN: 'hunter22' } } };
  const [id] = manifest.nodes.keys();
  const compiled = {
    nodes: new Map(
      id === undefined
        ? []
        : [[id, { id, sql: "select 'hunter22'", sourceMap: [], reads: [], readNodes: [], ctes: [] }]],
    ),
  };
  const text = JSON.stringify(buildManifestArtifact(withSecret, compiled, artifactInfo));
  assert.not.match(text, 'hunter22');
  assert.match(text, "select '*****'");
});

test('the same inputs give the same bytes, whatever the order of the manifest', () => {
  const reversed = { ...artifactManifest, nodes: new Map([...artifactManifest.nodes].reverse()) };
  assert.is(JSON.stringify(buildManifestArtifact(reversed, artifactCompiled, artifactInfo)), JSON.stringify(artifact));
});

function templateOf(name: string): MacroDefinition['template'] {
  const node = model(name).node;
  if (!('template' in node)) throw new Error('a model has a template');
  return node.template;
}

test.run();
