import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SpEvent } from '../../events/event.js';
import { NdjsonRenderer } from './ndjson-renderer.js';

function render(events: readonly SpEvent[], end?: (renderer: NdjsonRenderer) => void): readonly string[] {
  let text = '';
  const renderer = new NdjsonRenderer({
    write: (chunk) => void (text += chunk),
    mask: (value) => value.replaceAll('hunter"2', '*****'),
    today: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
    runId: 'run-1',
  });
  for (const event of events) renderer.handle(event);
  end?.(renderer);
  return text.trimEnd().split('\n');
}

test('every event is one line in the envelope', () => {
  assert.equal(
    render([
      { kind: 'plan-ready', counts: { model: 2 }, total: 2 },
      { kind: 'node-started', node: 'model.p.a', label: { what: 'view', name: 'a' } },
    ]),
    [
      '{"v":1,"ts":"2026-01-02T03:04:05.006Z","seq":1,"run":"run-1","level":"info","event":"plan","data":{"counts":{"model":2},"total":2}}',
      '{"v":1,"ts":"2026-01-02T03:04:05.006Z","seq":2,"run":"run-1","level":"debug","event":"node.start","data":{"node":"model.p.a","label":{"what":"view","name":"a"}}}',
    ],
  );
});

test('a place is a path and numbers, never the text of the file', () => {
  const file = { path: 'models/a.sql', text: 'select secret' };
  const [line = ''] = render([
    {
      kind: 'diagnostic',
      diagnostic: {
        code: 'SP4001',
        severity: 'error',
        message: 'no',
        place: { file, start: { line: 1, column: 8 }, end: { line: 1, column: 14 } },
        related: [{ message: 'here', place: { file, start: { line: 1, column: 1 } } }],
      },
    },
  ]);
  const parsed: unknown = JSON.parse(line);
  assert.equal(parsed, {
    v: 1,
    ts: '2026-01-02T03:04:05.006Z',
    seq: 1,
    run: 'run-1',
    level: 'error',
    event: 'diagnostic',
    data: {
      code: 'SP4001',
      severity: 'error',
      message: 'no',
      place: { file: 'models/a.sql', line: 1, column: 8, endLine: 1, endColumn: 14 },
      related: [{ message: 'here', place: { file: 'models/a.sql', line: 1, column: 1 } }],
    },
  });
});

test('failing rows survive whatever they hold', () => {
  const [line = ''] = render([
    {
      kind: 'node-finished',
      node: 'test.p.t',
      label: { what: 'test', name: 't' },
      status: 'fail',
      durationMs: 3,
      failures: 1,
      diagnostics: [],
      sample: { columns: ['a', 'b', 'c', 'd'], rows: [[1n, 9_007_199_254_740_993n, Infinity, new Uint8Array([1])]] },
      index: 1,
      total: 1,
    },
  ]);
  assert.match(line, '"level":"error"');
  assert.match(line, '"rows":[[1,"9007199254740993","Infinity","01"]]');
});

test('secrets are masked before JSON escapes them', () => {
  const [line = ''] = render([{ kind: 'notice', message: 'password hunter"2' }]);
  assert.match(line, '"data":{"message":"password *****"}');
});

test('a command that gives up ends with run.finish and its exit code', () => {
  const lines = render([], (renderer) =>
    renderer.fail([{ code: 'SP1001', severity: 'error', message: 'no project' }], 2),
  );
  assert.is(lines.length, 2);
  assert.match(lines[0] ?? '', '"event":"diagnostic"');
  assert.match(lines[1] ?? '', '"event":"run.finish","data":{"counts":{},"exitCode":2,"next":[]}');
});

test.run();
