import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSlashDate } from './date-forms.js';
import { isoOf } from './calendar.js';
import { generateSeeds } from './generate-seeds.js';
import type { SeedManifest } from './generate-seeds.js';
import { datasetNames, expectedCounts, injectedKinds } from './kinds.js';
import { defaultOptions } from './options.js';
import type { GeneratorOptions } from './options.js';
import { buildPoisonFiles } from './poison-files.js';

const folders: string[] = [];
test.after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Generated {
  readonly out: string;
  readonly manifest: SeedManifest;
}

function generate(options: Partial<GeneratorOptions>): Generated {
  const out = mkdtempSync(join(tmpdir(), 'seeds-'));
  folders.push(out);
  return { out, manifest: generateSeeds({ ...defaultOptions, ...options, out }) };
}

function hashesOf(manifest: SeedManifest): string[] {
  return Object.values(manifest.datasets).flatMap(({ files }) => files.map((file) => `${file.file} ${file.sha256}`));
}

/** The records of a file as `_row` counts them: no header, no blank lines; records of any length. */
function readRecords(path: string): string[][] {
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, from: 2 };
  return parse(readFileSync(path), options);
}

const small = generate({ students: 400, truth: true });
const heavy = generate({ students: 300, dirt: 'heavy', days: 'full', split: 'month', truth: true });
const clean = generate({ students: 400, dirt: 'none', truth: true });

test('the same seed gives the same bytes, another seed others', () => {
  const first = generate({ students: 120 });
  const second = generate({ students: 120 });
  assert.equal(hashesOf(first.manifest), hashesOf(second.manifest));
  assert.is(
    readFileSync(join(first.out, 'manifest.json'), 'utf8'),
    readFileSync(join(second.out, 'manifest.json'), 'utf8'),
  );
  const other = hashesOf(generate({ students: 120, seed: 43 }).manifest);
  assert.ok(hashesOf(first.manifest).every((hash) => !other.includes(hash)));
});

test('the hash in the manifest is that of the file', () => {
  for (const { files } of Object.values(small.manifest.datasets))
    for (const file of files)
      assert.is(
        createHash('sha256')
          .update(readFileSync(join(small.out, file.file)))
          .digest('hex'),
        file.sha256,
      );
});

test('a larger run begins with the blocks of the smaller one, apart from blank lines', () => {
  const fewer = generate({ students: 256 });
  for (const name of datasetNames) {
    const textOf = (out: string): string =>
      readFileSync(join(out, `${name}.csv`), 'latin1').replace(/(\r?\n)(\r?\n)+/g, '$1');
    const prefix = textOf(fewer.out).trimEnd();
    assert.ok(textOf(small.out).startsWith(prefix), name);
  }
});

test('the committed seeds are what the default options give, and every kind is about as frequent as planned', () => {
  const { manifest } = generate({});
  const seeds = fileURLToPath(new URL('../../../seeds/', import.meta.url));
  let sizeBytes = 0;
  for (const { files } of Object.values(manifest.datasets))
    for (const file of files) {
      const bytes = readFileSync(join(seeds, file.file));
      sizeBytes += bytes.length;
      assert.is(createHash('sha256').update(bytes).digest('hex'), file.sha256, `seeds/${file.file}: npm run seeds`);
    }
  assert.ok(sizeBytes < 40e6, `${sizeBytes} bytes`);
  const { options: _options, ...committed } = JSON.parse(readFileSync(join(seeds, 'manifest.json'), 'utf8'));
  assert.equal(committed.datasets, manifest.datasets);
  for (const [number, name] of datasetNames.entries())
    for (const [kind, expected] of Object.entries(expectedCounts)) {
      const target = expected[number] ?? 0;
      const actual = manifest.datasets[name]?.counts[kind] ?? 0;
      const tolerance = target === 0 ? 0 : 3 + 5 * Math.sqrt(target);
      assert.ok(Math.abs(actual - target) <= tolerance, `${name} ${kind}: ${actual} instead of about ${target}`);
    }
});

test('every kind occurs even in a small run, and nowhere with no dirt', () => {
  const { manifest } = generate({ students: 90 });
  for (const [number, name] of datasetNames.entries()) {
    const counts = manifest.datasets[name]?.counts ?? {};
    for (const kind of injectedKinds)
      assert.is((counts[kind] ?? 0) > 0, (expectedCounts[kind][number] ?? 0) > 0, `${name} ${kind}`);
    assert.equal(clean.manifest.datasets[name]?.counts, {});
  }
});

test('the answer key names every record of every file exactly once, as true, duplicate or bad', () => {
  for (const { out, manifest } of [small, heavy])
    for (const [name, report] of Object.entries(manifest.datasets)) {
      const places: string[] = [];
      for (const list of ['truth', 'dedup', 'quarantine'])
        for (const record of readRecords(join(out, 'truth', `${list}_${name}.csv`))) {
          const [file, row] = list === 'truth' ? record.slice(-2) : record;
          places.push(`${file} ${row}`);
        }
      const expected = report.files.flatMap(({ file }) =>
        readRecords(join(out, file)).map((_, i) => `${file} ${i + 1}`),
      );
      assert.is(expected.length, report.raw_records, name);
      assert.equal(places.sort(), expected.sort(), name);
    }
});

