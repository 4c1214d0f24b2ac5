// Events → NDJSON on stdout, for programs. Each line is {"v":1,"ts","seq","run","level","event","data"}; new fields and
// events may come, none goes or changes its meaning within v 1.

import { randomUUID } from 'node:crypto';
import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import type { SpEvent } from '../../events/event.js';
import type { Renderer } from './renderer.js';

const eventNames: Readonly<Record<SpEvent['kind'], string>> = {
  'run-started': 'run.start',
  'plan-ready': 'plan',
  'node-started': 'node.start',
  'node-progress': 'node.progress',
  'node-finished': 'node.finish',
  diagnostic: 'diagnostic',
  notice: 'notice',
  'run-finished': 'run.finish',
};

type Level = 'error' | 'warn' | 'info' | 'debug';

export interface NdjsonRendererOptions {
  readonly write: (text: string) => void;
  /** Takes secrets out of a text, before JSON's escapes can hide them. */
  readonly mask: (text: string) => string;
  /** Time of day. */
  readonly today: () => Date;
  readonly runId?: string;
}

export class NdjsonRenderer implements Renderer {
  #seq = 0;
  #isFinished = false;
  readonly #run: string;

  constructor(private readonly options: NdjsonRendererOptions) {
    this.#run = options.runId ?? randomUUID();
  }

  handle(event: SpEvent): void {
    const { kind, ...data } = event;
    this.#isFinished = kind === 'run-finished';
    this.#write(levelOf(event), eventNames[kind], kind === 'diagnostic' ? event.diagnostic : data);
  }

  fail(diagnostics: readonly Diagnostic[], exitCode: number): void {
    for (const diagnostic of diagnostics) this.handle({ kind: 'diagnostic', diagnostic });
    if (!this.#isFinished) this.#write('error', 'run.finish', { counts: {}, exitCode, next: [] });
  }

  pause(): void {}

  finish(): void {}

  #write(level: Level, event: string, data: object): void {
    const ts = this.options.today().toISOString();
    this.#seq += 1;
    const line = { v: 1, ts, seq: this.#seq, run: this.#run, level, event, data };
    this.options.write(`${JSON.stringify(line, (_key, value: unknown) => toPlain(value, this.options.mask))}\n`);
  }
}

function levelOf(event: SpEvent): Level {
  switch (event.kind) {
    case 'diagnostic':
      return event.diagnostic.severity === 'error' ? 'error' : 'warn';
    case 'node-finished':
      if (event.status === 'warn') return 'warn';
      return event.status === 'error' || event.status === 'fail' || event.status === 'partial success'
        ? 'error'
        : 'info';
    case 'run-finished':
      return event.exitCode === 0 ? 'info' : 'error';
    case 'node-started':
    case 'node-progress':
      return 'debug';
    case 'run-started':
    case 'plan-ready':
    case 'notice':
      return 'info';
  }
}

/** Places lose the text of their file; what JSON cannot say becomes text. */
function toPlain(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (isPlace(value)) {
    const { file, start, end } = value;
    return { file: file.path, line: start.line, column: start.column, endLine: end?.line, endColumn: end?.column };
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return value;
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && 'file' in value && 'start' in value;
}
