/**
 * The school year 2024-25 in integer arithmetic: no Date, no locale, no time zone.
 * A day is the number of days since 1970-01-01.
 */
export interface Session {
  readonly day: number;
  readonly iso: string;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  readonly month: number;
  /** Months since the first month of the school year: September 2024 is 0. */
  readonly monthIndex: number;
}

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const holidays: readonly (readonly [string, string])[] = [
  ['2024-10-14', '2024-10-14'],
  ['2024-11-11', '2024-11-11'],
  ['2024-11-27', '2024-11-29'],
  ['2024-12-23', '2025-01-03'],
  ['2025-01-20', '2025-01-20'],
  ['2025-02-17', '2025-02-21'],
  ['2025-04-14', '2025-04-18'],
  ['2025-05-26', '2025-05-26'],
];

export const firstDay = dayOf(2024, 9, 3);
export const lastDay = dayOf(2025, 6, 13);
/** Homework due later is still pending in this export. */
export const asOfDay = dayOf(2025, 5, 30);

/** A few thousand days at most: the school year and twenty years of births. */
const isoByDay = new Map<number, string>();

/** The instructional days, in order: 177, 59 per term. */
export const sessions: readonly Session[] = buildSessions();
/** Days inside the school year without school: weekends and holidays. */
export const daysOff: readonly number[] = buildDaysOff();
const sessionDays = new Set(sessions.map((session) => session.day));

export function isInstructional(day: number): boolean {
  return sessionDays.has(day);
}

export function isInSchoolYear(day: number): boolean {
  return day >= firstDay && day <= lastDay;
}

/** Howard Hinnant's days_from_civil (http://howardhinnant.github.io/date_algorithms.html). */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

export function civilOf(day: number): Civil {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** `YYYY-MM-DD`. */
export function isoOf(day: number): string {
  const known = isoByDay.get(day);
  if (known !== undefined) return known;
  const { year, month, day: dayOfMonth } = civilOf(day);
  const text = `${year}-${two(month)}-${two(dayOfMonth)}`;
  isoByDay.set(day, text);
  return text;
}

export function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

export function sessionAt(index: number): Session {
  const session = sessions[index];
  if (session === undefined) throw new Error(`no session ${index}`);
  return session;
}

function parseIso(text: string): number {
  return dayOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

function buildSessions(): Session[] {
  const ranges = holidays.map(([from, to]) => [parseIso(from), parseIso(to)] as const);
  const result: Session[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    const weekday = weekdayOf(day);
    if (weekday > 5 || ranges.some(([from, to]) => day >= from && day <= to)) continue;
    const { year, month } = civilOf(day);
    result.push({ day, iso: isoOf(day), weekday, month, monthIndex: (year - 2024) * 12 + month - 9 });
  }
  return result;
}

function buildDaysOff(): number[] {
  const taught = new Set(sessions.map((session) => session.day));
  const result: number[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) if (!taught.has(day)) result.push(day);
  return result;
}
