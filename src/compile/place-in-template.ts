import type { Place, Position } from '../errors/diagnostic.js';
import type { SourceMapSegment } from '../template/template.js';

/**
 * Where the generated text at `offset` (UTF-16 units) came from: exact inside text that was copied letter by letter,
 * else the whole expression that produced it. Undefined for text that sp wrote itself.
 */
export function placeInTemplate(
  sourceMap: readonly SourceMapSegment[],
  offset: number,
  length = 1,
): { readonly place: Place; readonly callers: readonly Place[] } | undefined {
  const segment = sourceMap.find((s) => offset >= s.generated && offset < s.generated + s.length);
  if (segment === undefined) return undefined;
  const callers = segment.callers ?? [];
  if (!segment.exact) return { place: segment.place, callers };
  const text = segment.place.file.text;
  const origin = toOffset(text, segment.place.start) + (offset - segment.generated);
  const room = segment.generated + segment.length - offset;
  return {
    place: {
      file: segment.place.file,
      start: toPosition(text, origin),
      end: toPosition(text, origin + Math.min(length, room)),
    },
    callers,
  };
}

function toOffset(text: string, position: Position): number {
  let offset = 0;
  for (let line = 1; line < position.line; line++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return offset + position.column - 1;
}

function toPosition(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const next = text.indexOf('\n', lineStart);
    if (next < 0 || next >= offset) break;
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
