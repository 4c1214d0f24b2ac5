import { quoteText, quoteWith } from '../ansi.js';
import { atom } from '../portable/arguments.js';
import type { FormatCode } from '../portable/date-format.js';
import { isDateUnit, type DatePart, type DateUnit } from '../portable/date-parts.js';
import type { EngineSql } from '../portable/engine-sql.js';
import { datePattern, isoDateText } from '../portable/iso-date-text.js';
import { booleanWords, integerPattern, numberPattern } from '../portable/safe-cast-patterns.js';
import { baseType } from '../portable/types.js';

const types: Readonly<Record<string, string>> = {
  text: 'text',
  integer: 'bigint',
  double: 'double precision',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

export function renderType(portableType: string): string {
  return types[baseType(portableType)] ?? portableType;
}

const day = (expr: string): string => `cast(${expr} as date)`;
const moment = (expr: string): string => `cast(${expr} as timestamp)`;
const text = (expr: string): string => `cast(${expr} as text)`;

export const postgresSql: EngineSql = {
  textLiteral: quoteText,
  quoteColumn: (name) => quoteWith('"', name),
  valueLiteral: (value) => quoteText(String(value)),
  type: renderType,
  cast: (expr, type) => `cast(${expr} as ${renderType(type)})`,
  safeCast,
  dateTrunc: (unit, expr) => {
    const truncated = `date_trunc('${unit}', ${moment(expr)})`;
    return isDateUnit(unit) ? day(truncated) : truncated;
  },
  dateAdd: (unit, n, expr, type) =>
    type === 'date' ? day(`${day(expr)} + ${interval(unit, n)}`) : `(${moment(expr)} + ${interval(unit, n)})`,
  dateDiff: difference,
  datePart: part,
  lastDay: (unit, expr) => {
    const length = unit === 'quarter' ? '3 months' : `1 ${unit}`;
    return day(`date_trunc('${unit}', ${moment(expr)}) + interval '${length} - 1 day'`);
  },
  parseDate: (expr, pieces) => {
    const iso = isoDateText(expr, pieces, {
      substring: (whole, start, width) => `substr(${whole}, ${start}, ${width})`,
      find: (needle, haystack) => `strpos(${haystack}, ${needle})`,
      twoDigits: (number) => `lpad(cast(${number} as text), 2, '0')`,
      concat: (parts) => parts.join(' || '),
    });
    return `case when ${atom(expr)} ~ ${quoteText(datePattern(pieces))} then ${calendarDate(`(${iso})`)} end`;
  },
  formatDate: (expr, pieces) => {
    const format = pieces.map((piece) =>
      piece.kind === 'code' ? formats[piece.code] : `"${piece.text.replace(/["\\]/g, '\\$&')}"`,
    );
    return `to_char(${moment(expr)}, ${quoteText(format.join(''))})`;
  },
  dateSpine: (unit, start, end, column) => {
    const convert = isDateUnit(unit) ? day : moment;
    const value = postgresSql.dateAdd(unit, 'step', start, isDateUnit(unit) ? 'date' : 'timestamp');
    const last = postgresSql.dateDiff(unit, start, end);
    return `(select ${value} as ${column} from generate_series(0, ${last}) as sp_steps(step) where ${value} < ${convert(end)})`;
  },
  currentTimestamp: () => "(now() at time zone 'utc')",
  concat: (parts) => `(${parts.map((piece) => atom(piece)).join(' || ')})`,
  splitPart: (expr, delimiter, n) => `split_part(${expr}, ${delimiter}, cast(${n} as integer))`,
  position: (needle, haystack) => `strpos(${haystack}, ${needle})`,
  replace: (expr, old, replacement) => `replace(${expr}, ${old}, ${replacement})`,
  regexpMatch: (expr, pattern) => `(${atom(expr)} ~ ${atom(pattern)})`,
  regexpReplace: (expr, pattern, replacement) => `regexp_replace(${expr}, ${pattern}, ${replacement}, 'g')`,
  stringAgg: (expr, delimiter, orderBy) =>
    `string_agg(${text(expr)}, ${delimiter}${orderBy === undefined ? '' : ` order by ${orderBy}`})`,
  md5: (expr) => `md5(${expr})`,
  boolOr: (expr) => `bool_or(${expr})`,
  boolAnd: (expr) => `bool_and(${expr})`,
  // max() knows no booleans here, and any_value() only came with 16.
  anyValue: (expr) => `(array_agg(${expr}) filter (where ${atom(expr)} is not null))[1]`,
  median: (expr) => `percentile_cont(0.5) within group (order by ${expr})`,
  percentile: (expr, p) => `percentile_cont(${p}) within group (order by ${expr})`,
  generateSeries: (start, stop, step, column) =>
    `(select ${column} from generate_series(${start}, ${stop}, ${step}) as sp_series(${column}))`,
  deduplicate: ({ relation, partitionBy, orderBy, columns }) =>
    `select distinct on (${partitionBy}) ${columns?.join(', ') ?? '*'} from ${relation} order by ${partitionBy}, ${orderBy}`,
  jsonValue: (expr, path) =>
    `jsonb_extract_path_text(cast(${expr} as jsonb), ${path.map((step) => quoteText(String(step))).join(', ')})`,
};

const formats: Readonly<Record<FormatCode, string>> = {
  Y: 'YYYY',
  y: 'YY',
  m: 'MM',
  d: 'DD',
  b: 'Mon',
  B: 'FMMonth',
  j: 'DDD',
  H: 'HH24',
  M: 'MI',
  S: 'SS',
};

function interval(unit: DateUnit, n: string): string {
  const one = unit === 'quarter' ? '3 months' : `1 ${unit}`;
  return `cast(${n} as integer) * interval '${one}'`;
}

function part(name: DatePart, expr: string): string {
  const extracted = `extract(${name} from ${moment(expr)})`;
  return name === 'second' ? `cast(floor(${extracted}) as bigint)` : `cast(${extracted} as bigint)`;
}

const seconds: Readonly<Record<'hour' | 'minute' | 'second', number>> = { hour: 3600, minute: 60, second: 1 };

function difference(unit: DateUnit, first: string, second: string): string {
  const between = (write: (expr: string) => string): string => `(${write(second)} - ${write(first)})`;
  switch (unit) {
    case 'year':
      return between((expr) => part('year', expr));
    case 'quarter':
      return between((expr) => `(${part('year', expr)} * 4 + ${part('quarter', expr)})`);
    case 'month':
      return between((expr) => `(${part('year', expr)} * 12 + ${part('month', expr)})`);
    case 'week':
      return `(${between((expr) => day(`date_trunc('week', ${moment(expr)})`))} / 7)`;
    case 'day':
      return between(day);
    case 'hour':
    case 'minute':
    case 'second': {
      const span = between((expr) => `date_trunc('${unit}', ${moment(expr)})`);
      return `cast(extract(epoch from ${span}) / ${seconds[unit]} as bigint)`;
    }
  }
}

/** The date that `YYYY-MM-DD…` names, NULL when its month has no such day (a cast would raise an error). */
function calendarDate(iso: string): string {
  const isShaped = `${iso} ~ '^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}' and ${iso} !~ '^0000'`;
  const monthEnd = `cast(substr(${iso}, 1, 7) || '-01' as date) + interval '1 month - 1 day'`;
  const isDay = `cast(substr(${iso}, 9, 2) as integer) between 1 and extract(day from ${monthEnd})`;
  return `case when ${isShaped} then case when ${isDay} then cast(substr(${iso}, 1, 10) as date) end end`;
}

/** Postgres has no try_cast before 16's pg_input_is_valid: texts are checked before they are cast. */
function safeCast(expr: string, type: string): string {
  const given = text(expr);
  switch (baseType(type)) {
    case 'integer':
      return (
        `case when ${given} ~ '${integerPattern}' then case when cast(${given} as numeric) ` +
        `between -9223372036854775808 and 9223372036854775807 then cast(${given} as bigint) end end`
      );
    case 'double':
    case 'decimal':
      return `case when ${given} ~ '${numberPattern}' then cast(${given} as ${renderType(type)}) end`;
    case 'date':
      return `case when ${given} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[ T])' then ${calendarDate(given)} end`;
    case 'timestamp':
      return (
        `case when ${given} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?$)' ` +
        `then case when (${calendarDate(given)}) is not null then cast(${given} as timestamp) end end`
      );
    case 'boolean':
      return `case when lower(${given}) in ${booleanWords.true} then true when lower(${given}) in ${booleanWords.false} then false end`;
    default:
      return `cast(${expr} as ${renderType(type)})`;
  }
}
