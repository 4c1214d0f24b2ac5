import type { Narrowing } from '../compile/narrowing.js';
import { SpError } from '../errors/sp-error.js';
import { parseEventTime } from '../manifest/read-incremental.js';
import { parseVars } from '../project/parse-vars.js';
import type { CommonOptions } from './options.js';
import { sampleMalformed } from './retry-errors.js';

const span = /^\s*(\d+)\s*(hour|day|month|year)s?\s*$/i;

/**
 * What `--empty` or `--sample` leave of the inputs; undefined: all.
 *
 * @param now milliseconds since the epoch, from which a span counts back
 * @throws SpError (2) for a sample that is neither a span nor a window
 */
export function readNarrowing(options: Pick<CommonOptions, 'empty' | 'sample'>, now: number): Narrowing | undefined {
  if (options.empty) return { kind: 'empty' };
  if (options.sample === undefined) return undefined;
  const window = readSpan(options.sample, now) ?? readWindow(options.sample);
  if (window === undefined || window.start >= window.end) throw new SpError([sampleMalformed(options.sample)]);
  return { kind: 'sample', start: toText(window.start), end: toText(window.end) };
}

interface Window {
  readonly start: number;
  readonly end: number;
}

function readSpan(text: string, now: number): Window | undefined {
  const [, count, unit = ''] = span.exec(text) ?? [];
  if (count === undefined) return undefined;
  const start = new Date(now);
  const amount = Number(count);
  switch (unit.toLowerCase()) {
    case 'hour':
      start.setUTCHours(start.getUTCHours() - amount);
      break;
    case 'day':
      start.setUTCDate(start.getUTCDate() - amount);
      break;
    case 'month':
      start.setUTCMonth(start.getUTCMonth() - amount);
      break;
    default:
      start.setUTCFullYear(start.getUTCFullYear() - amount);
  }
  return { start: start.getTime(), end: now };
}

function readWindow(text: string): Window | undefined {
  const { vars, diagnostics } = parseVars(text);
  if (diagnostics.length > 0) return undefined;
  const [start, end] = ['start', 'end'].map((key) => parseEventTime(textOf(vars[key])));
  return start === undefined || end === undefined ? undefined : { start, end };
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 19);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A date where it is midnight, so that columns of dates, times and ISO text compare alike. */
function toText(time: number): string {
  const text = new Date(time).toISOString();
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}
