import type { CodeEntries } from './code-entry.js';

// SP6xxx: seeds and CSV files.
export const seedCodes = {
  SP6001: {
    title: "a seed's file does not exist",
    explanation:
      'The file was there when the project was read, or properties name it, but it cannot be found now. Put it back, correct the name, or remove the seed.',
  },
  SP6002: {
    title: "a seed's file cannot be read",
    explanation:
      'The file exists, but the system refuses to read it, or its name ends in .gz and it is no complete gzip file. Check its permissions, and make the archive anew if that is the problem.',
  },
  SP6003: {
    title: 'a CSV file has no readable header',
    explanation:
      'The first record of a seed names its columns. The file is empty, is UTF-16, or its first record is broken: a quote that is not closed, text behind a closing quote, bytes that are no UTF-8. Save it as UTF-8 with one line of names on top.',
  },
  SP6004: {
    title: 'a CSV column has no name',
    explanation:
      'The first record of a seed names its columns, and one of the names is empty, often because a line ends in a delimiter. Name the column, or remove it from every line.',
  },
  SP6005: {
    title: 'two CSV columns have one name',
    explanation:
      'A table cannot have two columns whose names differ in upper and lower case only, and which of them a reader would get is not defined. Rename one of them in the first line.',
  },
  SP6006: {
    title: 'a CSV file has too many columns',
    explanation:
      'Engines limit how many columns a table can have. A very large number usually means that `delimiter` is not the one that the file uses. Otherwise split the file by columns.',
  },
  SP6007: {
    title: 'a CSV column is named like a row id',
    explanation:
      '`row_id: true` adds the columns _file and _row, which say where each row comes from, and the file already has a column of that name. Rename it, or set row_id: false.',
  },
  SP6008: {
    title: 'the files of a seed have different columns',
    explanation:
      'A seed with several `files` is one table, so all of them must have the same columns. Their order may differ: columns are matched by name, ignoring upper and lower case.',
  },
  SP6009: {
    title: 'column_types names a column that does not exist',
    explanation:
      '`column_types` gives the type of columns by name, and the header of the file has no such column. Correct the name; the message suggests the nearest one.',
  },
  SP6010: {
    title: 'a CSV record cannot be loaded',
    explanation:
      'The record has too many or too few fields, a quote that is not closed or has text behind it, a NUL byte, bytes that are no UTF-8, or a value that does not convert to the type that column_types declares. Nothing of the seed is published. Correct the line, or set `on_bad_row: quarantine`: the good rows are loaded then, and each bad record is kept in <seed>__rejected with its file, number, text and reason.',
  },
  SP6011: {
    title: 'more CSV records cannot be loaded',
    explanation:
      'Only the first bad records of a seed are listed, each at its line; this message counts all of them. With `on_bad_row: quarantine` all of them can be looked at in <seed>__rejected.',
  },
  SP6021: {
    title: "a seed's file is missing",
    explanation:
      '`files:` lists CSV files relative to the seed folder; a name without wildcards must exist, and at least one file must match.',
  },
  SP6022: {
    title: 'delimiter and quote are one character',
    explanation:
      '`delimiter` separates the fields of a CSV file, `quote` stands around fields that hold the delimiter. One character cannot be both. Without settings they are a comma and a double quote.',
  },
} as const satisfies CodeEntries;
