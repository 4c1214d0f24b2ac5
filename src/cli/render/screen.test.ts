import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LiveScreen } from './screen.js';
import type { Timers } from './screen.js';

/** A clock that goes on by hand. */
function createClock(): Timers & { advance(durationMs: number): void } {
  let now = 0;
  let alarms: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    after: (delayMs, call) => {
      const alarm = { at: now + delayMs, call };
      alarms.push(alarm);
      return () => void (alarms = alarms.filter((other) => other !== alarm));
    },
    advance: (durationMs) => {
      const end = now + durationMs;
      for (;;) {
        const next = alarms.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = next.at;
        alarms = alarms.filter((alarm) => alarm !== next);
        next.call();
      }
      now = end;
    },
  };
}

test('finished lines scroll up above the live lines, which are drawn over', () => {
  const clock = createClock();
  const written: string[] = [];
  let live: readonly string[] = ['▸ a', '0/2'];
  const screen = new LiveScreen(
    (text) => void written.push(text),
    () => live,
    clock,
  );
  screen.refresh();
  clock.advance(0);
  assert.equal(written, ['▸ a\n0/2\n']);
  screen.print('✓ a');
  live = ['▸ b', '1/2'];
  clock.advance(84);
  assert.equal(written.slice(1), ['\u001b[2A\r\u001b[J✓ a\n▸ b\n1/2\n']);
  live = [];
  screen.print('✓ b');
  clock.advance(84);
  assert.equal(written.slice(2), ['\u001b[2A\r\u001b[J✓ b\n']);
});

test('draws at most 12 times a second, however much happens', () => {
  const clock = createClock();
  let draws = 0;
  const screen = new LiveScreen(
    () => void (draws += 1),
    () => ['running'],
    clock,
  );
  for (let step = 0; step < 1000; step += 1) {
    screen.print('line');
    clock.advance(1);
  }
  assert.ok(draws <= 12, `${draws} drawings`);
});

test('time goes on while nothing happens, and nothing is drawn when nothing runs', () => {
  const clock = createClock();
  let draws = 0;
  let live: readonly string[] = ['running'];
  const screen = new LiveScreen(
    () => void (draws += 1),
    () => live,
    clock,
  );
  screen.refresh();
  clock.advance(1000);
  assert.ok(draws >= 10 && draws <= 12, `${draws} drawings`);
  live = [];
  clock.advance(1000);
  const before = draws;
  clock.advance(1000);
  assert.is(draws, before);
});

test('clear takes the live lines away at once and puts out what is pending', () => {
  const clock = createClock();
  const written: string[] = [];
  const screen = new LiveScreen(
    (text) => void written.push(text),
    () => ['running'],
    clock,
  );
  screen.refresh();
  clock.advance(0);
  screen.print('done');
  screen.clear();
  assert.is(written.at(-1), '\u001b[1A\r\u001b[Jdone\n');
  clock.advance(1000);
  assert.is(written.length, 2);
});

test.run();
