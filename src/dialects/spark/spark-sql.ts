import { quoteWith } from '../ansi.js';
import type { FormatCode } from '../portable/date-format.js';
import { isDateUnit, type DatePart, type DateUnit, type LastDayUnit } from '../portable/date-parts.js';
import type { EngineSql } from '../portable/engine-sql.js';
import { datePattern, isoDateText } from '../portable/iso-date-text.js';
import { booleanWords, integerPattern, numberPattern } from '../portable/safe-cast-patterns.js';
import { atom } from '../portable/arguments.js';
import { baseType } from '../portable/types.js';
import { quoteSparkText, toSparkLiteral } from './spark-text.js';

const types: Readonly<Record<string, string>> = {
  text: 'string',
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
const text = (expr: string): string => `cast(${expr} as string)`;

export const sparkSql: EngineSql = {
  textLiteral: quoteSparkText,
  quoteColumn: (name) => quoteWith('`', name),
  starExcept: (qualifier, names) => `${qualifier}* except (${names.map((name) => quoteWith('`', name)).join(', ')})`,
  valueLiteral: (value) => quoteSparkText(String(value)),
  type: renderType,
  cast: (expr, type) => `cast(${expr} as ${renderType(type)})`,
  safeCast,
  dateTrunc: (unit, expr) => {
    if (unit === 'day') return day(expr);
    return isDateUnit(unit) ? `trunc(${day(expr)}, '${unit}')` : `date_trunc('${unit}', ${moment(expr)})`;
  },
  dateAdd: addition,
  dateDiff: difference,
  datePart: part,
  lastDay,
  parseDate: (expr, pieces) => {
    const iso = isoDateText(expr, pieces, {
      substring: (whole, start, width) => `substr(${whole}, ${start}, ${width})`,
      find: (needle, haystack) => `instr(${haystack}, ${needle})`,
      twoDigits: (number) => `lpad(cast(cast(${number} as int) as string), 2, '0')`,
      concat: (parts) => `concat(${parts.join(', ')})`,
    });
    return `case when ${atom(expr)} rlike ${quoteSparkText(datePattern(pieces))} then try_cast(${iso} as date) end`;
  },
  formatDate: (expr, pieces) => {
    const format = pieces.map((piece) =>
      piece.kind === 'code' ? formats[piece.code] : `'${piece.text.replaceAll("'", "''")}'`,
    );
    return `date_format(${moment(expr)}, ${quoteSparkText(format.join(''))})`;
  },
  dateSpine: (unit, start, end, column) => {
    const convert = isDateUnit(unit) ? day : moment;
    const value = sparkSql.dateAdd(unit, 'step', start, isDateUnit(unit) ? 'date' : 'timestamp');
    const last = `cast(${sparkSql.dateDiff(unit, start, end)} as int)`;
    const steps = `select explode(case when ${last} >= 0 then sequence(0, ${last}) end) as step`;
    return `(select ${value} as ${column} from (${steps}) where ${value} < ${convert(end)})`;
  },
  currentTimestamp: () => 'current_timestamp()',
  concat: (parts) => `concat(${parts.join(', ')})`,
  splitPart: (expr, delimiter, n) => `split_part(${expr}, ${delimiter}, ${n})`,
  position: (needle, haystack) => `locate(${needle}, ${haystack})`,
  replace: (expr, old, replacement) => `replace(${expr}, ${old}, ${replacement})`,
  regexpMatch: (expr, pattern) => `(${atom(expr)} rlike ${toSparkLiteral(pattern)})`,
  regexpReplace: (expr, pattern, replacement) => {
    const to = toSparkLiteral(replacement, (given) => given.replaceAll('$', '\\$').replace(/\\([1-9])/g, '$$$1'));
    return `regexp_replace(${expr}, ${toSparkLiteral(pattern)}, ${to})`;
  },
  stringAgg: (expr, delimiter, orderBy) =>
    `listagg(${text(expr)}, ${delimiter})${orderBy === undefined ? '' : ` within group (order by ${orderBy})`}`,
  md5: (expr) => `md5(${expr})`,
  boolOr: (expr) => `bool_or(${expr})`,
  boolAnd: (expr) => `bool_and(${expr})`,
  anyValue: (expr) => `max(${expr})`,
  median: (expr) => `median(${expr})`,
  percentile: (expr, p) => `percentile(${expr}, ${p})`,
  generateSeries: (start, stop, step, column) => {
    const inReach = `case when ${atom(step)} > 0 then ${atom(start)} <= ${atom(stop)} else ${atom(start)} >= ${atom(stop)} end`;
    return `(select explode(case when ${inReach} then sequence(${start}, ${stop}, ${step}) end) as ${column})`;
  },
  deduplicate: ({ relation, partitionBy, orderBy, columns }) => {
    const rank = `row_number() over (partition by ${partitionBy} order by ${orderBy}) as sp_rank`;
    return `select ${columns?.join(', ') ?? '* except (sp_rank)'} from (select *, ${rank} from ${relation}) where sp_rank = 1`;
  },
  jsonValue: (expr, path) => {
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `['${step}']`));
    // get_json_object would give the text 'null' for JSON's null.
    return `variant_get(parse_json(${expr}), ${quoteSparkText(`$${steps.join('')}`)}, 'string')`;
  },
};

