import {
  PortableArgumentError,
  type PortableFunction,
  type PortableFunctionName,
  type TemplateValue,
} from '../portable-functions.js';
import { atom, toLiteralText, toSql, toSqlList, toWord } from './arguments.js';
import { parseFormat, placePieces } from './date-format.js';
import { dateParts, dateUnits, isDateUnit, lastDayUnits, type DateUnit } from './date-parts.js';
import type { EngineSql } from './engine-sql.js';
import { columnFunctions } from './column-functions.js';
import { parseJsonPath } from './json-path.js';

/** The portable helpers in the words of an engine: arguments are read and checked here, alike for all engines. */
export function createFunctions(engine: EngineSql): Readonly<Record<PortableFunctionName, PortableFunction>> {
  return {
    ...typeFunctions(engine),
    ...dateFunctions(engine),
    ...textFunctions(engine),
    ...otherFunctions(engine),
    ...columnFunctions(engine),
  };
}

type Functions<Name extends PortableFunctionName> = Readonly<Record<Name, PortableFunction>>;

function typeFunctions(engine: EngineSql) {
  const named = (type: string): PortableFunction => ({ params: [], render: () => engine.type(type) });
  return {
    type_bigint: named('integer'),
    type_boolean: named('boolean'),
    type_date: named('date'),
    type_double: named('double'),
    type_float: named('double'),
    type_int: named('integer'),
    type_integer: named('integer'),
    type_numeric: named('decimal(28,6)'),
    type_string: named('text'),
    type_text: named('text'),
    type_timestamp: named('timestamp'),
    cast: {
      params: ['expr', 'type'],
      render: ([expr, type]) => engine.cast(toSql(expr, 'expr'), toLiteralText(type, 'type')),
    },
    safe_cast: {
      params: ['expr', 'type'],
      render: ([expr, type]) => engine.safeCast(toSql(expr, 'expr'), toLiteralText(type, 'type')),
    },
  } as const satisfies Partial<Functions<PortableFunctionName>>;
}

function dateFunctions(engine: EngineSql) {
  return {
    current_timestamp: { params: [], render: () => engine.currentTimestamp() },
    date_trunc: {
      params: ['part', 'expr'],
      render: ([part, expr]) => engine.dateTrunc(toWord(part, 'part', dateUnits), toSql(expr, 'expr')),
    },
    dateadd: {
      params: ['part', 'n', 'expr'],
      options: ['type'],
      render: ([part, n, expr], options) => {
        const unit = toWord(part, 'part', dateUnits);
        return engine.dateAdd(unit, toSql(n, 'n'), toSql(expr, 'expr'), readDateType(unit, options['type']));
      },
    },
    datediff: {
      params: ['first', 'second', 'part'],
      render: ([first, second, part]) =>
        engine.dateDiff(toWord(part, 'part', dateUnits), toSql(first, 'first'), toSql(second, 'second')),
    },
    date_part: {
      params: ['part', 'expr'],
      render: ([part, expr]) => engine.datePart(toWord(part, 'part', dateParts), toSql(expr, 'expr')),
    },
    last_day: {
      params: ['expr', 'part'],
      render: ([expr, part]) => engine.lastDay(toWord(part, 'part', lastDayUnits), toSql(expr, 'expr')),
    },
    parse_date: {
      params: ['expr', 'format'],
      render: ([expr, format]) => engine.parseDate(toSql(expr, 'expr'), placePieces(toLiteralText(format, 'format'))),
    },
    format_date: {
      params: ['expr', 'format'],
      render: ([expr, format]) => engine.formatDate(toSql(expr, 'expr'), parseFormat(toLiteralText(format, 'format'))),
    },
    date_spine: {
      params: ['part', 'start', 'end'],
      render: ([part, start, end]) => {
        const unit = toWord(part, 'part', dateUnits);
        return engine.dateSpine(unit, toSql(start, 'start'), toSql(end, 'end'), `date_${unit}`);
      },
    },
  } as const satisfies Partial<Functions<PortableFunctionName>>;
}

