// What can be wrong with the config of incremental models and snapshots.

import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';

export function unknownStrategy(text: string, valid: readonly string[], place: Place, node: string): Diagnostic {
  const suggestion = suggest(text, valid);
  return {
    code: 'SP1041',
    severity: 'error',
    message: `There is no strategy "${text}"`,
    place,
    hint: `${suggestion === undefined ? '' : `did you mean "${suggestion}"? `}The strategies are ${valid.join(', ')}.`,
    node,
  };
}

export function mergeColumnsTwice(place: Place, node: string): Diagnostic {
  return {
    code: 'SP1042',
    severity: 'error',
    message: 'merge_update_columns and merge_exclude_columns cannot be used together',
    place,
    hint: 'Name the columns to update, or those not to update.',
    node,
  };
}

export function batchConfigMissing(keys: readonly string[], place: Place, node: string): Diagnostic {
  return {
    code: 'SP1043',
    severity: 'error',
    message: `A microbatch model needs ${keys.join(' and ')}`,
    place,
    hint: 'For example: event_time: recorded_on, begin: 2024-09-01, batch_size: day',
    node,
  };
}

export function beginMalformed(text: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP1044',
    severity: 'error',
    message: `begin must be a date or a time in UTC, but it is "${text}"`,
    place,
    hint: 'For example: begin: 2024-09-01, or begin: "2024-09-01 06:00:00"',
    node,
  };
}

export function snapshotConfigMissing(keys: readonly string[], place: Place, node: string): Diagnostic {
  return {
    code: 'SP1045',
    severity: 'error',
    message: `A snapshot needs ${keys.join(' and ')}`,
    place,
    hint: 'For example: strategy: timestamp, unique_key: student_id, updated_at: updated_at',
    node,
  };
}

export function snapshotStrategyNeeds(strategy: string, key: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP1046',
    severity: 'error',
    message: `The strategy ${strategy} needs ${key}`,
    place,
    hint:
      key === 'updated_at'
        ? 'Name the column that says when a row was last changed: updated_at: updated_at'
        : 'Name the columns that are compared, or all of them: check_cols: all',
    node,
  };
}

export function snapshotConfigClash(message: string, hint: string, place: Place, node: string): Diagnostic {
  return { code: 'SP1047', severity: 'error', message, place, hint, node };
}

export function snapshotWithoutRelation(name: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP1048',
    severity: 'error',
    message: `The snapshot "${name}" does not say what it is a snapshot of`,
    place,
    hint: `Add relation: ref('model'), or write a SELECT in snapshots/${name}.sql.`,
    node,
  };
}

export function snapshotRelationMalformed(text: string, place: Place, node: string): Diagnostic {
  return {
    code: 'SP1049',
    severity: 'error',
    message: `"${text}" names no relation`,
    place,
    hint: "Write ref('model') or source('source', 'table').",
    node,
  };
}
