import * as fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toCsvFormat } from './csv-format.js';
import { emptyQuoted, type BadRecord, type RecordBatch } from './record-batch.js';
import { RecordScanner } from './record-scanner.js';

interface Scanned {
  readonly rows: readonly (readonly string[])[];
  readonly numbers: readonly number[];
  readonly lines: readonly number[];
  readonly bad: readonly BadRecord[];
}

/** Scans `content` as it would come from a file in pieces of `chunkSize` bytes. */
function scan(
  content: string | Uint8Array,
  columnCount: number,
  options: { chunkSize?: number; delimiter?: string; quote?: string } = {},
): Scanned {
  const { chunkSize = 1 << 20, delimiter = ',', quote = '"' } = options;
  const bytes = Buffer.from(content);
  const scanner = new RecordScanner(toCsvFormat({ delimiter, quote }), columnCount, 1);
  const batches: RecordBatch[] = [];
  let pending = Buffer.alloc(0);
  for (let at = 0; at === 0 || at < bytes.length; at += chunkSize) {
    pending = Buffer.concat([pending, bytes.subarray(at, at + chunkSize)]);
    const { batch, consumed } = scanner.scan(pending, at + chunkSize >= bytes.length);
    batches.push(batch);
    pending = pending.subarray(consumed);
  }
  assert.is(pending.length, 0);
  return {
    rows: batches.flatMap(readRows),
    numbers: batches.flatMap(({ numbers, count }) => [...numbers.subarray(0, count)]),
    lines: batches.flatMap(({ lines, count }) => [...lines.subarray(0, count)]),
    bad: batches.flatMap(({ bad }) => bad),
  };
}

function readRows({ bytes, count, columnCount, starts, lengths }: RecordBatch): string[][] {
  return Array.from({ length: count }, (_, record) =>
    Array.from({ length: columnCount }, (__, column) => {
      const slot = record * columnCount + column;
      const start = starts[slot] ?? 0;
      const length = lengths[slot] ?? 0;
      return length === emptyQuoted ? '' : Buffer.from(bytes.subarray(start, start + length)).toString();
    }),
  );
}

const reasons = ({ bad }: Scanned): readonly (readonly [number, number, string, string])[] =>
  bad.map(({ number, line, reason, raw }) => [number, line, reason, raw]);

test('lines are cut at delimiters, whatever they end with', () => {
  const { rows, numbers, lines } = scan('a,b\r\nc,d\ne,f', 2);
  assert.equal(rows, [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
  ]);
  assert.equal(numbers, [1, 2, 3]);
  assert.equal(lines, [1, 2, 3]);
});

test('quoted fields hold delimiters, line breaks and doubled quotes', () => {
  const { rows, lines } = scan('"a,1","b\r\nb"\n"say ""hi""",""\nx,y\n', 2);
  assert.equal(rows, [
    ['a,1', 'b\r\nb'],
    ['say "hi"', ''],
    ['x', 'y'],
  ]);
  assert.equal(lines, [1, 3, 4]);
});

test('a quote within an unquoted field is an ordinary character', () => {
  assert.equal(scan(`37°36'37.8"N,a"b""c\n"q""",x"\n`, 2).rows, [
    [`37°36'37.8"N`, 'a"b""c'],
    ['q"', 'x"'],
  ]);
});

test('blank lines are no records, lines of spaces and empty quotes are', () => {
  const { rows, numbers, lines } = scan('\n\r\na\n\n  \n""\n\n', 1);
  assert.equal(rows, [['a'], ['  '], ['']]);
  assert.equal(numbers, [1, 2, 3]);
  assert.equal(lines, [3, 5, 6]);
});

test('records with too few or too many fields are bad and counted', () => {
  const scanned = scan('a,b\nc\nd,e,f\n"g","h","i"\nj,k\n', 2);
  assert.equal(scanned.rows, [
    ['a', 'b'],
    ['j', 'k'],
  ]);
  assert.equal(scanned.numbers, [1, 5]);
  assert.equal(reasons(scanned), [
    [2, 2, 'wrong_field_count', 'c'],
    [3, 3, 'wrong_field_count', 'd,e,f'],
    [4, 4, 'wrong_field_count', '"g","h","i"'],
  ]);
  assert.is(scanned.bad[0]?.detail, '1 field instead of 2');
});

test('text behind a closing quote makes a bad record of that line', () => {
  const scanned = scan('a,b\n"Bo"x,c\nd,"e" \nf,g\n', 2);
  assert.equal(scanned.rows, [
    ['a', 'b'],
    ['f', 'g'],
  ]);
  assert.equal(reasons(scanned), [
    [2, 2, 'text_after_quote', '"Bo"x,c'],
    [3, 3, 'text_after_quote', 'd,"e" '],
  ]);
});

test('a quote that is never closed spoils its own line only', () => {
  const scanned = scan('1,a\n2,"b\n3,c\n4,d\n', 2);
  assert.equal(scanned.rows, [
    ['1', 'a'],
    ['3', 'c'],
    ['4', 'd'],
  ]);
  assert.equal(reasons(scanned), [[2, 2, 'unclosed_quote', '2,"b']]);
  assert.equal(reasons(scan('1,a\n2,"b', 2)), [[2, 2, 'unclosed_quote', '2,"b']]);
});

test('a stray quote does not swallow the lines up to the next quoted field', () => {
  const scanned = scan('1,"a\n2,b\n3,"c, d"\n4,e\n', 2);
  assert.equal(scanned.rows, [
    ['2', 'b'],
    ['3', 'c, d'],
    ['4', 'e'],
  ]);
  assert.equal(reasons(scanned), [[1, 1, 'unclosed_quote', '1,"a']]);
});

