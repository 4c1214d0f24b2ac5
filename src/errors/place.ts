import type { Place, Position, SourceFile } from './diagnostic.js';

const lineStartsByFile = new WeakMap<SourceFile, readonly number[]>();

/** Offsets at which the lines of a file begin; a line ends with LF, CRLF or CR. Remembered per file value. */
function lineStarts(file: SourceFile): readonly number[] {
  const known = lineStartsByFile.get(file);
  if (known !== undefined) return known;
  const starts = [0];
  for (const match of file.text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  lineStartsByFile.set(file, starts);
  return starts;
}

/** Line and column of an offset in UTF-16 units; offsets outside the text are moved to its nearest end. */
export function positionAt(file: SourceFile, offset: number): Position {
  const starts = lineStarts(file);
  const wanted = Math.min(Math.max(offset, 0), file.text.length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: wanted - (starts[low] ?? 0) + 1 };
}

/** The range between two offsets (the end is exclusive), or the point at one. */
export function placeAt(file: SourceFile, startOffset: number, endOffset?: number): Place {
  const start = positionAt(file, startOffset);
  return endOffset === undefined || endOffset <= startOffset
    ? { file, start }
    : { file, start, end: positionAt(file, endOffset) };
}

/** The offset of a position; columns behind a line's end and lines behind the file's end are moved to that end. */
export function offsetAt(file: SourceFile, position: Position): number {
  const starts = lineStarts(file);
  const start = starts[position.line - 1];
  if (start === undefined) return position.line < 1 ? 0 : file.text.length;
  const end = starts[position.line] ?? file.text.length;
  return Math.min(start + Math.max(position.column - 1, 0), end);
}

/** The text of a 1-based line without its line break; undefined when there is no such line. */
export function lineAt(file: SourceFile, line: number): string | undefined {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  if (start === undefined) return undefined;
  return file.text.slice(start, starts[line]).replace(/[\r\n]+$/, '');
}

/** `path:line:column`, as terminals and editors make it clickable. */
export function formatPlace(place: Place): string {
  return `${place.file.path}:${place.start.line}:${place.start.column}`;
}
