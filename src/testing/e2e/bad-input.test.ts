// What sp says about mistakes, in full: the wording is part of the product.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { runSp } from '../run-sp.js';
import { createTempProject } from '../temp-project.js';

const notUtf8 = new Uint8Array([
  ...new TextEncoder().encode('id,customer_id,amount,ordered_on\n1,2,3,'),
  0xff,
  0xfe,
  0x41,
  0x0a,
]);

interface Mistake {
  readonly title: string;
  /** In place of, or beside, the files of the shop. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** 2: nothing ran. 1: it ran, and a node failed. */
  readonly exitCode: 1 | 2;
  /** All diagnostics, without the verdict. */
  readonly message: string;
}

const mistakes: readonly Mistake[] = [
  {
    title: 'a ref to nothing',
    files: { 'models/marts/big_spenders.sql': 'select 1 from {{ref "stg_ordrs"}}\n' },
    exitCode: 2,
    message: `error SP4001: Nothing is named "stg_ordrs"
  ╭─ models/marts/big_spenders.sql:1:15
1 │ select 1 from {{ref "stg_ordrs"}}
  │               ^^^^^^^^^^^^^^^^^^^
  ╰─ did you mean "stg_orders"? A ref names a model, seed or snapshot of this project.`,
  },
  {
    title: 'a cycle',
    files: {
      'models/a.sql': 'select * from {{ref "b"}}\n',
      'models/b.sql': 'select *\nfrom {{ref "c"}}\n',
      'models/c.sql': 'select * from {{ref "a"}}\n',
    },
    exitCode: 2,
    message: `error SP4101: Dependency cycle: a → b → c → a
  ╭─ models/a.sql:1:15
1 │ select * from {{ref "b"}}
  │               ^^^^^^^^^^^
  ├─ models/b.sql:2:6 b refers to c
2 │ from {{ref "c"}}
  │      ^^^^^^^^^^^
  ├─ models/c.sql:1:15 c refers to a
1 │ select * from {{ref "a"}}
  │               ^^^^^^^^^^^
  ╰─ Remove one of these references, or move what the nodes share into a model of its own that both refer to.`,
  },
  {
    title: 'two resources of one name',
    files: { 'models/x/orders.sql': 'select 1 as a\n' },
    exitCode: 2,
    message: `error SP4005: Two resources are named "orders" (models/x/orders.sql and seeds/orders.csv)
  ╭─ seeds/orders.csv:1:1
  ├─ models/x/orders.sql:1:1 the other "orders" is here
1 │ select 1 as a
  │ ^
  ╰─ Models, seeds and snapshots share one namespace, in which upper and lower case are the same: rename one.`,
  },
  {
    title: 'an unknown key',
    files: { 'models/more.yml': 'models:\n  - name: stg_orders\n    descriptin: hello\n' },
    exitCode: 2,
    message: `error SP1201: Unknown key "descriptin"
  ╭─ models/more.yml:3:5
2 │   - name: stg_orders
3 │     descriptin: hello
  │     ^^^^^^^^^^
  ╰─ did you mean "description"?`,
  },
  {
    title: 'a value of the wrong type',
    files: { 'models/more.yml': 'models:\n  - name: stg_orders\n    columns: 7\n' },
    exitCode: 2,
    message: `error SP1202: "columns" must be a list, but it is a number
  ╭─ models/more.yml:3:14
2 │   - name: stg_orders
3 │     columns: 7
  │              ^`,
  },
  {
    title: 'an unknown materialization',
    files: { 'models/more.yml': 'models:\n  - name: stg_orders\n    config: { materialized: tabel }\n' },
    exitCode: 2,
    message: `error SP1204: "materialized" cannot be "tabel"
  ╭─ models/more.yml:3:29
2 │   - name: stg_orders
3 │     config: { materialized: tabel }
  │                             ^^^^^
  ╰─ did you mean "table"? it can be view, table, ephemeral, incremental, partitioned, materialized_view, snapshot`,
  },
  {
    title: 'a missing var',
    files: { 'models/a.sql': 'select \'{{var "curency"}}\' as c\n' },
    exitCode: 2,
    message: `error SP2025: The var "curency" has no value
  ╭─ models/a.sql:1:9
1 │ select '{{var "curency"}}' as c
  │         ^^^^^^^^^^^^^^^^^
  ╰─ did you mean "currency"? Set it under vars: in project.yml, with --vars, or give a default: {{var "curency" "…"}}`,
  },
  {
    title: 'a syntax error in SQL',
    files: { 'models/marts/big_spenders.sql': 'select customer_id,\n  amount\n  form {{ref "stg_orders"}} where\n' },
    exitCode: 1,
    message: `error SP3001: near ""stg_orders"": syntax error
  ╭─ models/marts/big_spenders.sql:3:8
2 │   amount
3 │   form {{ref "stg_orders"}} where
  │        ^^^^^^^^^^^^^^^^^^^^
  ╰─ is "form" meant to be "from"?
  compiled: target/compiled/shop/models/marts/big_spenders.sql`,
  },
  {
    title: 'a missing column',
    files: { 'models/marts/big_spenders.sql': 'select customer_id,\n  amont\nfrom {{ref "stg_orders"}}\n' },
    exitCode: 1,
    message: `error SP3001: no such column: amont
  ╭─ models/marts/big_spenders.sql:2:3
1 │ select customer_id,
2 │   amont
  │   ^^^^^
  ╰─ did you mean "amount"? stg_orders has: order_id, customer_id, amount, month
  compiled: target/compiled/shop/models/marts/big_spenders.sql`,
  },
  {
    title: 'a missing column in double quotes, which SQLite would take for text',
    files: { 'models/marts/big_spenders.sql': 'select customer_id, "amont" as amount from {{ref "stg_orders"}}\n' },
    exitCode: 1,
    message: `error SP3001: no such column: amont
  ╭─ models/marts/big_spenders.sql:1:21
1 │ select customer_id, "amont" as amount from {{ref "stg_orders"}}
  │                     ^^^^^^^
  ╰─ did you mean "amount"? stg_orders has: order_id, customer_id, amount, month; text is written in single quotes
  compiled: target/compiled/shop/models/marts/big_spenders.sql`,
  },
  {
    title: 'a missing column behind a macro',
    files: {
      'macros/bad.sql': '{{#macro "taxed" as |value|}}({{value}} * tax_rate){{/macro}}\n',
      'models/marts/big_spenders.sql':
        'select customer_id,\n  {{taxed "amount"}} as taxed\nfrom {{ref "stg_orders"}}\n',
    },
    exitCode: 1,
    message: `error SP3001: no such column: tax_rate
  ╭─ macros/bad.sql:1:43
1 │ {{#macro "taxed" as |value|}}({{value}} * tax_rate){{/macro}}
  │                                           ^^^^^^^^
  ├─ models/marts/big_spenders.sql:2:3 called from here
2 │   {{taxed "amount"}} as taxed
  │   ^^^^^^^^^^^^^^^^^^
  ╰─ stg_orders has: order_id, customer_id, amount, month
  compiled: target/compiled/shop/models/marts/big_spenders.sql`,
  },
  {
    title: 'a missing column in a generic test',
    files: {
      'models/more.yml': 'models:\n  - name: big_spenders\n    columns: [{ name: custmer_id, data_tests: [unique] }]\n',
    },
    exitCode: 1,
    message: `error SP3001: no such column: custmer_id
  ╭─ sp/builtin-tests.sql:2:8
1 │ {{#test "unique" as |model column|}}
2 │ select {{column}} as unique_field, count(*) as n_records
  │        ^^^^^^^^^^
  ├─ models/more.yml:3:48 in this test
3 │     columns: [{ name: custmer_id, data_tests: [unique] }]
  │                                                ^^^^^^
  ╰─ did you mean "customer_id"? big_spenders has: customer_id
  compiled: target/compiled/shop/models/more.yml/unique_big_spenders_custmer_id.sql`,
  },
  {
    title: 'a ragged CSV file',
    files: { 'seeds/orders.csv': 'id,customer_id,amount,ordered_on\n1,2,3,4\n5,6\n7,8,9,10,11\n' },
    exitCode: 1,
    message: `error SP6010: record 2 of seeds/orders.csv: 2 fields instead of 4
  ╭─ seeds/orders.csv:3:1
3 │ 5,6
  │ ^
  ╰─ Correct the line, or set on_bad_row: quarantine to load the other rows and keep this one aside.
error SP6010: record 3 of seeds/orders.csv: 5 fields instead of 4
  ╭─ seeds/orders.csv:4:1
4 │ 7,8,9,10,11
  │ ^
  ╰─ Correct the line, or set on_bad_row: quarantine to load the other rows and keep this one aside.`,
  },
  {
    title: 'a CSV file that is no UTF-8',
    files: { 'seeds/orders.csv': notUtf8 },
    exitCode: 1,
    message: `error SP6010: record 1 of seeds/orders.csv: bytes that are no UTF-8
  ╭─ seeds/orders.csv:2:1
  ╰─ Correct the line, or set on_bad_row: quarantine to load the other rows and keep this one aside.`,
  },
  {
    title: 'a CSV file with two columns of one name',
    files: { 'seeds/orders.csv': 'id,customer_id,amount,ordered_on,Amount\n' },
    exitCode: 2,
    message: `error SP6005: columns 3 and 5 of seeds/orders.csv are both named "Amount" (upper and lower case count as the same)
  ╭─ seeds/orders.csv:1:1
  ╰─ Rename one of them.`,
  },
  {
    title: 'column_types of a column that is not there',
    files: { 'seeds/more.yml': 'seeds:\n  - name: orders\n    config: { column_types: { amont: text } }\n' },
    exitCode: 2,
    message: `error SP6009: column_types names "amont", which seeds/orders.csv does not have
  ╭─ seeds/orders.csv:1:1
  ╰─ did you mean "amount"?`,
  },
  {
    title: 'one character for two things in a CSV file',
    files: { 'seeds/more.yml': "seeds:\n  - name: orders\n    config: { delimiter: '\"' }\n" },
    exitCode: 2,
    message: `error SP6022: delimiter and quote of the seed are both "
  ╭─ seeds/more.yml:3:15
2 │   - name: orders
3 │     config: { delimiter: '"' }
  │               ^^^^^^^^^
  ╰─ Say which character separates the fields and which one stands around them.`,
  },
  {
    title: 'a missing CSV file',
    files: { 'seeds/more.yml': 'seeds:\n  - name: x\n    config: { files: [order.csv] }\n' },
    exitCode: 2,
    message: `error SP6021: No CSV file in the seed folders matches "order.csv"
  ╭─ seeds/more.yml:3:15
2 │   - name: x
3 │     config: { files: [order.csv] }
  │               ^^^^^
  ╰─ did you mean "orders.csv"? Paths in files: are relative to the seed folder.`,
  },
  {
    title: 'a second statement',
    files: { 'models/marts/big_spenders.sql': 'select 1 as a;\ndrop table x\n' },
    exitCode: 2,
    message: `error SP3004: A second statement begins here
  ╭─ models/marts/big_spenders.sql:2:1
1 │ select 1 as a;
2 │ drop table x
  │ ^^^^
  ╰─ A model is one SELECT: remove the ";" before this place, or move the statement into a hook.`,
  },
  {
    title: 'a statement that is no SELECT',
    files: { 'models/marts/big_spenders.sql': 'delete from orders\n' },
    exitCode: 2,
    message: `error SP3003: This must be one SELECT, but it starts with "delete"
  ╭─ models/marts/big_spenders.sql:1:1
1 │ delete from orders
  │ ^^^^^^
  ╰─ A model, test or analysis is a single SELECT (or WITH … SELECT, or VALUES); sp writes the CREATE around it.`,
  },
  {
    title: 'Jinja',
    files: { 'models/marts/big_spenders.sql': "select * from {{ ref('orders') }}\n" },
    exitCode: 2,
    message: `error SP2002: {{ ref('orders') }} is Jinja; templates are Handlebars
  ╭─ models/marts/big_spenders.sql:1:15
1 │ select * from {{ ref('orders') }}
  │               ^^^^^^^^^^^^^^^^^^^
  ╰─ write {{ref "orders"}}`,
  },
  {
    title: 'rows outside of their partition',
    files: {
      'models/marts/month_totals.sql':
        '---\nmaterialized: partitioned\npartition_by: month\n---\nselect \'x\' as month from {{ref "stg_orders" on="month"}}\n',
    },
    exitCode: 1,
    message: `error SP3001: partitions '2024-09', '2024-10': row 1 has month = 'x', not the key of its partition
  ╭─ models/marts/month_totals.sql:3:1
2 │ materialized: partitioned
3 │ partition_by: month
  │ ^^^^^^^^^^^^
  ╰─ Every row of a partition has the partition's key in "month": read inputs with {{ref "…" on="…"}}, or filter by {{partition_key}}.
  compiled: target/compiled/shop/models/marts/month_totals.sql`,
  },
  {
    title: 'an unknown generic test',
    files: { 'models/more.yml': 'models:\n  - name: stg_orders\n    data_tests: [uniqe]\n' },
    exitCode: 2,
    message: `error SP5001: There is no generic test named "uniqe"
  ╭─ models/more.yml:3:18
2 │   - name: stg_orders
3 │     data_tests: [uniqe]
  │                  ^^^^^
  ╰─ did you mean "unique"? Write it as {{#test "uniqe" as |model column|}} … {{/test}} in tests/generic/.`,
  },
];

for (const { title, files, exitCode, message } of mistakes) {
  test(title, async () => {
    const project = createTempProject({ ...shopProject, ...files });
    try {
      const run = await runSp(['build'], { cwd: project.root });
      const text = run.stderr.slice(run.stderr.indexOf('error SP'));
      assert.is(text.split('\n\n✗')[0], message);
      assert.is(run.exitCode, exitCode);
      assert.is(run.stdout, '');
      if (exitCode === 2) assert.not.ok(existsSync(join(project.root, 'target/shop.sqlite')));
    } finally {
      project.cleanup();
    }
  });
}

test.run();
