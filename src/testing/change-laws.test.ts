// incremental ≡ what its strategy says, over random batches; snapshots keep their laws, over random histories.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Adapter } from '../adapters/adapter.js';
import { duckdbAdapter } from '../adapters/duckdb/duckdb.js';
import { sqliteAdapter } from '../adapters/sqlite/sqlite.js';
import type { SnapshotConfig } from '../manifest/manifest.js';
import { SessionDriver, testOpenOptions } from './adapter-contract/session-driver.js';
import { ChangingTable, snapshotDefaults, sorted, strategies, type Cells, type Columns } from './change-laws.js';
import { missingDuckdb } from './servers/missing-duckdb.js';
import { createTempProject } from './temp-project.js';

interface Engine {
  readonly name: string;
  readonly adapter: Adapter;
  readonly runs: number;
  /** Why it cannot be tested here. */
  readonly missing?: string | undefined;
}

const engines: readonly Engine[] = [
  { name: 'sqlite', adapter: sqliteAdapter, runs: 15 },
  { name: 'duckdb', adapter: duckdbAdapter, runs: 3, missing: missingDuckdb },
];

function lawOf({ name, missing }: Engine, sentence: string, body: () => Promise<void>): void {
  if (missing === undefined) test(`${name}, ${sentence}`, body);
  else test.skip(`${name}, ${sentence} (${missing})`, () => {});
}

async function withTable(
  engine: Engine,
  columns: Columns,
  body: (table: ChangingTable) => Promise<void>,
): Promise<void> {
  const project = createTempProject({});
  const session = await engine.adapter.open({ path: ':memory:' }, testOpenOptions(project, { threads: 1 }));
  try {
    await body(new ChangingTable(new SessionDriver(session, project), columns));
  } finally {
    await session.close();
    project.cleanup();
  }
}

const columns: Columns = [
  ['k', 'integer'],
  ['g', 'text'],
  ['v', 'integer'],
];
const row = fc.tuple(
  fc.option(fc.integer({ min: 1, max: 5 })),
  fc.constantFrom('a', 'b', null),
  fc.integer({ min: 0, max: 9 }),
);
/** Keys differ, NULL excepted. */
const batch = fc.uniqueArray(row, { maxLength: 5, selector: ([k, , v]) => (k === null ? `null ${v}` : k) });

for (const engine of engines) {
  for (const [name, { config, next }] of Object.entries(strategies)) {
    lawOf(engine, `${name}: after any batches the table is what the strategy says, and so was the preview`, () =>
      withTable(engine, columns, (table) =>
        fc.assert(
          fc.asyncProperty(batch, fc.array(batch, { maxLength: 3 }), async (first, batches) => {
            let expected: readonly Cells[] = first;
            await table.create(first);
            for (const rows of batches) {
              await table.change(rows, config);
              expected = next(expected, rows);
              assert.equal(await table.rows(), sorted(expected));
            }
          }),
          { numRuns: engine.runs, seed: 5 },
        ),
      ),
    );
  }
}

interface SourceRow {
  readonly v: number;
  readonly at: number;
}

/** Each step: what becomes of some ids. A change gets a later time. */
const step = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('set', 'delete', 'touch'), fc.integer({ min: 0, max: 3 })),
  { maxLength: 4 },
);
const snapshotColumns: Columns = [
  ['id', 'integer'],
  ['v', 'integer'],
  ['at', 'timestamp'],
];
const day = 86_400_000;
const start = Date.UTC(2024, 0, 1);
const timeText = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

function applyStep(
  source: ReadonlyMap<number, SourceRow>,
  changes: readonly (readonly [number, string, number])[],
  time: number,
) {
  const next = new Map(source);
  for (const [id, what, v] of changes) {
    const old = next.get(id);
    if (what === 'delete') next.delete(id);
    else if (what === 'touch' && old) next.set(id, old);
    else if (old?.v !== v) next.set(id, { v, at: time });
  }
  return next;
}

