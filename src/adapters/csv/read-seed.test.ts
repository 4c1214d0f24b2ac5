import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../../testing/temp-project.js';
import type { SeedConfig } from '../seed-config.js';
import { readSeed, SeedFailure, type SeedColumn, type SeedSink } from './read-seed.js';

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

interface Loaded {
  readonly columns: readonly string[];
  /** File, record number, values. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly rejected: readonly (readonly (string | number)[])[];
  /** How often loading began. */
  readonly begins: number;
}

async function load(
  files: Readonly<Record<string, string | Uint8Array>>,
  changes: Partial<SeedConfig> = {},
): Promise<Loaded> {
  const project = createTempProject(files);
  const rows: (string | number | null)[][] = [];
  const rejected: (string | number)[][] = [];
  let begins = 0;
  const sink: SeedSink = {
    begin() {
      begins += 1;
      rows.length = 0;
      rejected.length = 0;
    },
    insert({ pathInFolder }, { batch, skipped }) {
      const { bytes, count, columnCount, starts, lengths, numbers } = batch;
      for (let record = 0; record < count; record += 1) {
        if (skipped[record] === 1) continue;
        const values = Array.from({ length: columnCount }, (_, column) => {
          const start = starts[record * columnCount + column] ?? 0;
          const length = lengths[record * columnCount + column] ?? 0;
          return length < 0 ? null : Buffer.from(bytes.subarray(start, start + length)).toString();
        });
        rows.push([pathInFolder, numbers[record] ?? 0, ...values]);
      }
    },
    reject({ pathInFolder }, records) {
      for (const { number, raw, reason } of records) rejected.push([pathInFolder, number, raw, reason]);
    },
  };
  try {
    const refs = Object.keys(files).map((path) => ({
      path: `seeds/${path}`,
      pathInFolder: path,
      absolutePath: join(project.root, path),
      sizeBytes: 1,
    }));
    const columns = await readSeed(
      {
        files: refs,
        seed: { ...config, ...changes },
        storageType: (type) => type.replace(/\(.*/, ''),
        onProgress: () => {},
      },
      sink,
    );
    return { columns: columns.map(({ name, type }: SeedColumn) => `${name} ${type}`), rows, rejected, begins };
  } finally {
    project.cleanup();
  }
}

async function failure(
  files: Readonly<Record<string, string | Uint8Array>>,
  changes: Partial<SeedConfig> = {},
): Promise<readonly string[]> {
  try {
    await load(files, changes);
  } catch (error) {
    if (!(error instanceof SeedFailure)) throw error;
    return error.diagnostics.map(
      ({ place, message }) => `${place?.file.path ?? ''}:${place?.start.line ?? 0} ${message}`,
    );
  }
  return [];
}

test('types are inferred over all values of all files, NULL left out', async () => {
  const { columns, rows, begins } = await load({
    'a.csv': '\ufeffid,score,day,note,none\n1,76,2024-09-01,x,\n2,75.5,,007,\n',
    'b.csv': 'note,id,score,none,day\n"",3,1,,2024-09-02\n',
  });
  assert.equal(columns, ['id integer', 'score double', 'day date', 'note text', 'none text']);
  assert.equal(rows, [
    ['a.csv', 1, '1', '76', '2024-09-01', 'x', null],
    ['a.csv', 2, '2', '75.5', null, '007', null],
    ['b.csv', 1, '3', '1', '2024-09-02', null, null],
  ]);
  assert.is(begins, 1);
});

test('a late value that contradicts the guess makes the files be read again', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `${index},${index % 7}\n`).join('');
  const { columns, rows, begins } = await load({ 'a.csv': `id,score\n${lines}100000,007\n` });
  assert.equal(columns, ['id integer', 'score text']);
  assert.is(begins, 2);
  assert.is(rows.length, 100_001);
  assert.equal(rows.at(-1), ['a.csv', 100_001, '100000', '007']);
});

test('a decimal that grows is no contradiction', async () => {
  const lines = Array.from({ length: 200_000 }, () => '1.50\n').join('');
  const { columns, begins } = await load({ 'a.csv': `price\n${lines}1234.50\n` });
  assert.equal(columns, ['price decimal(6,2)']);
  assert.is(begins, 1);
});

test('what is NULL can be said', async () => {
  const content = 'a,b\n"",\nNA,null\n" ",x\n';
  const nulls = async (changes: Partial<SeedConfig>) =>
    (await load({ 'a.csv': content }, changes)).rows.map((row) => row.slice(2));
  assert.equal(await nulls({}), [
    [null, null],
    ['NA', 'null'],
    [' ', 'x'],
  ]);
  assert.equal(await nulls({ quotedEmpty: 'text', nullValues: ['NA', '-'] }), [
    ['', null],
    [null, 'null'],
    [' ', 'x'],
  ]);
  assert.equal(await nulls({ trim: 'unicode' }), [
    [null, null],
    ['NA', 'null'],
    [null, 'x'],
  ]);
});

