// Every code of a diagnostic, once, with a title and a paragraph for `sp explain SP1234`. A room adds its codes to the
// file of their thousand; codes.test.ts checks that each one is unique, explained, and used by exactly one message.

import type { CodeEntry } from './code-entry.js';
import { graphCodes } from './graph-codes.js';
import { internalCodes } from './internal-codes.js';
import { projectCodes } from './project-codes.js';
import { seedCodes } from './seed-codes.js';
import { sqlCodes } from './sql-codes.js';
import { templateCodes } from './template-codes.js';
import { testCodes } from './test-codes.js';

const codes: ReadonlyMap<string, CodeEntry> = new Map(
  [projectCodes, templateCodes, sqlCodes, graphCodes, testCodes, seedCodes, internalCodes].flatMap((entries) =>
    Object.entries<CodeEntry>(entries),
  ),
);

/** Case is ignored; undefined for a text that is no code of ours. */
export function findCode(code: string): CodeEntry | undefined {
  return codes.get(code.toUpperCase());
}

/** All codes in ascending order. */
export function listCodes(): readonly string[] {
  return [...codes.keys()].sort();
}
