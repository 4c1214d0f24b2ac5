import type { Data, DataType, Field, Vector } from 'apache-arrow';
import type { SqlValue } from '../../../dialects/relation.js';
import type { SparkDrivers } from './drivers.js';
import { renderDate, renderDayTime, renderDecimal, renderTimestamp, renderYearMonth } from './render-value.js';
import { renderArrowType } from './type-text.js';

type Arrow = SparkDrivers['arrow'];

export interface ArrowColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

export interface ArrowRows {
  readonly columns: readonly ArrowColumn[];
  readonly rows: SqlValue[][];
}

type Reader<Value> = (index: number) => Value;

/** One IPC stream as rows; values as `SparkRows` describes them, columns by position. */
export function readArrow(arrow: Arrow, data: Uint8Array): ArrowRows {
  const reader = arrow.RecordBatchReader.from(data);
  const rows: SqlValue[][] = [];
  reader.open();
  const { schema } = reader; // Reading to the end forgets it.
  for (const batch of reader) {
    const readers = batch.data.children.map((child) => createReader(arrow, child));
    for (let index = 0; index < batch.numRows; index += 1) rows.push(readers.map((read) => read(index)));
  }
  const columns = schema.fields.map((field: Field) => ({
    name: field.name,
    type: renderArrowType(arrow, field.type),
    nullable: field.nullable,
  }));
  return { columns, rows };
}

function createReader(arrow: Arrow, data: Data): Reader<SqlValue> {
  const { DataType: Is } = arrow;
  const type: DataType = data.type;
  if (Is.isList(type) || Is.isStruct(type) || Is.isMap(type)) return createJsonReader(arrow, data);
  if (Is.isBool(type)) {
    const vector = new arrow.Vector([data]) as Vector<typeof type>;
    return (index) => vector.get(index);
  }
  if (Is.isFloat(type)) {
    const vector = new arrow.Vector([data]) as Vector<typeof type>;
    return (index) => vector.get(index);
  }
  if (Is.isInt(type)) {
    const vector = new arrow.Vector([data]) as Vector<typeof type>;
    return (index) => {
      const value: number | bigint | null = vector.get(index);
      return typeof value === 'bigint' ? toInteger(value) : value;
    };
  }
  if (Is.isBinary(type) || Is.isLargeBinary(type)) {
    const vector = new arrow.Vector([data]) as Vector<typeof type>;
    return (index) => vector.get(index)?.slice() ?? null; // A view of the whole message otherwise.
  }
  return createTextReader(arrow, data);
}

/** Types whose values are text here. */
function createTextReader(arrow: Arrow, data: Data): Reader<string | null> {
  const { DataType: Is } = arrow;
  const type: DataType = data.type;
  const unlessNull =
    (read: Reader<string>): Reader<string | null> =>
    (index) =>
      data.getValid(index) ? read(index) : null;
  if (Is.isNull(type)) return () => null;
  if (Is.isUtf8(type) || Is.isLargeUtf8(type)) {
    const vector = new arrow.Vector([data]) as Vector<typeof type>;
    return (index) => vector.get(index);
  }
  if (Is.isDecimal(type)) {
    const words = data.values as Uint32Array;
    const width = type.bitWidth / 32;
    return unlessNull((index) => renderDecimal(words.subarray(index * width, (index + 1) * width), type.scale));
  }
  if (Is.isDate(type)) {
    const days = data.values as Int32Array;
    return unlessNull((index) => renderDate(days[index] ?? 0));
  }
  if (Is.isTimestamp(type)) {
    const micros = data.values as BigInt64Array;
    return unlessNull((index) => renderTimestamp(micros[index] ?? 0n));
  }
  if (Is.isDuration(type)) {
    const micros = data.values as BigInt64Array;
    return unlessNull((index) => renderDayTime(micros[index] ?? 0n));
  }
  if (Is.isInterval(type)) {
    const months = data.values as Int32Array;
    return unlessNull((index) => renderYearMonth(months[index] ?? 0));
  }
  throw new Error(`a result of Spark has Arrow's type ${type.typeId}, which is none that it makes`);
}

/** Nested values as JSON text: decimals and big integers with all their digits, NaN and binary as text. */
function createJsonReader(arrow: Arrow, data: Data): Reader<string | null> {
  const { DataType: Is } = arrow;
  const type: DataType = data.type;
  const unlessNull =
    (read: Reader<string>): Reader<string | null> =>
    (index) =>
      data.getValid(index) ? read(index) : null;
  if (Is.isList(type)) {
    const item = createItemReader(arrow, data.children[0]);
    return unlessNull((index) => `[${range(data, index).map(item).join(',')}]`);
  }
  if (Is.isMap(type)) {
    const [keys, values] = data.children[0]?.children ?? [];
    const key = createItemReader(arrow, keys);
    const value = createItemReader(arrow, values);
    const toKey = (text: string): string => (text.startsWith('"') ? text : JSON.stringify(text));
    return unlessNull((index) => {
      const entries = range(data, index).map((entry) => `${toKey(key(entry))}:${value(entry)}`);
      return `{${entries.join(',')}}`;
    });
  }
  if (Is.isStruct(type)) {
    const fields = type.children.map((field: Field, place) => ({
      name: JSON.stringify(field.name),
      read: createItemReader(arrow, data.children[place]),
    }));
    return unlessNull((index) => `{${fields.map(({ name, read }) => `${name}:${read(index)}`).join(',')}}`);
  }
  throw new Error(`Arrow's type ${type.typeId} is not nested`);
}

/** A value within a nested one, as JSON. */
function createItemReader(arrow: Arrow, data: Data | undefined): Reader<string> {
  if (data === undefined) return () => 'null';
  const { DataType: Is } = arrow;
  const type: DataType = data.type;
  if (Is.isList(type) || Is.isStruct(type) || Is.isMap(type)) {
    const read = createJsonReader(arrow, data);
    return (index) => read(index) ?? 'null';
  }
  const read = createReader(arrow, data);
  const isDecimal = Is.isDecimal(type);
  return (index) => {
    const value = read(index);
    if (typeof value === 'string') return isDecimal ? value : JSON.stringify(value);
    if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
    if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
    return String(value);
  };
}

function range(data: Data, index: number): number[] {
  const offsets = data.valueOffsets as Int32Array;
  const [start = 0, end = 0] = [offsets[index], offsets[index + 1]];
  return Array.from({ length: end - start }, (_, place) => start + place);
}

function toInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
