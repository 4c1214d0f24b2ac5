// The meaning of each portable helper, once. An engine writes the text; whatever it writes must mean this. NULL in gives
// NULL out unless said otherwise. A date is a day of the calendar; a timestamp is a day and a time in UTC.

import type { FormatPiece, PlacedPiece } from './date-format.js';
import type { DatePart, DateUnit, LastDayUnit } from './date-parts.js';

export interface EngineSql {
  /** A text as a literal. */
  textLiteral(text: string): string;
  /** A name of a column. */
  quoteColumn(name: string): string;
  /** All columns but some, where the engine has words for it: `qualifier` is empty or `alias.`. */
  readonly starExcept?: (qualifier: string, names: readonly string[]) => string;
  /**
   * One or more literals, with commas between, that equal the value whether a column holds it as its own type or as
   * text: where literals take the type of what they are compared with, the text; else both.
   */
  valueLiteral(value: string | number | boolean): string;
  /** The engine's name of a portable type. */
  type(portableType: string): string;
  /**
   * The value as another type; text that does not convert is an error on engines that can raise one. To `date` a
   * timestamp loses its time. Fractions to `integer`: round first, engines differ.
   */
  cast(expr: string, type: string): string;
  /**
   * As `cast`, NULL for what does not convert. Integers are an optional sign and digits that fit 64 bits; doubles may
   * have a point and an exponent; dates are `YYYY-MM-DD` in the calendar, a time behind is ignored; booleans are
   * true/false/t/f/yes/no/y/n/on/off/1/0 in any case. Everything is text.
   */
  safeCast(expr: string, type: string): string;

  /** The start of the year, quarter, month, week (Monday) or day as a date; of the hour, minute or second as a timestamp. */
  dateTrunc(unit: DateUnit, expr: string): string;
  /**
   * `expr` moved by `n` (an integer, may be negative). Where the month has no such day, its last one: 31 January plus a
   * month is 28 or 29 February. As `date`: the time of a timestamp is dropped. As `timestamp`: it is kept.
   */
  dateAdd(unit: DateUnit, n: string, expr: string, type: 'date' | 'timestamp'): string;
  /** How many boundaries of the unit lie between: 31 December to 1 January is one year. Negative when `second` is earlier. */
  dateDiff(unit: DateUnit, first: string, second: string): string;
  /** See `DatePart`; always an integer. */
  datePart(part: DatePart, expr: string): string;
  /** The last day of the month, quarter, year or week (Sunday) that `expr` is in, as a date. */
  lastDay(unit: LastDayUnit, expr: string): string;
  /** The date that a text in exactly this format names; NULL for any other text and for days that do not exist. */
  parseDate(expr: string, pieces: readonly PlacedPiece[]): string;
  /** The text of a date or timestamp in a format. */
  formatDate(expr: string, pieces: readonly FormatPiece[]): string;
  /**
   * A sub-select for FROM (give it an alias) with one column: `start`, and every step of the unit after it, as long as
   * it is before `end`. No rows when `start` is not before `end`, or one of them is NULL.
   */
  dateSpine(unit: DateUnit, start: string, end: string, column: string): string;
  /** The present moment as a timestamp in UTC, in whole seconds or finer; the same throughout a statement. */
  currentTimestamp(): string;

  /** The texts one behind the other; NULL when one of them is NULL. */
  concat(parts: readonly string[]): string;
  /** The n-th part between delimiters, from 1; from the end when n is negative; the empty text when there is none. */
  splitPart(expr: string, delimiter: string, n: string): string;
  /** Where `needle` starts in `haystack`, in characters from 1; 0 when it is not there; 1 for the empty needle. */
  position(needle: string, haystack: string): string;
  /** `haystack` with every `old` replaced; unchanged when `old` is empty. */
  replace(expr: string, old: string, replacement: string): string;
  /** Whether the pattern matches anywhere. Patterns: what POSIX, RE2, Java and JavaScript have in common. */
  regexpMatch(expr: string, pattern: string): string;
  /** Every match replaced; `\1` … `\9` in the replacement are groups. */
  regexpReplace(expr: string, pattern: string, replacement: string): string;
  /** The non-NULL texts of a group with the delimiter between them; NULL when there is none. */
  stringAgg(expr: string, delimiter: string, orderBy: string | undefined): string;
  /** The MD5 of a text's UTF-8 bytes as 32 lower-case hex digits. */
  md5(text: string): string;

  /** Whether any (every) non-NULL value of the group is true; NULL when there is none. */
  boolOr(expr: string): string;
  boolAnd(expr: string): string;
  /** One of the group's non-NULL values; NULL when there is none. */
  anyValue(expr: string): string;
  /** The middle of the non-NULL numbers of a group, or the mean of the two in the middle. */
  median(expr: string): string;
  /** The value below which a share `p` (0 … 1) of the group's numbers lies, interpolated linearly (`percentile_cont`). */
  percentile(expr: string, p: string): string;

  /**
   * A sub-select for FROM (give it an alias) with one column of integers from `start` to `stop`, `stop` included. No
   * rows when `stop` is out of reach; counts downwards with a negative step.
   */
  generateSeries(start: string, stop: string, step: string, column: string): string;
  /** A SELECT of one row for each distinct value of the partition columns (NULL is one): the first in the order. */
  deduplicate(request: DeduplicateRequest): string;
  /** The text at a path such as `$.a.b[0]` of a JSON text; NULL where there is nothing or JSON's null. Objects as JSON. */
  jsonValue(expr: string, path: readonly (string | number)[]): string;
}

export interface DeduplicateRequest {
  readonly relation: string;
  readonly partitionBy: string;
  readonly orderBy: string;
  /** The columns to select; absent: all. */
  readonly columns?: readonly string[] | undefined;
}
