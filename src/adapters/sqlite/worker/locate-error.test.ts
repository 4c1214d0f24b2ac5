import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileEngine, startEngine } from '../engine.js';
import { locateError } from './locate-error.js';

const { sql } = await startEngine(await compileEngine());
const database = new sql.Database();
database.run('create table orders (id, customer_id, amount, status); create table customers (id, name)');

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The statement with what the error points at between « and ». */
function mark(statement: string): string {
  try {
    database.exec(statement);
  } catch (error) {
    const { offset, length } = locateError(database, statement, messageOf(error), ['orders']);
    if (offset === undefined) return `nowhere: ${messageOf(error)}`;
    const end = offset + (length ?? 0);
    return `${statement.slice(0, offset)}«${statement.slice(offset, end)}»${statement.slice(end)}`;
  }
  return 'no error';
}

const places: readonly string[] = [
  'select «amont» from orders',
  'select id, «amont» from orders where amont > 1',
  "select 'amont', /* amont */ id -- amont\n, o.«amont» from orders o",
  'select "amount", «`amont`» from orders',
  'with a as (select id from orders) select id, «amount» from a join customers using (id)',
  'select id from «order_s»',
  'select id from main.«nope»',
  'select «nope»(id) from orders',
  'select «round»(1, 2, 3, 4) from orders',
  'select «id» from orders, customers',
  'select o.id from orders o join customers c on o.customer_id = «id»',
  'select id from orders wher «id» = 1',
  'select id,«,» amount from orders',
  'select id from «from» orders',
  'select (id «from» orders',
  "select «'abc from orders»",
  'select id from orders where (id = 1«»',
  'select «sum»(sum(id)) from orders',
  "select «json_extract»('x', '$') from orders",
  'select «abs»(-9223372036854775807 - 1)',
];

test('an error is found at its token', () => {
  database.run("insert into orders values (1, 1, 1, 'a')");
  for (const expected of places) assert.is(mark(expected.replace(/[«»]/g, '')), expected);
});

test('a missing column brings the nearest one and those that exist', () => {
  const { hint, message } = locateError(database, 'select amont from orders', 'no such column: amont', ['orders']);
  assert.is(message, 'no such column: amont');
  assert.is(hint, 'did you mean "amount"? orders has: id, customer_id, amount, status');
});

test('with several relations only the nearest column is named', () => {
  const { hint } = locateError(database, 'select nam from orders', 'no such column: nam', ['orders', 'customers']);
  assert.is(hint, 'did you mean "name"?');
});

test('a misspelt keyword is named, though the error comes behind it', () => {
  const hintOf = (statement: string): string | undefined => {
    try {
      database.exec(statement);
    } catch (error) {
      return locateError(database, statement, messageOf(error), []).hint;
    }
    return undefined;
  };
  assert.is(hintOf('select id from orders wher id = 1'), 'is "wher" meant to be "where"?');
  assert.is(hintOf('select id form orders x y'), 'is "form" meant to be "from"?');
  assert.is(hintOf('select id from orders where and id'), undefined);
});

test('a missing relation is told to the caller, who knows all names', () => {
  const { missingRelation } = locateError(database, 'select * from main.nope', 'no such table: main.nope', []);
  assert.is(missingRelation, 'nope');
});

test.run();
