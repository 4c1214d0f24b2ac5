import { SpError } from '../errors/sp-error.js';
import { parseEventTime } from '../manifest/read-incremental.js';
import { eventTimeMalformed, eventTimeWindow } from './errors.js';
import type { CommonOptions } from './options.js';

/**
 * `--event-time-start` and `--event-time-end`, in milliseconds since the epoch.
 *
 * @throws SpError (2) for what is no time, a start without an end, and an end that is not later.
 */
export function readEventTimeWindow(options: Pick<CommonOptions, 'eventTimeStart' | 'eventTimeEnd'>): {
  readonly start?: number;
  readonly end?: number;
} {
  const start = read('--event-time-start', options.eventTimeStart);
  const end = read('--event-time-end', options.eventTimeEnd);
  if (start !== undefined && end === undefined) {
    throw new SpError([eventTimeWindow('--event-time-start needs --event-time-end')]);
  }
  if (start !== undefined && end !== undefined && start >= end) {
    throw new SpError([eventTimeWindow('--event-time-start must be before --event-time-end')]);
  }
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

function read(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseEventTime(text);
  if (time === undefined) throw new SpError([eventTimeMalformed(flag, text)]);
  return time;
}
