import type { CodeEntries } from './code-entry.js';

// SP40xx: nodes and references (manifest/). SP41xx: order and cycles (graph/). SP42xx: selection (select/).
export const graphCodes = {
  SP4101: {
    title: 'nodes depend on each other in a circle',
    explanation:
      'A node can be built when everything that it refers to is there, so references must not lead back to where they started. The message names every member of the circle, and each reference is shown at its place. Remove one of them, or move the part that both sides need into a model of its own. A model that reads its own earlier rows uses {{this}}.',
  },
} as const satisfies CodeEntries;
