import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toPrintable } from './printable.js';

test('escape sequences and direction overrides lose their power', () => {
  assert.is(toPrintable('a\u001b[31mb\u0000\u007f'), 'a␛[31mb␀␡');
  assert.is(toPrintable('x\u202ey\u0085'), 'x�y�');
});

test('line feeds, tabs and letters stay', () => {
  assert.is(toPrintable('a\n\tü😀'), 'a\n\tü😀');
});

test.run();
