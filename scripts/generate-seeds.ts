/** `npm run seeds -- --help`: writes the raw CSV files of the bundled project. See docs/data-contract.md. */
import { runSeedGenerator } from '../src/testing/seed-generator/run-seed-generator.js';

process.exitCode = runSeedGenerator(process.argv.slice(2));
