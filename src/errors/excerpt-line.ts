import { characterWidth } from '../util/display-width.js';
import { toPrintable } from '../util/printable.js';

export interface Excerpt {
  /** What to print: tabs as spaces, nothing that steers a terminal, `…` where it was cut. */
  readonly text: string;
  /** Terminal cells before the marked stretch, and its length (at least 1). */
  readonly markStart: number;
  readonly markLength: number;
}

const tabStop = 4;
const ellipsis = '…';

/**
 * Prepares one source line for a terminal of `width` cells and says where its part from offset `from` to `to` (UTF-16
 * units, end exclusive) is then. A longer line is cut so that the beginning of that part can be seen. Costs no more for
 * a line of a megabyte than for a short one.
 */
export function excerptLine(source: string, from: number, to: number, width: number): Excerpt {
  const start = Math.min(Math.max(from, 0), source.length);
  const end = Math.min(Math.max(to, start), source.length);
  const isLong = source.length > width || displayLine(source, 0, 0).cells > width;
  if (!isLong) return displayLine(source, start, end);

  const lead = Math.floor(width / 3);
  const windowStart = start <= width - lead ? 0 : characterStart(source, start - lead);
  const windowEnd = cutAt(source, windowStart, width - 2);
  const before = windowStart > 0 ? ellipsis : '';
  const after = windowEnd < source.length ? ellipsis : '';
  const shown = displayLine(
    source.slice(windowStart, windowEnd),
    Math.min(start, windowEnd) - windowStart,
    Math.min(end, windowEnd) - windowStart,
  );
  return {
    text: before + shown.text + after,
    markStart: before.length + shown.markStart,
    markLength: shown.markLength,
  };
}

function displayLine(source: string, from: number, to: number): Excerpt & { readonly cells: number } {
  let text = '';
  let cells = 0;
  let markStart: number | undefined;
  let markEnd: number | undefined;
  let offset = 0;
  for (const character of source) {
    if (offset >= from) markStart ??= cells;
    if (offset >= to) markEnd ??= cells;
    if (character === '\t') {
      const spaces = tabStop - (cells % tabStop);
      text += ' '.repeat(spaces);
      cells += spaces;
    } else {
      text += toPrintable(character);
      cells += characterWidth(character);
    }
    offset += character.length;
  }
  markStart ??= cells;
  return { text, cells, markStart, markLength: Math.max(1, (markEnd ?? cells) - markStart) };
}

/** The offset behind as many whole characters from `start` as fit into `cells`. */
function cutAt(source: string, start: number, cells: number): number {
  let offset = start;
  let used = 0;
  while (offset < source.length) {
    const character = String.fromCodePoint(source.codePointAt(offset) ?? 0);
    used += character === '\t' ? tabStop : characterWidth(character);
    if (used > cells) break;
    offset += character.length;
  }
  return offset;
}

/** The same offset, or the one before when it would split a surrogate pair. */
function characterStart(source: string, offset: number): number {
  const code = source.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}
