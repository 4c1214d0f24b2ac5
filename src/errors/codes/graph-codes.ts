import type { CodeEntries } from './code-entry.js';

// SP40xx: nodes and references (manifest/). SP41xx: order and cycles (graph/). SP42xx: selection (select/).
export const graphCodes = {} as const satisfies CodeEntries;
