import { baseType } from '../portable/types.js';

/** Dates and timestamps are text, booleans 0 and 1, decimals REAL. */
const types: Readonly<Record<string, string>> = {
  text: 'text',
  integer: 'integer',
  double: 'real',
  decimal: 'real',
  boolean: 'integer',
  date: 'text',
  timestamp: 'text',
};

/** The engine's name of a portable type, or the text itself. */
export function renderType(portableType: string): string {
  return types[baseType(portableType)] ?? portableType;
}
