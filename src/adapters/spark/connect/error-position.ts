/** UTF-16 offsets, `stop` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly stop: number;
}

/** Spark counts code points, and its `stopIndex` is included; undefined when the range is not one of the text. */
export function rangeOfCodePoints(text: string, startIndex: number, stopIndex: number): TextRange | undefined {
  if (startIndex < 0 || stopIndex < startIndex) return undefined;
  const start = offsetOfCodePoint(text, 0, startIndex);
  const stop = start === undefined ? undefined : offsetOfCodePoint(text, start, stopIndex + 1 - startIndex);
  return start === undefined || stop === undefined ? undefined : { start, stop };
}

/** Of `(line 2, pos 5)`: the line counts from 1, the position in it from 0, in code points. */
export function offsetOfLine(text: string, line: number, position: number): number | undefined {
  let start = 0;
  for (let current = 1; current < line; current += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return offsetOfCodePoint(text, start, position);
}

function offsetOfCodePoint(text: string, from: number, count: number): number | undefined {
  let offset = from;
  for (let left = count; left > 0; left -= 1) {
    const codePoint = text.codePointAt(offset);
    if (codePoint === undefined) return undefined;
    offset += codePoint > 0xffff ? 2 : 1;
  }
  return offset;
}
