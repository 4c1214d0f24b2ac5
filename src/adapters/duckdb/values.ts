// What the driver gives for a value → SqlValue. Nothing is lost: what no JavaScript number holds is bigint or text.

import type { SqlValue } from '../../dialects/relation.js';
import type { DriverValue } from './driver.js';

/** Numbers of `DuckDBTypeId`, as far as values need more than their own `toString`. */
const typeIds = { decimal: 19, blob: 18, timestampTz: 31 } as const;

/** @param typeId of the column, as the driver numbers types */
export function toSqlValue(value: DriverValue, typeId: number): SqlValue {
  if (value === null) return null;
  if (typeof value === 'bigint') return toInteger(value);
  if (typeof value !== 'object') return value;
  if (typeId === typeIds.decimal) return toDecimal(value.toString());
  if (typeId === typeIds.blob && 'bytes' in value && value.bytes instanceof Uint8Array) return value.bytes;
  if (typeId === typeIds.timestampTz && 'micros' in value && typeof value.micros === 'bigint') {
    return toUtcText(value.micros);
  }
  return value.toString();
}

function toInteger(value: bigint): number | bigint {
  const isSmall = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSmall ? Number(value) : value;
}

/** A number where the number has the same digits, else an integer or the text. */
function toDecimal(text: string): SqlValue {
  const digits = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const number = Number(digits);
  if (String(number) === digits) return number;
  return /^-?\d+$/.test(digits) ? toInteger(BigInt(digits)) : text;
}

/** The driver would write it in the time zone of this machine. */
function toUtcText(micros: bigint): string {
  const seconds = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return micros > 0n ? 'infinity' : '-infinity';
  const rest = String(micros - seconds * 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}${rest === '' ? '' : `.${rest}`}+00`;
}
