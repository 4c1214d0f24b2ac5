import type { EngineError } from '../adapters/adapter.js';
import type { Diagnostic, Place } from '../errors/diagnostic.js';

export function notDropped(error: EngineError, place: Place): Diagnostic {
  return {
    code: 'SP3029',
    severity: 'error',
    message: `Not everything was dropped: ${error.message}`,
    place,
    hint: error.hint ?? 'Something else in the database may depend on it. Drop that first, and run again.',
  };
}
