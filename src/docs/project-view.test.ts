import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { buildPageData } from './build-page-data.js';
import { docsManifest } from '../testing/fixtures/docs-manifest.js';
import { docsRunResults } from '../testing/fixtures/docs-run-results.js';
import { buildProjectView, compareTones, contractEdges, countTones, worstTone } from './project-view.js';
import type { PageResult, Tone } from './page-data.js';

const manifest = docsManifest();
const view = buildProjectView(buildPageData({ manifest, runResults: docsRunResults(manifest, true) }));

function at(name: string): number {
  return view.data.nodes.findIndex((node) => node.name === name);
}

function result(tone: Tone): PageResult {
  return { status: tone, tone, durationMs: 0, startMs: null, thread: '', message: '', failures: null, rows: null };
}

test('children mirror parents', () => {
  const forward = view.children.flatMap((children, parent) => children.map((child) => `${parent}>${child}`));
  const backward = view.parents.flatMap((parents, child) => parents.map((parent) => `${parent}>${child}`));
  assert.equal(forward.sort(), backward.sort());
});

test('a node fares as its own result and its tests do, whichever is worse', () => {
  assert.is(view.health[at('mart_homework_completion')], 'bad');
  assert.is(view.health[at('stg_communication')], 'bad');
  assert.is(view.health[at('dim_subject')], 'warn');
  assert.is(view.health[at('View_Student_Report_Card')], 'idle');
  assert.is(view.health[at('raw_students')], 'ok');
  assert.is(view.health[at('principal_dashboard')], null);
});

test('folders stand in the order in which data flows', () => {
  assert.equal(
    view.groups.map((group) => group.label),
    ['seeds', 'staging', 'dims', 'facts', 'marts', 'exposures'],
  );
  const names = view.groups[2]?.nodes.map((node) => view.data.nodes[node]?.name);
  assert.equal(names, ['dim_date', 'dim_student', 'dim_subject']);
});

test('edges between folders are counted, the weaker direction of a circle is left out', () => {
  const groups = [
    { label: 'a', nodes: [0, 1] },
    { label: 'b', nodes: [2, 3] },
  ];
  const edges = [
    [0, 2],
    [1, 2],
    [3, 0],
    [0, 1],
  ] as const;
  assert.equal(contractEdges(groups, edges), [{ edge: [0, 1], count: 2 }]);
});

test('the worst of results wins; none is no result', () => {
  assert.is(worstTone([result('ok'), null, result('warn')]), 'warn');
  assert.is(worstTone([result('idle'), result('ok')]), 'ok');
  assert.is(worstTone([null]), null);
  assert.equal(([null, 'ok', 'bad', 'idle', 'warn'] as const).slice().sort(compareTones), [
    'bad',
    'warn',
    'ok',
    'idle',
    null,
  ]);
});

test('results are counted by what they mean', () => {
  const counts = countTones(view.data.tests);
  assert.is(counts.bad, 1);
  assert.is(counts.warn, 1);
  assert.is(counts.ok + counts.bad + counts.warn + counts.idle + counts.none, view.data.tests.length);
});

test.run();
