import type { CodeEntries } from './code-entry.js';

// SP10xx: project.yml, targets, paths and vars. SP11xx: YAML text. SP12xx: properties, config and front matter.
export const projectCodes = {} as const satisfies CodeEntries;
