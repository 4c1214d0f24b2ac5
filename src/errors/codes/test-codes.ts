import type { CodeEntries } from './code-entry.js';

// SP5xxx: data tests, unit tests and contracts.
export const testCodes = {} as const satisfies CodeEntries;
