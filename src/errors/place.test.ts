import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPlace, lineAt, offsetAt, placeAt, positionAt } from './place.js';

test('offsets become 1-based lines and columns', () => {
  const file = { path: 'a.sql', text: 'one\ntwo three\n' };
  assert.equal(positionAt(file, 0), { line: 1, column: 1 });
  assert.equal(positionAt(file, 3), { line: 1, column: 4 });
  assert.equal(placeAt(file, 4, 7), { file, start: { line: 2, column: 1 }, end: { line: 2, column: 4 } });
  assert.equal(placeAt(file, 8), { file, start: { line: 2, column: 5 } });
  assert.equal(positionAt(file, 14), { line: 3, column: 1 });
  assert.is(formatPlace(placeAt(file, 8)), 'a.sql:2:5');
});

test('CRLF and a lone CR end a line, too', () => {
  const file = { path: 'a.sql', text: 'one\r\ntwo\rthree' };
  assert.equal(positionAt(file, 5), { line: 2, column: 1 });
  assert.equal(positionAt(file, 9), { line: 3, column: 1 });
  assert.is(lineAt(file, 1), 'one');
  assert.is(lineAt(file, 2), 'two');
  assert.is(lineAt(file, 3), 'three');
  assert.is(lineAt(file, 4), undefined);
});

test('columns count UTF-16 units and tabs are one', () => {
  const file = { path: 'a.sql', text: '\t😀x' };
  assert.equal(positionAt(file, 3), { line: 1, column: 4 });
});

test('offsets outside the text are moved to its ends', () => {
  const file = { path: 'a.sql', text: 'ab' };
  assert.equal(positionAt(file, -5), { line: 1, column: 1 });
  assert.equal(positionAt(file, 99), { line: 1, column: 3 });
  assert.is(offsetAt(file, { line: 9, column: 1 }), 2);
  assert.is(offsetAt(file, { line: 1, column: 99 }), 2);
});

test('position and offset are inverse for every text', () => {
  const text = fc.array(fc.constantFrom('a', '\n', '\r\n', '\t', '😀', 'ü')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(40), (content, at) => {
      const file = { path: 'a', text: content };
      const offset = Math.min(at, content.length);
      assert.is(offsetAt(file, positionAt(file, offset)), offset);
    }),
  );
});

test.run();
