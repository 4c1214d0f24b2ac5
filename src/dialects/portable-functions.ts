/**
 * A portable helper as the template calls it: positional arguments and hash arguments are SQL text (or literals written
 * in the template), the result is SQL text. The room `template/` checks the number and names of arguments by `params`.
 */
export interface PortableFunction {
  /** Parameter names in order; a name ending in `?` is optional, one starting with `...` takes the rest. */
  readonly params: readonly string[];
  /** Names of `key=value` arguments. */
  readonly options?: readonly string[];
  render(args: readonly TemplateValue[], options: Readonly<Record<string, TemplateValue>>): string;
}

/** What a Handlebars expression can evaluate to inside `sp`. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

export type PortableFunctions = Readonly<Record<string, PortableFunction>>;
