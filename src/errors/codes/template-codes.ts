import type { CodeEntries } from './code-entry.js';

// SP2xxx: Handlebars text, helpers, macros and their arguments.
export const templateCodes = {} as const satisfies CodeEntries;
