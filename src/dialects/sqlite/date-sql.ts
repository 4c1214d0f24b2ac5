import { quoteText } from '../ansi.js';
import { atom } from '../portable/arguments.js';
import { monthAbbreviations, monthNames, type FormatPiece, type PlacedPiece } from '../portable/date-format.js';
import { isDateUnit, type DatePart, type DateUnit, type LastDayUnit } from '../portable/date-parts.js';
import type { EngineSql } from '../portable/engine-sql.js';
import { isoDateText } from '../portable/iso-date-text.js';

// Dates are text (YYYY-MM-DD), timestamps text (YYYY-MM-DD HH:MM:SS). SQLite's date functions accept both; `floor`
// keeps month arithmetic inside the month (SQLite 3.46).

type DateSql = Pick<
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

export const dateSql: DateSql = {
  dateTrunc: truncate,
  dateAdd: (unit, n, expr, type) => {
    const call = type === 'date' ? 'date' : 'datetime';
    const floor = unit === 'year' || unit === 'quarter' || unit === 'month' ? ", 'floor'" : '';
    return `${call}(${expr}, ${modifier(unit, n)}${floor})`;
  },
  dateDiff: difference,
  datePart: part,
  lastDay,
  parseDate,
  formatDate,
  dateSpine,
  currentTimestamp: () => "datetime('now')",
};

function truncate(unit: DateUnit, expr: string): string {
  switch (unit) {
    case 'year':
      return `date(${expr}, 'start of year')`;
    case 'quarter':
      return `date(${expr}, 'start of month', '-' || ((strftime('%m', ${expr}) + 2) % 3) || ' months')`;
    case 'month':
      return `date(${expr}, 'start of month')`;
    case 'week':
      return `date(${expr}, '-6 days', 'weekday 1')`;
    case 'day':
      return `date(${expr})`;
    case 'hour':
      return `strftime('%Y-%m-%d %H:00:00', ${expr})`;
    case 'minute':
      return `strftime('%Y-%m-%d %H:%M:00', ${expr})`;
    case 'second':
      return `strftime('%Y-%m-%d %H:%M:%S', ${expr})`;
  }
}

const factors: Readonly<Record<DateUnit, { readonly times: number; readonly word: string }>> = {
  year: { times: 1, word: 'years' },
  quarter: { times: 3, word: 'months' },
  month: { times: 1, word: 'months' },
  week: { times: 7, word: 'days' },
  day: { times: 1, word: 'days' },
  hour: { times: 1, word: 'hours' },
  minute: { times: 1, word: 'minutes' },
  second: { times: 1, word: 'seconds' },
};

function modifier(unit: DateUnit, n: string): string {
  const { times, word } = factors[unit];
  if (/^[+-]?\d{1,9}$/.test(n)) return `'${Number(n) < 0 ? '' : '+'}${Number(n) * times} ${word}'`;
  return times === 1 ? `${atom(n)} || ' ${word}'` : `(${atom(n)} * ${times}) || ' ${word}'`;
}

function difference(unit: DateUnit, first: string, second: string): string {
  const days = (expr: string, ...modifiers: readonly string[]): string =>
    `julianday(${[expr, "'start of day'", ...modifiers].join(', ')})`;
  const between = (write: (expr: string) => string): string => `(${write(second)} - ${write(first)})`;
  switch (unit) {
    case 'year':
      return between((expr) => part('year', expr));
    case 'quarter':
      return between((expr) => `(${part('year', expr)} * 4 + ${part('quarter', expr)})`);
    case 'month':
      return between((expr) => `(${part('year', expr)} * 12 + ${part('month', expr)})`);
    case 'week':
      return `cast(${between((expr) => days(expr, "'-6 days'", "'weekday 1'"))} / 7 as integer)`;
    case 'day':
      return `cast(${between((expr) => days(expr))} as integer)`;
    case 'hour':
      return `cast(${between((expr) => `floor(unixepoch(${expr}) / 3600.0)`)} as integer)`;
    case 'minute':
      return `cast(${between((expr) => `floor(unixepoch(${expr}) / 60.0)`)} as integer)`;
    case 'second':
      return between((expr) => `unixepoch(${expr})`);
  }
}

