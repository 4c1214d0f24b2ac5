// Where lines for people go. A plain screen writes each at once. A live one keeps a few lines at the bottom that show
// what is going on, drawn over at most every `frameMs`; finished lines scroll up above them.
//
//   idle ──print/refresh──► armed ──timer──► drawn (live lines below) ──┬─ print/refresh, or time goes on ──► armed
//    ▲                                                                 └─ clear: live lines off, text out ──► idle

export interface Screen {
  /** Text of whole lines, without the last line break. */
  print(text: string): void;
  /** What the live lines show has changed. */
  refresh(): void;
  /** Everything printed is out and no live line is left, e.g. before another stream of the same terminal is written. */
  clear(): void;
}

export interface Timers {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Calls once after `delayMs`; the result stops it. Must not keep the process alive. */
  after(delayMs: number, call: () => void): () => void;
}

/** 12 drawings a second at most. */
const frameMs = 84;

export class PlainScreen implements Screen {
  constructor(private readonly write: (text: string) => void) {}

  print(text: string): void {
    this.write(`${text}\n`);
  }

  refresh(): void {}

  clear(): void {}
}

export class LiveScreen implements Screen {
  #pending = '';
  #drawnLines = 0;
  #drawnAt = -Infinity;
  #stopTimer: (() => void) | undefined;

  constructor(
    private readonly write: (text: string) => void,
    /** Lines to show now, each shorter than the terminal is wide. */
    private readonly renderLive: () => readonly string[],
    private readonly timers: Timers,
  ) {}

  print(text: string): void {
    this.#pending += `${text}\n`;
    this.#arm();
  }

  refresh(): void {
    this.#arm();
  }

  clear(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#draw([]);
  }

  #arm(): void {
    if (this.#stopTimer) return;
    const delayMs = Math.max(0, this.#drawnAt + frameMs - this.timers.now());
    this.#stopTimer = this.timers.after(delayMs, () => {
      this.#stopTimer = undefined;
      this.#draw(this.renderLive());
      if (this.#drawnLines > 0) this.#arm();
    });
  }

  #draw(lines: readonly string[]): void {
    const erase = this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\r\u001b[J`;
    const text = erase + this.#pending + lines.map((line) => `${line}\n`).join('');
    this.#pending = '';
    this.#drawnLines = lines.length;
    this.#drawnAt = this.timers.now();
    if (text !== '') this.write(text);
  }
}
