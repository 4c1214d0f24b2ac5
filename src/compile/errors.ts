import type { Diagnostic, Place } from '../errors/diagnostic.js';

export function emptyModel(name: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3002',
    severity: 'error',
    message: `"${name}" has no SQL`,
    place,
    hint: 'Write one SELECT, or delete the file.',
    node,
  };
}

export function notASelect(word: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3003',
    severity: 'error',
    message: `This must be one SELECT, but it starts with "${word}"`,
    place,
    hint: 'A model, test or analysis is a single SELECT (or WITH … SELECT, or VALUES); sp writes the CREATE around it.',
    node,
  };
}

export function secondStatement(place: Place, node: string): Diagnostic {
  return {
    code: 'SP3004',
    severity: 'error',
    message: 'A second statement begins here',
    place,
    hint: 'A model is one SELECT: remove the ";" before this place, or move the statement into a hook.',
    node,
  };
}

export function writingStatement(word: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3005',
    severity: 'error',
    message: `"${word}" changes data, but a model may only read`,
    place,
    hint: 'A model is one SELECT; sp decides how its rows are written (see materialized).',
    node,
  };
}

export function ephemeralInHook(name: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3007',
    severity: 'error',
    message: `a hook cannot read the ephemeral model "${name}": it has no relation`,
    place,
    hint: 'Materialize it as a view or table, or read what it is made from.',
    node,
  };
}

export function ephemeralChainTooLong(chain: readonly string[], limit: number, place: Place, node: string): Diagnostic {
  return {
    code: 'SP3006',
    severity: 'error',
    message: `More than ${limit} ephemeral models are chained: ${chain.slice(0, 3).join(' → ')} → … → ${chain.at(-1) ?? ''}`,
    place,
    hint: 'Materialize one of them as a view or table.',
    node,
  };
}
