import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../dialects/get-dialect.js';
import { redirectRelations } from './redirect-relations.js';

const dialect = getDialect('duckdb');
const orders = { schema: 'main', identifier: 'orders' };

test('a rendered relation is replaced, but not in texts, comments and longer names', () => {
  const sql = `select '"main"."orders"' /* "main"."orders" */ from "main"."orders" o join "x"."main"."orders" on "orders".a`;
  const { sql: redirected } = redirectRelations(sql, [{ from: orders, to: '"main"."s"' }], dialect);
  assert.is(
    redirected,
    `select '"main"."orders"' /* "main"."orders" */ from "main"."s" o join "x"."main"."orders" on "orders".a`,
  );
});

test('an offset in the redirected text leads back to the original', () => {
  const sql = 'select a from "main"."orders" where b';
  const redirected = redirectRelations(sql, [{ from: orders, to: '(select 1 union all select 2)' }], dialect);
  assert.is(redirected.sql, 'select a from (select 1 union all select 2) as "orders" where b');
  assert.is(redirected.toOriginalOffset(redirected.sql.lastIndexOf('b')), sql.lastIndexOf('b'));
  assert.is(redirected.toOriginalOffset(20), sql.indexOf('"main"'));
  assert.is(redirected.toOriginalOffset(7), 7);
  assert.is(redirected.toOriginalOffset(redirected.sql.length), sql.length);
});

test('a relation without an alias keeps answering to its name', () => {
  const redirect = (sql: string): string => redirectRelations(sql, [{ from: orders, to: '"s"' }], dialect).sql;
  assert.is(redirect('select orders.a from "main"."orders" where 1'), 'select orders.a from "s" as "orders" where 1');
  assert.is(redirect('(select 1 from "main"."orders")'), '(select 1 from "s" as "orders")');
  assert.is(redirect('from "main"."orders" as o, "main"."orders" "p"'), 'from "s" as o, "s" "p"');
});

test('without redirections the text stays as it is', () => {
  assert.is(redirectRelations('select 1', [], dialect).sql, 'select 1');
});

test.run();
