// The narrowest type that gives back every text of a column as it was written: `007`, `1e5`, `+1` and
// `1.50` beside `76` stay text. Works on bytes: most values are looked at once, as digits.

export type InferredType = 'integer' | `decimal(${number},${number})` | 'double' | 'date' | 'timestamp' | 'text';

/** A value and the record it stands in. */
export interface Witness {
  readonly value: string;
  readonly record: number;
}

const zero = 48;
const nine = 57;
const minus = 45;
const point = 46;
/** So many digits always survive the way through a double. */
const exactDigits = 15;
const largest = '9223372036854775807';
const smallest = '9223372036854775808';

export class TypeInference {
  #isInteger = true;
  #isDecimal = true;
  #isDouble = true;
  #isDate = true;
  #isTimestamp = true;
  #isEmpty = true;
  #scale = 0;
  #integerDigits = 0;
  #decidedBy: Witness | undefined;

  /** Nothing that comes later can change the type any more. */
  get isText(): boolean {
    return !(this.#isInteger || this.#isDecimal || this.#isDouble || this.#isDate || this.#isTimestamp);
  }

  get type(): InferredType {
    if (this.#isEmpty || this.isText) return 'text';
    if (this.#isInteger) return 'integer';
    if (this.#isDecimal) return `decimal(${Math.max(1, this.#integerDigits) + this.#scale},${this.#scale})`;
    if (this.#isDouble) return 'double';
    return this.#isDate ? 'date' : 'timestamp';
  }

  /** The first value after which the type was what it is; undefined while there is none. */
  get decidedBy(): Witness | undefined {
    return this.#decidedBy;
  }

  /** Takes one value that is not NULL. */
  add(bytes: Uint8Array, start: number, length: number, record: number): void {
    const before = this.#isEmpty ? undefined : this.#kinds();
    this.#isEmpty = false;
    this.#narrow(bytes, start, length);
    if (before !== this.#kinds()) {
      this.#decidedBy = { value: Buffer.from(bytes.subarray(start, start + length)).toString(), record };
    }
  }

  #kinds(): number {
    return (
      Number(this.#isInteger) +
      2 * Number(this.#isDecimal) +
      4 * Number(this.#isDouble) +
      8 * Number(this.#isDate) +
      16 * Number(this.#isTimestamp)
    );
  }

  #narrow(bytes: Uint8Array, start: number, length: number): void {
    if (this.#isDate && !isDate(bytes, start, length)) this.#isDate = false;
    if (this.#isTimestamp && !isTimestamp(bytes, start, length)) this.#isTimestamp = false;
    if (this.#isInteger || this.#isDecimal || this.#isDouble) this.#narrowNumber(bytes, start, length);
  }

  #narrowNumber(bytes: Uint8Array, start: number, length: number): void {
    const end = start + length;
    const isNegative = bytes[start] === minus;
    const first = isNegative ? start + 1 : start;
    const pointAt = skipDigits(bytes, first, end);
    const integerDigits = pointAt - first;
    const hasPoint = pointAt < end && bytes[pointAt] === point;
    const scale = hasPoint ? end - pointAt - 1 : 0;
    const isNumber =
      integerDigits > 0 &&
      (integerDigits === 1 || bytes[first] !== zero) &&
      (hasPoint ? scale > 0 && skipDigits(bytes, pointAt + 1, end) === end : pointAt === end) &&
      !(isNegative && isZero(bytes, first, end));
    if (!isNumber) {
      this.#isInteger = false;
      this.#isDecimal = false;
      this.#isDouble = false;
      return;
    }
    if (this.#isInteger && (hasPoint || !fits64Bits(bytes, first, integerDigits, isNegative))) this.#isInteger = false;
    const significant = (bytes[first] === zero ? 0 : integerDigits) + scale;
    if (this.#isDecimal) {
      const isSameScale = this.#scale === 0 || this.#scale === scale;
      if (!hasPoint || !isSameScale || significant > exactDigits) this.#isDecimal = false;
      this.#scale = scale;
      this.#integerDigits = Math.max(this.#integerDigits, integerDigits);
    }
    if (this.#isDouble) {
      const isPlain =
        significant <= exactDigits && (!hasPoint || (bytes[end - 1] !== zero && !(bytes[first] === zero && scale > 6)));
      if (!isPlain && !isShortest(bytes, start, length)) this.#isDouble = false;
    }
  }
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at])) at += 1;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

function isZero(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (bytes[at] !== zero && bytes[at] !== point) return false;
  return true;
}

function fits64Bits(bytes: Uint8Array, first: number, digits: number, isNegative: boolean): boolean {
  if (digits !== largest.length) return digits < largest.length;
  const text = Buffer.from(bytes.subarray(first, first + digits)).toString('latin1');
  return text <= (isNegative ? smallest : largest);
}

/** The value is what JavaScript, and every engine that prints the shortest form, would print for its double. */
function isShortest(bytes: Uint8Array, start: number, length: number): boolean {
  const text = Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
  return String(Number(text)) === text;
}

/** `YYYY-MM-DD`, a day of the calendar, year 1 or later. */
function isDate(bytes: Uint8Array, start: number, length: number): boolean {
  return length === 10 && isDay(bytes, start);
}

/** `YYYY-MM-DD HH:MM:SS`. */
function isTimestamp(bytes: Uint8Array, start: number, length: number): boolean {
  return (
    length === 19 &&
    bytes[start + 10] === 32 &&
    bytes[start + 13] === 58 &&
    bytes[start + 16] === 58 &&
    isDay(bytes, start) &&
    twoDigits(bytes, start + 11) < 24 &&
    twoDigits(bytes, start + 14) < 60 &&
    twoDigits(bytes, start + 17) < 60
  );
}

function isDay(bytes: Uint8Array, start: number): boolean {
  if (bytes[start + 4] !== minus || bytes[start + 7] !== minus) return false;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
}

/** Infinity when they are no digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - zero;
  const ones = (bytes[at + 1] ?? 0) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Infinity;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
