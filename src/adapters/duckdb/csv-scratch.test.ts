// The law behind the fast way of loading: whatever stands in a CSV file, the table holds what our own reader reads.

import * as fc from 'fast-check';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultSeed, SessionDriver, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { missingDuckdb } from '../../testing/servers/missing-duckdb.js';
import { createTempProject, type TempProject } from '../../testing/temp-project.js';
import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import { readSeed, SeedFailure, type SeedColumn } from '../csv/read-seed.js';
import type { SeedConfig } from '../seed-config.js';
import { duckdbAdapter } from './duckdb.js';

interface Loaded {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly rejected: readonly (readonly (string | number)[])[];
}

interface Context {
  project: TempProject;
  driver: SessionDriver;
}

const seeds = suite<Context>(missingDuckdb === undefined ? 'duckdb: seeds' : `duckdb: seeds (${missingDuckdb})`);

function law(name: string, body: (context: Context) => Promise<void>): void {
  if (missingDuckdb === undefined) seeds(name, body);
  else seeds.skip(name, () => {});
}

seeds.before(async (context) => {
  if (missingDuckdb !== undefined) return;
  context.project = createTempProject({});
  const session = await duckdbAdapter.open({ path: 'target/w.duckdb' }, testOpenOptions(context.project));
  context.driver = new SessionDriver(session, context.project);
});

seeds.after(async ({ driver, project }) => {
  if (missingDuckdb !== undefined) return;
  await driver.session.close();
  project.cleanup();
});

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', '1', '0', '-', '.', ' ', 'é', '😀', '\u00a0', 'e\u0301') },
  { weight: 3, arbitrary: fc.constantFrom(',', '"', '""', '\n', '\r\n', '\r', '\t', ';') },
  { weight: 1, arbitrary: fc.constantFrom('\u001e', '\u001f', '\0', '\ufeff', '\u200b', '\\', "'") },
);
const bare = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const field = fc.oneof(
  fc.constantFrom('', '""', '7', '007', '-3', '1.5', '2.50', '1e5', '2024-02-29', '2024-01-02 03:04:05', 'x y', 'NULL'),
  bare,
  bare.map((text) => `"${text.replaceAll('"', '""')}"`),
);
const record = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(','));
const content = fc
  .record({
    bom: fc.boolean(),
    records: fc.array(record, { maxLength: 12 }),
    end: fc.constantFrom('\n', '\r\n'),
    isClosed: fc.boolean(),
  })
  .map(({ bom, records, end, isClosed }) => {
    const text = ['a,b,c', ...records].join(end);
    return `${bom ? '\ufeff' : ''}${text}${isClosed ? end : ''}`;
  });
const seed = fc.record({
  quotedEmpty: fc.constantFrom('null', 'text'),
  rowId: fc.boolean(),
  unicode: fc.constantFrom('keep', 'nfc'),
  trim: fc.constantFrom('none', 'unicode'),
  nullValues: fc.constantFrom([], ['NULL', '7']),
  columnTypes: fc.constantFrom<Record<string, string>[]>({}, { a: 'text', b: 'text' }, { a: 'integer', b: 'date' }),
});

law('the table holds what the reader reads, types and rejected records included', async ({ driver, project }) => {
  await fc.assert(
    fc.asyncProperty(content, seed, async (text, changes) => {
      const config: SeedConfig = { ...defaultSeed, ...changes, onBadRow: 'quarantine' };
      assert.equal(await load(driver, text, config), await read(project, text, config));
    }),
    { numRuns: 100 },
  );
});

law('rows of many files and of several loads stay in order', async ({ driver }) => {
  const lines = (start: number): string =>
    Array.from({ length: 40_000 }, (_, index) => `${start + index},"x\n${index}",`).join('\n');
  const staged = await driver.stageSeed(
    's',
    { 'a.csv': `k,t,u\n${lines(0)}`, 'b.csv': `t,k,u\nlast,9,late` },
    { rowId: true },
  );
  assert.is(staged.rows, 40_001);
  const { rows } = await driver.query(
    "select count(*), count(*) filter (k = _row - 1 and t = 'x' || chr(10) || k), max(u), max(_file) from s where u is null or true",
    ['s'],
    [staged],
  );
  assert.equal(rows, [[40_001, 40_000, 'late', 'b.csv']]);
  await driver.session.discard(staged);
});

seeds.run();

/** By our reader alone. */
async function read(project: TempProject, text: string, config: SeedConfig): Promise<Loaded | string> {
  project.write('seeds/s.csv', text);
  const absolutePath = join(project.root, 'seeds/s.csv');
  const file = { path: 'seeds/s.csv', pathInFolder: 's.csv', absolutePath, sizeBytes: 1 };
  let rows: (string | null)[][] = [];
  let rejected: (string | number)[][] = [];
  try {
    const columns = await readSeed(
      {
        files: [file],
        seed: config,
        storageType: (type) => duckdbDialect.renderType(type),
        onProgress: () => {},
      },
      {
        begin() {
          rows = [];
          rejected = [];
        },
        insert(_, { batch, skipped }) {
          const { bytes, count, columnCount, starts, lengths, numbers } = batch;
          for (let row = 0; row < count; row += 1) {
            if (skipped[row] === 1) continue;
            const values = Array.from({ length: columnCount }, (__, column) => {
              const slot = row * columnCount + column;
              const [start = 0, length = 0] = [starts[slot], lengths[slot]];
              return length < 0 ? null : Buffer.from(bytes.subarray(start, start + length)).toString();
            });
            rows.push([...values, ...(config.rowId ? ['s.csv', String(numbers[row])] : [])]);
          }
        },
        reject(_, records) {
          for (const { number, raw, reason } of records) rejected.push(['s.csv', number, raw, reason]);
        },
      },
    );
    return { columns: columnsOf(columns, config), rows, rejected };
  } catch (error) {
    if (error instanceof SeedFailure) return error.message;
    throw error;
  }
}

function columnsOf(columns: readonly SeedColumn[], { rowId }: SeedConfig): readonly string[] {
  const own = columns.map(({ name, type }) => `${name} ${duckdbDialect.renderType(type).toUpperCase()}`);
  return rowId ? [...own, '_file VARCHAR', '_row BIGINT'] : own;
}

/** The driver drops a byte order mark at the beginning of a text. */
function fromHex(value: SqlValue): string | null {
  return value === null ? null : Buffer.from(String(value), 'hex').toString();
}

/** The engine writes the number 3 of a column of doubles as 3.0. */
function asWritten(text: string | null, type: string | undefined): string | null {
  return text !== null && type === 'DOUBLE' ? String(Number(text)) : text;
}

/** Through the engine; values as texts, as it writes them. */
async function load(driver: SessionDriver, text: string, config: SeedConfig): Promise<Loaded | string> {
  try {
    const staged = await driver.stageSeed('s', { 's.csv': text }, config);
    const { rows } = await driver.query('select hex(columns(*)::varchar) from s', ['s'], [staged]);
    const rejected = await driver.query(
      'select hex(_file), _row, hex(raw), hex(reason) from s__rejected',
      ['s__rejected'],
      [staged],
    );
    await driver.session.discard(staged);
    return {
      columns: staged.columns.map(({ name, type }) => `${name} ${type}`),
      rows: rows.map((row) => row.map((value, index) => asWritten(fromHex(value), staged.columns[index]?.type))),
      rejected: rejected.rows.map((row) =>
        row.map((value) => (typeof value === 'number' ? value : String(fromHex(value)))),
      ),
    };
  } catch (error) {
    if (error instanceof EngineFailure) return error.message;
    throw error;
  }
}
