/** How an engine's SQL is cut into tokens, where engines differ. */
export interface Lexical {
  /** A block comment inside a block comment has an end of its own. */
  readonly nestedComments: boolean;
  /** `$$…$$` and `$tag$…$tag$` are texts. */
  readonly dollarQuotes: boolean;
  /** In which texts a backslash takes the next character with it: `e` in those that start with an E only. */
  readonly backslashEscapes: 'never' | 'e' | 'always';
  /** `r'…'` is a text without escapes. */
  readonly rawTexts: boolean;
  /** What stands between double quotes. */
  readonly doubleQuotes: 'name' | 'text';
  readonly backtickNames: boolean;
  /** A name without quotes becomes lower-case. */
  readonly foldsNames: boolean;
  /** `[name]`; elsewhere brackets are operators. */
  readonly bracketNames: boolean;
}

export const sqliteLexical: Lexical = {
  nestedComments: false,
  dollarQuotes: false,
  backslashEscapes: 'never',
  rawTexts: false,
  doubleQuotes: 'name',
  backtickNames: true,
  foldsNames: false,
  bracketNames: true,
};

export const postgresLexical: Lexical = {
  nestedComments: true,
  dollarQuotes: true,
  backslashEscapes: 'e',
  rawTexts: false,
  doubleQuotes: 'name',
  backtickNames: false,
  foldsNames: true,
  bracketNames: false,
};

/** DuckDB's parser comes from PostgreSQL. */
export const duckdbLexical: Lexical = { ...postgresLexical, foldsNames: false };

/**
 * Spark as the adapter's sessions are: https://spark.apache.org/docs/latest/sql-ref-literals.html#string-literal with
 * `spark.sql.ansi.doubleQuotedIdentifiers`, so that "x" is a name as everywhere else.
 */
export const sparkLexical: Lexical = {
  nestedComments: true,
  dollarQuotes: false,
  backslashEscapes: 'always',
  rawTexts: true,
  doubleQuotes: 'name',
  backtickNames: true,
  foldsNames: false,
  bracketNames: false,
};
