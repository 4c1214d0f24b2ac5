import type { CodeEntries } from './code-entry.js';

// SP90xx: bugs in sp. SP91xx: its own files and artifacts. SP92xx: commands, flags and the environment of the process.
export const internalCodes = {} as const satisfies CodeEntries;
