import type { Place, SourceFile } from '../errors/diagnostic.js';
import { offsetAt, placeAt } from '../errors/place.js';
import type { ContentStatement, SourceLocation, StringLiteral } from './ast.js';

/** The place of a node of the syntax tree. */
export function placeOf(file: SourceFile, loc: SourceLocation): Place {
  return {
    file,
    start: { line: loc.start.line, column: loc.start.column + 1 },
    end: { line: loc.end.line, column: loc.end.column + 1 },
  };
}

/** A place, and whether the value is the file's text there letter by letter. */
export interface CopiedPlace {
  readonly place: Place;
  readonly exact: boolean;
}

const placesOfContent = new WeakMap<ContentStatement, CopiedPlace>();

/** Where text between the braces stands, after whitespace control and backslash escapes took their part. */
export function placeOfContent(file: SourceFile, content: ContentStatement): CopiedPlace {
  const known = placesOfContent.get(content);
  if (known !== undefined) return known;
  const { original, value } = content;
  const start = offsetAt(file, placeOf(file, content.loc).start) + findStrippedPrefix(original, value);
  const exact = file.text.startsWith(value, start);
  const place = exact ? placeAt(file, start, start + value.length) : placeOf(file, content.loc);
  const result = { place, exact };
  placesOfContent.set(content, result);
  return result;
}

/** Whitespace control removes nothing, the rest of a line, or all white space at the left. */
function findStrippedPrefix(original: string, value: string): number {
  const lengths = [0, /^[ \t]*\r?\n?/.exec(original)?.[0].length ?? 0, /^\s*/.exec(original)?.[0].length ?? 0];
  return lengths.find((length) => original.startsWith(value, length)) ?? 0;
}

/** Where the text of a string literal stands, without its quotes. */
export function placeOfString(file: SourceFile, literal: StringLiteral): CopiedPlace {
  const whole = placeOf(file, literal.loc);
  const { start, end = start } = whole;
  if (start.line !== end.line || end.column - start.column !== literal.value.length + 2) {
    return { place: whole, exact: false };
  }
  return {
    place: {
      file,
      start: { line: start.line, column: start.column + 1 },
      end: { line: end.line, column: end.column - 1 },
    },
    exact: true,
  };
}
