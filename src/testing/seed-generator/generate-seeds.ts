/**
 * Writes the raw files of the bundled project: options in; CSV files, `manifest.json` and, if asked, `truth/*.csv` out.
 * Students come in blocks of 128, whose rows are shuffled among themselves, so memory does not grow with scale.
 * What every form means is in docs/data-contract.md. Must not know: anything of `sp`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAttendanceFile } from './attendance-file.js';
import { createCommunicationFile } from './communication-file.js';
import type { Dataset, DatasetContext } from './dataset.js';
import { createDatasetOutput } from './dataset-output.js';
import type { DatasetReport } from './dataset-output.js';
import type { Forms } from './forms.js';
import { createHomeworkFile } from './homework-file.js';
import { createInjection } from './injection.js';
import { datasetNames, mutationFactor } from './kinds.js';
import type { GeneratorOptions } from './options.js';
import { createPerformanceFile } from './performance-file.js';
import { createRandom } from './random.js';
import type { Random } from './random.js';
import { buildStudentFacts } from './student-facts.js';
import type { StudentFacts } from './student-facts.js';
import { createStudentsFile } from './students-file.js';

/** Raised whenever the same options would give other bytes. */
export const generatorVersion = 1;
export const blockSize = 128;

const factories: readonly ((context: DatasetContext) => Dataset)[] = [
  createStudentsFile,
  createAttendanceFile,
  createPerformanceFile,
  createHomeworkFile,
  createCommunicationFile,
];

/** The answer key, as written to `manifest.json`. */
export interface SeedManifest {
  readonly generator_version: number;
  readonly options: Omit<GeneratorOptions, 'out' | 'truth'>;
  readonly datasets: Readonly<Record<string, DatasetReport>>;
}

/** Raises the system's error when the folder cannot be written. */
export function generateSeeds(options: GeneratorOptions): SeedManifest {
  const random = createRandom(options.seed);
  const outputs = factories.map((factory, number) => {
    const counts = new Map<string, number>();
    const dataset = factory(buildContext(random, options, number, counts));
    return createDatasetOutput(dataset, options, random, counts);
  });
  for (let first = 0; first < options.students; first += blockSize) {
    const block: StudentFacts[] = [];
    for (let i = first; i < first + blockSize && i < options.students; i += 1)
      block.push(buildStudentFacts(random, i, options.days));
    for (const output of outputs) output.writeBlock(first / blockSize, block);
  }
  const { out: _out, truth: _truth, ...kept } = options;
  const manifest: SeedManifest = {
    generator_version: generatorVersion,
    options: kept,
    datasets: Object.fromEntries(outputs.map((output, number) => [datasetNames[number] ?? '', output.close()])),
  };
  writeFileSync(join(options.out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function buildContext(
  random: Random,
  options: GeneratorOptions,
  number: number,
  counts: Map<string, number>,
): DatasetContext {
  const factor = mutationFactor(options.dirt);
  const forms: Forms = {
    factor,
    random,
    count: (kind) => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },
  };
  return {
    random,
    options,
    forms,
    uncounted: { factor, random, count: () => undefined },
    injection: createInjection(random, number, options.dirt),
  };
}
