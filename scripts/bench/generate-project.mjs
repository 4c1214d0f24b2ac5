// A project of about 1,000 models as large companies have them: sources, staging, intermediate and mart layers, refs
// across layers, macros, descriptions and tests in YAML. Deterministic; it is parsed and compiled, never run.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const layers = [
  { name: 'staging', prefix: 'stg', count: 200 },
  { name: 'intermediate', prefix: 'int', count: 350 },
  { name: 'marts', prefix: 'mart', count: 300 },
  { name: 'reports', prefix: 'rpt', count: 150 },
];
const columns = ['id', 'customer_id', 'status', 'amount', 'created_at', 'updated_at'];
const modelsPerFolder = 25;

/** Writes the project and gives the number of its models. */
export function generateProject(folder) {
  rmSync(folder, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('project.yml', projectFile);
  write('macros/money.sql', macros);
  write('models/sources.yml', sourcesFile());
  const random = createRandom(7);
  const built = [];
  for (const [depth, layer] of layers.entries()) {
    const models = Array.from({ length: layer.count }, (_, index) => {
      const name = `${layer.prefix}_${String(index).padStart(3, '0')}`;
      const parents = depth === 0 ? [] : pickParents(random, built);
      return { name, index, parents, folder: `models/${layer.name}/area_${Math.floor(index / modelsPerFolder)}` };
    });
    for (const model of models) write(`${model.folder}/${model.name}.sql`, modelFile(model, depth));
    for (const path of new Set(models.map((model) => model.folder)))
      write(`${path}/_models.yml`, propertiesFile(models.filter((model) => model.folder === path)));
    built.push(models.map((model) => model.name));
  }
  const models = built.flat().length;
  return { models };
}

const projectFile = `name: thousand
version: "1.0.0"
target: dev
targets:
  dev: { type: sqlite, path: target/warehouse.sqlite, threads: 2 }
vars:
  start_date: "2024-01-01"
  limit_rows: true
  statuses: [open, paid, closed]
models:
  thousand:
    staging: { +materialized: view, +tags: [staging] }
    intermediate: { +materialized: view }
    marts: { +materialized: table, +tags: [marts, daily] }
    reports: { +materialized: table, +tags: [reports] }
`;

const macros = `{{!-- Cents as a decimal number. --}}
{{#macro "cents_to_money" digits=2 as |column|}}
round({{column}} / 100.0, {{digits}})
{{/macro}}

{{#macro "is_open" as |column|}}
case when lower({{column}}) in ({{#each (var "statuses")}}{{#unless @first}}, {{/unless}}'{{this}}'{{/each}}) then 1 else 0 end
{{/macro}}

{{#macro "recent" as |column|}}
{{column}} >= '{{var "start_date"}}'
{{/macro}}
`;

function sourcesFile() {
  const tables = Array.from(
    { length: layers[0].count },
    (_, index) => `      - name: raw_${index}\n        description: Raw table ${index}.\n`,
  );
  return `sources:\n  - name: shop\n    description: The shop's own database.\n    tables:\n${tables.join('')}`;
}

/** One to four models, most of them of the layer right above. */
function pickParents(random, built) {
  const count = 1 + Math.floor(random() * 4);
  const parents = new Set();
  while (parents.size < count) {
    const layer = built[built.length - 1 - Math.floor(random() ** 3 * built.length)];
    parents.add(layer[Math.floor(random() * layer.length)]);
  }
  return [...parents];
}

function modelFile({ index, parents }, depth) {
  const list = (alias) => columns.map((column) => `  ${alias}.${column}`).join(',\n');
  if (depth === 0)
    return `with source as (
  select * from {{source "shop" "raw_${index}"}}
  where {{recent "created_at"}}
)
select
${list('source')},
  {{cents_to_money "source.amount"}} as money,
  {{is_open "source.status"}} as is_open
from source
`;
  const [first, ...others] = parents;
  const joins = others.map((name, at) => `left join {{ref "${name}"}} as p${at} on p${at}.id = base.id`);
  const sums = others.map((_, at) => `  coalesce(p${at}.amount, 0) as amount_${at},`);
  return `{{!-- Model ${index} of its layer. --}}
with base as (
  select * from {{ref "${first}"}}
  {{#if (var "limit_rows")}}where {{recent "created_at"}}{{/if}}
)
select
${list('base')},
${sums.join('\n')}
  {{cents_to_money "base.amount" digits=${1 + (index % 4)}}} as money,
  {{is_open "base.status"}} as is_open
from base
${joins.join('\n')}
`;
}

function propertiesFile(models) {
  return `models:\n${models.map(modelProperties).join('')}`;
}

function modelProperties(model) {
  const { name, index, parents } = model;
  const described = columns.map(
    (column) =>
      `      - name: ${column}\n        description: The ${column} of ${model.name}.\n${columnTests(column, model)}`,
  );
  return `  - name: ${name}
    description: |
      Model **${name}**, built from ${parents.length === 0 ? 'its source' : parents.join(', ')}.
      One row a record.
    config: { meta: { owner: team-${index % 5}, tier: ${1 + (index % 3)} } }
    columns:
${described.join('')}`;
}

function columnTests(column, { index, parents }) {
  const tests = column === 'id' ? ['unique', 'not_null'] : [];
  if (column === 'status' && index % 4 === 0)
    tests.push('accepted_values: { arguments: { values: [open, paid, closed] } }');
  if (column === 'customer_id' && index % 4 === 1 && parents.length > 0)
    tests.push(`relationships: { arguments: { to: "ref('${parents[0]}')", field: id } }`);
  if (tests.length === 0) return '';
  return `        data_tests:\n${tests.map((test) => `          - ${test}\n`).join('')}`;
}

/** Mulberry32: the same project on every machine. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
