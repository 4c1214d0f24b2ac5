/** DETAILS.md §2: dates and timestamps are text, booleans 0 and 1, decimals REAL. */
const sqliteTypes: Readonly<Record<string, string>> = {
  text: 'text',
  string: 'text',
  integer: 'integer',
  int: 'integer',
  bigint: 'integer',
  double: 'real',
  float: 'real',
  decimal: 'real',
  numeric: 'real',
  boolean: 'integer',
  date: 'text',
  timestamp: 'text',
};

/** The engine's name of a portable type, or the text itself. */
export function renderType(portableType: string): string {
  const name = portableType
    .trim()
    .toLowerCase()
    .replace(/\s*\(.*\)$/s, '');
  return sqliteTypes[name] ?? portableType;
}
