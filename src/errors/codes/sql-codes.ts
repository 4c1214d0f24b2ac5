import type { CodeEntries } from './code-entry.js';

// SP30xx: the shape of a model's SQL (compile/). SP31xx: engines (adapters/). SP32xx: running and publishing (execute/).
export const sqlCodes = {} as const satisfies CodeEntries;
