import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How many states the project can be in; state 0 is where it starts. */
export const stateCount = 6;

const months = ['2024-09', '2024-10', '2024-11', '2024-12', '2025-01', '2025-02'];

/** A small project with one of everything, in one of several states: other rows, other SQL, other macros, other models. */
export class ChaosProject {
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    this.target = join(root, 'target');
    this.warehouse = join(this.target, `warehouse.${engine}`);
  }

  write(state) {
    mkdirSync(this.target, { recursive: true });
    const files = filesOf(state, this.engine);
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path);
      if (text === undefined) {
        if (existsSync(file)) rmSync(file);
        continue;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}

function filesOf(state, engine) {
  const is = (...states) => states.includes(state);
  return {
    'project.yml': `name: chaos
target: dev
targets:
  dev: { type: ${engine}, path: target/warehouse.${engine}, threads: 2 }
vars: { rate: ${is(2, 4) ? 2 : 1} }
`,
    'seeds/customers.csv': customers(is(3) ? 220 : 200, state),
    'seeds/orders.csv': orders(is(1, 4) ? 4200 : 4000, is(2, 5) ? 7 : 3),
    'macros/money.sql': `{{#macro "money" as |value|}}round({{value}} * {{var "rate"}}, ${is(5) ? 1 : 2}){{/macro}}\n`,
    'models/stg_orders.sql': `---
materialized: view
columns:
  - name: order_id
    data_tests: [unique, not_null]
---
select id as order_id, customer_id, amount, month from {{ref "orders"}}${is(4) ? ' where amount > 5' : ''}
`,
    'models/order_facts.sql': `---
materialized: table
columns:
  - name: order_id
    data_tests: [unique, not_null]
---
select o.order_id, o.customer_id, c.name, c.city, o.month, {{money "o.amount"}} as amount
from {{ref "stg_orders"}} o join {{ref "customers"}} c on c.id = o.customer_id
`,
    'models/month_totals.sql': `---
materialized: partitioned
partition_by: month
columns:
  - name: month
    data_tests: [not_null, unique]
---
select month, count(*) as orders, sum(amount) as total
from {{ref "order_facts" on="month"}} group by month
`,
    'models/city_totals.sql': `---
materialized: table
---
select city, count(*) as orders, max(amount) as largest from {{ref "order_facts"}} group by city
`,
    'models/best_months.sql': is(1, 3, 5)
      ? `---
materialized: table
---
select month, total from {{ref "month_totals"}} where total > ${is(3) ? 1000 : 2000}
`
      : undefined,
    'tests/all_orders_counted.sql': `select a.n, b.n as by_month
from (select count(*) as n from {{ref "order_facts"}}) a
cross join (select sum(orders) as n from {{ref "month_totals"}}) b
where a.n <> b.n
`,
  };
}

function customers(count, state) {
  const cities = ['Paris', 'Oslo', 'Rome', 'Lima'];
  const rows = Array.from({ length: count }, (_, i) => `${i + 1},Customer ${i + 1} of ${state % 3},${cities[i % 4]}`);
  return `id,name,city\n${rows.join('\n')}\n`;
}

function orders(count, factor) {
  const rows = Array.from({ length: count }, (_, i) => {
    const month = months[(i * 7) % months.length];
    return `${i + 1},${(i % 200) + 1},${((i * factor) % 997) + 1},${month},some words that make the row as long as rows are`;
  });
  return `id,customer_id,amount,month,note\n${rows.join('\n')}\n`;
}
