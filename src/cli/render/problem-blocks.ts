// Everything that went wrong, in full, once: diagnostics with their excerpts, failing tests with their first rows.

import type { Diagnostic } from '../../errors/diagnostic.js';
import { renderDiagnostic } from '../../errors/render-diagnostic.js';
import type { NodeFinished } from '../../events/event.js';
import { toPrintable } from '../../util/printable.js';
import { countOf } from './humane.js';
import type { Colors } from './look.js';
import { isBad, painterOf } from './node-line.js';
import { renderRows } from './rows.js';

export type Problem =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'node'; readonly event: NodeFinished };

export interface BlockOptions {
  readonly colors: Colors;
  /** Cells of a line, for excerpts; absent: the default of the renderer. */
  readonly width?: number;
  readonly limit: number;
}

const sampleRows = 5;
const sampleCellWidth = 40;

/** The blocks of the problems of one severity, at most `limit`, then how many more there are. Empty lines part them. */
export function renderProblems(problems: readonly Problem[], options: BlockOptions): readonly string[] {
  const groups = groupByCause(problems);
  const shown = groups.slice(0, options.limit).map(({ problem, alsoIn }) => {
    const block =
      problem.kind === 'diagnostic' ? [diagnosticText(problem.diagnostic, options)] : nodeBlock(problem.event, options);
    if (alsoIn.length > 0)
      block.push(
        `  also in ${alsoIn.slice(0, 5).join(', ')}${alsoIn.length > 5 ? ` + ${alsoIn.length - 5} more` : ''}`,
      );
    return block.join('\n');
  });
  const hidden = groups.length - shown.length;
  return hidden === 0 ? shown : [...shown, `+ ${countOf(hidden, 'more', 'more')}; --verbose shows all`];
}

interface Group {
  readonly problem: Problem;
  /** Names of further nodes with the very same cause. */
  readonly alsoIn: string[];
}

/** A broken macro breaks many nodes: one block for it. */
function groupByCause(problems: readonly Problem[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const problem of problems) {
    const key = causeOf(problem);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { problem, alsoIn: [] });
    else if (problem.kind === 'node') group.alsoIn.push(problem.event.label.name);
  }
  return [...groups.values()];
}

function causeOf(problem: Problem): string {
  const diagnostics = problem.kind === 'diagnostic' ? [problem.diagnostic] : problem.event.diagnostics;
  if (problem.kind === 'node' && (diagnostics.length === 0 || problem.event.sample))
    return `node ${problem.event.node}`;
  return JSON.stringify(
    diagnostics.map(({ code, message, place }) => [
      code,
      message,
      place?.file.path,
      place?.start.line,
      place?.start.column,
    ]),
  );
}

function diagnosticText(diagnostic: Diagnostic, { colors, width }: BlockOptions): string {
  return renderDiagnostic(diagnostic, { color: colors.isColorSupported, ...(width !== undefined && { width }) });
}

function nodeBlock(event: NodeFinished, options: BlockOptions): string[] {
  const { colors } = options;
  const lines = event.diagnostics.map((diagnostic) => diagnosticText(diagnostic, options));
  if (lines.length === 0) {
    const paint = painterOf(event.status, colors);
    const what =
      event.failures === undefined ? (event.message ?? event.status) : countOf(event.failures, 'failing row');
    const mark = isBad(event.status) ? '✗' : '!';
    lines.push(paint(`${mark} ${event.label.what} ${toPrintable(event.label.name)}: ${toPrintable(what)}`));
  }
  const { sample, failures } = event;
  if (sample && sample.rows.length > 0) {
    const rows = sample.rows.slice(0, sampleRows);
    lines.push(indent(renderRows(sample.columns, rows, 'table', { maxCellWidth: sampleCellWidth }).trimEnd()));
    const more = (failures ?? sample.rows.length) - rows.length;
    const isGone = event.rowsAreGone === true && event.storedIn === undefined;
    const fate = isGone ? ', gone with what was not published: store_failures: true keeps them' : '';
    if (more > 0) lines.push(`  + ${countOf(more, 'more row')}${fate}`);
  }
  if (event.compiledPath !== undefined && isBad(event.status))
    lines.push(colors.dim(`  compiled: ${event.compiledPath}`));
  if (event.storedIn !== undefined) lines.push(colors.dim(`  all rows: select * from ${event.storedIn}`));
  else if (sample && event.rowsAreGone !== true)
    lines.push(colors.dim(`  see more: sp show --select ${event.label.name}`));
  return lines;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
