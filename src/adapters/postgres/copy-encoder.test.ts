import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createTempProject } from '../../testing/temp-project.js';
import { defaultSeed } from '../../testing/adapter-contract/session-driver.js';
import type { SeedConfig } from '../seed-config.js';
import { readSeed } from '../csv/read-seed.js';
import { chooseCopyFormat, copyStatement, CopyEncoder } from './copy-encoder.js';

/** What COPY is given for the records of a file. */
async function encode(content: string, changes: Partial<SeedConfig> = {}): Promise<string> {
  const project = createTempProject({ 's.csv': content });
  const seed = { ...defaultSeed, ...changes };
  const format = chooseCopyFormat(seed.delimiter, seed.quotedEmpty === 'text');
  const encoder = new CopyEncoder({ format, hasRowId: seed.rowId });
  const file = {
    path: 's.csv',
    pathInFolder: 'in, s.csv',
    absolutePath: `${project.root}/s.csv`,
    sizeBytes: content.length,
  };
  let text = '';
  try {
    await readSeed(
      { files: [file], seed, storageType: (type) => type, onProgress: () => {} },
      {
        begin: () => {
          text = '';
        },
        insert: ({ pathInFolder }, prepared) => {
          text += encoder.encode(prepared, pathInFolder).toString();
        },
        reject: () => {},
      },
    );
  } finally {
    project.cleanup();
  }
  return text;
}

test('records without quotes are copied as they stand; an empty field is NULL', async () => {
  assert.is(await encode('a,b,c\n1,x y,\n,ü,3\r\n'), '1,x y,\n,ü,3\n');
});

test('quoted delimiters, line breaks and backslashes are escaped', async () => {
  assert.is(await encode('a,b\n"x,y","1\n2\r3"\nc:\\d,"say ""hi"""\n'), 'x\\,y,1\\n2\\r3\nc:\\\\d,say "hi"\n');
});

test('an empty text is apart from NULL where both are wanted', async () => {
  assert.is(await encode('a,b\n"",\nx,y\n', { quotedEmpty: 'text' }), ',\\N\nx,y\n');
});

test('NULL words, trimming and declared types change what is sent', async () => {
  const changes = { nullValues: ['NA'], trim: 'unicode', columnTypes: { c: 'boolean' } } as const;
  assert.is(await encode('a,b,c\nNA, x ,yes\nz,NA,no\n', changes), ',x,1\nz,,0\n');
});

test('the file and the number of each record stand behind it', async () => {
  assert.is(await encode('a\nx\n\ny\n', { rowId: true }), 'x,in\\, s.csv,1\ny,in\\, s.csv,2\n');
});

test('a delimiter that COPY does not take is replaced by a tab', async () => {
  assert.is(await encode('axb\n1x"p\tq"\n', { delimiter: 'x' }), '1\tp\\\tq\n');
  assert.is(
    copyStatement('"t"', chooseCopyFormat('x', true)),
    `copy "t" from stdin with (format text, delimiter e'\\t', null e'\\\\N')`,
  );
  assert.is(
    copyStatement('"t"', chooseCopyFormat("'", false)),
    `copy "t" from stdin with (format text, delimiter e'\\'', null e'')`,
  );
});

test.run();
