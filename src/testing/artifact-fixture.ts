// One of every kind of node, compiled and run, as the builders of artifacts get them.

import type { ArtifactInfo } from '../artifacts/artifact-info.js';
import type { Compiled } from '../compile/compiled.js';
import type { NodeResult } from '../execute/node-result.js';
import type { Manifest } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import { analysis, exposure, genericTest, model, seed, singularTest, source, tinyManifest } from './tiny-manifest.js';

export const artifactInfo: ArtifactInfo = {
  version: '0.1.0',
  invocationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  finishedAt: Date.UTC(2026, 0, 2, 3, 4, 7, 6),
  args: { which: 'build', select: ['+mart'], threads: 2n },
  adapterType: 'sqlite',
};

export const artifactManifest: Manifest = tinyManifest(
  [
    seed('raw_students', { tags: ['raw'], config: { delimiter: ';' } }),
    source('register.scores', { description: 'What was graded.' }),
    model('stg_students', {
      refs: ['raw_students'],
      path: 'models/staging/stg_students.sql',
      patchPath: 'models/schema.yml',
      meta: { owner: 'ann', rank: 5n },
      config: { pre_hook: ['select 1', { sql: 'select 2', transaction: false }] },
      columns: [
        {
          name: 'id',
          description: 'The key.',
          dataType: 'text',
          tags: ['pii'],
          meta: { pii: true },
          constraints: [{ type: 'not_null' }, { type: 'no such constraint' }],
          dataTests: [],
          place: { file: { path: 'models/schema.yml', text: '' }, start: { line: 1, column: 1 } },
        },
      ],
    }),
    model('helper', { materialized: 'ephemeral', refs: ['register.scores'] }),
    model('mart', { materialized: 'partitioned', refs: ['stg_students', 'helper', 'stg_students'], group: 'school' }),
    genericTest('unique', 'stg_students', { column: 'id' }),
    genericTest('utils.relationships', 'mart', { name: 'mart_has_scores', refs: ['register.scores'] }),
    genericTest('not_null', 'register.scores', { column: 'id', severity: 'warn' }),
    singularTest('totals', { refs: ['mart', 'register.scores'] }),
    exposure('dashboard', { refs: ['mart', 'register.scores'] }),
    analysis('how_many', { refs: ['mart'] }),
  ],
  { disabled: [model('old').node, source('register.old').node] },
);

export const artifactCompiled: Compiled = {
  nodes: new Map(
    [...artifactManifest.nodes.values()].flatMap((node) => {
      if (!('template' in node)) return [];
      const ctes = node.name === 'mart' ? [{ id: nodeId('model.shop.helper'), sql: 'select 2' }] : [];
      const compiled = { id: node.id, sql: `select '${node.name}'`, sourceMap: [], reads: [], readNodes: [], ctes };
      return [[node.id, compiled]];
    }),
  ),
};

const times = { startedAt: artifactInfo.startedAt + 100, finishedAt: artifactInfo.startedAt + 350 };

export const artifactResults: readonly NodeResult[] = [
  {
    id: nodeId('seed.shop.raw_students'),
    status: 'success',
    ...times,
    slot: 1,
    rows: 10,
    diagnostics: [],
    runSql: 'create table raw_students (id text)',
  },
  {
    id: nodeId('model.shop.mart'),
    status: 'partial success',
    ...times,
    slot: 2,
    rows: 3,
    diagnostics: [],
    partitions: [
      { key: 'Grade 9', status: 'success', rows: 3 },
      { key: null, status: 'error', message: 'no such column: x' },
    ],
    runSql: 'create table mart as select 1;\n\ninsert into mart select 2;\n',
  },
  { id: nodeId('test.shop.totals'), status: 'fail', ...times, failures: 3, diagnostics: [], message: '3 rows' },
  { id: nodeId('analysis.shop.how_many'), status: 'skipped', diagnostics: [] },
];
