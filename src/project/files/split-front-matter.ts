import type { Diagnostic, SourceFile } from '../../errors/diagnostic.js';
import { placeAt } from '../../errors/place.js';
import { openFrontMatter } from '../schema-errors.js';

export interface SplitFile {
  /** The file's text with the lines of the front matter emptied, so that lines keep their numbers. */
  readonly template: SourceFile;
  /** Offsets of the YAML between the two lines `---`. */
  readonly yaml?: { readonly start: number; readonly end: number };
  readonly problem?: Diagnostic;
}

/** Front matter begins in the first line with `---` and ends with the next such line. */
export function splitFrontMatter(file: SourceFile): SplitFile {
  const { path, text } = file;
  const opening = /^---[ \t]*(?:\r\n|\n|\r|$)/.exec(text);
  if (opening === null) return { template: file };
  const start = opening[0].length;
  const closing = /(?:^|\r\n|\n|\r)---[ \t]*(?=[\r\n]|$)/.exec(text.slice(start));
  if (closing === null) return { template: file, problem: openFrontMatter(placeAt(file, 0, 3)) };
  const end = start + closing.index;
  const behind = end + closing[0].length;
  const blank = text.slice(0, behind).replace(/[^\r\n]+/g, '');
  return { template: { path, text: blank + text.slice(behind) }, yaml: { start, end } };
}
