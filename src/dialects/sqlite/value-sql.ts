import { quoteText, quoteWith } from '../ansi.js';
import { atom } from '../portable/arguments.js';
import type { DeduplicateRequest, EngineSql } from '../portable/engine-sql.js';
import { PortableArgumentError } from '../portable-functions.js';
import { booleanWords } from '../portable/safe-cast-patterns.js';
import { baseType, scaleOf } from '../portable/types.js';
import { renderType } from './types.js';

type ValueSql = Omit<
  EngineSql,
  | 'dateTrunc'
  | 'dateAdd'
  | 'dateDiff'
  | 'datePart'
  | 'lastDay'
  | 'parseDate'
  | 'formatDate'
  | 'dateSpine'
  | 'currentTimestamp'
>;

/** Plain SQL wherever SQLite has the means, so that views work in every program; `sp_…` are functions of ours. */
export const valueSql: ValueSql = {
  textLiteral: quoteText,
  quoteColumn: (name) => quoteWith('`', name),
  valueLiteral,
  type: renderType,
  cast,
  safeCast,
  concat: (parts) => `(${parts.map(atom).join(' || ')})`,
  splitPart,
  position: (needle, haystack) => `instr(${haystack}, ${needle})`,
  replace: (expr, old, replacement) => `replace(${expr}, ${old}, ${replacement})`,
  regexpMatch: (expr, pattern) => `sp_regexp_match(${expr}, ${pattern})`,
  regexpReplace: (expr, pattern, replacement) => `sp_regexp_replace(${expr}, ${pattern}, ${replacement})`,
  stringAgg: (expr, delimiter, orderBy) =>
    `group_concat(${expr}, ${delimiter}${orderBy === undefined ? '' : ` order by ${orderBy}`})`,
  md5: (text) => `sp_md5(${text})`,
  boolOr: (expr) => `max(${atom(expr)} <> 0)`,
  boolAnd: (expr) => `min(${atom(expr)} <> 0)`,
  anyValue: (expr) => `max(${expr})`,
  median: (expr) => `sp_median(${expr})`,
  percentile: (expr, p) => `sp_percentile(${expr}, ${p})`,
  generateSeries: (start, stop, step, column) =>
    `(with recursive sp_series(${column}, stop, step) as (` +
    `select ${start}, ${stop}, ${step} where case when ${atom(step)} > 0 then ${atom(start)} <= ${atom(stop)} ` +
    `when ${atom(step)} < 0 then ${atom(start)} >= ${atom(stop)} end ` +
    `union all select ${column} + step, stop, step from sp_series ` +
    `where case when step > 0 then ${column} + step <= stop else ${column} + step >= stop end` +
    `) select ${column} from sp_series)`,
  deduplicate,
  jsonValue: (expr, path) => {
    const at = quoteText(`$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}`);
    return (
      `case json_type(${expr}, ${at}) when 'true' then 'true' when 'false' then 'false' ` +
      `else cast(json_extract(${expr}, ${at}) as text) end`
    );
  },
};

/** Nothing is converted when two expressions are compared that are no columns. */
function valueLiteral(value: string | number | boolean): string {
  const text = quoteText(String(value));
  if (typeof value === 'boolean') return `${Number(value)}, ${text}`;
  return typeof value === 'number' || /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? `${value}, ${text}` : text;
}

function cast(expr: string, type: string): string {
  switch (baseType(type)) {
    case 'date':
      return `date(${expr})`;
    case 'timestamp':
      return `replace(strftime('%Y-%m-%d %H:%M:%f', ${expr}), '.000', '')`;
    case 'boolean':
      return castBoolean(expr);
    case 'decimal':
      return `round(cast(${expr} as real), ${scaleOf(type)})`;
    default:
      return `cast(${expr} as ${renderType(type)})`;
  }
}

/** A comparison with a number turns text into a number only when all of it is one: that is the check. */
function safeCast(expr: string, type: string): string {
  const value = atom(expr);
  switch (baseType(type)) {
    case 'integer': {
      const isInteger = `${value} = cast(${expr} as integer) and (typeof(${expr}) <> 'text' or instr(${expr}, '.') = 0)`;
      return `case when ${isInteger} then cast(${expr} as integer) end`;
    }
    case 'double':
      return `case when ${value} = cast(${expr} as real) then cast(${expr} as real) end`;
    case 'decimal':
      return `case when ${value} = cast(${expr} as real) then round(cast(${expr} as real), ${scaleOf(type)}) end`;
    case 'date':
      return `case when date(substr(${expr}, 1, 10)) = substr(${expr}, 1, 10) and date(${expr}) is not null then date(${expr}) end`;
    case 'timestamp':
      return `case when date(substr(${expr}, 1, 10)) = substr(${expr}, 1, 10) then ${cast(expr, 'timestamp')} end`;
    default:
      return cast(expr, type);
  }
}

function castBoolean(expr: string): string {
  return (
    `case when typeof(${expr}) <> 'text' then ${atom(expr)} <> 0 ` +
    `when lower(${expr}) in ${booleanWords.true} then 1 ` +
    `when lower(${expr}) in ${booleanWords.false} then 0 end`
  );
}

/** The text as a JSON list of its parts, because JSON can be indexed. */
function splitPart(expr: string, delimiter: string, n: string): string {
  const inJson = (text: string): string => `substr(json_quote(${text}), 2, length(json_quote(${text})) - 2)`;
  const list = `'[' || replace(json_quote(cast(${expr} as text)), ${inJson(delimiter)}, '","') || ']'`;
  const path = /^-?\d+$/.test(n)
    ? `'$[${Number(n) < 0 ? `#${n}` : Number(n) - 1}]'`
    : `'$[' || iif(${atom(n)} < 0, '#' || ${atom(n)}, ${atom(n)} - 1) || ']'`;
  return `case when ${atom(expr)} is not null then coalesce(json_extract(${list}, ${path}), '') end`;
}

/**
 * With the columns known, a window in a sub-select. Without, SQLite's rule for bare columns beside one min() or max()
 * does it (https://www.sqlite.org/lang_select.html#bareagg), which takes one expression to order by.
 */
function deduplicate({ relation, partitionBy, orderBy, columns }: DeduplicateRequest): string {
  if (columns !== undefined) {
    const names = columns.join(', ');
    const rank = `row_number() over (partition by ${partitionBy} order by ${orderBy}) as sp_rank`;
    return `select ${names} from (select ${names}, ${rank} from ${relation}) where sp_rank = 1`;
  }
  const order = /^(.+?)(?:\s+(asc|desc))?$/is.exec(orderBy.trim());
  if (order?.[1] === undefined || hasTopLevelComma(orderBy) || /\bnulls\s+(?:first|last)$/i.test(orderBy)) {
    throw new PortableArgumentError(
      'without columns= this engine can order by one expression only',
      'name the columns to keep: columns=(list "id" "name")',
    );
  }
  const pick = order[2]?.toLowerCase() === 'desc' ? 'max' : 'min';
  return `select * from ${relation} group by ${partitionBy} having ${pick}(${order[1]}) is not null or true`;
}

function hasTopLevelComma(sql: string): boolean {
  let depth = 0;
  for (const token of sql.match(/'(?:[^']|'')*'|"[^"]*"|[(),]/g) ?? []) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === ',' && depth === 0) return true;
  }
  return false;
}