interface Version {
  readonly id: number;
  readonly v: number;
  readonly from: string;
  readonly to: string | null;
  readonly isDeleted: boolean;
}

async function readVersions({ driver }: ChangingTable, hasDeleted: boolean): Promise<readonly Version[]> {
  const deleted = hasDeleted ? 'dbt_is_deleted' : "'False'";
  const rows = await driver.rows(`select id, v, dbt_valid_from, dbt_valid_to, ${deleted} from s`, ['s']);
  return rows
    .map(([id, v, from, to, flag]) => ({
      id: Number(id),
      v: Number(v),
      from: String(from).slice(0, 23),
      to: to === null || to === undefined ? null : String(to).slice(0, 23),
      isDeleted: flag === 'True',
    }))
    .sort((a, b) => a.id - b.id || (a.from < b.from ? -1 : 1));
}

function checkVersions(
  versions: readonly Version[],
  source: ReadonlyMap<number, SourceRow>,
  config: SnapshotConfig,
): void {
  for (const id of new Set(versions.map((version) => version.id))) {
    const own = versions.filter((version) => version.id === id);
    const open = own.filter(({ to }) => to === null);
    const row = source.get(id);
    if (row) {
      assert.equal(
        open.map(({ v, isDeleted }) => [v, isDeleted]),
        [[row.v, false]],
        `id ${id}`,
      );
    } else if (config.hardDeletes === 'invalidate') {
      assert.is(open.length, 0, `id ${id} is gone`);
    } else {
      assert.equal(
        open.map(({ isDeleted }) => isDeleted),
        [config.hardDeletes === 'new_record'],
        `id ${id}`,
      );
    }
    for (const [index, version] of own.entries()) {
      const successor = own[index + 1];
      if (version.to !== null) assert.ok(version.from <= version.to, `id ${id} ends before it begins`);
      if (successor) assert.ok(version.to !== null && version.to <= successor.from, `versions of ${id} overlap`);
    }
  }
  for (const id of source.keys())
    assert.ok(
      versions.some((version) => version.id === id),
      `id ${id} is missing`,
    );
}

const snapshotStrategies: readonly SnapshotConfig['strategy'][] = [
  { kind: 'timestamp', updatedAt: 'at' },
  { kind: 'check', columns: ['v'] },
];

for (const engine of engines) {
  for (const strategy of snapshotStrategies) {
    for (const hardDeletes of ['ignore', 'invalidate', 'new_record'] as const) {
      lawOf(
        engine,
        `snapshot by ${strategy.kind}, hard_deletes ${hardDeletes}: one valid version of what is there, no overlaps, no change without one`,
        () =>
          withTable(engine, snapshotColumns, (table) =>
            fc.assert(
              fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
                const config = { ...snapshotDefaults, strategy, hardDeletes };
                const relation = table.driver.relation('s');
                await table.driver.session.drop([{ relation, type: 'table' }]);
                let source: ReadonlyMap<number, SourceRow> = new Map([[1, { v: 0, at: start }]]);
                for (const [index, changes] of [[], ...steps].entries()) {
                  const time = start + index * day;
                  source = applyStep(source, changes, time);
                  const rows = [...source].map(([id, { v, at }]): Cells => [id, v, timeText(at)]);
                  await table.snapshot(rows, config, time + day / 2);
                  const versions = await readVersions(table, hardDeletes === 'new_record');
                  checkVersions(versions, source, config);
                  await table.snapshot(rows, config, time + day / 2 + 1000);
                  assert.equal(await readVersions(table, hardDeletes === 'new_record'), versions, 'running again');
                }
                const ids = await table.driver.rows('select count(*) - count(distinct dbt_scd_id) from s', ['s']);
                assert.equal(ids, [[0]]);
              }),
              { numRuns: engine.runs, seed: 5 },
            ),
          ),
      );
    }
  }
}

test.run();
