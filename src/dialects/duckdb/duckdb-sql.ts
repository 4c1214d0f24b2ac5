import { quoteText, quoteWith } from '../ansi.js';
import { atom } from '../portable/arguments.js';
import { datePattern } from '../portable/iso-date-text.js';
import { isDateUnit, type DateUnit } from '../portable/date-parts.js';
import type { EngineSql } from '../portable/engine-sql.js';
import { booleanWords, integerPattern, numberPattern } from '../portable/safe-cast-patterns.js';
import { baseType } from '../portable/types.js';

const types: Readonly<Record<string, string>> = {
  text: 'varchar',
  integer: 'bigint',
  double: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

export function renderType(portableType: string): string {
  return types[baseType(portableType)] ?? portableType;
}

const day = (expr: string): string => `cast(${expr} as date)`;
const moment = (expr: string): string => `cast(${expr} as timestamp)`;
const text = (expr: string): string => `cast(${expr} as varchar)`;

export const duckdbSql: EngineSql = {
  textLiteral: quoteText,
  quoteColumn: (name) => quoteWith('"', name),
  starExcept: (qualifier, names) => `${qualifier}* exclude (${names.map((name) => quoteWith('"', name)).join(', ')})`,
  valueLiteral: (value) => quoteText(String(value)),
  type: renderType,
  cast: (expr, type) => `cast(${expr} as ${renderType(type)})`,
  safeCast,
  dateTrunc: (unit, expr) =>
    isDateUnit(unit) ? day(`date_trunc('${unit}', ${day(expr)})`) : `date_trunc('${unit}', ${moment(expr)})`,
  dateAdd: (unit, n, expr, type) =>
    type === 'date' ? day(`${day(expr)} + ${interval(unit, n)}`) : `${moment(expr)} + ${interval(unit, n)}`,
  dateDiff: (unit, first, second) =>
    unit === 'week'
      ? `(date_diff('day', date_trunc('week', ${day(first)}), date_trunc('week', ${day(second)})) // 7)`
      : `date_diff('${unit}', ${moment(first)}, ${moment(second)})`,
  datePart: (part, expr) => `cast(date_part('${part}', ${moment(expr)}) as bigint)`,
  lastDay: (unit, expr) => day(`date_trunc('${unit}', ${day(expr)}) + interval 1 ${unit} - interval 1 day`),
  parseDate: (expr, pieces) => {
    const format = pieces.map((piece) => (piece.kind === 'text' ? piece.text.replaceAll('%', '%%') : `%${piece.code}`));
    const isShaped = `regexp_matches(${expr}, ${quoteText(datePattern(pieces))})`;
    return `case when ${isShaped} then cast(try_strptime(${expr}, ${quoteText(format.join(''))}) as date) end`;
  },
  formatDate: (expr, pieces) => {
    const format = pieces.map((piece) => (piece.kind === 'text' ? piece.text.replaceAll('%', '%%') : `%${piece.code}`));
    return `strftime(${moment(expr)}, ${quoteText(format.join(''))})`;
  },
  dateSpine: (unit, start, end, column) => {
    const convert = isDateUnit(unit) ? day : moment;
    const value = duckdbSql.dateAdd(unit, 'step', start, isDateUnit(unit) ? 'date' : 'timestamp');
    const count = `greatest(coalesce(${duckdbSql.dateDiff(unit, start, end)}, -1) + 1, 0)`;
    return `(select ${value} as ${column} from range(0, ${count}) as sp_steps(step) where ${value} < ${convert(end)})`;
  },
  currentTimestamp: () => "cast(now() at time zone 'UTC' as timestamp)",
  concat: (parts) => `(${parts.map((part) => atom(part)).join(' || ')})`,
  splitPart: (expr, delimiter, n) => `split_part(${expr}, ${delimiter}, ${n})`,
  position: (needle, haystack) => `strpos(${haystack}, ${needle})`,
  replace: (expr, old, replacement) => `replace(${expr}, ${old}, ${replacement})`,
  regexpMatch: (expr, pattern) => `regexp_matches(${expr}, ${pattern})`,
  regexpReplace: (expr, pattern, replacement) => `regexp_replace(${expr}, ${pattern}, ${replacement}, 'g')`,
  stringAgg: (expr, delimiter, orderBy) =>
    `string_agg(${text(expr)}, ${delimiter}${orderBy === undefined ? '' : ` order by ${orderBy}`})`,
  md5: (expr) => `md5(${expr})`,
  boolOr: (expr) => `bool_or(${expr})`,
  boolAnd: (expr) => `bool_and(${expr})`,
  anyValue: (expr) => `max(${expr})`,
  median: (expr) => `median(${expr})`,
  percentile: (expr, p) => `quantile_cont(${expr}, ${p})`,
  generateSeries: (start, stop, step, column) =>
    `(select ${column} from generate_series(${start}, ${stop}, ${step}) as sp_series(${column}))`,
  deduplicate: ({ relation, partitionBy, orderBy, columns }) =>
    `select ${columns?.join(', ') ?? '*'} from ${relation} ` +
    `qualify row_number() over (partition by ${partitionBy} order by ${orderBy}) = 1`,
  jsonValue: (expr, path) => {
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`));
    return `json_extract_string(${expr}, ${quoteText(`$${steps.join('')}`)})`;
  },
};

function interval(unit: DateUnit, n: string): string {
  const count = `cast(${n} as integer)`;
  if (unit === 'quarter') return `to_months(3 * ${count})`;
  return `to_${unit}s(${count})`;
}

/** DuckDB's own rules are looser: '1.5' is the integer 2, 'inf' a double. */
function safeCast(expr: string, type: string): string {
  const attempt = `try_cast(${expr} as ${renderType(type)})`;
  switch (baseType(type)) {
    case 'integer':
      return `case when regexp_matches(${text(expr)}, '${integerPattern}') then ${attempt} end`;
    case 'double':
    case 'decimal':
      return `case when regexp_matches(${text(expr)}, '${numberPattern}') then ${attempt} end`;
    case 'date':
    case 'timestamp':
      return `case when regexp_matches(${text(expr)}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[ T])') then cast(try_cast(${expr} as timestamp) as ${renderType(type)}) end`;
    case 'boolean':
      return `case when lower(${text(expr)}) in ${booleanWords.true} then true when lower(${text(expr)}) in ${booleanWords.false} then false end`;
    default:
      return attempt;
  }
}
