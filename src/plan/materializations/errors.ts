// What can be wrong with a change of a table that is there, found when its columns and rows are known.

import type { Diagnostic } from '../../errors/diagnostic.js';
import { suggest } from '../../errors/suggest.js';
import type { Owner } from './change.js';

const howToSync =
  'Set on_schema_change: append_new_columns, sync_all_columns or full_refresh, or build it from nothing once: ';

function rebuildCommand(name: string): string {
  return `sp build --full-refresh --select ${name}`;
}

export function columnsVanished({ id, name, place }: Owner, columns: readonly string[]): Diagnostic {
  return {
    code: 'SP3201',
    severity: 'error',
    message: `The table has ${columns.join(', ')}, which the model no longer gives`,
    place,
    hint: howToSync + rebuildCommand(name),
    node: id,
  };
}

export function columnsLeftOut({ id, name, place }: Owner, columns: readonly string[]): Diagnostic {
  return {
    code: 'SP3202',
    severity: 'warning',
    message: `The table has no ${columns.join(', ')}: left out, because on_schema_change is ignore`,
    place,
    hint: howToSync + rebuildCommand(name),
    node: id,
  };
}

export function columnsOutOfSync(
  { id, name, place }: Owner,
  added: readonly string[],
  removed: readonly string[],
  retyped: readonly string[],
): Diagnostic {
  const parts = [
    added.length > 0 ? `only the model has ${added.join(', ')}` : '',
    removed.length > 0 ? `only the table has ${removed.join(', ')}` : '',
    retyped.length > 0 ? `other types: ${retyped.join(', ')}` : '',
  ];
  return {
    code: 'SP3203',
    severity: 'error',
    message: `The columns of the model and of its table are out of sync: ${parts.filter((part) => part !== '').join('; ')}`,
    place,
    hint: `on_schema_change is fail. To build the table from nothing: ${rebuildCommand(name)}`,
    node: id,
  };
}

export function keyNotAColumn(
  { id, place }: Owner,
  config: string,
  key: string,
  columns: readonly string[],
): Diagnostic {
  const suggestion = suggest(key, columns);
  return {
    code: 'SP3204',
    severity: 'error',
    message: `${config} names ${key}, which is no column of the model`,
    place,
    hint: suggestion === undefined ? `Its columns are ${columns.join(', ')}.` : `did you mean "${suggestion}"?`,
    node: id,
  };
}

export function predicateNeedsColumns({ id, place }: Owner): Diagnostic {
  return {
    code: 'SP3205',
    severity: 'error',
    message: 'incremental_predicates cannot name DBT_INTERNAL_SOURCE while unique_key is an expression',
    place,
    hint: 'Give the expression a name in the model, and put that name into unique_key.',
    node: id,
  };
}

export function duplicateKeys(
  { id, place }: Owner,
  found: { readonly count: number; readonly key: string; readonly rows: readonly string[] },
): Diagnostic {
  const more = found.count > 1 ? `, and ${(found.count - 1).toLocaleString('en-US')} more keys` : '';
  return {
    code: 'SP3206',
    severity: 'error',
    message: `Several rows have the unique_key ${found.key}${more}; the table stays as it was\n${found.rows.join('\n')}`,
    place,
    hint: 'Make the model give one row a key, for example with {{deduplicate}}, or complete unique_key.',
    node: id,
  };
}

export function missingMetaColumns({ id, name, place }: Owner, columns: readonly string[]): Diagnostic {
  return {
    code: 'SP3207',
    severity: 'error',
    message: `The table ${name} has no ${columns.join(', ')}: it is no snapshot with these names of columns`,
    place,
    hint: 'Put the names that the table has into snapshot_meta_column_names, or give the snapshot another alias.',
    node: id,
  };
}

export function clashingMetaColumns({ id, place }: Owner, columns: readonly string[]): Diagnostic {
  return {
    code: 'SP3208',
    severity: 'error',
    message: `The rows of the snapshot already have ${columns.join(', ')}`,
    place,
    hint: 'Rename them in the SELECT, or choose other names with snapshot_meta_column_names.',
    node: id,
  };
}

export function nullKeys({ id, place }: Owner, count: number, key: string): Diagnostic {
  return {
    code: 'SP3209',
    severity: 'error',
    message: `${count.toLocaleString('en-US')} ${count === 1 ? 'row has' : 'rows have'} no ${key}; the snapshot stays as it was`,
    place,
    hint: 'Versions of a row are told by unique_key: leave out rows without one, or choose another key.',
    node: id,
  };
}

export function snapshotOverView({ id, name, place }: Owner): Diagnostic {
  return {
    code: 'SP3210',
    severity: 'error',
    message: `${name} is there already, as a view: a snapshot never replaces what it did not make`,
    place,
    hint: 'Give the snapshot another alias, or drop the view.',
    node: id,
  };
}

export function sqlChanged({ id, name, place }: Owner, mode: 'warn' | 'fail'): Diagnostic {
  return {
    code: 'SP3211',
    severity: mode === 'warn' ? 'warning' : 'error',
    message:
      mode === 'warn'
        ? 'The model changed since its earlier rows were written; they stay as they are'
        : 'The model changed since its earlier rows were written, and on_sql_change is fail',
    place,
    hint: `To build all rows anew: ${rebuildCommand(name)}`,
    node: id,
  };
}

export function noBatchedInput({ id, place }: Owner): Diagnostic {
  return {
    code: 'SP3212',
    severity: 'warning',
    message: 'No input of the microbatch model has an event_time: every batch reads all rows of all inputs',
    place,
    hint: 'Set event_time in the config of at least one model, seed or source that it reads.',
    node: id,
  };
}
