// Values of columns whose type was declared: what converts, and into which text.

/** The text to store; undefined when the value is not of the type. */
export type ConvertValue = (text: string) => string | undefined;

const integer = /^[+-]?\d+$/;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestamp = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(\.\d{1,6})?)?Z?)?$/;
const truths = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const falsehoods = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** Undefined for types that take every text. Types of the engine's own are told by SQLite's rules of affinity. */
export function findConversion(type: string): ConvertValue | undefined {
  const name = type.trim().toLowerCase();
  const [, precision, scale] = /^(?:decimal|numeric|dec)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(name) ?? [];
  if (precision !== undefined) return toDecimal(Number(precision), Number(scale ?? 0));
  if (name === 'boolean' || name === 'bool') return toBoolean;
  if (name === 'date') return toDate;
  if (name.startsWith('timestamp') || name.startsWith('datetime')) return toTimestamp;
  if (/int/.test(name)) return toInteger;
  if (/char|clob|text|string/.test(name)) return undefined;
  if (/real|floa|doub|numeric|decimal|number/.test(name)) return toNumber;
  return undefined;
}

function toInteger(text: string): string | undefined {
  if (!integer.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value === BigInt.asIntN(64, value) ? String(value) : undefined;
}

function toNumber(text: string): string | undefined {
  return number.test(text) && Number.isFinite(Number(text)) ? text : undefined;
}

function toDecimal(precision: number, scale: number): ConvertValue {
  return (text) => {
    if (!number.test(text) || /e/i.test(text)) return undefined;
    const [whole = '', fraction = ''] = text.replace(/^[+-]/, '').split('.');
    const wholeDigits = whole.replace(/^0+/, '').length;
    return wholeDigits <= precision - scale && fraction.replace(/0+$/, '').length <= scale ? text : undefined;
  };
}

function toBoolean(text: string): string | undefined {
  const word = text.toLowerCase();
  if (truths.has(word)) return '1';
  return falsehoods.has(word) ? '0' : undefined;
}

function toDate(text: string): string | undefined {
  const [, year, month, day] = date.exec(text) ?? [];
  if (year === undefined || Number(year) < 1) return undefined;
  // A day that the calendar does not have comes back as another one.
  const time = new Date(`${text}T00:00:00Z`);
  const isSame =
    !Number.isNaN(time.getTime()) && time.getUTCDate() === Number(day) && time.getUTCMonth() + 1 === Number(month);
  return isSame ? text : undefined;
}

function toTimestamp(text: string): string | undefined {
  const [, day, hours = '00', minutes = '00', seconds = '00', fraction = ''] = timestamp.exec(text) ?? [];
  if (day === undefined || toDate(day) === undefined) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return `${day} ${hours}:${minutes}:${seconds}${fraction}`;
}
