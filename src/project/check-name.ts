import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { forbiddenName, reservedName } from './errors.js';

const forbidden = /[^\p{L}\p{M}\p{N}_\-. ]/u;
const reservedPrefixes = ['_sp_', 'sqlite_'];

/** A resource's name becomes that of a relation: every engine must be able to quote it, and it must not be reserved. */
export function checkName(name: string, place: Place): readonly Diagnostic[] {
  const [character] = forbidden.exec(name) ?? [];
  if (character !== undefined) return [forbiddenName(name, place, character)];
  const prefix = reservedPrefixes.find((reserved) => name.toLowerCase().startsWith(reserved));
  return prefix === undefined ? [] : [reservedName(name, place, prefix)];
}

/** The place of a file's name: the file, without a line to show. */
export function fileNamePlace(path: string): Place {
  return { file: { path, text: '' }, start: { line: 1, column: 1 } };
}
