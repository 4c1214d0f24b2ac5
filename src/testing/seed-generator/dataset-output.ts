import { join } from 'node:path';
import { isoOf, sessions } from './calendar.js';
import { createAnswerKey } from './answer-key.js';
import type { Dataset } from './dataset.js';
import { plainLayout } from './dataset.js';
import type { GeneratorOptions } from './options.js';
import { createRawFileWriter } from './raw-file-writer.js';
import type { RawFileWriter } from './raw-file-writer.js';
import type { Random } from './random.js';
import type { RawRow } from './row.js';
import type { StudentFacts } from './student-facts.js';
import { streams } from './streams.js';

/** The files of one dataset while they are written. */
export interface DatasetOutput {
  writeBlock(block: number, students: readonly StudentFacts[]): void;
  close(): DatasetReport;
}

export interface DatasetReport {
  readonly base_rows: number;
  readonly deduplicated: number;
  readonly quarantined: number;
  readonly raw_records: number;
  /** By kind id. D and Q: records; M: cells of base rows; M11: records with every field quoted. */
  readonly counts: Readonly<Record<string, number>>;
  readonly files: readonly FileReport[];
}

export interface FileReport {
  /** Relative to the output folder, with `/`. */
  readonly file: string;
  readonly raw_records: number;
  readonly blank_lines: number;
  readonly has_bom: boolean;
  readonly newline: 'lf' | 'crlf';
  readonly has_final_newline: boolean;
  readonly size_bytes: number;
  readonly sha256: string;
}

interface OpenFile {
  readonly path: string;
  readonly writer: RawFileWriter;
  /** By block: where in the block's rows (0…1) blank lines go. */
  readonly blanksByBlock: ReadonlyMap<number, readonly number[]>;
  blankLines: number;
  records: number;
}

const blankLinesPerFile = 5;

export function createDatasetOutput(
  dataset: Dataset,
  options: GeneratorOptions,
  random: Random,
  counts: Map<string, number>,
): DatasetOutput {
  const isDirty = options.dirt !== 'none';
  const layout = isDirty ? dataset.layout : plainLayout;
  const files = pathsOf(dataset, options).map((path, part): OpenFile => ({
    path,
    writer: createRawFileWriter(join(options.out, path), dataset.header, layout),
    blanksByBlock: isDirty ? placeBlankLines(random, dataset.number * 100 + part, options.students) : new Map(),
    blankLines: 0,
    records: 0,
  }));
  const key = createAnswerKey(dataset, options, (part) => files[part]?.path ?? '');
  const totals = { kept: 0, duplicate: 0, quarantine: 0 };

  const writeRows = (file: OpenFile, block: number, rows: readonly RawRow[]): void => {
    const blanks = (file.blanksByBlock.get(block) ?? []).map((share) => Math.floor(share * rows.length));
    if (rows.length === 0) return;
    for (const [i, row] of rows.entries()) {
      for (const place of blanks) {
        if (place !== i) continue;
        file.writer.writeBlankLine();
        file.blankLines += 1;
      }
      const quote = random.unit(streams.layout, block, i, 100 + dataset.number) < layout.quotedShare;
      if (quote) counts.set('M11', (counts.get('M11') ?? 0) + 1);
      file.writer.writeRecord(row.fields, quote);
      file.records += 1;
      row.place = file.records;
      totals[row.fate.kind] += 1;
      if (row.fate.kind !== 'kept') counts.set(row.fate.id, (counts.get(row.fate.id) ?? 0) + 1);
    }
  };
  return {
    writeBlock: (block, students) => {
      const made = students.flatMap((facts) => dataset.rowsOf(facts));
      const rows = shuffle(random, dataset.number, block, made);
      for (const [part, file] of files.entries())
        writeRows(file, block, files.length === 1 ? rows : rows.filter((row) => row.part === part));
      key.writeBlock(made);
    },
    close: () => {
      key.close();
      return {
        base_rows: totals.kept,
        deduplicated: totals.duplicate,
        quarantined: totals.quarantine,
        raw_records: totals.kept + totals.duplicate + totals.quarantine,
        counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
        files: files.map((file): FileReport => {
          const written = file.writer.close();
          return {
            file: file.path,
            raw_records: file.records,
            blank_lines: file.blankLines,
            has_bom: layout.hasBom,
            newline: layout.newline === '\n' ? 'lf' : 'crlf',
            has_final_newline: layout.hasFinalNewline,
            size_bytes: written.sizeBytes,
            sha256: written.sha256,
          };
        }),
      };
    },
  };
}

/** One file; attendance with `--split month`: one per month and one more for the corrections of the last. */
function pathsOf(dataset: Dataset, options: GeneratorOptions): string[] {
  if (dataset.name !== 'attendance' || options.split === 'none') return [`${dataset.name}.csv`];
  const months = new Set(sessions.map((session) => isoOf(session.day).slice(0, 7)));
  return [...months, '2025-07'].map((month) => `attendance/attendance_${month}.csv`);
}

function placeBlankLines(random: Random, file: number, students: number): Map<number, number[]> {
  const result = new Map<number, number[]>();
  for (let k = 0; k < blankLinesPerFile; k += 1) {
    // A block of 128 students; only full blocks but the first, so that the block surely has rows.
    const blocks = Math.max(1, Math.floor(students / 128));
    const block = random.below(blocks, streams.layout, file, k, 0);
    result.set(block, [...(result.get(block) ?? []), random.unit(streams.layout, file, k, 1)]);
  }
  return result;
}

/** Fisher–Yates; the rows handed in keep their order. */
function shuffle(random: Random, dataset: number, block: number, rows: readonly RawRow[]): RawRow[] {
  const result = [...rows];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1, streams.shuffle, block, dataset, i);
    const a = result[i];
    const b = result[j];
    if (a === undefined || b === undefined) continue;
    result[i] = b;
    result[j] = a;
  }
  return result;
}
