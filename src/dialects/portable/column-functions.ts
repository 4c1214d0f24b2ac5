import { didYouMean } from '../../errors/suggest.js';
import {
  PortableArgumentError,
  type PortableFunction,
  type Surroundings,
  type TemplateValue,
} from '../portable-functions.js';
import { toLiteralText, toSql, toSqlList, toWord } from './arguments.js';
import type { EngineSql } from './engine-sql.js';

type Options = Readonly<Record<string, TemplateValue>>;

const aggregates = ['sum', 'count', 'max', 'min', 'avg'] as const;

/** Helpers that write one piece of SQL for each of several columns, relations or values. */
export function columnFunctions(engine: EngineSql) {
  const quote = (name: string): string => engine.quoteColumn(name);
  return {
    /**
     * The columns of a relation, for a select list: all but `except`, of `relation_alias` when the query calls it so, with
     * `prefix` and `suffix` around each name. Names of `except` that the relation does not have are an error.
     */
    star: {
      params: ['relation'],
      options: ['except', 'relation_alias', 'prefix', 'suffix'],
      render: ([relation], options, surroundings) => {
        const from = toSql(relation, 'relation');
        const qualifier =
          options['relation_alias'] === undefined ? '' : `${toSql(options['relation_alias'], 'alias')}.`;
        const except = toNames(options['except'], 'except');
        const [prefix, suffix] = [toPart(options['prefix'], 'prefix'), toPart(options['suffix'], 'suffix')];
        const isRenamed = prefix !== '' || suffix !== '';
        if (except.length === 0 && !isRenamed) return `${qualifier}*`;
        if (!isRenamed && engine.starExcept !== undefined) return engine.starExcept(qualifier, except);
        const columns = without(knowColumns(from, 'star', surroundings), except, from);
        const renamed = (name: string): string => (isRenamed ? ` as ${quote(`${prefix}${name}${suffix}`)}` : '');
        return columns.map((name) => `${qualifier}${quote(name)}${renamed(name)}`).join(', ');
      },
    },
    /**
     * A SELECT of the rows of all relations, columns matched by name without case, in the order in which they appear
     * first; one that a relation lacks is NULL there, in the others' type. `include` or `exclude` choose columns,
     * `source_column_name` adds a column with the name of the relation.
     */
    union_relations: {
      params: ['relations'],
      options: ['include', 'exclude', 'source_column_name'],
      render: ([relations], options, surroundings) => uniteRelations(engine, relations, options, surroundings),
    },
    /**
     * For a select list beside GROUP BY: one column for each value, `agg` (sum) of `then_value` (1) over the rows whose
     * `column` equals it, and of `else_value` over the others: 0 for sum, else NULL. Columns are called like the values,
     * between `prefix` and `suffix`. A null among the values stands for NULL.
     */
    pivot: {
      params: ['column', 'values'],
      options: ['agg', 'then_value', 'else_value', 'prefix', 'suffix'],
      render: ([column, values], options) => pivot(engine, toSql(column, 'column'), values, options),
    },
    /**
     * A SELECT with one row for each row and column of a relation: the columns of `exclude` as they are, then
     * `field_name` (the column's name) and `value_name` (its value as `cast_to`, text), NULLs included. Unfolded are
     * `columns`, or all columns but those of `exclude` and `remove`.
     */
    unpivot: {
      params: ['relation'],
      options: ['cast_to', 'columns', 'exclude', 'remove', 'field_name', 'value_name'],
      render: ([relation], options, surroundings) =>
        unpivot(engine, toSql(relation, 'relation'), options, surroundings),
    },
  } as const satisfies Readonly<Record<string, PortableFunction>>;
}

function uniteRelations(
  engine: EngineSql,
  relations: TemplateValue,
  options: Options,
  surroundings: Surroundings | undefined,
): string {
  const inputs = toSqlList(relations, 'relations').map((from) => {
    return { from, columns: knowColumns(from, 'union_relations', surroundings) };
  });
  const include = toNames(options['include'], 'include');
  const exclude = toNames(options['exclude'], 'exclude');
  if (include.length > 0 && exclude.length > 0) {
    throw new PortableArgumentError('include and exclude cannot be used together', 'name one of them');
  }
  const all = new Map<string, string>();
  for (const name of inputs.flatMap(({ columns }) => columns)) {
    if (!all.has(name.toLowerCase())) all.set(name.toLowerCase(), name);
  }
  const chosen = new Set((include.length > 0 ? include : [...all.values()]).map((name) => name.toLowerCase()));
  for (const name of [...include, ...exclude]) {
    if (!all.has(name.toLowerCase())) throw unknownColumn(name, undefined, [...all.values()]);
  }
  for (const name of exclude) chosen.delete(name.toLowerCase());
  const named = options['source_column_name'];
  const source = named === undefined ? undefined : toLiteralText(named, 'source_column_name');
  const selects = inputs.map(({ from, columns }) => {
    const own = new Map(columns.map((name) => [name.toLowerCase(), name]));
    const items = [...all]
      .filter(([key]) => chosen.has(key))
      .map(([key, name]) => {
        const mine = own.get(key);
        if (mine !== undefined) return `${engine.quoteColumn(mine)} as ${engine.quoteColumn(name)}`;
        // An empty sub-select is NULL and has the type, which a bare null has not in a union.
        const other = inputs.find(({ columns: theirs }) => theirs.some((each) => each.toLowerCase() === key));
        return `(select ${engine.quoteColumn(name)} from ${other?.from ?? from} where 1 = 0) as ${engine.quoteColumn(name)}`;
      });
    const label =
      source === undefined ? [] : [`${engine.textLiteral(lastName(from))} as ${engine.quoteColumn(source)}`];
    return `select ${[...label, ...items].join(', ')} from ${from}`;
  });
  return selects.join('\nunion all\n');
}

