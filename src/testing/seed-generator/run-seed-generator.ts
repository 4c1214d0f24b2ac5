import { generateSeeds } from './generate-seeds.js';
import { parseOptions, usage } from './options.js';

/** The command line of the generator: prints a line per dataset; returns the exit code (2 for a wrong argument). */
export function runSeedGenerator(args: readonly string[]): number {
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  let options;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
  const startedAt = performance.now();
  const manifest = generateSeeds(options);
  let sizeBytes = 0;
  for (const [name, report] of Object.entries(manifest.datasets)) {
    for (const file of report.files) sizeBytes += file.size_bytes;
    process.stdout.write(
      `${name}: ${report.raw_records} records = ${report.base_rows} true + ${report.deduplicated} duplicate + ${report.quarantined} bad\n`,
    );
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(`${(sizeBytes / 1e6).toFixed(1)} MB in ${options.out}, ${seconds.toFixed(1)} s\n`);
  return 0;
}
