import type { Diagnostic, Place } from '../errors/diagnostic.js';

export function engineNotAvailable(type: string, available: readonly string[], place: Place): Diagnostic {
  return {
    code: 'SP3100',
    severity: 'error',
    message: `This version of sp has no engine for targets of type "${type}"`,
    place,
    hint: `It has: ${available.join(', ')}.`,
  };
}
