import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Compiled } from '../compile/compiled.js';
import { getDialect } from '../dialects/get-dialect.js';
import type { SpEvent } from '../events/event.js';
import { buildGraph } from '../graph/build-graph.js';
import type { Manifest } from '../manifest/manifest.js';
import { buildPlan } from '../plan/build-plan.js';
import { ScriptedSession, type Script } from '../testing/scripted-session.js';
import { genericTest, model, singularTest, tinyManifest } from '../testing/tiny-manifest.js';
import type { NodeResult } from './node-result.js';
import { runPlan } from './run-plan.js';

const dialect = getDialect('sqlite');

interface Run {
  readonly session: ScriptedSession;
  readonly results: Promise<readonly NodeResult[]>;
  readonly abort: AbortController;
  readonly events: SpEvent[];
}

/** Every template is `select '<name>'`, so that scripts can tell tests apart. */
function start(manifest: Manifest, script: Script = {}, failFast = false): Run {
  const graph = buildGraph(manifest);
  const compiled: Compiled = {
    nodes: new Map(
      graph.order.map((id) => {
        const sql = `select '${manifest.nodes.get(id)?.name ?? ''}'`;
        return [id, { id, sql, sourceMap: [], reads: [], readNodes: [], ctes: [] }];
      }),
    ),
  };
  const plan = buildPlan({ manifest, graph, selected: graph.order, compiled, runId: 'r', onlyKeys: new Map() });
  const session = new ScriptedSession(dialect, script);
  const abort = new AbortController();
  const events: SpEvent[] = [];
  let clock = 0;
  const results = runPlan(plan, {
    session,
    sink: (event) => events.push(event),
    signal: abort.signal,
    failFast,
    now: () => (clock += 1),
    compiledPathOf: () => undefined,
  });
  return { session, results, abort, events };
}

const statuses = (results: readonly NodeResult[]): Record<string, string> =>
  Object.fromEntries(results.map(({ id, status }) => [id.split('.')[2] ?? id, status]));

const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

test('parents are published before their children are staged', async () => {
  const { session, results } = start(tinyManifest([model('b', { refs: ['a'], materialized: 'table' }), model('a')]));
  assert.equal(statuses(await results), { a: 'success', b: 'success' });
  assert.equal(session.log, ['stage a', 'publish a', 'stage b', 'publish b']);
});

test('a failing node is an error with the engine’s words, what is below is skipped with the cause, the rest is built', async () => {
  const manifest = tinyManifest([model('a'), model('b', { refs: ['a'] }), model('c', { refs: ['b'] }), model('other')]);
  const { results, events } = start(manifest, { failing: { a: 'no such table: x' } });
  const all = await results;
  assert.equal(statuses(all), { a: 'error', b: 'skipped', c: 'skipped', other: 'success' });
  assert.is(all.find(({ id }) => id.endsWith('.c'))?.message, 'skipped: a was not built');
  const causes = events.flatMap((event) =>
    event.kind === 'node-finished' ? (event.skippedBecauseOf?.name ?? []) : [],
  );
  assert.equal(causes, ['a', 'a']);
});

test('a failing gate keeps its node from being published', async () => {
  const manifest = tinyManifest([
    model('a', { materialized: 'table' }),
    genericTest('unique', 'a', { name: 'gate' }),
    model('b', { refs: ['a'] }),
  ]);
  const { session, results } = start(manifest, { failures: { "'gate'": 3 } });
  const all = await results;
  assert.equal(statuses(all), { a: 'error', gate: 'fail', b: 'skipped' });
  assert.is(all.find(({ id }) => id.endsWith('.a'))?.message, 'not published: 1 test failed');
  assert.equal(session.log, ['stage a', 'discard a']);
});

test('a gate of severity warn only warns', async () => {
  const manifest = tinyManifest([
    model('a', { materialized: 'table' }),
    genericTest('unique', 'a', { name: 'gate', severity: 'warn' }),
    model('b', { refs: ['a'] }),
  ]);
  const { results } = start(manifest, { failures: { "'gate'": 3 } });
  assert.equal(statuses(await results), { a: 'success', gate: 'warn', b: 'success' });
});

