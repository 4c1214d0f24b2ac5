import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../../testing/temp-project.js';
import type { SeedConfig } from '../seed-config.js';
import { checkCsvHeader } from './csv-header.js';

const config: SeedConfig = {
  delimiter: ',',
  quote: '"',
  columnTypes: {},
  nullValues: [],
  quotedEmpty: 'null',
  onBadRow: 'fail',
  rowId: false,
  unicode: 'keep',
  trim: 'none',
  quoteColumns: false,
};

/** Messages about files of these contents; keys are paths below the seed folder. */
function check(
  files: Readonly<Record<string, string | Uint8Array>>,
  changes: Partial<SeedConfig> = {},
): readonly string[] {
  const project = createTempProject(files);
  try {
    const refs = Object.keys(files).map((path) => ({
      path: `seeds/${path}`,
      pathInFolder: path,
      absolutePath: join(project.root, path),
      sizeBytes: 1,
    }));
    return checkCsvHeader(refs, { ...config, ...changes }).map(({ message, hint }) => `${message} | ${hint ?? ''}`);
  } finally {
    project.cleanup();
  }
}

const utf8Hint = 'A seed is a UTF-8 file whose first record names its columns.';

test('a header with BOM, blank lines before it, quotes and any line break is fine', () => {
  assert.equal(check({ 'a.csv': '\ufeff\r\n\n"a ""b""","c\nd",e\r\n1,2,3' }), []);
  assert.equal(check({ 'a.csv.gz': gzipSync('a,b\n1,2\n') }), []);
  assert.equal(check({ 'a.csv': 'a,b' }), []);
  assert.equal(check({ 'a.csv': `${'x'.repeat(100_000)},b\r\n1,2\r\n` }), []);
});

test('empty files, UTF-16 and broken first records are named', () => {
  assert.equal(check({ 'a.csv': '' }), [
    `seeds/a.csv has no readable header: it is empty; the first record must name the columns | ${utf8Hint}`,
  ]);
  assert.equal(check({ 'a.csv': '\n\n' }).length, 1);
  assert.match(check({ 'a.csv': Buffer.from('\ufeffa,b\n', 'utf16le') })[0] ?? '', 'it is UTF-16; save it as UTF-8');
  assert.match(check({ 'a.csv': Buffer.from('a,b\n', 'utf16le') })[0] ?? '', 'it is UTF-16');
  assert.match(check({ 'a.csv': 'a,"b\n1,2\n' })[0] ?? '', 'a quote in its first record is not closed');
  assert.match(check({ 'a.csv': 'a,"b"c\n1,2\n' })[0] ?? '', 'text stands behind a closing quote');
  assert.match(check({ 'a.csv': Buffer.from('a,\xe9\n', 'latin1') })[0] ?? '', 'its first record is not UTF-8');
  assert.match(check({ 'a.csv': 'a,b\r1,2\r' })[0] ?? '', 'its lines end with CR alone; save it with LF or CRLF');
  assert.match(check({ 'a.csv.gz': 'a,b\n' })[0] ?? '', 'cannot be read: incorrect header check');
});

test('names that are empty, double or taken are all reported', () => {
  assert.equal(check({ 'a.csv': 'a,,A,_row\n' }, { rowId: true }), [
    'column 2 of seeds/a.csv has no name | Name it in the first line, or remove the column.',
    'columns 1 and 3 of seeds/a.csv are both named "A" (upper and lower case count as the same) | Rename one of them.',
    'seeds/a.csv has a column "_row", which row_id: true would add | Rename the column, or set row_id: false.',
  ]);
  assert.match(
    check({ 'a.csv': Array.from({ length: 2100 }, (_, i) => `c${i}`).join(';') }, { delimiter: ';' })[0] ?? '',
    '2100 columns',
  );
});

test('column_types must name columns of the file', () => {
  assert.equal(check({ 'a.csv': 'student_id,score\n' }, { columnTypes: { Student_ID: 'text', scor: 'double' } }), [
    'column_types names "scor", which seeds/a.csv does not have | did you mean "score"?',
  ]);
});

test('the files of one seed have the same columns in any order', () => {
  assert.equal(check({ 'a.csv': 'a,b\n', 'b.csv': 'B,A\n' }), []);
  assert.equal(check({ 'a.csv': 'a,b\n', 'b.csv': 'a,c\n' }), [
    'seeds/b.csv has other columns than seeds/a.csv: it lacks b and has c besides | The files of one seed have the same columns, in any order.',
  ]);
});

test('a file that is not there is named', () => {
  const missing = { path: 'seeds/x.csv', pathInFolder: 'x.csv', absolutePath: '/nowhere/x.csv', sizeBytes: 0 };
  assert.equal(
    checkCsvHeader([missing], config).map(({ code }) => code),
    ['SP6001'],
  );
});

test.run();