function pivot(engine: EngineSql, column: string, values: TemplateValue, options: Options): string {
  if (!Array.isArray(values) || values.length === 0) {
    throw new PortableArgumentError('values is a list', 'write the values: (list "Math" "English")');
  }
  const agg = options['agg'] === undefined ? 'sum' : toWord(options['agg'], 'agg', aggregates);
  const [prefix, suffix] = [toPart(options['prefix'], 'prefix'), toPart(options['suffix'], 'suffix')];
  const then = options['then_value'] === undefined ? '1' : toSql(options['then_value'], 'then_value');
  const fallback = agg === 'sum' ? '0' : 'null';
  const otherwise = options['else_value'] === undefined ? fallback : toSql(options['else_value'], 'else_value');
  const rest = otherwise === 'null' ? '' : ` else ${otherwise}`;
  return values
    .map((value: TemplateValue) => {
      const condition = value === null ? `${column} is null` : `${column} = ${toLiteral(engine, value)}`;
      const name = `${prefix}${typeof value === 'string' ? value : toSql(value, 'values')}${suffix}`;
      if (name === '')
        throw new PortableArgumentError('the empty text is no name of a column', 'give a prefix: prefix="v_"');
      return `${agg}(case when ${condition} then ${then}${rest} end) as ${engine.quoteColumn(name)}`;
    })
    .join(', ');
}

function unpivot(engine: EngineSql, from: string, options: Options, surroundings: Surroundings | undefined): string {
  const exclude = toNames(options['exclude'], 'exclude');
  const remove = toNames(options['remove'], 'remove');
  const listed = toNames(options['columns'], 'columns');
  const columns =
    listed.length > 0 ? listed : without(knowColumns(from, 'unpivot', surroundings), [...exclude, ...remove], from);
  if (columns.length === 0)
    throw new PortableArgumentError('no column is left to unpivot', 'name them: columns=(list "a" "b")');
  const type = options['cast_to'] === undefined ? 'text' : toLiteralText(options['cast_to'], 'cast_to');
  const field = options['field_name'] === undefined ? 'field_name' : toLiteralText(options['field_name'], 'field_name');
  const value = options['value_name'] === undefined ? 'value' : toLiteralText(options['value_name'], 'value_name');
  const kept = exclude.map((name) => `${engine.quoteColumn(name)}, `).join('');
  return columns
    .map((name) => {
      const label = `${engine.cast(engine.textLiteral(name), 'text')} as ${engine.quoteColumn(field)}`;
      const cell = `${engine.cast(engine.quoteColumn(name), type)} as ${engine.quoteColumn(value)}`;
      return `select ${kept}${label}, ${cell} from ${from}`;
    })
    .join('\nunion all\n');
}

function knowColumns(from: string, helper: string, surroundings: Surroundings | undefined): readonly string[] {
  const columns = surroundings?.columnsOf(from);
  if (columns !== undefined) return columns;
  const instead = helper === 'unpivot' ? 'name them here: columns=(list "a" "b")' : 'name the columns in this query';
  throw new PortableArgumentError(
    `the columns of ${from} are not known before the engine runs, and ${helper} needs them here`,
    `${instead}, or make them known: a model says them in its select list or declares them with contract: { enforced: true }, a source below columns:`,
  );
}

function without(columns: readonly string[], gone: readonly string[], from: string): readonly string[] {
  for (const name of gone) {
    if (!columns.some((column) => column.toLowerCase() === name.toLowerCase()))
      throw unknownColumn(name, from, columns);
  }
  const keys = new Set(gone.map((name) => name.toLowerCase()));
  return columns.filter((column) => !keys.has(column.toLowerCase()));
}

function unknownColumn(name: string, from: string | undefined, columns: readonly string[]): PortableArgumentError {
  return new PortableArgumentError(
    from === undefined ? `none of the relations has a column "${name}"` : `${from} has no column "${name}"`,
    didYouMean(name, columns) ?? `its columns are ${columns.join(', ')}`,
  );
}

/** Names from a list or one text, with or without quotes. */
function toNames(value: TemplateValue, name: string): readonly string[] {
  if (value === undefined || value === null) return [];
  return toSqlList(value, name).map((text) => unquote(text));
}

function toPart(value: TemplateValue, name: string): string {
  return value === undefined || value === null ? '' : toLiteralText(value, name);
}

function toLiteral(engine: EngineSql, value: TemplateValue): string {
  return typeof value === 'string' ? engine.textLiteral(value) : toSql(value, 'values');
}

/** The identifier at the end of a relation's text. */
function lastName(from: string): string {
  return unquote(/(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[^.]+)$/.exec(from)?.[0] ?? from);
}

function unquote(text: string): string {
  const [, mark = '', inner = ''] = /^(["`])(.*)\1$/s.exec(text) ?? [];
  return mark === '' ? text : inner.replaceAll(mark + mark, mark);
}
