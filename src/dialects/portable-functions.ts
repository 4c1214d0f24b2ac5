/**
 * A portable helper as the template calls it: positional arguments and hash arguments are SQL text (or literals written
 * in the template), the result is SQL text. The room `template/` checks the number and names of arguments by `params`.
 */
export interface PortableFunction {
  /** Parameter names in order; a name ending in `?` is optional, one starting with `...` takes the rest. */
  readonly params: readonly string[];
  /** Names of `key=value` arguments. */
  readonly options?: readonly string[];
  render(
    args: readonly TemplateValue[],
    options: Readonly<Record<string, TemplateValue>>,
    surroundings?: Surroundings,
  ): string;
}

/** What a helper may know of the model that it is called in. */
export interface Surroundings {
  /** The columns of a relation, from its text in FROM; undefined when they are not known before the engine runs. */
  columnsOf(relation: string): readonly string[] | undefined;
}

/** What a Handlebars expression can evaluate to inside `sp`. */
export type TemplateValue =
  string | number | boolean | null | undefined | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

export type PortableFunctions = Readonly<Record<string, PortableFunction>>;

/** Every name that `functions` of a dialect has: the same on all engines. */
export const portableFunctionNames = [
  'any_value',
  'bool_and',
  'bool_or',
  'cast',
  'concat',
  'current_timestamp',
  'date_part',
  'date_spine',
  'date_trunc',
  'dateadd',
  'datediff',
  'deduplicate',
  'format_date',
  'generate_series',
  'hash',
  'json_value',
  'last_day',
  'median',
  'null_last',
  'parse_date',
  'percentile',
  'pivot',
  'position',
  'regexp_match',
  'regexp_replace',
  'replace',
  'safe_cast',
  'safe_divide',
  'split_part',
  'star',
  'string_agg',
  'string_literal',
  'surrogate_key',
  'type_bigint',
  'type_boolean',
  'type_date',
  'type_double',
  'type_float',
  'type_int',
  'type_integer',
  'type_numeric',
  'type_string',
  'type_text',
  'type_timestamp',
  'union_relations',
  'unpivot',
  'value_literal',
] as const;

export type PortableFunctionName = (typeof portableFunctionNames)[number];

/** Thrown by `render` when an argument is not one it can work with, e.g. an unknown date part. */
export class PortableArgumentError extends Error {
  override readonly name = 'PortableArgumentError';

  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
