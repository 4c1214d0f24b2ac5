// Random small projects and random edits of them, for laws about building again. Every model gives the columns id, k, v.

import fc from 'fast-check';

export interface RandomSeed {
  readonly kind: 'seed';
  readonly name: string;
  readonly rows: readonly (readonly [id: number, k: string, v: number])[];
}

export interface RandomModel {
  readonly kind: 'view' | 'table' | 'partitioned' | 'ephemeral';
  readonly name: string;
  /** Names of one or two earlier nodes. */
  readonly inputs: readonly string[];
  readonly form: number;
  /** A constant in the SQL. */
  readonly constant: number;
  readonly comment: string;
  readonly tag: string;
  readonly usesVar: boolean;
  readonly usesMacro: boolean;
  readonly isVolatile: boolean;
  /** A test fails when some v is larger. */
  readonly limit: number | undefined;
  /** A key whose partition cannot be evaluated; any such row fails other models. */
  readonly poison: string | undefined;
}

export type RandomNode = RandomSeed | RandomModel;

export interface RandomProject {
  readonly nodes: readonly RandomNode[];
  readonly variable: number;
  readonly macro: number;
}

const keys = ['a', 'b', 'c', ''] as const;
const row = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(...keys), fc.integer({ min: -5, max: 20 }));
const rows = fc.array(row, { minLength: 0, maxLength: 6 });
const mostly = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });
const limit = mostly<number | undefined>(undefined, fc.integer({ min: 5, max: 30 }));
const poison = mostly<string | undefined>(undefined, fc.constantFrom('a', 'b'));
const kind = fc.constantFrom('view', 'table', 'partitioned', 'ephemeral', 'table', 'partitioned');

function model(index: number, before: readonly string[]): fc.Arbitrary<RandomModel> {
  return fc.record({
    kind,
    name: fc.constant(`m${index}`),
    inputs: fc.uniqueArray(fc.constantFrom(...before), { minLength: 1, maxLength: Math.min(2, before.length) }),
    form: fc.nat({ max: 2 }),
    constant: fc.nat({ max: 3 }),
    comment: fc.constant(''),
    tag: fc.constant('x'),
    usesVar: mostly(false, fc.constant(true)),
    usesMacro: mostly(false, fc.constant(true)),
    isVolatile: fc.nat({ max: 11 }).map((n) => n === 0),
    limit,
    poison,
  });
}

export const randomProject: fc.Arbitrary<RandomProject> = fc
  .tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 2, max: 6 }))
  .chain(([seedCount, modelCount]) => {
    const names: string[] = [];
    const parts: fc.Arbitrary<RandomNode>[] = [];
    for (let index = 0; index < seedCount; index += 1) {
      const name = `s${index}`;
      parts.push(rows.map((found): RandomNode => ({ kind: 'seed', name, rows: found })));
      names.push(name);
    }
    for (let index = 0; index < modelCount; index += 1) {
      parts.push(model(index, [...names]));
      names.push(`m${index}`);
    }
    return fc.record({ nodes: fc.tuple(...parts), variable: fc.nat({ max: 3 }), macro: fc.nat({ max: 2 }) });
  });

/** A change to make, applied to whatever the project then is. */
export type RandomEdit = readonly [what: number, where: number, value: number];

export const randomEdit: fc.Arbitrary<RandomEdit> = fc.tuple(
  fc.nat({ max: 15 }),
  fc.nat({ max: 20 }),
  fc.nat({ max: 20 }),
);

export function applyEdit(project: RandomProject, [what, where, value]: RandomEdit): RandomProject {
  if (what === 0) return project;
  if (what === 1) return { ...project, variable: value % 4 };
  if (what === 2) return { ...project, macro: value % 3 };
  const seeds = project.nodes.filter((node) => node.kind === 'seed');
  const models = project.nodes.filter((node) => node.kind !== 'seed');
  const target = what < 7 ? seeds[where % seeds.length] : models[where % models.length];
  const nodes = project.nodes.map((node) => {
    if (node !== target) return node;
    return node.kind === 'seed' ? editSeed(node, what, value) : editModel(node, what, value);
  });
  return { ...project, nodes };
}

