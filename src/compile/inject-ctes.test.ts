import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sqliteLexical } from '../dialects/lexical.js';
import { injectCtes } from './inject-ctes.js';

const cte = (name: string, sql: string) => ({ name, sql, sourceMap: [] });
const file = { path: 'm.sql', text: 'select a from b' };
const map = (length: number, generated = 0) => [
  { generated, length, exact: true, place: { file, start: { line: 1, column: 1 } } },
];

test('CTEs stand in front of a plain SELECT', () => {
  const { sql } = injectCtes(
    { sql: 'select a from b', sourceMap: [] },
    [cte('"x"', 'select 1'), cte('"y"', 'select 2')],
    sqliteLexical,
  );
  assert.is(sql, 'with "x" as (\nselect 1\n),\n"y" as (\nselect 2\n)\nselect a from b');
});

test('a with that is there is continued, and stays recursive', () => {
  const { sql } = injectCtes(
    { sql: 'with recursive q as (select 1) select * from q', sourceMap: [] },
    [cte('"x"', 'select 1')],
    sqliteLexical,
  );
  assert.is(sql, 'with recursive "x" as (\nselect 1\n), q as (select 1) select * from q');
});

test('the source map follows the text', () => {
  const statement = { sql: 'select a from b', sourceMap: map(15) };
  const { sql, sourceMap } = injectCtes(statement, [cte('"x"', 'select 1')], sqliteLexical);
  const [segment] = sourceMap;
  assert.is(sql.slice(segment?.generated, (segment?.generated ?? 0) + 15), 'select a from b');
});

test('without CTEs nothing changes', () => {
  const statement = { sql: 'select 1', sourceMap: map(8) };
  assert.is(injectCtes(statement, [], sqliteLexical), statement);
});

test.run();
