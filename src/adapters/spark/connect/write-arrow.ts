import type { SparkDrivers } from './drivers.js';

/**
 * Rows of text as one Arrow stream with plain string columns: Spark reads the codes of dictionary-encoded ones as
 * integers without a word.
 */
export function writeArrow(
  { Schema, Field, Utf8, Table, RecordBatch, Struct, makeData, vectorFromArray, tableToIPC }: SparkDrivers['arrow'],
  columns: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): Uint8Array {
  // By position: names may repeat, and a table made of an object would lose one of them.
  const fields = columns.map((name) => new Field(name, new Utf8(), true));
  const children = columns.map((_, place) => {
    const vector = vectorFromArray(
      rows.map((row) => row[place] ?? null),
      new Utf8(),
    );
    const [data] = vector.data;
    if (data === undefined) throw new Error('an Arrow column without data');
    return data;
  });
  const schema = new Schema(fields);
  const struct = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  return tableToIPC(new Table([new RecordBatch(schema, struct)]), 'stream');
}