function editSeed(seed: RandomSeed, what: number, value: number): RandomSeed {
  const at = value % (seed.rows.length + 1);
  const fresh = [(value % 9) + 1, keys[value % 4] ?? '', value - 5] as const;
  if (what === 3) return { ...seed, rows: [...seed.rows, fresh] };
  if (what === 4) return { ...seed, rows: seed.rows.filter((_, index) => index !== at) };
  return { ...seed, rows: seed.rows.map((old, index) => (index === at ? fresh : old)) };
}

function editModel(model: RandomModel, what: number, value: number): RandomModel {
  switch (what) {
    case 7:
      return { ...model, comment: `note ${value}` };
    case 8:
      return { ...model, tag: `t${value}` };
    case 9: {
      const kinds = ['view', 'table', 'partitioned', 'ephemeral'] as const;
      return { ...model, kind: kinds[value % 4] ?? 'view' };
    }
    case 10:
      return { ...model, limit: value % 2 === 0 ? undefined : value };
    case 11:
      return { ...model, poison: value % 3 === 0 ? 'a' : undefined };
    case 12:
      return { ...model, usesVar: !model.usesVar };
    case 13:
      return { ...model, usesMacro: !model.usesMacro };
    default:
      return { ...model, constant: value % 4 };
  }
}

export function renderProject(project: RandomProject): Readonly<Record<string, string>> {
  const kinds = new Map(project.nodes.map((node) => [node.name, node.kind]));
  const files: Record<string, string> = {
    'project.yml': `name: laws
target: dev
vars: { x: ${project.variable} }
seeds: { laws: { +column_types: { id: integer, k: text, v: integer } } }
targets:
  dev: { type: sqlite, path: target/w.sqlite, threads: 1 }
  clean: { type: sqlite, path: clean/w.sqlite, threads: 1 }
`,
    'macros/m.sql': `{{#macro "shift" as |column|}}{{column}} + ${project.macro}{{/macro}}`,
  };
  for (const node of project.nodes) {
    if (node.kind === 'seed') files[`seeds/${node.name}.csv`] = renderSeed(node);
    else files[`models/${node.name}.sql`] = renderModel(node, kinds);
  }
  return files;
}

function renderSeed({ rows: records }: RandomSeed): string {
  return ['id,k,v', ...records.map((record) => record.join(','))].join('\n') + '\n';
}

function renderModel(model: RandomModel, kinds: ReadonlyMap<string, string>): string {
  const { inputs, kind: materialized, limit: largest } = model;
  const [first = '', second] = inputs;
  const isPartitioned = materialized === 'partitioned';
  const from = isPartitioned ? `{{ref "${first}" on="k"}}` : `{{ref "${first}"}}`;
  const value = model.usesMacro ? '{{shift "v"}}' : 'v';
  const added = model.usesVar ? `{{var "x"}}` : String(model.constant);
  const poisoned =
    model.poison === undefined ? '' : ` + json_valid(json(case when k = '${model.poison}' then '{' else '1' end)) - 1`;
  const clock = model.isVolatile ? ' + (current_date is null)' : '';
  const v = `${value} + ${added}${poisoned}${clock} as v`;
  const more = second === undefined ? '' : renderSecond(second, kinds.get(second) ?? '', model);
  const bodies = [
    `select id, k, ${v} from ${from}${more}`,
    `select id, k, ${v} from ${from} where v % 4 <> ${model.constant}${more}`,
    `select max(id) as id, k, ${v} from (select id, k, sum(v) as v from ${from} group by id, k) x group by k, v${more}`,
  ];
  const test = largest === undefined ? '' : `data_tests:\n  - expression_is_true: { expression: "v <= ${largest}" }\n`;
  const header = `materialized: ${materialized}\ntags: [${model.tag}]\n${isPartitioned ? 'partition_by: k\n' : ''}${test}`;
  return `---\n${header}---\n-- ${model.comment}\n${bodies[model.form] ?? ''}\n`;
}

/** Partitioned models read their second input whole, others put its rows behind those of the first. */
function renderSecond(name: string, _kind: string, { kind: own, form }: RandomModel): string {
  if (own !== 'partitioned') return `\nunion all select id, k, v from {{ref "${name}"}}`;
  const condition = `exists (select 1 from {{ref "${name}"}} o where o.v > 0)`;
  if (form === 2) return ` having ${condition}`;
  return form === 1 ? ` and ${condition}` : ` where ${condition}`;
}
