import type { SparkDrivers } from './drivers.js';

/** A column of texts as Arrow has it: UTF-8 one behind the other, where each begins, and which of them are no NULL. */
export interface TextColumn {
  readonly name: string;
  readonly length: number;
  readonly nullCount: number;
  /** One bit a row, lowest first; 0: NULL. */
  readonly validity: Uint8Array;
  /** `length + 1` of them. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** As `writeArrow`, of texts that are bytes already. */
export function writeTextColumns(
  { Schema, Field, Utf8, Table, RecordBatch, Struct, makeData, tableToIPC }: SparkDrivers['arrow'],
  columns: readonly TextColumn[],
): Uint8Array {
  const type = new Utf8();
  const children = columns.map(({ length, nullCount, validity, offsets, bytes }) =>
    makeData({ type, length, nullCount, nullBitmap: validity, valueOffsets: offsets, data: bytes }),
  );
  const fields = columns.map(({ name }) => new Field(name, type, true));
  const length = columns[0]?.length ?? 0;
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return tableToIPC(new Table([new RecordBatch(new Schema(fields), struct)]), 'stream');
}

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
