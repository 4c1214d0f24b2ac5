import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomSelector } from '../testing/random-selector.js';
import { parseSelector } from './parse-selector.js';
import { printSelector } from './print-selector.js';
import type { Criterion } from './selector.js';

const criterion = (method: string, value: string, more: Partial<Criterion> = {}): Criterion => ({
  kind: 'criterion',
  method,
  arguments: [],
  value,
  hasAt: false,
  ...more,
});
const parse = (text: string) => {
  const { selector, diagnostics } = parseSelector(text);
  assert.equal(diagnostics, [], text);
  return selector.of;
};
const problemOf = (text: string): string => {
  const { diagnostics } = parseSelector(text);
  return diagnostics.map(({ code, message, hint }) => `${code} ${message} | ${hint ?? ''}`).join('\n');
};

test('a bare value is a name, a file or a path', () => {
  assert.equal(parse('stg_students'), [criterion('fqn', 'stg_students')]);
  assert.equal(parse('staging.stg_*'), [criterion('fqn', 'staging.stg_*')]);
  assert.equal(parse('models/staging'), [criterion('path', 'models/staging')]);
  assert.equal(parse('models\\staging'), [criterion('path', 'models\\staging')]);
  assert.equal(parse('stg_students.sql'), [criterion('file', 'stg_students.sql')]);
  assert.equal(parse('raw.csv.gz'), [criterion('file', 'raw.csv.gz')]);
});

test('what stands before the first colon is the method and its arguments', () => {
  assert.equal(parse('tag:nightly'), [criterion('tag', 'nightly')]);
  assert.equal(parse('config.meta.owner:ann:b'), [criterion('config', 'ann:b', { arguments: ['meta', 'owner'] })]);
  assert.equal(parse('models/a:b.sql'), [criterion('path', 'models/a:b.sql')]);
});

test('operators stand at both ends', () => {
  assert.equal(parse('+x'), [criterion('fqn', 'x', { parentDepth: Infinity })]);
  assert.equal(parse('2+x+1'), [criterion('fqn', 'x', { parentDepth: 2, childDepth: 1 })]);
  assert.equal(parse('0+x'), [criterion('fqn', 'x', { parentDepth: 0 })]);
  assert.equal(parse('+tag:a+'), [criterion('tag', 'a', { parentDepth: Infinity, childDepth: Infinity })]);
  assert.equal(parse('@x'), [criterion('fqn', 'x', { hasAt: true })]);
  assert.equal(parse('@source:raw'), [criterion('source', 'raw', { hasAt: true })]);
  assert.equal(parse('2x'), [criterion('fqn', '2x')]);
});

test('a space joins and a comma intersects, and a comma binds tighter', () => {
  assert.equal(parse('  a \n b,+c '), [
    criterion('fqn', 'a'),
    { kind: 'intersection', of: [criterion('fqn', 'b'), criterion('fqn', 'c', { parentDepth: Infinity })] },
  ]);
});

test('nothing at all is an error', () => {
  assert.is(
    problemOf('  '),
    'SP4201 The selection is empty | Name something, e.g. --select my_model, or leave the flag out to select everything.',
  );
});

test('a missing value is an error that says what to write', () => {
  assert.is(problemOf('tag:'), 'SP4202 "tag:" selects nothing: there is no value in it | Write tag:VALUE.');
  assert.is(problemOf('+'), 'SP4202 "+" selects nothing: there is no name in it | Write +NAME.');
  assert.is(problemOf('@'), 'SP4202 "@" selects nothing: there is no name in it | Write @NAME.');
  assert.is(problemOf('2+'), 'SP4202 "2+" selects nothing: there is no name in it | Write 2+NAME.');
});

test('stray operators are errors that show the right form', () => {
  const hint =
    '(+x: with everything above it; x+: with everything below; 2+x+1: so many steps; @x: with everything below and all that those need.)';
  assert.is(problemOf('++x'), `SP4203 "++x" has an operator too many | Write +x. ${hint}`);
  assert.is(problemOf('x++'), `SP4203 "x++" has an operator too many | Write x+. ${hint}`);
  assert.is(problemOf('x+1+2'), `SP4203 "x+1+2" has an operator too many | Write x+. ${hint}`);
  assert.is(problemOf('1+2+x+'), `SP4203 "1+2+x+" has an operator too many | Write +x+. ${hint}`);
  assert.is(problemOf('@@x'), `SP4203 "@@x" has an operator too many | Write @x. ${hint}`);
  assert.is(problemOf('+@x'), `SP4203 "+@x" has an operator too many | Write @x. ${hint}`);
});

test('"@" and "+" behind the name do not go together', () => {
  assert.is(
    problemOf('@x+'),
    'SP4204 "@x+" mixes "@" with "+" behind the name | Write @x, which holds x+ and everything above those, or +x+.',
  );
});

test('a comma needs a criterion on both sides', () => {
  for (const text of ['a,', ',a', 'a,,b']) {
    assert.is(
      problemOf(text),
      `SP4205 "${text}" has a comma with nothing beside it | What two criteria have in common is written with a comma and no spaces: tag:nightly,path:models/marts.`,
    );
  }
});

test('all problems of a text are reported', () => {
  assert.is(parseSelector('tag: ++x a, b').diagnostics.length, 3);
});

test('no text makes the parser fail, and what it reads without complaint can be printed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '1', '+', '@', ',', ':', '.', ' ', '/', '*', '\\'), maxLength: 12 }),
      (text) => {
        const { selector, diagnostics } = parseSelector(text);
        if (diagnostics.length > 0) return;
        assert.equal(parseSelector(printSelector(selector)).selector, selector, text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('what is printed is read back as it was', () => {
  fc.assert(
    fc.property(randomSelector(), (selector) => {
      const text = printSelector(selector);
      const parsed = parseSelector(text);
      assert.equal(parsed.diagnostics, [], text);
      assert.equal(parsed.selector, selector, text);
      assert.is(printSelector(parsed.selector), text);
    }),
  );
});

test.run();
