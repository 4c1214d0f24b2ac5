import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from './diagnostic.js';
import { placeAt } from './place.js';
import { renderDiagnostic, renderDiagnostics } from './render-diagnostic.js';

const file = { path: 'models/orders.sql', text: 'select *\nfrom {{ref "stg_ordes"}}\n\nwhere x' };
const base = { code: 'SP4001', severity: 'error', message: 'no such model' } as const;

function render(diagnostic: Diagnostic, width?: number): string {
  return renderDiagnostic(diagnostic, { color: false, ...(width !== undefined && { width }) });
}

test('a diagnostic shows code, place, the line before, the marked line and the way out', () => {
  assert.is(
    render({ ...base, place: placeAt(file, 20, 31), hint: 'did you mean "stg_orders"?' }),
    `error SP4001: no such model
  ╭─ models/orders.sql:2:12
1 │ select *
2 │ from {{ref "stg_ordes"}}
  │            ^^^^^^^^^^^
  ╰─ did you mean "stg_orders"?`,
  );
});

test('blank lines before the place are left out', () => {
  assert.is(
    render({ ...base, severity: 'warning', place: placeAt(file, 41, 42) }),
    `warning SP4001: no such model
  ╭─ models/orders.sql:4:7
4 │ where x
  │       ^`,
  );
});

test('without a place there is a message and a hint of one or more lines', () => {
  assert.is(render(base), 'error SP4001: no such model');
  assert.is(render({ ...base, hint: 'one\ntwo' }), 'error SP4001: no such model\n  ╰─ one\n     two');
});

test('related places follow with their messages', () => {
  const other = { path: 'models/a.yml', text: '\n'.repeat(11) + 'name: orders' };
  assert.is(
    render({
      ...base,
      place: placeAt(file, 0, 6),
      related: [{ message: 'declared here', place: placeAt(other, 17, 23) }],
    }),
    `error SP4001: no such model
   ╭─ models/orders.sql:1:1
 1 │ select *
   │ ^^^^^^
   ├─ models/a.yml:12:7 declared here
12 │ name: orders
   │       ^^^^^^`,
  );
});

test('a place without source lines, at the end or behind the file, still says where', () => {
  const empty = { path: 'models/empty.sql', text: '' };
  assert.is(render({ ...base, place: placeAt(empty, 0) }), 'error SP4001: no such model\n  ╭─ models/empty.sql:1:1');
  const place = { file, start: { line: 99, column: 1 } };
  assert.is(render({ ...base, place }), 'error SP4001: no such model\n   ╭─ models/orders.sql:99:1');
});

test('a point behind the end of its line is marked there', () => {
  assert.is(
    render({ ...base, place: placeAt({ path: 'a', text: 'ab' }, 2) })
      .split('\n')
      .at(-1),
    '  │   ^',
  );
});

test('a range over several lines is marked to the end of its first line', () => {
  assert.is(
    render({ ...base, place: placeAt(file, 7, 14) })
      .split('\n')
      .at(-1),
    '  │        ^',
  );
});

test('tabs, wide letters and CRLF keep the mark under its text', () => {
  const text = '\t学生\tx\r\nnext';
  assert.is(
    render({ ...base, place: placeAt({ path: 'a', text }, 4, 5) }),
    'error SP4001: no such model\n  ╭─ a:1:5\n1 │     学生    x\n  │             ^',
  );
});

test('a very long line is cut around the place', () => {
  const text = `${'a'.repeat(500)}HERE${'b'.repeat(1_000_000)}`;
  const lines = render({ ...base, place: placeAt({ path: 'a', text }, 500, 504) }, 40).split('\n');
  assert.is(lines[2], `1 │ …${'a'.repeat(13)}HERE${'b'.repeat(21)}…`);
  assert.is(lines[3], `  │  ${' '.repeat(13)}^^^^`);
});

test('a long line with the place at its beginning is cut at its end only', () => {
  const lines = render({ ...base, place: placeAt({ path: 'a', text: 'x'.repeat(99) }, 2, 90) }, 20).split('\n');
  assert.is(lines[2], `1 │ ${'x'.repeat(18)}…`);
  assert.is(lines[3], `  │   ${'^'.repeat(16)}`);
});

test('cutting never splits a character in two', () => {
  const text = '😀'.repeat(100);
  const [, , line = ''] = render({ ...base, place: placeAt({ path: 'a', text }, 101, 102) }, 31).split('\n');
  assert.not.match(line, /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
});

test('control characters in message, path, source and hint are made visible', () => {
  const evil = { path: 'a\u001b.sql', text: 'select \u001b[2J' };
  const text = render({ ...base, message: 'bad \u0007', place: placeAt(evil, 7, 8), hint: 'x\u001b' });
  assert.is(text, 'error SP4001: bad ␇\n  ╭─ a␛.sql:1:8\n1 │ select ␛[2J\n  │        ^\n  ╰─ x␛');
});

test('colours are escape codes around the same text', () => {
  const diagnostic = { ...base, place: placeAt(file, 20, 31), hint: 'h' };
  const colored = renderDiagnostic(diagnostic, { color: true });
  assert.match(colored, '\u001b[31m');
  assert.is(stripVTControlCharacters(colored), render(diagnostic));
});

test('several diagnostics are separated by an empty line', () => {
  assert.is(
    renderDiagnostics([base, base], { color: false }),
    'error SP4001: no such model\n\nerror SP4001: no such model',
  );
});

test.run();
