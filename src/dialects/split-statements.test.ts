import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from './get-dialect.js';
import { splitStatements } from './split-statements.js';

const split = (sql: string, engine: 'sqlite' | 'postgres' = 'sqlite'): readonly string[] =>
  splitStatements(sql, getDialect(engine).lexical);

test('a text is cut at semicolons that are neither in texts, names nor comments', () => {
  assert.equal(split('insert into a values (\';\'); -- x; y\n delete from "b;c" ; ;'), [
    "insert into a values (';')",
    'delete from "b;c"',
  ]);
  assert.equal(split(' ; -- nothing\n'), []);
});

test('the body of a trigger and a text between dollars stay whole', () => {
  const trigger = 'create trigger t after insert on a begin delete from b; delete from c; end';
  assert.equal(split(`${trigger}; select 1`), [trigger, 'select 1']);
  assert.equal(split('do $$ begin perform 1; end $$; select 1', 'postgres'), [
    'do $$ begin perform 1; end $$',
    'select 1',
  ]);
});

test.run();
