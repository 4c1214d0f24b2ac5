// What all portable helpers mean. Run on sqlite by dialects/sqlite/portable-results.test.ts, on the other engines by
// portable-results.test.ts beside this.

import { dateCases } from './date-cases.js';
import type { PortableCase } from './portable-case.js';
import { columnCases, relationCases } from './relation-cases.js';
import { castCases, numberCases, textCases } from './value-cases.js';

export const portableCases: readonly PortableCase[] = [
  ...dateCases,
  ...castCases,
  ...textCases,
  ...numberCases,
  ...relationCases,
  ...columnCases,
];
