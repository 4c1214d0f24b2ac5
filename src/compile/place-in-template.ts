import type { Place } from '../errors/diagnostic.js';
import { offsetAt, placeAt } from '../errors/place.js';
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
  const { file, start } = segment.place;
  const origin = offsetAt(file, start) + (offset - segment.generated);
  const room = segment.generated + segment.length - offset;
  return { place: placeAt(file, origin, origin + Math.min(length, room)), callers };
}
