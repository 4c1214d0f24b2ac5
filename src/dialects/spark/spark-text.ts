/** Spark reads backslashes in literals as escapes, and `''` not as a quote. */
export function quoteSparkText(text: string): string {
  if (text.includes('\0')) throw new Error('a text in SQL cannot contain NUL');
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A literal of standard SQL (`'a''b\d'`) in Spark's spelling; any other expression as it is. */
export function toSparkLiteral(sql: string, change: (text: string) => string = (text) => text): string {
  const literal = /^'((?:[^']|'')*)'$/s.exec(sql)?.[1];
  return literal === undefined ? sql : quoteSparkText(change(literal.replaceAll("''", "'")));
}
