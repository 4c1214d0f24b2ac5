import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { limitName, stagingName } from './ansi.js';
import type { Dialect, EngineName } from './dialect.js';
import { enginesWith, getDialect } from './get-dialect.js';

const engines = ['sqlite', 'duckdb', 'postgres', 'spark'] as const;

/** A text of every engine, in the order of `engines`. */
function texts(write: (dialect: Dialect) => string): readonly string[] {
  return engines.map((engine) => write(getDialect(engine)));
}

const relation = { schema: 's', identifier: 'a "b" `c`' };

test('names are quoted so that no character can end them', () => {
  assert.equal(
    texts((dialect) => dialect.renderRelation(relation)),
    ['"s"."a ""b"" `c`"', '"s"."a ""b"" `c`"', '"s"."a ""b"" `c`"', '`s`.`a "b" ``c```'],
  );
  assert.equal(
    texts((dialect) => dialect.quoteColumn('a`"')),
    ['`a``"`', '"a`"""', '"a`"""', '`a``"`'],
  );
});

test('texts are quoted as each engine reads them', () => {
  assert.equal(
    texts((dialect) => dialect.renderLiteral("it's \\n")),
    ["'it''s \\n'", "'it''s \\n'", "'it''s \\n'", "'it\\'s \\\\n'"],
  );
  assert.equal(
    texts((dialect) => dialect.renderLiteral(new Uint8Array([1, 255]))),
    ["x'01ff'", "from_hex('01ff')", "'\\x01ff'::bytea", "x'01ff'"],
  );
  assert.equal(
    texts((dialect) => [true, null, 1.5, -3n].map((value) => dialect.renderLiteral(value)).join(' ')),
    ['1 null 1.5 -3', 'true null 1.5 -3', 'true null 1.5 -3', 'true null 1.5 -3'],
  );
  for (const engine of ['duckdb', 'postgres', 'spark'] as const) {
    assert.throws(() => getDialect(engine).renderLiteral('a\0b'), /cannot contain NUL/);
  }
});

test('a node lives where dbt would put it, on sqlite in the one namespace', () => {
  const names = { schema: 'analytics', customSchema: 'marts', alias: 'm' };
  assert.equal(
    texts((dialect) => dialect.renderRelation(dialect.resolveRelation(names))),
    ['"marts__m"', '"analytics_marts"."m"', '"analytics_marts"."m"', '`analytics_marts`.`m`'],
  );
  assert.equal(
    texts((dialect) => dialect.renderRelation(dialect.resolveRelation({ alias: 'm' }))),
    ['"m"', '"main"."m"', '"public"."m"', '`default`.`m`'],
  );
});

test('statements have the form of the engine', () => {
  const table = { schema: 's', identifier: 't' };
  assert.equal(
    texts((dialect) => dialect.createTableAs(table, 'select 1 as a')),
    [
      'create table "s"."t" as\nselect 1 as a',
      'create table "s"."t" as\nselect 1 as a',
      'create table "s"."t" as\nselect 1 as a',
      'create table `s`.`t` using parquet as\nselect 1 as a',
    ],
  );
  assert.equal(
    texts((dialect) => dialect.dropTable(table)),
    [
      'drop table if exists "s"."t"',
      'drop table if exists "s"."t"',
      'drop table if exists "s"."t"',
      'drop table if exists `s`.`t`',
    ],
  );
  assert.equal(
    texts((dialect) => dialect.createTable(table, [{ name: 'a', type: dialect.renderType('integer') }])),
    [
      'create table "s"."t" (\n  "a" integer\n)',
      'create table "s"."t" (\n  "a" bigint\n)',
      'create table "s"."t" (\n  "a" bigint\n)',
      'create table `s`.`t` (\n  `a` bigint\n) using parquet',
    ],
  );
  assert.equal(
    texts((dialect) => dialect.renderKeyPredicate('k', null)),
    ['`k` is null', '"k" is null', '"k" is null', '`k` is null'],
  );
});

test('a table is built aside under a name that fits the engine', () => {
  const long = { schema: 's', identifier: 'ä'.repeat(60) };
  const postgres = getDialect('postgres').stagingRelation(long, 'run1').identifier;
  assert.ok(Buffer.byteLength(postgres) <= 63);
  assert.not.equal(postgres, getDialect('postgres').stagingRelation(long, 'run2').identifier);
  assert.match(postgres, stagingName);
  const { identifier } = getDialect('duckdb').stagingRelation({ identifier: 't' }, 'run1');
  assert.is(identifier, `t__sp_${postgres.slice(-12)}`);
  assert.not.match('notes__sp_run1', stagingName);
});

test('a name that is cut keeps its start and gets a hash of the whole', () => {
  assert.is(limitName('short', 63), 'short');
  assert.match(limitName('a'.repeat(100), 63), /^a{52}_[0-9a-f]{10}$/);
  assert.not.equal(limitName(`${'a'.repeat(100)}x`, 63), limitName(`${'a'.repeat(100)}y`, 63));
});

test('an engine claims only what it can do', () => {
  const claims = (engine: EngineName): readonly string[] =>
    Object.entries(getDialect(engine).capabilities).flatMap(([name, has]) => (has ? [name] : []));
  assert.equal(claims('sqlite'), [
    'keepsRowOrder',
    'hashesSources',
    'stagesUnderFinalName',
    'transactionalDdl',
    'anyNames',
    'indexes',
  ]);
  assert.equal(claims('duckdb'), [
    'hashesSources',
    'transactionalDdl',
    'schemas',
    'anyNames',
    'indexes',
    'merge',
    'alterColumnTypes',
  ]);
  assert.equal(claims('postgres'), [
    'transactionalDdl',
    'schemas',
    'anyNames',
    'indexes',
    'grants',
    'materializedViews',
    'merge',
    'alterColumnTypes',
  ]);
  assert.equal(claims('spark'), ['schemas']);
  assert.equal(enginesWith('indexes'), ['sqlite', 'duckdb', 'postgres']);
});

test('what an engine does not have is a bug of the caller', () => {
  assert.throws(
    () => getDialect('spark').createIndex({ identifier: 't' }, { columns: ['a'], unique: false }),
    /no indexes/,
  );
});

test.run();
