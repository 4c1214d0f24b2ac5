import { closeSync, copyFileSync, existsSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../../testing/temp-project.js';
import { CheckpointGuard, mendDatabase, rescuePath } from './checkpoint-guard.js';
import { Connection } from './connection.js';
import { loadDriver, type Driver } from './driver.js';

const place = { file: { path: 'project.yml', text: '' }, start: { line: 1, column: 1 } };
const driver: Driver | undefined = await loadDriver(place).catch(() => undefined);

function duckdbTest(name: string, body: (path: string, folder: string, engine: Driver) => Promise<void>): void {
  if (driver === undefined) return test.skip(`${name} (@duckdb/node-api is not installed)`, () => {});
  test(name, async () => {
    const project = createTempProject({});
    try {
      await body(join(project.root, 'w.duckdb'), project.root, driver);
    } finally {
      project.cleanup();
    }
  });
}

async function withConnection<T>(
  engine: Driver,
  path: string,
  body: (connection: Connection) => Promise<T>,
): Promise<T> {
  const instance = await engine.DuckDBInstance.create(path, {});
  const connection = new Connection(await instance.connect());
  await connection.run('pragma disable_checkpoint_on_shutdown');
  try {
    return await body(connection);
  } finally {
    connection.close();
    instance.closeSync();
  }
}

const countRows = (engine: Driver, path: string): Promise<unknown> =>
  withConnection(engine, path, (connection) =>
    connection.value('select count(*) from t union all select count(*) from u order by 1'),
  );

/** A database with a checkpoint of one table and another one in the log. */
async function prepare(engine: Driver, path: string): Promise<void> {
  await withConnection(engine, path, async (connection) => {
    await connection.run('create table t as select i from range(1000) r(i)');
    await connection.run('checkpoint');
    await connection.run('create table u as select i from range(500) r(i)');
  });
}

/** As a process leaves the file that dies in the middle of writing the metadata again. */
async function dieInCheckpoint(engine: Driver, path: string): Promise<void> {
  await withConnection(engine, path, async (connection) => {
    const guard = new CheckpointGuard(path);
    const dying = new Proxy(connection, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (key === 'run') return () => Promise.reject(new Error('killed'));
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await guard.checkpoint(dying).catch(() => undefined);
    guard.close();
  });
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096, 0xab), 0, 4096, 12_288 + 8192);
  closeSync(file);
}

duckdbTest(
  'a file that a dying checkpoint tore is put right, and the log has the rest',
  async (path, folder, engine) => {
    await prepare(engine, path);
    await dieInCheckpoint(engine, path);
    const error = await countRows(engine, path).catch((reason: unknown) => reason);
    assert.match(error instanceof Error ? error.message : '', 'Corrupt database file');
    mendDatabase(path);
    assert.is(await countRows(engine, path), 500);
    assert.equal(readdirSync(folder).sort(), ['w.duckdb', 'w.duckdb.wal']);
  },
);

duckdbTest(
  'a checkpoint that came to its end leaves nothing, and is not undone when its blocks are still there',
  async (path, _, engine) => {
    await prepare(engine, path);
    await dieInCheckpoint(engine, path);
    copyFileSync(rescuePath(path), `${path}.copy`);
    mendDatabase(path);
    await withConnection(engine, path, async (connection) => {
      const guard = new CheckpointGuard(path);
      await guard.checkpoint(connection);
      guard.close();
    });
    assert.not.ok(existsSync(rescuePath(path)) || existsSync(`${path}.wal`));
    copyFileSync(`${path}.copy`, rescuePath(path));
    mendDatabase(path);
    assert.not.ok(existsSync(rescuePath(path)));
    assert.is(await countRows(engine, path), 500);
  },
);

duckdbTest(
  'a file whose making was interrupted is made anew, a file of somebody else is left alone',
  async (path, _, engine) => {
    for (const left of [Buffer.alloc(0), Buffer.alloc(4096)]) {
      if (left.length > 0) left.write('DUCK', 8, 'latin1');
      writeFileSync(path, left);
      mendDatabase(path);
      assert.not.ok(existsSync(path));
    }
    writeFileSync(path, 'a text of somebody');
    mendDatabase(path);
    assert.ok(existsSync(path));
    const refused = await countRows(engine, path).catch((reason: unknown) => reason);
    assert.match(refused instanceof Error ? refused.message : '', 'not a valid DuckDB database file');
  },
);

test.run();
