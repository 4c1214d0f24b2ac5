import type { DataType as ArrowType, Field } from 'apache-arrow';
import type { SparkDrivers } from './drivers.js';
import type { DataType, StructField } from './messages.js';

const plainNames = {
  null: 'void',
  binary: 'binary',
  boolean: 'boolean',
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  float: 'float',
  double: 'double',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
  calendar_interval: 'interval',
  variant: 'variant',
  geometry: 'geometry',
  geography: 'geography',
  time: 'time',
  timestamp_ntz_nanos: 'timestamp_ntz(9)',
  timestamp_ltz_nanos: 'timestamp_ltz(9)',
} as const satisfies Partial<Record<keyof DataType, string>>;

const dayUnits = ['day', 'hour', 'minute', 'second'];
const monthUnits = ['year', 'month'];

/** Spark's DDL of a type, as `DESCRIBE TABLE` writes it, e.g. `struct<a:int,b:array<string>>`. */
export function renderDataType(type: DataType): string {
  for (const key of Object.keys(type) as (keyof DataType)[]) {
    if (key in plainNames) return plainNames[key as keyof typeof plainNames];
  }
  if (type.string) {
    const { collation = '' } = type.string;
    return collation === '' || collation === 'UTF8_BINARY' ? 'string' : `string collate ${collation}`;
  }
  if (type.decimal) return `decimal(${type.decimal.precision ?? 10},${type.decimal.scale ?? 0})`;
  if (type.char) return `char(${type.char.length ?? 0})`;
  if (type.var_char) return `varchar(${type.var_char.length ?? 0})`;
  if (type.day_time_interval) {
    return renderInterval(dayUnits, type.day_time_interval.start_field ?? 0, type.day_time_interval.end_field ?? 3);
  }
  if (type.year_month_interval) {
    const { start_field: from = 0, end_field: to = 1 } = type.year_month_interval;
    return renderInterval(monthUnits, from, to);
  }
  if (type.array) return `array<${renderDataType(type.array.element_type ?? {})}>`;
  if (type.map) return `map<${renderDataType(type.map.key_type ?? {})},${renderDataType(type.map.value_type ?? {})}>`;
  if (type.struct) return `struct<${(type.struct.fields ?? []).map(renderField).join(',')}>`;
  return type.unparsed?.data_type_string ?? type.udt?.type ?? 'unknown';
}

function renderField({ name = '', data_type: type = {} }: StructField): string {
  return `${quoteName(name)}:${renderDataType(type)}`;
}

function quoteName(name: string): string {
  return /^\w+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``;
}

function renderInterval(units: readonly string[], from: number, to: number): string {
  const [first = '', last = ''] = [units[from], units[to]];
  return from === to ? `interval ${first}` : `interval ${first} to ${last}`;
}

/** The same of a result that came without Spark's own schema: commands' rows. */
export function renderArrowType(arrow: SparkDrivers['arrow'], type: ArrowType): string {
  const { DataType: Is } = arrow;
  const inner = (field: Field | undefined): string => (field ? renderArrowType(arrow, field.type) : 'unknown');
  if (Is.isInt(type)) return { 8: 'tinyint', 16: 'smallint', 32: 'int', 64: 'bigint' }[type.bitWidth];
  if (Is.isFloat(type)) return type.precision === arrow.Precision.DOUBLE ? 'double' : 'float';
  if (Is.isDecimal(type)) return `decimal(${type.precision},${type.scale})`;
  if (Is.isUtf8(type) || Is.isLargeUtf8(type)) return 'string';
  if (Is.isBool(type)) return 'boolean';
  if (Is.isDate(type)) return 'date';
  if (Is.isTimestamp(type)) return type.timezone ? 'timestamp' : 'timestamp_ntz';
  if (Is.isBinary(type) || Is.isLargeBinary(type)) return 'binary';
  if (Is.isNull(type)) return 'void';
  if (Is.isDuration(type)) return 'interval day to second';
  if (Is.isInterval(type)) return 'interval year to month';
  if (Is.isList(type)) return `array<${inner(type.children[0])}>`;
  if (Is.isMap(type)) {
    const [key, value] = type.children[0]?.type.children ?? [];
    return `map<${inner(key)},${inner(value)}>`;
  }
  if (Is.isStruct(type)) {
    const fields = type.children.map((field: Field) => `${quoteName(field.name)}:${inner(field)}`);
    return `struct<${fields.join(',')}>`;
  }
  return 'unknown';
}
