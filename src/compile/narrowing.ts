/**
 * Which rows of their inputs models see in a run with `--empty` or `--sample`: none, or those of a time, where the input
 * says when its rows happened. Limits are texts as of a batch, the end exclusive.
 */
export type Narrowing =
  { readonly kind: 'empty' } | { readonly kind: 'sample'; readonly start: string; readonly end: string };
