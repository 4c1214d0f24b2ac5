import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Row } from './warehouse.js';

/** Rows of a file of the answer key, all values as text. An unquoted empty field is NULL (docs/data-contract.md §6). */
export function readAnswerKey(path: string): readonly Row[] {
  return parse(readFileSync(path), {
    columns: true,
    cast: (value, { quoting, header }) => (value === '' && !quoting && !header ? null : value),
  });
}
