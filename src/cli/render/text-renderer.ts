// Events → text for people: a line for each finished node as it comes, then every problem in full once, the verdict and
// the next command last. On a terminal the running nodes show below (screen.ts).

import { createColors } from 'picocolors';
import type { Diagnostic } from '../../errors/diagnostic.js';
import type { NodeFinished, RunFinished, SpEvent } from '../../events/event.js';
import { toPrintable } from '../../util/printable.js';
import { renderHeader, renderPlan } from './header.js';
import { renderLiveLines } from './live-lines.js';
import type { RunningNode } from './live-lines.js';
import type { Colors, Look } from './look.js';
import { fitColumns, isBad, renderNodeLine } from './node-line.js';
import type { NodeColumns } from './node-line.js';
import { renderProblems } from './problem-blocks.js';
import type { Problem } from './problem-blocks.js';
import type { Renderer } from './renderer.js';
import { LiveScreen, PlainScreen } from './screen.js';
import type { Screen, Timers } from './screen.js';
import { SkipGroups } from './skip-groups.js';
import { toAscii } from './to-ascii.js';
import { renderFailure, renderVerdict } from './verdict.js';

export interface TextRendererOptions {
  readonly write: (text: string) => void;
  readonly look: Look;
  /** Width of the terminal now. */
  readonly columns: () => number;
  readonly timers: Timers;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Was the run stopped by a signal? */
  readonly isInterrupted: () => boolean;
}

const mostBlocks = 10;

export class TextRenderer implements Renderer {
  readonly #options: TextRendererOptions;
  readonly #colors: Colors;
  readonly #screen: Screen;
  readonly #running = new Map<string, RunningNode>();
  #errors: Problem[] = [];
  #warnings: Problem[] = [];
  #skips = new SkipGroups();
  #whats: readonly string[] = [];
  #total = 0;
  #finished = 0;
  #startedAt = 0;
  /** Between run-started and run-finished. */
  #isRunning = false;
  #hasFinishedRun = false;

  constructor(options: TextRendererOptions) {
    this.#options = options;
    this.#colors = createColors(options.look.color);
    const write = options.look.unicode ? options.write : (text: string): void => options.write(toAscii(text));
    this.#screen =
      options.look.live && !options.quiet
        ? new LiveScreen(write, () => this.#renderLive(), options.timers)
        : new PlainScreen(write);
  }

  handle(event: SpEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.#isRunning = true;
        this.#startedAt = this.#options.timers.now();
        this.#tell(renderHeader(event, this.#colors, this.#options.look.live ? this.#options.columns() : undefined));
        break;
      case 'plan-ready':
        this.#whats = Object.keys(event.counts);
        this.#total = event.total;
        this.#tell(`${renderPlan(event)}\n`);
        break;
      case 'node-started':
        this.#running.set(event.node, { label: event.label, startedAt: this.#options.timers.now() });
        this.#screen.refresh();
        break;
      case 'node-progress': {
        const node = this.#running.get(event.node);
        if (node) this.#running.set(event.node, { ...node, progress: event });
        this.#screen.refresh();
        break;
      }
      case 'node-finished':
        this.#finishNode(event);
        break;
      case 'diagnostic':
        this.#addDiagnostic(event.diagnostic);
        break;
      case 'notice':
        this.#tell(toPrintable(event.message));
        break;
      case 'run-finished':
        this.#finishRun(event);
        break;
    }
  }

  fail(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.#keep(diagnostic);
    const errors = this.#errors.length;
    const hasStarted = this.#isRunning;
    this.#tellSkips();
    this.#flushProblems();
    if (errors > 0) this.#screen.print(renderFailure(errors, hasStarted, this.#colors));
  }

  pause(): void {
    this.#screen.clear();
  }

  finish(): void {
    this.#running.clear();
    this.#tellSkips();
    this.#flushProblems(true);
    this.#screen.clear();
  }

  #finishNode(event: NodeFinished): void {
    this.#running.delete(event.node);
    this.#finished = event.index;
    this.#total = event.total;
    const isProblem = isBad(event.status) || event.status === 'warn' || event.diagnostics.length > 0;
    if (isProblem) (isBad(event.status) ? this.#errors : this.#warnings).push({ kind: 'node', event });
    if (event.status === 'skipped') this.#skips.add(event);
    if (event.status === 'skipped' && !this.#options.verbose) this.#screen.refresh();
    else this.#tell(renderNodeLine(event, this.#nodeColumns(event.label.what), this.#colors));
  }

  #addDiagnostic(diagnostic: Diagnostic): void {
    this.#keep(diagnostic);
    // Watch mode: between two runs nothing else would bring it out.
    if (!this.#isRunning && (diagnostic.severity === 'error' || this.#hasFinishedRun)) this.#flushProblems();
  }

  #keep(diagnostic: Diagnostic): void {
    const list = diagnostic.severity === 'error' ? this.#errors : this.#warnings;
    const isKnown = list.some(
      (problem) =>
        (problem.kind === 'diagnostic' && problem.diagnostic === diagnostic) ||
        (problem.kind === 'node' && problem.event.diagnostics.includes(diagnostic)),
    );
    if (!isKnown) list.push({ kind: 'diagnostic', diagnostic });
  }

  #finishRun(event: RunFinished): void {
    const { quiet, isInterrupted } = this.#options;
    this.#running.clear();
    this.#tellSkips();
    const warnings = this.#warnings.filter((problem) => problem.kind === 'diagnostic').length;
    if (this.#total > 0) this.#tell('');
    // With --warn-error the warnings are what failed.
    this.#flushProblems(false, !quiet || (event.exitCode === 1 && this.#errors.length === 0));
    const lines = renderVerdict(event, { warnings, isInterrupted: isInterrupted() }, this.#colors);
    this.#screen.print(lines.slice(0, quiet ? 1 : lines.length).join('\n'));
    this.#screen.clear();
    this.#isRunning = false;
    this.#hasFinishedRun = true;
    this.#total = 0;
    this.#finished = 0;
  }

  #flushProblems(isLast = false, showWarnings = !this.#options.quiet): void {
    const { look, verbose, columns } = this.#options;
    const options = {
      colors: this.#colors,
      limit: verbose ? Infinity : mostBlocks,
      ...(look.live && { width: columns() - 6 }),
    };
    const blocks = [
      ...(showWarnings ? renderProblems(this.#warnings, options) : []),
      ...renderProblems(this.#errors, options),
    ];
    this.#warnings = [];
    this.#errors = [];
    if (blocks.length > 0) this.#screen.print(`${blocks.join('\n\n')}${isLast ? '' : '\n'}`);
  }

  #tellSkips(): void {
    for (const line of this.#skips.render()) this.#tell(this.#colors.dim(line));
    this.#skips = new SkipGroups();
  }

  #tell(text: string): void {
    if (!this.#options.quiet) this.#screen.print(text);
  }

  #nodeColumns(what: string): NodeColumns {
    const isLive = this.#options.look.live;
    const known = this.#whats.includes('model') ? [...this.#whats, 'partitioned'] : this.#whats;
    return fitColumns(
      [...known, what],
      isLive ? this.#options.columns() : undefined,
      isLive ? undefined : String(this.#total).length,
    );
  }

  #renderLive(): readonly string[] {
    const state = {
      running: this.#running.values(),
      finished: this.#finished,
      total: this.#total,
      startedAt: this.#startedAt,
    };
    return renderLiveLines(state, this.#nodeColumns(''), this.#options.timers.now(), this.#colors);
  }
}
