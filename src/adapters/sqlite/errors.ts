import type { Diagnostic, Place } from '../../errors/diagnostic.js';

export function warehouseRefused(target: string, message: string, hint: string, place: Place): Diagnostic {
  return { code: 'SP3104', severity: 'error', message: `${target} ${message}`, place, hint };
}
