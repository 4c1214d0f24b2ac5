import initSqlJs, { type Database } from 'sql.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { byText, toCall, toStatement } from '../../testing/portable/portable-case.js';
import { portableCases } from '../../testing/portable/portable-cases.js';
import { portableFunctionNames } from '../portable-functions.js';
import { sqliteFunctions } from '../sqlite-functions.js';
import { sqliteDialect } from './sqlite-dialect.js';

// The adapters' room is above this one: a database of its own, with the functions that every connection gets.
async function openDatabase(): Promise<Database> {
  const engine = await initSqlJs({ useOldExtensionFunctions: false });
  const database = new engine.Database();
  for (const definition of sqliteFunctions) {
    if (definition.kind === 'scalar') database.create_function(definition.name, definition.implementation);
    else database.create_aggregate(definition.name, definition.implementation);
  }
  return database;
}

const database = await openDatabase();

function run(sql: string): unknown[] {
  return database.exec(sql).flatMap((result) => result.values.map((row) => row[0]));
}

function toSqlite(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}

for (const name of portableFunctionNames) {
  const cases = portableCases.filter((other) => other.name === name);
  if (cases.length === 0) continue;
  test(`${name} means on sqlite what it means everywhere`, () => {
    for (const one of cases) {
      const sql = toStatement(one, toCall(one, sqliteDialect.functions));
      const found = run(sql);
      const expected = (Array.isArray(one.expected) ? one.expected : [one.expected]).map(toSqlite);
      if (one.kind === 'query') found.sort(byText);
      assert.equal(found, expected, sql);
    }
  });
}

test('current_timestamp is a timestamp in UTC', () => {
  const [now] = run(`select ${sqliteDialect.functions['current_timestamp']?.render([], {}) ?? ''}`);
  assert.match(String(now), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.ok(Math.abs(Date.parse(`${String(now).replace(' ', 'T')}Z`) - Date.now()) < 5000);
});

test('deduplicate keeps all columns where it can order by one expression', () => {
  const sql = (order: string): string => {
    const rows = "(select 1 as id, 10 as taken, 'a' as v union all select 1, 20, 'b' union all select null, null, 'c')";
    return sqliteDialect.functions['deduplicate']?.render([rows, 'id', order], {}) ?? '';
  };
  assert.equal(database.exec(sql('taken desc'))[0]?.values, [
    [null, null, 'c'],
    [1, 20, 'b'],
  ]);
  assert.equal(run(`select v from (${sql('taken')})`), ['c', 'a']);
  assert.throws(() => sql('taken, v'), /without columns= this engine can order by one expression only/);
});

test('helpers nest in each other and in expressions', () => {
  const f = sqliteDialect.functions;
  const year = f['date_part']?.render(['year', "'2024-05-01'"], {}) ?? '';
  const share = f['safe_divide']?.render([year, '4'], {}) ?? '';
  assert.equal(run(`select ${share} + 1, 1`), [507]);
  const inner = f['dateadd']?.render(['day', `${year} - 2000`, "'2024-01-01'"], {}) ?? '';
  assert.equal(run(`select ${f['date_trunc']?.render(['month', inner], {}) ?? ''}`), ['2024-01-01']);
  const part = f['split_part']?.render([f['concat']?.render(["'a'", "'-'", "'b'"], {}), "'-'", '2'], {}) ?? '';
  assert.equal(run(`select ${f['position']?.render(["'b'", part], {}) ?? ''}`), [1]);
});

test('types have one name each', () => {
  const names = Object.entries(sqliteDialect.functions).filter(([name]) => name.startsWith('type_'));
  assert.equal(Object.fromEntries(names.map(([name, portable]) => [name.slice(5), portable.render([], {})])), {
    bigint: 'integer',
    boolean: 'integer',
    date: 'text',
    double: 'real',
    float: 'real',
    int: 'integer',
    integer: 'integer',
    numeric: 'real',
    string: 'text',
    text: 'text',
    timestamp: 'text',
  });
});

test('wrong patterns are errors of the statement', () => {
  assert.throws(() => run("select sp_regexp_match('a', '(')"), /Invalid regular expression|Unterminated group/);
});

test.run();
