const microsPerSecond = 1_000_000n;
const microsPerDay = 86_400n * microsPerSecond;
const msPerDay = 86_400_000;

/** Two's complement in little-endian words, e.g. 12.30 of 1230 at scale 2. */
export function renderDecimal(words: Uint32Array, scale: number): string {
  let unscaled = 0n;
  for (let place = words.length - 1; place >= 0; place -= 1) unscaled = (unscaled << 32n) | BigInt(words[place] ?? 0);
  unscaled = BigInt.asIntN(words.length * 32, unscaled);
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  if (scale <= 0) return `${sign}${digits}${'0'.repeat(-scale)}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar, e.g. `2024-02-29`; years beyond four digits have a sign. */
export function renderDate(days: number): string {
  const date = new Date(days * msPerDay);
  const year = date.getUTCFullYear();
  const text = String(Math.abs(year)).padStart(4, '0');
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${text}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

/** Microseconds since 1970-01-01 00:00:00, e.g. `2024-02-29 12:00:00.5`; a fraction has no trailing zeros. */
export function renderTimestamp(micros: bigint): string {
  const days = floorDivide(micros, microsPerDay);
  return `${renderDate(Number(days))} ${renderTime(micros - days * microsPerDay)}`;
}

/** Microseconds of INTERVAL DAY TO SECOND, e.g. `-1 02:03:04.5`. */
export function renderDayTime(micros: bigint): string {
  const size = micros < 0n ? -micros : micros;
  return `${micros < 0n ? '-' : ''}${size / microsPerDay} ${renderTime(size % microsPerDay)}`;
}

/** Months of INTERVAL YEAR TO MONTH, e.g. `-1-2`. */
export function renderYearMonth(months: number): string {
  const size = Math.abs(months);
  return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`;
}

function renderTime(microsOfDay: bigint): string {
  const seconds = Number(microsOfDay / microsPerSecond);
  const fraction = String(microsOfDay % microsPerSecond)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
