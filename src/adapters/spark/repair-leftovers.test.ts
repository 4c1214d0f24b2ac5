// What dead sessions left in the catalog, on a scripted server.

import * as arrow from 'apache-arrow';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getSparkDialect } from '../../dialects/spark/spark-dialect.js';
import { testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import type { FakeSparkServer } from '../../testing/spark-connect/fake-spark-server.js';
import { withFakeSpark } from '../../testing/spark-connect/with-fake-spark.js';
import { createTempProject } from '../../testing/temp-project.js';
import { repairLeftovers } from './repair-leftovers.js';
import { SparkCatalog } from './spark-catalog.js';
import { SparkConnection } from './spark-connection.js';
import type { StageContext } from './stage-context.js';
import { StagingNames } from './staging-names.js';
import { readTargetOptions } from './target-options.js';

const dialect = getSparkDialect('parquet');
const names = new StagingNames();
const render = (identifier: string): string => dialect.renderRelation({ schema: 's', identifier });
const aside = names.next({ identifier: 't' }, 'old').identifier;
const fresh = names.next({ identifier: 't' }, 'new').identifier;
const bringBack = `alter table ${render(aside)} rename to ${render('t')}`;
const day = 24 * 3600 * 1000;

function texts(...columns: readonly (readonly string[])[]) {
  return {
    batches: [columns.map((values, index) => ({ name: `c${index}`, type: new arrow.Utf8(), values }))],
  };
}

function showTables(server: FakeSparkServer, tables: readonly string[]): void {
  server.on(
    'show tables in `s`',
    tables.length === 0
      ? {}
      : texts(
          tables.map(() => 's'),
          tables,
        ),
  );
}

/** Runs `repair` where the schema holds these tables, and returns what it changed. */
function changesAmong(
  tables: readonly string[],
  repair: (context: StageContext, server: FakeSparkServer) => Promise<void>,
): Promise<readonly string[]> {
  const changes = [bringBack, dialect.dropTable({ schema: 's', identifier: aside })];
  changes.push(dialect.dropTable({ schema: 's', identifier: fresh }));
  let done: readonly string[] = [];
  return withFakeSpark(async (client, server) => {
    server.on('show schemas', texts(['s'])).on('show views in `s`', {});
    server.on('set spark.sql.catalogImplementation', texts(['spark.sql.catalogImplementation'], ['hive']));
    for (const sql of changes) server.on(sql, {});
    showTables(server, tables);
    const project = createTempProject({});
    const target = readTargetOptions({ url: server.url }, testOpenOptions(project, { schema: 's' }));
    project.cleanup();
    const connection = new SparkConnection(target, client);
    const catalog = new SparkCatalog({ dialect, target, connection });
    await repair({ dialect, target, connection, catalog, names: new StagingNames(), leftovers: new Map() }, server);
    done = changes.filter((sql) => server.runs.has(sql));
  }).then(() => done);
}

test('a table that a session set aside comes back when nothing took its place, whoever that was', async () => {
  const changes = await changesAmong([aside, fresh], (context) => repairLeftovers(context, undefined, { swapMs: 0 }));
  assert.equal(changes, [bringBack]);
});

test('a session on another machine that is between two renames is left alone', async () => {
  const changes = await changesAmong([aside, fresh], (context, server) => {
    const readAgain = context.catalog.readAgain.bind(context.catalog);
    context.catalog.readAgain = () => {
      showTables(server, ['t', aside]);
      readAgain();
    };
    return repairLeftovers(context, undefined, { swapMs: 0 });
  });
  assert.equal(changes, []);
});

test('what is staged is dropped when its session is known to be dead, or is old', async () => {
  const drops = [aside, fresh].map((identifier) => dialect.dropTable({ schema: 's', identifier }));
  const all = ['t', aside, fresh];
  assert.equal(await changesAmong(all, (context) => repairLeftovers(context, undefined)), []);
  assert.equal(await changesAmong(all, (context) => repairLeftovers(context, names.session)), drops);
  const later = { now: Date.now() + 2 * day };
  assert.equal(await changesAmong(all, (context) => repairLeftovers(context, undefined, later)), drops);
});

test.run();
