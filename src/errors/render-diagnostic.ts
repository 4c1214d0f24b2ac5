// A diagnostic as people read it:
//
//   error SP4001: model "orders" refers to "stg_ordes", which does not exist
//     ╭─ models/marts/orders.sql:7:11
//   6 │ select *
//   7 │ from {{ref "stg_ordes"}}
//     │            ^^^^^^^^^^^
//     ├─ models/staging/stg_orders.sql:1:1 it is near this one
//   1 │ select 1
//     │ ^
//     ╰─ did you mean "stg_orders"?

import { createColors } from 'picocolors';
import { toPrintable } from '../util/printable.js';
import { excerptLine } from './excerpt-line.js';
import type { Diagnostic, Place } from './diagnostic.js';
import { formatPlace, lineAt } from './place.js';

export interface RenderOptions {
  readonly color: boolean;
  /** Terminal cells that a source line may take before it is cut around the place; 100 unless told. */
  readonly width?: number;
}

/** Text of one diagnostic, several lines without a line break at the end. Nothing in it can steer a terminal. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const colors = createColors(options.color);
  const paint = diagnostic.severity === 'error' ? colors.red : colors.yellow;
  const { place, related = [], hint } = diagnostic;
  const gutter = ' '.repeat(gutterWidth([...(place ? [place] : []), ...related.map((other) => other.place)]));
  const rail = (mark: string, text: string): string => `${gutter} ${colors.dim(mark)}${text === '' ? '' : ` ${text}`}`;
  const frame = (shown: Place, before: number): string[] =>
    // A place in a file whose text is not there names the file only.
    (shown.file.text === '' ? [] : frameLines(shown, before, options.width ?? 100)).map(({ number, text, isMark }) =>
      isMark
        ? rail('│', `${text.slice(0, text.indexOf('^'))}${paint(text.trimStart())}`)
        : `${colors.dim(`${number.padStart(gutter.length)} │`)} ${text}`.trimEnd(),
    );

  const lines = [
    `${paint(colors.bold(`${diagnostic.severity} ${diagnostic.code}`))}: ${toPrintable(diagnostic.message)}`,
  ];
  if (place) lines.push(rail('╭─', toPrintable(formatPlace(place))), ...frame(place, 1));
  for (const [index, other] of related.entries()) {
    const mark = !place && index === 0 ? '╭─' : '├─';
    lines.push(rail(mark, `${toPrintable(formatPlace(other.place))} ${toPrintable(other.message)}`));
    lines.push(...frame(other.place, 0));
  }
  if (hint !== undefined) {
    const [first = '', ...rest] = toPrintable(hint).split('\n');
    lines.push(rail('╰─', first), ...rest.map((line) => `${gutter}    ${line}`.trimEnd()));
  }
  return lines.join('\n');
}

/** Several diagnostics with an empty line between them. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, options)).join('\n\n');
}

/** Room for the longest line number; 1 where there is nothing to number. */
function gutterWidth(places: readonly Place[]): number {
  return Math.max(1, ...places.map((place) => String(place.start.line).length));
}

interface FrameLine {
  readonly number: string;
  readonly text: string;
  readonly isMark: boolean;
}

/** The place's first line, underlined, after at most `before` earlier lines that are not blank. None for an empty line. */
function frameLines(place: Place, before: number, width: number): readonly FrameLine[] {
  const { start, end } = place;
  const source = lineAt(place.file, start.line);
  if (source === undefined || source.trim() === '') return [];
  const lines: FrameLine[] = [];
  for (let line = Math.max(1, start.line - before); line < start.line; line += 1) {
    const text = lineAt(place.file, line) ?? '';
    if (text.trim() !== '')
      lines.push({ number: String(line), text: excerptLine(text, 0, 0, width).text, isMark: false });
  }
  const from = start.column - 1;
  const to = end === undefined ? from + 1 : end.line > start.line ? source.length : end.column - 1;
  const excerpt = excerptLine(source, from, to, width);
  lines.push({ number: String(start.line), text: excerpt.text, isMark: false });
  lines.push({ number: '', text: ' '.repeat(excerpt.markStart) + '^'.repeat(excerpt.markLength), isMark: true });
  return lines;
}