test('a broken field behind one of several lines ends the record with its own line', () => {
  const scanned = scan('"a\nb","c"d\ne,f\n', 2);
  assert.equal(scanned.rows, [['e', 'f']]);
  assert.equal(reasons(scanned), [[1, 1, 'text_after_quote', '"a\nb","c"d']]);
  assert.equal(scanned.lines, [3]);
});

test('bytes that are no UTF-8 spoil their record, which is kept in hex', () => {
  const bytes = Buffer.concat([
    Buffer.from('a,b\nx,'),
    Buffer.of(0xe9),
    Buffer.from('\nä,ö\n"q'),
    Buffer.of(0xff),
    Buffer.from('",1\n'),
  ]);
  const scanned = scan(bytes, 2);
  assert.equal(scanned.rows, [
    ['a', 'b'],
    ['ä', 'ö'],
  ]);
  assert.equal(reasons(scanned), [
    [2, 2, 'invalid_utf8', '782ce9'],
    [4, 4, 'invalid_utf8', '2271ff222c31'],
  ]);
});

test('a NUL byte spoils its record', () => {
  const scanned = scan('a,b\nc\0,d\ne,f\n', 2);
  assert.equal(scanned.rows, [
    ['a', 'b'],
    ['e', 'f'],
  ]);
  assert.equal(reasons(scanned), [[2, 2, 'nul_byte', 'c\0,d']]);
});

test('delimiters and quotes can be others, and longer than a byte', () => {
  assert.equal(scan("a\tb\n'c\td'\te\n", 2, { delimiter: '\t', quote: "'" }).rows, [
    ['a', 'b'],
    ['c\td', 'e'],
  ]);
  assert.equal(scan('a||b|c\n"d||e"||f\n', 2, { delimiter: '||' }).rows, [
    ['a', 'b|c'],
    ['d||e', 'f'],
  ]);
  assert.equal(scan('a§«b§b»\n', 2, { delimiter: '§', quote: '«' }).bad.length, 1);
  assert.equal(scan('a§«b§««b«\n', 2, { delimiter: '§', quote: '«' }).rows, [['a', 'b§«b']]);
  assert.equal(scan('"a,b"\n', 2, { quote: '' }).rows, [['"a', 'b"']]);
});

test('a field of a million characters is read, in any chunks', () => {
  const long = 'x'.repeat(500_000);
  const { rows } = scan(`a,${long}\n"${long}\n${long}",b\n`, 2, { chunkSize: 65_536 });
  assert.equal(rows, [
    ['a', long],
    [`${long}\n${long}`, 'b'],
  ]);
});

const fieldText = fc
  .array(fc.constantFrom('a', 'ß', '😀', '"', '""', ',', '\n', '\r\n', '\r', ' ', "'", '0', ''), { maxLength: 6 })
  .map((parts) => parts.join(''));
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) =>
    fc.array(fc.array(fieldText, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  );

/** Writes a field in one of the ways that it can be written. */
function write(value: string, isFirst: boolean, wantsQuotes: boolean): string {
  const mustQuote = /[,\n\r]/.test(value) || value.startsWith('"') || (isFirst && value === '');
  return mustQuote || wantsQuotes ? `"${value.replaceAll('"', '""')}"` : value;
}

test('what was written is read, in every way of quoting, with every line break, in every chunk size', () => {
  const style = fc.record({ seed: fc.nat(), breaks: fc.constantFrom('\n', '\r\n', 'mixed'), last: fc.boolean() });
  fc.assert(
    fc.property(table, style, fc.integer({ min: 1, max: 40 }), (rows, { seed, breaks, last }, chunkSize) => {
      let state = seed;
      const flip = (): boolean => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state > 1_073_741_824;
      };
      const text = rows
        .map((row) => {
          const lineBreak = breaks === 'mixed' ? (flip() ? '\n' : '\r\n') : breaks;
          return row.map((value, column) => write(value, column === 0, flip())).join(',') + lineBreak;
        })
        .join('');
      const content = last ? text : text.replace(/\r?\n$/, '');
      const { rows: scanned, bad } = scan(content, rows[0]?.length ?? 1, { chunkSize });
      assert.equal(bad, []);
      assert.equal(scanned, rows);
    }),
    { numRuns: 400 },
  );
});

test('records that csv-parse accepts are read as it reads them', () => {
  const anyText = fc.array(fc.constantFrom('a', 'b', '"', '""', ',', '\n', '\r\n', ' ', '1'), { maxLength: 14 });
  let compared = 0;
  fc.assert(
    fc.property(anyText, (parts) => {
      const content = parts.join('');
      let expected: string[][];
      try {
        // Strict: what it refuses here is either an ordinary quote or a bad record with us, as the tests above say.
        expected = parse(content, {
          record_delimiter: ['\r\n', '\n'],
          skip_empty_lines: true,
          relax_column_count: true,
        });
      } catch {
        return;
      }
      const width = expected[0]?.length ?? 1;
      const { rows, bad } = scan(content, width);
      assert.equal(
        rows,
        expected.filter((row) => row.length === width),
      );
      assert.is(bad.length, expected.filter((row) => row.length !== width).length);
      compared += 1;
    }),
    { numRuns: 2000 },
  );
  assert.ok(compared > 500, `only ${compared} compared`);
});

test.run();