/** Java's patterns. */
const formats: Readonly<Record<FormatCode, string>> = {
  Y: 'yyyy',
  y: 'yy',
  m: 'MM',
  d: 'dd',
  b: 'MMM',
  B: 'MMMM',
  j: 'DDD',
  H: 'HH',
  M: 'mm',
  S: 'ss',
};

function addition(unit: DateUnit, n: string, expr: string, type: 'date' | 'timestamp'): string {
  if (type === 'timestamp') return `timestampadd(${unit}, cast(${n} as int), ${moment(expr)})`;
  const count = `cast(${n} as int)`;
  switch (unit) {
    case 'year':
      return `add_months(${day(expr)}, 12 * ${count})`;
    case 'quarter':
      return `add_months(${day(expr)}, 3 * ${count})`;
    case 'month':
      return `add_months(${day(expr)}, ${count})`;
    case 'week':
      return `date_add(${day(expr)}, 7 * ${count})`;
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
      return `date_add(${day(expr)}, ${count})`;
  }
}

const seconds: Readonly<Record<'hour' | 'minute' | 'second', number>> = { hour: 3600, minute: 60, second: 1 };

/** Never datediff(MONTH, …): that counts complete months, not boundaries. */
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
      return `(datediff(trunc(${day(second)}, 'week'), trunc(${day(first)}, 'week')) div 7)`;
    case 'day':
      return `datediff(${day(second)}, ${day(first)})`;
    case 'hour':
    case 'minute':
    case 'second': {
      const span = between((expr) => `unix_seconds(date_trunc('${unit}', ${moment(expr)}))`);
      return unit === 'second' ? span : `(${span} div ${seconds[unit]})`;
    }
  }
}

function part(name: DatePart, expr: string): string {
  const write: Readonly<Record<DatePart, string>> = {
    year: `year(${moment(expr)})`,
    quarter: `quarter(${moment(expr)})`,
    month: `month(${moment(expr)})`,
    week: `weekofyear(${moment(expr)})`,
    day: `day(${moment(expr)})`,
    hour: `hour(${moment(expr)})`,
    minute: `minute(${moment(expr)})`,
    second: `second(${moment(expr)})`,
    isoyear: `extract(yearofweek from ${moment(expr)})`,
    isodow: `(weekday(${moment(expr)}) + 1)`,
    dow: `(dayofweek(${moment(expr)}) - 1)`,
    doy: `dayofyear(${moment(expr)})`,
  };
  return write[name];
}

function lastDay(unit: LastDayUnit, expr: string): string {
  switch (unit) {
    case 'year':
      return `last_day(add_months(trunc(${day(expr)}, 'year'), 11))`;
    case 'quarter':
      return `last_day(add_months(trunc(${day(expr)}, 'quarter'), 2))`;
    case 'month':
      return `last_day(${day(expr)})`;
    case 'week':
      return `date_add(trunc(${day(expr)}, 'week'), 6)`;
  }
}

/** Spark's own rules are looser: '2024' is a date, '1d' a double. */
function safeCast(expr: string, type: string): string {
  const attempt = `try_cast(${expr} as ${renderType(type)})`;
  switch (baseType(type)) {
    case 'integer':
      return `case when ${text(expr)} rlike '${integerPattern}' then ${attempt} end`;
    case 'double':
    case 'decimal':
      return `case when ${text(expr)} rlike '${numberPattern}' then ${attempt} end`;
    case 'date':
    case 'timestamp':
      return `case when ${text(expr)} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}($|[ T])' then ${attempt} end`;
    case 'boolean':
      return `case when lower(${text(expr)}) in ${booleanWords.true} then true when lower(${text(expr)}) in ${booleanWords.false} then false end`;
    default:
      return attempt;
  }
}