test('a failing test of several unrelated nodes holds back what depends on all of them', async () => {
  const manifest = tinyManifest([
    model('a'),
    model('b'),
    singularTest('t', { refs: ['a', 'b'] }),
    model('both', { refs: ['a', 'b'] }),
    model('one', { refs: ['a'] }),
  ]);
  const { results } = start(manifest, { failures: { "'t'": 1 } });
  assert.equal(statuses(await results), { a: 'success', b: 'success', t: 'fail', both: 'skipped', one: 'success' });
});

test('with publish: always a node is published before its tests, which still hold back what is below', async () => {
  const manifest = tinyManifest([
    model('a', { materialized: 'table', config: { publish: 'always' } }),
    genericTest('unique', 'a', { name: 'after' }),
    model('b', { refs: ['a'] }),
  ]);
  const { session, results } = start(manifest, { failures: { "'after'": 3 } });
  assert.equal(statuses(await results), { a: 'success', after: 'fail', b: 'skipped' });
  assert.equal(session.log, ['stage a', 'publish a']);
});

test('on_error: continue lets what is below go on, unless a test failed or with --fail-fast', async () => {
  const config = { on_error: 'continue' };
  const manifest = tinyManifest([
    model('a', { materialized: 'table', config }),
    genericTest('unique', 'a', { name: 'gate' }),
    model('b', { refs: ['a'] }),
  ]);
  const failing = { failing: { a: 'no' } };
  assert.equal(statuses(await start(manifest, failing).results), { a: 'error', gate: 'skipped', b: 'success' });
  assert.equal(statuses(await start(manifest, failing, true).results), { a: 'error', gate: 'skipped', b: 'skipped' });
  const failed = start(manifest, { failures: { "'gate'": 1 } });
  assert.equal(statuses(await failed.results), { a: 'error', gate: 'fail', b: 'skipped' });
});

test('fail-fast starts nothing more and stops what runs', async () => {
  const manifest = tinyManifest([model('a'), model('b'), model('c', { refs: ['b'] })]);
  const { results, session } = start(manifest, { failing: { a: 'no' }, held: ['b'], slots: 2 }, true);
  await turns();
  session.release('b');
  const all = await results;
  assert.equal(statuses(all), { a: 'error', b: 'skipped', c: 'skipped' });
  assert.equal(
    all.map(({ message }) => message),
    ['no', 'skipped: fail-fast after a', 'skipped: fail-fast after a'],
  );
});

test('cancelling keeps what finished and skips the rest', async () => {
  const manifest = tinyManifest([model('a'), model('b', { refs: ['a'] }), model('c', { refs: ['b'] })]);
  const { results, abort } = start(manifest, { held: ['b'] });
  await turns();
  abort.abort();
  const all = await results;
  assert.equal(statuses(all), { a: 'success', b: 'skipped', c: 'skipped' });
  assert.equal(
    all.flatMap(({ message }) => message ?? []),
    ['skipped: cancelled', 'skipped: cancelled'],
    'nobody is to blame',
  );
});

test('each selected node has exactly one result, and a child is never staged before its parents are published', async () => {
  const projects = fc
    .array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 25 })
    .map((rows) =>
      rows.map(([parents, fails], i) => ({ parents: [...new Set(i === 0 ? [] : parents.map((p) => p % i))], fails })),
    );
  await fc.assert(
    fc.asyncProperty(projects, fc.integer({ min: 1, max: 4 }), async (rows, slots) => {
      const manifest = tinyManifest(
        rows.map(({ parents }, i) => model(`m${i}`, { refs: parents.map((p) => `m${p}`) })),
      );
      const failing = Object.fromEntries(rows.flatMap(({ fails }, i) => (fails ? [[`m${i}`, 'no']] : [])));
      const { session, results } = start(manifest, { failing, slots });
      const all = await results;
      assert.is(all.length, rows.length);
      assert.is(new Set(all.map(({ id }) => id)).size, rows.length);
      assert.ok(session.mostRunning <= slots);
      const ok = new Map(all.map(({ id, status }) => [id.split('.')[2], status === 'success']));
      rows.forEach(({ parents, fails }, i) => {
        const expected = !fails && parents.every((p) => ok.get(`m${p}`));
        assert.is(ok.get(`m${i}`), expected);
        for (const p of parents) {
          const staged = session.log.indexOf(`stage m${i}`);
          assert.ok(staged < 0 || session.log.indexOf(`publish m${p}`) < staged);
        }
      });
    }),
    { numRuns: 60 },
  );
});

test.run();