function textFunctions(engine: EngineSql) {
  return {
    concat: { params: ['...parts'], render: (parts) => engine.concat(parts.map((part) => toSql(part, 'parts'))) },
    split_part: {
      params: ['expr', 'delimiter', 'n'],
      render: ([expr, delimiter, n]) =>
        engine.splitPart(toSql(expr, 'expr'), toSql(delimiter, 'delimiter'), toSql(n, 'n')),
    },
    position: {
      params: ['needle', 'haystack'],
      render: ([needle, haystack]) => engine.position(toSql(needle, 'needle'), toSql(haystack, 'haystack')),
    },
    replace: {
      params: ['expr', 'old', 'new'],
      render: ([expr, old, replacement]) =>
        engine.replace(toSql(expr, 'expr'), toSql(old, 'old'), toSql(replacement, 'new')),
    },
    regexp_match: {
      params: ['expr', 'pattern'],
      render: ([expr, pattern]) => engine.regexpMatch(toSql(expr, 'expr'), toSql(pattern, 'pattern')),
    },
    regexp_replace: {
      params: ['expr', 'pattern', 'replacement'],
      render: ([expr, pattern, replacement]) =>
        engine.regexpReplace(toSql(expr, 'expr'), toSql(pattern, 'pattern'), toSql(replacement, 'replacement')),
    },
    /** A value of the template as SQL: texts quoted, numbers and booleans as they are, null as NULL. */
    string_literal: {
      params: ['value'],
      render: ([value]) => (typeof value === 'string' ? engine.textLiteral(value) : toSql(value, 'value')),
    },
    value_literal: {
      params: ['value'],
      render: ([value]) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? engine.valueLiteral(value)
          : toSql(value, 'value'),
    },
    string_agg: {
      params: ['expr', 'delimiter?'],
      options: ['order_by'],
      render: ([expr, delimiter], { order_by }) => {
        const orderBy = order_by === undefined ? undefined : toSqlList(order_by, 'order_by').join(', ');
        const between = delimiter === undefined ? "','" : toSql(delimiter, 'delimiter');
        return engine.stringAgg(toSql(expr, 'expr'), between, orderBy);
      },
    },
    hash: { params: ['expr'], render: ([expr]) => engine.md5(engine.cast(toSql(expr, 'expr'), 'text')) },
    /** dbt_utils.generate_surrogate_key, with its text for NULL, so that keys equal those of dbt projects. */
    surrogate_key: {
      params: ['...parts'],
      render: (parts) => {
        const texts = parts
          .flatMap((part) => toSqlList(part, 'parts'))
          .map((part) => {
            return `coalesce(${engine.cast(part, 'text')}, '_dbt_utils_surrogate_key_null_')`;
          });
        const joined = texts.flatMap((text, index) => (index === 0 ? [text] : ["'-'", text]));
        return engine.md5(joined.length === 1 ? joined.join('') : engine.concat(joined));
      },
    },
    json_value: {
      params: ['expr', 'path'],
      render: ([expr, path]) => engine.jsonValue(toSql(expr, 'expr'), parseJsonPath(toLiteralText(path, 'path'))),
    },
  } as const satisfies Partial<Functions<PortableFunctionName>>;
}

function otherFunctions(engine: EngineSql) {
  const aggregate = (write: (expr: string) => string): PortableFunction => ({
    params: ['expr'],
    render: ([expr]) => write(toSql(expr, 'expr')),
  });
  return {
    any_value: aggregate((expr) => engine.anyValue(expr)),
    bool_and: aggregate((expr) => engine.boolAnd(expr)),
    bool_or: aggregate((expr) => engine.boolOr(expr)),
    median: aggregate((expr) => engine.median(expr)),
    percentile: {
      params: ['expr', 'p'],
      render: ([expr, p]) => engine.percentile(toSql(expr, 'expr'), toSql(p, 'p')),
    },
    /** a ÷ b as a double, never an integer division; NULL when b is 0 or one of them is NULL. */
    safe_divide: {
      params: ['numerator', 'denominator'],
      render: ([numerator, denominator]) =>
        `(${engine.cast(toSql(numerator, 'numerator'), 'double')} / nullif(${toSql(denominator, 'denominator')}, 0))`,
    },
    /** For ORDER BY: ascending or descending, NULLs behind everything else on every engine. */
    null_last: {
      params: ['expr', 'direction?'],
      render: ([expr, direction]) => {
        const order = direction === undefined ? 'asc' : toWord(direction, 'direction', ['asc', 'desc']);
        return `${atom(toSql(expr, 'expr'))} ${order} nulls last`;
      },
    },
    /** `n` counts from 1, `start stop` and `start stop step` as they say; the column is `generated_number`. */
    generate_series: {
      params: ['start', 'stop?', 'step?'],
      render: ([start, stop, step]) => {
        const first = stop === undefined ? '1' : toSql(start, 'start');
        const last = toSql(stop === undefined ? start : stop, 'stop');
        return engine.generateSeries(first, last, step === undefined ? '1' : toSql(step, 'step'), 'generated_number');
      },
    },
    deduplicate: {
      params: ['relation', 'partition_by', 'order_by'],
      options: ['columns'],
      render: ([relation, partitionBy, orderBy], { columns }) =>
        engine.deduplicate({
          relation: toSql(relation, 'relation'),
          partitionBy: toSqlList(partitionBy, 'partition_by').join(', '),
          orderBy: toSqlList(orderBy, 'order_by').join(', '),
          columns: columns === undefined ? undefined : toSqlList(columns, 'columns'),
        }),
    },
  } as const satisfies Partial<Functions<PortableFunctionName>>;
}

function readDateType(unit: DateUnit, type: TemplateValue): 'date' | 'timestamp' {
  if (type === undefined) return isDateUnit(unit) ? 'date' : 'timestamp';
  const wanted = toWord(type, 'type', ['date', 'timestamp']);
  if (wanted === 'timestamp' || isDateUnit(unit)) return wanted;
  throw new PortableArgumentError(`${unit}s added to a date give a timestamp`, 'leave type= out');
}
