import type { Place } from '../errors/diagnostic.js';
import type { SourceMapSegment } from './template.js';

/** Rendered text as a value: a macro's result, or a literal argument, that still knows where each part came from. */
export class MappedText {
  constructor(
    readonly text: string,
    readonly segments: readonly SourceMapSegment[],
  ) {}
}

/** Collects rendered text and where it came from. */
export class Output {
  text = '';
  readonly segments: SourceMapSegment[] = [];

  append(text: string, place: Place, exact: boolean, callers: readonly Place[]): void {
    if (text === '') return;
    const generated = this.text.length;
    this.segments.push({ generated, length: text.length, place, exact, ...(callers.length > 0 && { callers }) });
    this.text += text;
  }

  appendMapped(mapped: MappedText): void {
    const offset = this.text.length;
    for (const segment of mapped.segments) {
      this.segments.push({ ...segment, generated: segment.generated + offset });
    }
    this.text += mapped.text;
  }

  toMappedText(): MappedText {
    return new MappedText(this.text, this.segments);
  }
}

/** A text literal where it stands, so that an error in it points into the argument and not only at the call. */
export function mapWhole(text: string, place: Place, exact: boolean, callers: readonly Place[]): MappedText {
  const output = new Output();
  output.append(text, place, exact, callers);
  return output.toMappedText();
}

/**
 * The result of a function of SQL text: all of it came from the call, but where an argument stands in it unchanged, that
 * argument's own places are better. Text inside quotes is never taken for an argument.
 */
export function mapResult(
  text: string,
  args: readonly MappedText[],
  place: Place,
  callers: readonly Place[],
): MappedText {
  const found = findArguments(text, args);
  if (found.length === 0) return mapWhole(text, place, false, callers);
  const output = new Output();
  let from = 0;
  for (const { start, argument } of found) {
    output.append(text.slice(from, start), place, false, callers);
    output.appendMapped(argument);
    from = start + argument.text.length;
  }
  output.append(text.slice(from), place, false, callers);
  return output.toMappedText();
}

interface FoundArgument {
  readonly start: number;
  readonly argument: MappedText;
}

function findArguments(text: string, args: readonly MappedText[]): readonly FoundArgument[] {
  const found: FoundArgument[] = [];
  const outermost = [...args].sort((a, b) => b.text.length - a.text.length);
  for (const argument of outermost) {
    const { length } = argument.text;
    if (argument.text.trim() === '') continue;
    for (let start = text.indexOf(argument.text); start >= 0; start = text.indexOf(argument.text, start + length)) {
      const isTaken = found.some((f) => start < f.start + f.argument.text.length && f.start < start + length);
      if (!isTaken && isWhole(text, start, length) && !isQuoted(text, start)) found.push({ start, argument });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function isWhole(text: string, start: number, length: number): boolean {
  return (
    !(isWord(text, start) && isWord(text, start - 1)) &&
    !(isWord(text, start + length - 1) && isWord(text, start + length))
  );
}

/** A letter, digit, `_` or `$`; everything beyond ASCII counts as a letter. */
function isWord(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}

function isQuoted(text: string, offset: number): boolean {
  let quotes = 0;
  for (let i = text.indexOf("'"); i >= 0 && i < offset; i = text.indexOf("'", i + 1)) quotes += 1;
  return quotes % 2 === 1;
}

/** Handlebars indents every line of a partial that stands alone on an indented line. */
export function indentMapped(mapped: MappedText, indent: string, place: Place, callers: readonly Place[]): MappedText {
  if (indent === '') return mapped;
  const output = new Output();
  let isLineStart = true;
  for (const segment of mapped.segments) {
    const text = mapped.text.slice(segment.generated, segment.generated + segment.length);
    let offset = 0;
    for (const line of text.split(/(?<=\n)/)) {
      if (isLineStart) output.append(indent, place, false, callers);
      output.segments.push({
        ...segment,
        ...sliceOf(segment, text, offset),
        generated: output.text.length,
        length: line.length,
      });
      output.text += line;
      offset += line.length;
      isLineStart = line.endsWith('\n');
    }
  }
  return output.toMappedText();
}

/** The place of an exact segment's rest from `offset` on. */
function sliceOf(segment: SourceMapSegment, text: string, offset: number): Partial<SourceMapSegment> {
  if (!segment.exact || offset === 0) return {};
  const before = text.slice(0, offset).split('\n');
  const start = { line: segment.place.start.line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 };
  return { place: { ...segment.place, start } };
}