const partCodes: Readonly<Record<Exclude<DatePart, 'quarter'>, string>> = {
  year: '%Y',
  month: '%m',
  week: '%V',
  day: '%d',
  hour: '%H',
  minute: '%M',
  second: '%S',
  isoyear: '%G',
  isodow: '%u',
  dow: '%w',
  doy: '%j',
};

function part(name: DatePart, expr: string): string {
  if (name === 'quarter') return `((strftime('%m', ${expr}) + 2) / 3)`;
  return `cast(strftime('${partCodes[name]}', ${expr}) as integer)`;
}

function lastDay(unit: LastDayUnit, expr: string): string {
  switch (unit) {
    case 'year':
      return `date(${expr}, 'start of year', '+1 year', '-1 day')`;
    case 'quarter':
      return `date(${expr}, 'start of month', '+' || (3 - (strftime('%m', ${expr}) + 2) % 3) || ' months', '-1 day')`;
    case 'month':
      return `date(${expr}, 'start of month', '+1 month', '-1 day')`;
    case 'week':
      return `date(${expr}, 'weekday 0')`;
  }
}

/** GLOB checks the shape; a day that the month does not have comes back from date() as another one. */
function parseDate(expr: string, pieces: readonly PlacedPiece[]): string {
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
  const iso = isoDateText(expr, pieces, {
    substring: (whole, start, length) => `substr(${whole}, ${start}, ${length})`,
    find: (needle, haystack) => `instr(${haystack}, ${needle})`,
    twoDigits: (number) => `substr('0' || (${number}), -2)`,
    concat: (parts) => parts.join(' || '),
  });
  const pattern = pieces.map((piece) => {
    if (piece.kind === 'text') return piece.text.replace(/[[*?]/g, '[$&]');
    return piece.code === 'b' ? '[A-Z][a-z][a-z]' : '[0-9]'.repeat(piece.width);
  });
  const named = pieces.find((piece) => piece.kind === 'code' && piece.code === 'b');
  const isMonth =
    named === undefined
      ? ''
      : ` and instr('${monthAbbreviations}', substr(${expr}, ${named.start}, ${named.width})) % 3 = 1`;
  const isShaped = `length(${expr}) = ${width} and ${atom(expr)} glob ${quoteText(pattern.join(''))}${isMonth}`;
  return `case when ${isShaped} and date(${iso}) = ${iso} then ${iso} end`;
}

function formatDate(expr: string, pieces: readonly FormatPiece[]): string {
  const month = `cast(strftime('%m', ${expr}) as integer)`;
  let plain = '';
  const parts: string[] = [];
  const flush = (): void => {
    if (plain !== '') parts.push(`strftime(${quoteText(plain)}, ${expr})`);
    plain = '';
  };
  for (const piece of pieces) {
    if (piece.kind === 'text') plain += piece.text.replaceAll('%', '%%');
    else if (piece.code === 'y') {
      flush();
      parts.push(`substr(strftime('%Y', ${expr}), 3)`);
    } else if (piece.code === 'b') {
      flush();
      parts.push(`substr('${monthAbbreviations}', ${month} * 3 - 2, 3)`);
    } else if (piece.code === 'B') {
      flush();
      const names = monthNames.map((name, index) => `when ${index + 1} then '${name}'`);
      parts.push(`case ${month} ${names.join(' ')} end`);
    } else plain += `%${piece.code}`;
  }
  flush();
  if (parts.length === 0) return `strftime('', ${expr})`;
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' || ')})`;
}

/** Counted from the start, so that months do not drift from the 31st to the 28th. */
function dateSpine(unit: DateUnit, start: string, end: string, column: string): string {
  const isDate = isDateUnit(unit);
  const call = isDate ? 'date' : 'datetime';
  const next = dateSql.dateAdd(unit, 'step + 1', start, isDate ? 'date' : 'timestamp');
  return (
    `(with recursive sp_spine(step, ${column}) as (` +
    `select 0, ${call}(${start}) where ${call}(${start}) < ${call}(${end}) ` +
    `union all select step + 1, ${next} from sp_spine where ${next} < ${call}(${end})` +
    `) select ${column} from sp_spine)`
  );
}
