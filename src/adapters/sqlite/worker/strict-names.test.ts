import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileEngine, startEngine } from '../engine.js';
import { checkStatement, StatementFailure } from './run-statement.js';
import { findParameter, withStrictNames } from './strict-names.js';

const { sql } = await startEngine(await compileEngine());
const database = new sql.Database();
database.run('create table orders (id, "Order Total", amount)');

/** The columns, or what is wrong with the statement and where. */
function check(statement: string): readonly (string | undefined)[] {
  try {
    return checkStatement(database, statement, { images: [], views: [], overlays: [], relations: ['orders'] });
  } catch (error) {
    if (!(error instanceof StatementFailure)) throw error;
    const { message, hint, sql: text, offset = 0, length = 0 } = error.error;
    return [message, text?.slice(offset, offset + length), hint];
  }
}

test('names in double quotes are columns or errors, never strings', () => {
  assert.equal(check('select "Order Total", "id" as "a ""b""", \'"x"\' as c, max("amount") from "orders"'), [
    'Order Total',
    'a "b"',
    'c',
    'max("amount")',
  ]);
  assert.equal(check('select id, "amont" as x from orders'), [
    'no such column: amont',
    '"amont"',
    'did you mean "amount"? orders has: id, Order Total, amount; text is written in single quotes',
  ]);
  assert.equal(check('select coalesce(id, "") as x from orders where id = "a"').slice(0, 2), [
    'no such column: ',
    '""',
  ]);
  assert.equal(check('select id as "" from orders'), ['']);
});

test('strictness keeps the length and leaves comments, strings and odd names alone', () => {
  assert.is(
    withStrictNames('select "a", \'"b"\' /* "c" */ from "d" -- "e"'),
    'select `a`, \'"b"\' /* "c" */ from `d` -- "e"',
  );
  assert.is(withStrictNames('select "a""b", "c`d", "open'), 'select "a""b", "c`d", "open');
  assert.is(withStrictNames('select 1'), 'select 1');
});

test('a parameter that nobody binds is an error at its place', () => {
  assert.equal(check('select \':no\' as a, id as "b?" from orders where id = :yes'), [
    'the parameter :yes has no value',
    ':yes',
    'write {{var "name"}} for a value that comes from outside',
  ]);
  assert.equal(findParameter('select ?'), { text: '?', offset: 7 });
  assert.equal(findParameter('select ?12, 1'), { text: '?12', offset: 7 });
  assert.equal(findParameter('select $a'), { text: '$a', offset: 7 });
  assert.is(findParameter("select '?', \"$.a\" -> '$.x' -- :a"), undefined);
});

test.run();
