// How docs/data-contract.md reads single values. Written from that page, not from the SQL of the models.

/** Unicode white space and zero-width characters at both ends, and the composed form: the options of the raw seeds. */
export function load(value: string): string {
  return value.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, '').normalize('NFC');
}

const nullTokens = new Set(['', 'n/a', 'na', 'null', '-', '?']);

export function isNull(value: string): boolean {
  return nullTokens.has(value.toLowerCase());
}

/** `S` and at least five digits; undefined when the text is no such id. */
export function readStudentId(value: string): string | undefined {
  const upper = value.toUpperCase();
  const id = /^\d+$/.test(upper) ? `S${upper.padStart(5, '0')}` : upper;
  return /^S\d{5,}$/.test(id) ? id : undefined;
}

/** `Grade 5` from `Grade 5`, `5`, `G5`, `Grade 05`, `5th`. */
export function readGrade(value: string): string | undefined {
  const digits = /^(?:grade ?|g)?(\d{1,2})(?:st|nd|rd|th)?$/i.exec(value)?.[1];
  const grade = Number(digits);
  return grade >= 1 && grade <= 12 ? `Grade ${grade}` : undefined;
}

export function readName(value: string): string {
  const name = value.replace(/ +/g, ' ');
  if (name !== name.toLowerCase()) return name;
  return name.replace(/(^| )(\S)/gu, (_, space: string, letter: string) => space + letter.toUpperCase());
}

/**
 * `YYYY-MM-DD` from the ISO forms and one more, a pattern with the groups year, month, day.
 * Undefined when the text has no such form or the day does not exist.
 */
export function readDate(value: string, other: RegExp): string | undefined {
  const iso = /^(?<year>\d{4})(?:-(?<month>\d\d)-(?<day>\d\d)(?:T00:00:00)?)$/.exec(value);
  const slashes = /^(?<year>\d{4})\/(?<month>\d\d)\/(?<day>\d\d)$/.exec(value);
  const groups = (iso ?? slashes ?? other.exec(value))?.groups;
  if (groups === undefined) return undefined;
  const date = `${groups['year']}-${groups['month']}-${groups['day']}`;
  const time = Date.parse(`${date}T00:00:00Z`);
  // The engine lets 2025-02-30 roll over into March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : undefined;
}

/** Null tokens are null; undefined is no number from 0 to 100. */
export function readScore(value: string): number | null | undefined {
  if (isNull(value)) return null;
  const number = /^(-?\d+(?:[.,]\d+)?)(?:%|\/100)?$/.exec(value)?.[1];
  if (number === undefined) return undefined;
  const score = Number(number.replace(',', '.'));
  return score >= 0 && score <= 100 ? score : undefined;
}

/** Canonical value by any of its spellings in lower case. */
export function buildVocabulary(spellings: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(spellings).flatMap(([value, others]) =>
      [value, ...others].map((spelling) => [spelling.toLowerCase(), value] as const),
    ),
  );
}

export const attendanceStatuses = buildVocabulary({
  Present: ['p', 'in attendance', 'here'],
  Late: ['l', 'tardy', 't'],
  'Left Early': ['le', 'early departure', 'left'],
  Absent: ['a', 'absnt', 'unexcused', 'unexcused absence'],
  Excused: ['ex', 'e', 'excused absence'],
});

export const subjects = ['Math', 'English', 'Science', 'History', 'Geography', 'Arabic'] as const;
export const subjectSpellings = buildVocabulary(Object.fromEntries(subjects.map((subject) => [subject, []])));
export const terms = ['T1', 'T2', 'T3'] as const;

const holidays: readonly (readonly [first: string, last: string])[] = [
  ['2024-10-14', '2024-10-14'],
  ['2024-11-11', '2024-11-11'],
  ['2024-11-27', '2024-11-29'],
  ['2024-12-23', '2025-01-03'],
  ['2025-01-20', '2025-01-20'],
  ['2025-02-17', '2025-02-21'],
  ['2025-04-14', '2025-04-18'],
  ['2025-05-26', '2025-05-26'],
];

/** A day with school: in the window, no weekend, no holiday. */
export function isSchoolDay(date: string): boolean {
  if (date < '2024-09-03' || date > '2025-06-13') return false;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.some(([first, last]) => date >= first && date <= last);
}
