// What a portable helper means, as data: a call with literal arguments and the value that every engine must give.

import type { PortableFunctionName, PortableFunctions, TemplateValue } from '../../dialects/portable-functions.js';

export interface PortableCase {
  readonly name: PortableFunctionName;
  readonly args: readonly TemplateValue[];
  readonly options?: Readonly<Record<string, TemplateValue>>;
  /** `expression`: `select <call>`. `aggregate`: over `rows`. `relation`: `select * from <call> as s`. `query`: the call itself over `rows`. `order`: behind ORDER BY over `rows`. `member`: in the list of an IN, over `rows`. `list`: a select list over `rows`. */
  readonly kind: 'expression' | 'aggregate' | 'relation' | 'query' | 'order' | 'member' | 'list';
  /** SQL texts of the columns of each row, by name: a table expression `rows`. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** The column that is compared, where it is not the first. */
  readonly column?: string;
  /** Columns of relations, by their text. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** A value, or for relations, queries and orders the values of the first column in order. Booleans as true and false. */
  readonly expected: Value | readonly Value[];
}

type Value = string | number | boolean | null;

export const expression = (expected: Value, name: PortableFunctionName, ...args: TemplateValue[]): PortableCase => ({
  kind: 'expression',
  name,
  args,
  expected,
});

export const aggregate = (
  expected: Value,
  values: readonly string[],
  name: PortableFunctionName,
  ...args: TemplateValue[]
): PortableCase => ({ kind: 'aggregate', name, args, expected, rows: values.map((x) => ({ x })) });

export const relation = (
  expected: readonly Value[],
  name: PortableFunctionName,
  ...args: TemplateValue[]
): PortableCase => ({
  kind: 'relation',
  name,
  args,
  expected,
});

export const missingDate = 'cast(null as date)';
export const missingText = 'cast(null as varchar(10))';

/** The text of a case's call in an engine's words. */
export function toCall(test: PortableCase, functions: PortableFunctions): string {
  const own = Object.keys(test.rows?.[0] ?? {});
  const columnsOf = (relation: string): readonly string[] | undefined =>
    test.known?.[relation] ?? (relation === 'rows' || relation === 't' ? own : undefined);
  return functions[test.name]?.render(test.args, test.options ?? {}, { columnsOf }) ?? '';
}

/** The statement of a case on an engine, from the text of its call. Results of `query` are sorted by the caller. */
export function toStatement(test: PortableCase, call: string): string {
  const rows = `(${(test.rows ?? [])
    .map(
      (row) =>
        `select ${Object.entries(row)
          .map(([name, sql]) => `${sql} as ${name}`)
          .join(', ')}`,
    )
    .join(' union all ')}) as t`;
  switch (test.kind) {
    case 'expression':
      return `select ${call} as v`;
    case 'aggregate':
      return `select ${call} as v from ${rows}`;
    case 'list':
      return `select ${test.column ?? '*'} from (select ${call} from ${rows}) as q`;
    case 'member':
      return `select x in (${call}) as v from ${rows}`;
    case 'relation':
      return `select * from ${call} as s`;
    case 'order':
      return `select x as v from ${rows} order by ${call}`;
    case 'query':
      return `with rows_ as (select * from ${rows}) select ${test.column ?? '*'} from (${call.replaceAll('from rows', 'from rows_')}) as q`;
  }
}

/** The order of a query's values: by their text, NULLs last. */
export function byText(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return textOf(a).localeCompare(textOf(b));
}
