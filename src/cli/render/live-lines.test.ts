import { createColors } from 'picocolors';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderLiveLines } from './live-lines.js';
import type { RunningNode } from './live-lines.js';
import { fitColumns } from './node-line.js';

const colors = createColors(false);
const partitioned: RunningNode = {
  label: { what: 'partitioned', name: 'mart_top_students' },
  startedAt: 1000,
  progress: {
    kind: 'node-progress',
    node: 'model.p.mart_top_students',
    label: { what: 'partitioned', name: 'mart_top_students' },
    done: 3,
    total: 8,
    unit: 'partitions',
  },
};
const seed: RunningNode = {
  label: { what: 'seed', name: 'attendance' },
  startedAt: 2200,
  progress: {
    kind: 'node-progress',
    node: 'seed.p.attendance',
    label: { what: 'seed', name: 'attendance' },
    done: 12_000_000,
    total: 41_000_000,
    unit: 'bytes',
  },
};
const table: RunningNode = { label: { what: 'table', name: 'stg_students' }, startedAt: 2700 };

test('running nodes show their progress and time, and one line shows the whole', () => {
  const lines = renderLiveLines(
    { running: [partitioned, seed, table], finished: 19, total: 1024, startedAt: 0 },
    fitColumns(['partitioned'], 90, undefined),
    2800,
    colors,
  );
  assert.is(
    lines.join('\n'),
    ` ▸ partitioned  mart_top_students                      ████░░░░░░ 3/8 partitions  1.8s
 ▸ seed         attendance                             ███░░░░░░░ 12 MB of 41 MB  600ms
 ▸ table        stg_students                                                      100ms
   19/1,024  3 running  2.8s`,
  );
});

test('no live line fills the terminal, however narrow or crowded', () => {
  const running = Array.from({ length: 20 }, () => partitioned);
  for (const width of [20, 40, 80]) {
    const lines = renderLiveLines(
      { running, finished: 1, total: 40, startedAt: 0 },
      fitColumns(['partitioned'], width, undefined),
      9000,
      colors,
    );
    assert.is(lines.length, 10);
    assert.is(lines[8], '   + 12 more');
    for (const line of lines) assert.ok(line.length < width, `${width}: ${line}`);
  }
});

test('nothing runs, nothing shows', () => {
  const columns = fitColumns([], 80, undefined);
  assert.equal(renderLiveLines({ running: [], finished: 1, total: 2, startedAt: 0 }, columns, 5, colors), []);
});

test.run();
