import type { NodeFinished, NodeLabel, NodeStatus } from '../../events/event.js';
import { toPrintable } from '../../util/printable.js';
import { displayWidth } from '../../util/display-width.js';
import { cutEnd, cutMiddle, padLeft, padRight } from './fit-text.js';
import { countOf, formatDuration } from './humane.js';
import type { Colors } from './look.js';

/** Cells of the columns of the list of nodes. */
export interface NodeColumns {
  readonly what: number;
  readonly name: number;
  /** Lines end here; absent: they may be as long as they are. */
  readonly line?: number;
  /** Digits of `[n/total]`; absent: no numbers. */
  readonly digits?: number;
}

const detailWidth = 14;
const durationWidth = 8;
/** The mark and the gaps between columns. */
const gaps = 7;

export function fitColumns(
  whats: readonly string[],
  line: number | undefined,
  digits: number | undefined,
): NodeColumns {
  const what = Math.max(5, ...whats.map((text) => displayWidth(text)));
  const numbers = digits === undefined ? 0 : 2 * digits + 4;
  const free = (line ?? 100) - what - gaps - detailWidth - durationWidth - numbers;
  return {
    what,
    name: Math.min(56, Math.max(16, free)),
    ...(line !== undefined && { line }),
    ...(digits !== undefined && { digits }),
  };
}

const marks: Readonly<Record<NodeStatus, string>> = {
  success: '✓',
  pass: '✓',
  reused: '·',
  'no-op': '·',
  warn: '!',
  skipped: '─',
  error: '✗',
  fail: '✗',
  'partial success': '✗',
};

/** One line for a finished node: ` ✓ table  mart_attendance      1,204 rows     84ms   4 partitions`. */
export function renderNodeLine(event: NodeFinished, columns: NodeColumns, colors: Colors): string {
  const paint = painterOf(event.status, colors);
  const number =
    columns.digits === undefined
      ? ''
      : `[${String(event.index).padStart(columns.digits)}/${String(event.total).padStart(columns.digits)}] `;
  const label = renderLabel(event.label, columns);
  const detail = padLeft(detailOf(event), detailWidth);
  const duration = padLeft(event.status === 'reused' ? '' : formatDuration(event.durationMs), durationWidth);
  const plain = `${number || ' '}${marks[event.status]} ${label} ${detail} ${duration}`;
  const room = columns.line === undefined ? Infinity : columns.line - displayWidth(plain) - 3;
  const message = cutEnd(messageOf(event), room);
  const line = `${number === '' ? ' ' : colors.dim(number)}${paint(marks[event.status])} ${label} ${isBad(event.status) ? paint(detail) : colors.dim(detail)} ${colors.dim(duration)}`;
  return message === '' ? trimEndOf(line, colors) : `${line}   ${paint(message)}`;
}

/** `table  mart_attendance     `, padded to both columns. */
export function renderLabel(label: NodeLabel, columns: NodeColumns): string {
  const name = toPrintable(label.name);
  const shown = columns.line === undefined ? name : cutMiddle(name, columns.name);
  return `${padRight(label.what, columns.what)}  ${padRight(shown, columns.name)}`;
}

/** Did something go wrong that the user has to mend? */
export function isBad(status: NodeStatus): boolean {
  return status === 'error' || status === 'fail' || status === 'partial success';
}

export function painterOf(status: NodeStatus, colors: Colors): (text: string) => string {
  if (isBad(status)) return colors.red;
  if (status === 'warn') return colors.yellow;
  return status === 'success' || status === 'pass' ? colors.green : colors.dim;
}

function detailOf({ status, rows, failures }: NodeFinished): string {
  if (status === 'reused') return 'unchanged';
  if ((status === 'fail' || status === 'warn') && failures !== undefined) return countOf(failures, 'failure');
  return rows === undefined ? '' : countOf(rows, 'row');
}

function messageOf({ status, message, diagnostics, partitions, failures }: NodeFinished): string {
  const isTestResult = (status === 'fail' || status === 'warn') && failures !== undefined;
  if (isBad(status) || status === 'warn') {
    const text = isTestResult ? '' : (message ?? diagnostics[0]?.message ?? '');
    const failed =
      partitions &&
      partitions.failed > 0 &&
      `${partitions.failed} of ${countOf(partitions.evaluated, 'partition')} failed`;
    return toPrintable((failed || text).split('\n', 1)[0] ?? '');
  }
  if (partitions !== undefined) return countOf(partitions.evaluated, 'partition');
  return status === 'success' ? toPrintable(message ?? '') : '';
}

/** Without the blanks of empty last columns. */
function trimEndOf(line: string, colors: Colors): string {
  return colors.isColorSupported ? line : line.trimEnd();
}
