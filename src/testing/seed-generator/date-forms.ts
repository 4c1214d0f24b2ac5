import { civilOf, dayOf, isInSchoolYear, isInstructional, isoOf, two } from './calendar.js';

/** The ways a date is written in the raw files. */
export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `MM/DD/YYYY` (or another separator). */
export function monthFirst(day: number, separator: string): string {
  const date = civilOf(day);
  return `${two(date.month)}${separator}${two(date.day)}${separator}${date.year}`;
}

/** `DD/MM/YYYY` (or another separator). */
export function dayFirst(day: number, separator: string): string {
  const date = civilOf(day);
  return `${two(date.day)}${separator}${two(date.month)}${separator}${date.year}`;
}

/** `YYYY/MM/DD`. */
export function yearFirst(day: number): string {
  return isoOf(day).replaceAll('-', '/');
}

/** `2024-09-05T00:00:00`. */
export function withMidnight(day: number): string {
  return `${isoOf(day)}T00:00:00`;
}

/** `5 Sep 2024`. */
export function dayMonthName(day: number): string {
  const date = civilOf(day);
  return `${date.day} ${monthName(date.month)} ${date.year}`;
}

/** `Sep 5, 2024`. */
export function monthNameDay(day: number): string {
  const date = civilOf(day);
  return `${monthName(date.month)} ${date.day}, ${date.year}`;
}

/** Days since 1899-12-30: `45540` is 2024-09-05. */
export function excelSerial(day: number): string {
  return String(day - dayOf(1899, 12, 30));
}

/** What the staging rule for slash dates of both orders makes of a text `NN/NN/YYYY`. */
export function readSlashDate(text: string): number | 'unparseable' | 'ambiguous' {
  const first = Number(text.slice(0, 2));
  const second = Number(text.slice(3, 5));
  const year = Number(text.slice(6, 10));
  const readings = [validDay(year, first, second), validDay(year, second, first)].filter((day) => day !== undefined);
  const [one, other] = readings;
  if (one === undefined) return 'unparseable';
  if (other === undefined || other === one) return one;
  const plausible = readings.filter((day) => isInSchoolYear(day) && isInstructional(day));
  return plausible.length === 1 && plausible[0] !== undefined ? plausible[0] : 'ambiguous';
}

function validDay(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const result = dayOf(year, month, day);
  const back = civilOf(result);
  return back.month === month && back.day === day ? result : undefined;
}

function monthName(month: number): string {
  return monthNames[month - 1] ?? '';
}
