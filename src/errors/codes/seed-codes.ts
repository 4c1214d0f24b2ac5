import type { CodeEntries } from './code-entry.js';

// SP6xxx: seeds and CSV files.
export const seedCodes = {} as const satisfies CodeEntries;
