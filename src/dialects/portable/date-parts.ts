/** Units that dates can be cut to, moved by and counted in. Weeks start on Monday (ISO 8601). */
export const dateUnits = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
export type DateUnit = (typeof dateUnits)[number];

/** Units of a day and longer: their results are dates. The others give timestamps. */
export function isDateUnit(unit: DateUnit): boolean {
  return unit !== 'hour' && unit !== 'minute' && unit !== 'second';
}

/**
 * What can be read from a date, always an integer. `week` and `isoyear` are ISO 8601, `isodow` counts 1 = Monday … 7 =
 * Sunday, `dow` 0 = Sunday … 6 = Saturday, `doy` 1 … 366, `second` is whole.
 */
export const dateParts = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'isoyear',
  'isodow',
  'dow',
  'doy',
] as const;
export type DatePart = (typeof dateParts)[number];

export const lastDayUnits = ['year', 'quarter', 'month', 'week'] as const;
export type LastDayUnit = (typeof lastDayUnits)[number];
