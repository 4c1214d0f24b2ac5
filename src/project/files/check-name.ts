import type { Diagnostic } from '../../errors/diagnostic.js';
import { forbiddenName, reservedName } from '../errors.js';

const forbidden = /[^\p{L}\p{M}\p{N}_\-. ]/u;
const reservedPrefixes = ['_sp_', 'sqlite_'];

/** A resource's name is its file's stem, so it must be a name that every engine can quote and that is not reserved. */
export function checkName(name: string, path: string): readonly Diagnostic[] {
  const [character] = forbidden.exec(name) ?? [];
  if (character !== undefined) return [forbiddenName(name, path, character)];
  const prefix = reservedPrefixes.find((reserved) => name.toLowerCase().startsWith(reserved));
  return prefix === undefined ? [] : [reservedName(name, path, prefix)];
}
