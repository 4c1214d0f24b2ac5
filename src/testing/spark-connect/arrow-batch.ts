import * as arrow from 'apache-arrow';

/** A column of a scripted result: an Arrow type and its values, as apache-arrow takes them. */
export interface FakeColumn {
  readonly name: string;
  readonly type: arrow.DataType;
  readonly values: readonly unknown[];
}

/** One IPC stream, as Spark sends a batch. */
export function toArrowBatch(columns: readonly FakeColumn[]): Uint8Array {
  const fields = columns.map(({ name, type }) => new arrow.Field(name, type, true));
  const children = columns.flatMap(({ values, type }) => arrow.vectorFromArray(values, type).data.slice(0, 1));
  const length = columns[0]?.values.length ?? 0;
  const struct = arrow.makeData({ type: new arrow.Struct(fields), length, nullCount: 0, children });
  return arrow.tableToIPC(new arrow.Table([new arrow.RecordBatch(new arrow.Schema(fields), struct)]), 'stream');
}

/** Integers from `from` on in a column `n`: enough to see whether rows are lost or doubled. */
export function numbers(from: number, count: number): FakeColumn[] {
  return [{ name: 'n', type: new arrow.Int32(), values: Array.from({ length: count }, (_, index) => from + index) }];
}
