import { join } from 'node:path';
import type { Dataset } from './dataset.js';
import { plainLayout } from './dataset.js';
import { reasonNames } from './kinds.js';
import type { GeneratorOptions } from './options.js';
import { createRawFileWriter } from './raw-file-writer.js';
import type { RawRow } from './row.js';

/** What staging must find: writes `truth/{truth,dedup,quarantine}_<dataset>.csv`, or nothing without `--truth`. */
export interface AnswerKey {
  /** All rows of a block, after they were given their places, in the order they were made. */
  writeBlock(rows: readonly RawRow[]): void;
  close(): void;
}

export function createAnswerKey(
  dataset: Dataset,
  options: GeneratorOptions,
  pathOf: (part: number) => string,
): AnswerKey {
  if (!options.truth) return { writeBlock: () => undefined, close: () => undefined };
  const open = (name: string, header: readonly string[]) =>
    createRawFileWriter(join(options.out, 'truth', `${name}_${dataset.name}.csv`), header, plainLayout);
  const truth = open('truth', [...dataset.truthHeader, '_file', '_row']);
  const dedup = open('dedup', ['_file', '_row', 'kept_file', 'kept_row', 'kind']);
  const quarantine = open('quarantine', ['_file', '_row', 'reason_code', 'reason_name']);

  return {
    writeBlock: (rows) => {
      const keptPlaces = findKeptPlaces(rows);
      for (const row of rows) {
        const { fate } = row;
        const file = pathOf(row.part);
        if (fate.kind === 'kept') {
          const place = keptPlaces.get(row) ?? row.place;
          truth.writeRecord([...fate.truth.map((value) => value ?? ''), file, String(place)], false);
        } else if (fate.kind === 'duplicate') {
          const kept = keptPlaces.get(fate.of) ?? fate.of.place;
          const lost = row.place === kept && fate.id !== 'D3' ? fate.of.place : row.place;
          dedup.writeRecord([file, String(lost), pathOf(fate.of.part), String(kept), fate.id], false);
        } else {
          quarantine.writeRecord([file, String(row.place), fate.id, reasonNames[fate.id]], false);
        }
      }
    },
    close: () => {
      for (const writer of [truth, dedup, quarantine]) writer.close();
    },
  };
}

/** Of two equal records the first in the file is kept, even if it is the copy. */
function findKeptPlaces(rows: readonly RawRow[]): Map<RawRow, number> {
  const result = new Map<RawRow, number>();
  for (const { fate, place } of rows)
    if (fate.kind === 'duplicate' && fate.id !== 'D3') result.set(fate.of, Math.min(place, fate.of.place));
  return result;
}
