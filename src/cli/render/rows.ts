// Rows as text in the forms of `--output`. Nothing is lost in json and csv; table and md are for eyes.

import { toPrintable } from '../../util/printable.js';
import { displayWidth } from '../../util/display-width.js';
import type { RowFormat } from '../../commands/options.js';
import { cutEnd, padLeft, padRight } from './fit-text.js';

export type Rows = readonly (readonly unknown[])[];

export interface TableOptions {
  /** Longer cells of a table are cut. */
  readonly maxCellWidth?: number;
}

/** Text with a line break at the end. */
export function renderRows(
  columns: readonly string[],
  rows: Rows,
  format: RowFormat,
  options: TableOptions = {},
): string {
  switch (format) {
    case 'table':
      return renderTable(columns, rows, options);
    case 'md':
      return renderMarkdown(columns, rows);
    case 'csv':
      return [columns, ...rows].map((row) => `${row.map(toCsvField).join(',')}\r\n`).join('');
    case 'json':
      return rows.length === 0 ? '[]\n' : `[\n${rows.map((row) => `  ${toJsonObject(columns, row)}`).join(',\n')}\n]\n`;
  }
}

function renderTable(columns: readonly string[], rows: Rows, { maxCellWidth = Infinity }: TableOptions): string {
  const fit = (text: string): string => cutEnd(onOneLine(text), maxCellWidth);
  const head = columns.map(fit);
  const body = rows.map((row) => columns.map((_, index) => fit(toText(row[index]))));
  const widths = head.map((name, index) =>
    Math.max(displayWidth(name), ...body.map((cells) => displayWidth(cells[index] ?? ''))),
  );
  const isNumeric = columns.map(
    (_, index) =>
      rows.some((row) => isNumber(row[index])) &&
      rows.every((row) => isNumber(row[index]) || row[index] === null || row[index] === undefined),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (isNumeric[index] ? padLeft : padRight)(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...body.map(line), ''].join('\n');
}

function renderMarkdown(columns: readonly string[], rows: Rows): string {
  const cell = (text: string): string =>
    toPrintable(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns.map(cell)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map((_, index) => cell(toText(row[index]))))),
  ].join('');
}

/** RFC 4180: NULL is an empty field, the empty text `""`. */
function toCsvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = toText(value);
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every integer with all its digits; bytes as hex, what JSON has no number for as text. A repeated column keeps all its values. */
function toJsonObject(columns: readonly string[], row: readonly unknown[]): string {
  return `{${columns.map((name, index) => `${JSON.stringify(name)}: ${toJson(row[index])}`).join(', ')}}`;
}

function toJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : JSON.stringify(String(value));
  return JSON.stringify(toText(value));
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value) ?? 'NULL';
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function onOneLine(text: string): string {
  return toPrintable(text).replaceAll('\n', '⏎').replaceAll('\t', ' ');
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
