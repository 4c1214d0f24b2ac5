import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import type { BadRecord } from './record-batch.js';
import type { CsvFileRef } from './csv-file.js';

/** Characters of a bad record that are shown. */
const shownCharacters = 200;

export function missingFile(file: CsvFileRef): Diagnostic {
  return {
    code: 'SP6001',
    severity: 'error',
    message: `${file.path} does not exist`,
    place: startOf(file),
    hint: 'Put the file there, or remove the seed.',
  };
}

export function unreadableFile(file: CsvFileRef, reason: string): Diagnostic {
  return {
    code: 'SP6002',
    severity: 'error',
    message: `${file.path} cannot be read: ${reason}`,
    place: startOf(file),
    hint: 'Check its permissions; a name ending in .gz must be a gzip file.',
  };
}

export function badHeader(file: CsvFileRef, what: string): Diagnostic {
  return {
    code: 'SP6003',
    severity: 'error',
    message: `${file.path} has no readable header: ${what}`,
    place: startOf(file),
    hint: 'A seed is a UTF-8 file whose first record names its columns.',
  };
}

export function emptyColumnName(file: CsvFileRef, position: number): Diagnostic {
  return {
    code: 'SP6004',
    severity: 'error',
    message: `column ${position} of ${file.path} has no name`,
    place: startOf(file),
    hint: 'Name it in the first line, or remove the column.',
  };
}

export function duplicateColumn(file: CsvFileRef, name: string, first: number, second: number): Diagnostic {
  return {
    code: 'SP6005',
    severity: 'error',
    message: `columns ${first} and ${second} of ${file.path} are both named "${name}" (upper and lower case count as the same)`,
    place: startOf(file),
    hint: 'Rename one of them.',
  };
}

export function tooManyColumns(file: CsvFileRef, count: number, limit: number): Diagnostic {
  return {
    code: 'SP6006',
    severity: 'error',
    message: `${file.path} has ${count} columns, more than the ${limit} that a table can have`,
    place: startOf(file),
    hint: 'Is the delimiter right? Else split the file.',
  };
}

export function rowIdColumn(file: CsvFileRef, name: string): Diagnostic {
  return {
    code: 'SP6007',
    severity: 'error',
    message: `${file.path} has a column "${name}", which row_id: true would add`,
    place: startOf(file),
    hint: 'Rename the column, or set row_id: false.',
  };
}

export function differentColumns(
  file: CsvFileRef,
  first: CsvFileRef,
  missing: readonly string[],
  extra: readonly string[],
): Diagnostic {
  const parts = [
    ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`has ${extra.join(', ')} besides`] : []),
  ];
  return {
    code: 'SP6008',
    severity: 'error',
    message: `${file.path} has other columns than ${first.path}: it ${parts.join(' and ')}`,
    place: startOf(file),
    hint: 'The files of one seed have the same columns, in any order.',
  };
}

export function unknownTypedColumn(file: CsvFileRef, column: string, hint: string): Diagnostic {
  return {
    code: 'SP6009',
    severity: 'error',
    message: `column_types names "${column}", which ${file.path} does not have`,
    place: startOf(file),
    hint,
  };
}

export function badRecord(file: CsvFileRef, record: BadRecord): Diagnostic {
  return {
    code: 'SP6010',
    severity: 'error',
    message: `record ${record.number} of ${file.path}: ${record.detail}`,
    place: placeOf(file, record),
    hint: 'Correct the line, or set on_bad_row: quarantine to load the other rows and keep this one aside.',
  };
}

export function moreBadRecords(file: CsvFileRef, shown: number, count: number): Diagnostic {
  return {
    code: 'SP6011',
    severity: 'error',
    message: `${count.toLocaleString('en-US')} bad records in all; the first ${shown} are listed above`,
    place: startOf(file),
  };
}

function startOf({ path }: CsvFileRef): Place {
  return { file: { path, text: '' }, start: { line: 1, column: 1 } };
}

/** The excerpt is the record alone: a file of any size is not kept for its sake. */
function placeOf({ path }: CsvFileRef, { line, raw, reason }: BadRecord): Place {
  const excerpt = reason === 'invalid_utf8' ? '' : (raw.split('\n', 1)[0] ?? '').slice(0, shownCharacters);
  return { file: { path, text: '\n'.repeat(line - 1) + excerpt }, start: { line, column: 1 } };
}