test('without dirt the raw files are the truth, and dirt changes it only in corrections and contested keys', () => {
  for (const [name, report] of Object.entries(clean.manifest.datasets)) {
    const [header = []] = parse(readFileSync(join(clean.out, `${name}.csv`)), { to: 1 });
    const rawColumns = header.map((column) => column.toLowerCase());
    const truthPath = join(clean.out, 'truth', `truth_${name}.csv`);
    const truth = parse<Record<string, string>>(readFileSync(truthPath), { columns: true });
    const raw = readRecords(join(clean.out, `${name}.csv`));
    for (const row of truth)
      assert.equal(
        raw[Number(row['_row']) - 1],
        rawColumns.map((column) => row[column]),
        name,
      );
    assert.is(raw.length, truth.length);
    const withoutPlace = (out: string): Set<string> =>
      new Set(
        readRecords(join(out, 'truth', `truth_${name}.csv`)).map((record) => JSON.stringify(record.slice(0, -2))),
      );
    const clear = withoutPlace(clean.out);
    const dirty = withoutPlace(small.out);
    const counts = small.manifest.datasets[name]?.counts ?? {};
    const changed = [...dirty].filter((row) => !clear.has(row)).length;
    assert.is(changed, counts['D3'] ?? 0, name);
    const contested = name === 'performance' ? (counts['Q12'] ?? 0) / 2 : 0;
    assert.is(dirty.size, report.base_rows - contested, name);
  }
});

test('the staging rule reads every slash date of a contact as the true day, and no ambiguous one', () => {
  const { out } = generate({ students: 3000, dirt: 'heavy', truth: true });
  const raw = readRecords(join(out, 'communication.csv'));
  const dateOf = (row: string | undefined): string => raw[Number(row) - 1]?.[1] ?? '';
  let slashDates = 0;
  for (const record of readRecords(join(out, 'truth', 'truth_communication.csv'))) {
    const text = dateOf(record.at(-1)).trim();
    if (!/^\d\d\/\d\d\/\d{4}$/.test(text)) continue;
    slashDates += 1;
    const day = readSlashDate(text);
    assert.is(typeof day === 'number' ? isoOf(day) : day, record[2]);
  }
  assert.ok(slashDates > 300, `${slashDates} slash dates`);
  const bad = readRecords(join(out, 'truth', 'quarantine_communication.csv'));
  for (const [, row, reason] of bad) if (reason === 'Q05') assert.is(readSlashDate(dateOf(row).trim()), 'ambiguous');
});

test('the files have the peculiar bytes that the contract promises', () => {
  const bytesOf = (name: string): string => readFileSync(join(small.out, `${name}.csv`), 'latin1');
  assert.ok(bytesOf('students').startsWith('\xEF\xBB\xBFStudent_ID,'));
  assert.not.ok(/[^\r]\n/.test(bytesOf('homework')));
  assert.not.ok(bytesOf('communication').endsWith('\n'));
  assert.ok(/\n"S\d+","/.test(bytesOf('performance')));
  assert.ok(/[^\xC3]\xE9[a-z ]/.test(bytesOf('students')));
  for (const { files } of Object.values(small.manifest.datasets)) assert.is(files[0]?.blank_lines, 5);
});

test('by month, a correction lies in the file after that of the record it replaces', () => {
  const files = heavy.manifest.datasets['attendance']?.files.map(({ file }) => file) ?? [];
  assert.is(files.length, 11);
  assert.is(files[0], 'attendance/attendance_2024-09.csv');
  assert.is(files[10], 'attendance/attendance_2025-07.csv');
  const corrections = readRecords(join(heavy.out, 'truth', 'dedup_attendance.csv')).filter((row) => row[4] === 'D3');
  assert.ok(corrections.length > 50);
  for (const [file = '', , keptFile = ''] of corrections) assert.is(files.indexOf(keptFile), files.indexOf(file) + 1);
});

test('the homework statuses have the expected shares', () => {
  const { out } = generate({ students: 3000, dirt: 'none' });
  const counts = new Map<string, number>();
  for (const [, , status = ''] of readRecords(join(out, 'homework.csv')))
    counts.set(status, (counts.get(status) ?? 0) + 1);
  const decided = [...counts].filter(([status]) => status !== 'Pending').reduce((sum, [, count]) => sum + count, 0);
  for (const [status, expected] of [
    ['On Time', 73.9],
    ['Late', 5.8],
    ['Missing', 18.8],
    ['Excused', 1.5],
  ] as const)
    assert.ok(Math.abs((100 * (counts.get(status) ?? 0)) / decided - expected) < 1, status);
});

test('the poison files are each broken in the way they are named', () => {
  const kinds = buildPoisonFiles().map(({ kind, bytes }) => `${kind} ${bytes.length > 0}`);
  assert.equal(kinds, [
    'unterminated_quote true',
    'nul_byte true',
    'utf16 true',
    'missing_column true',
    'renamed_column true',
    'empty_file false',
    'header_only true',
  ]);
});

test.run();