test('trimming takes Unicode white space and zero-width characters at both ends, Unicode form is NFC', async () => {
  const content = 'a,b\n\u00a0\u200b x\u2003y \t,e\u0301\u00e9\n\ufeffNA\u2060,ü\n';
  const { rows } = await load({ 'a.csv': content }, { trim: 'unicode', unicode: 'nfc', nullValues: ['NA'] });
  assert.equal(
    rows.map((row) => row.slice(2)),
    [
      ['x\u2003y', '\u00e9\u00e9'],
      [null, 'ü'],
    ],
  );
  const kept = await load({ 'a.csv': content });
  assert.equal(kept.rows[0]?.slice(2), ['\u00a0\u200b x\u2003y \t', 'e\u0301\u00e9']);
});

test('declared types convert, and what does not is a bad record', async () => {
  const files = { 'a.csv': 'Id,Ok,Seen\n007,true,2024-09-01T10:00:00\nx,no,2024-09-01\n9,maybe,\n' };
  const columnTypes = { id: 'integer', ok: 'boolean', seen: 'timestamp' };
  const { columns, rows, rejected } = await load(files, { columnTypes, onBadRow: 'quarantine' });
  assert.equal(columns, ['Id integer', 'Ok boolean', 'Seen timestamp']);
  assert.equal(rows, [['a.csv', 1, '7', '1', '2024-09-01 10:00:00']]);
  assert.equal(rejected, [
    ['a.csv', 2, 'x,no,2024-09-01', 'type_mismatch'],
    ['a.csv', 3, '9,maybe,', 'type_mismatch'],
  ]);
  assert.equal(await failure(files, { columnTypes }), [
    'seeds/a.csv:3 record 2 of seeds/a.csv: "x" in column Id is no integer',
    'seeds/a.csv:4 record 3 of seeds/a.csv: "maybe" in column Ok is no boolean',
  ]);
});

test('bad records are quarantined in order, the good ones loaded with their own numbers', async () => {
  const content = Buffer.from('a,b\n1,x\n2\n3,"y\n\n4,\xff\n5,z\n', 'latin1');
  const { columns, rows, rejected } = await load({ 'a.csv': content }, { onBadRow: 'quarantine' });
  assert.equal(columns, ['a integer', 'b text']);
  assert.equal(rows, [
    ['a.csv', 1, '1', 'x'],
    ['a.csv', 5, '5', 'z'],
  ]);
  assert.equal(rejected, [
    ['a.csv', 2, '2', 'wrong_field_count'],
    ['a.csv', 3, '3,"y', 'unclosed_quote'],
    ['a.csv', 4, '342cff', 'invalid_utf8'],
  ]);
});

test('without quarantine all bad records fail the seed, twenty are listed and the rest counted', async () => {
  const content = `a,b\n${Array.from({ length: 25 }, (_, index) => (index % 2 === 0 ? `${index}\n` : `${index},x\n`)).join('')}`;
  assert.is((await failure({ 'a.csv': content })).length, 13);
  const many = await failure({ 'a.csv': `a,b\n${'1\n'.repeat(1030)}` });
  assert.is(many.length, 21);
  assert.is(many[1], 'seeds/a.csv:3 record 2 of seeds/a.csv: 1 field instead of 2');
  assert.is(many[20], 'seeds/a.csv:1 1,030 bad records in all; the first 20 are listed above');
});

test('a header alone gives an empty table of text columns', async () => {
  const { columns, rows } = await load({ 'a.csv': 'a,b' });
  assert.equal(columns, ['a text', 'b text']);
  assert.equal(rows, []);
});

test('gzipped files are unpacked as they are read', async () => {
  const content = `a,b\n${Array.from({ length: 100_000 }, (_, index) => `${index},x${index}\n`).join('')}`;
  const { rows } = await load({ 'a.csv.gz': gzipSync(content) });
  assert.is(rows.length, 100_000);
  assert.equal(rows.at(-1), ['a.csv.gz', 100_000, '99999', 'x99999']);
  assert.match((await failure({ 'a.csv.gz': gzipSync(content).subarray(0, 5000) }))[0] ?? '', 'unexpected end of file');
});

test('records longer than the pieces in which a file is read are whole', async () => {
  const long = 'x"\n'.repeat(700_000);
  const { rows } = await load({ 'a.csv': `a,b\n1,"${long.replaceAll('"', '""')}"\n2,y\n` });
  assert.is(rows[0]?.[3], long);
  assert.equal(rows[1], ['a.csv', 2, '2', 'y']);
});

test.run();
