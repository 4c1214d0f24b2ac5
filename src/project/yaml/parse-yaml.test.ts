import * as fc from 'fast-check';
import { dump } from 'js-yaml';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetAt } from '../../errors/place.js';
import { renderDiagnostics } from '../../errors/render-diagnostic.js';
import { yamlToPlain } from '../yaml-to-plain.js';
import type { YamlValue } from '../yaml-value.js';
import { parseYaml } from './parse-yaml.js';

function parse(text: string): YamlValue {
  const { value, diagnostics } = parseYaml({ path: 'a.yml', text });
  assert.is(renderDiagnostics(diagnostics, { color: false }), '');
  if (value === undefined) throw new Error('no value');
  return value;
}

function plain(text: string): unknown {
  return yamlToPlain(parse(text));
}

function problems(text: string): string {
  return renderDiagnostics(parseYaml({ path: 'a.yml', text }).diagnostics, { color: false });
}

/** The source text that a value's place covers. */
function textAt({ place }: YamlValue): string {
  const { file, start, end = start } = place;
  return file.text.slice(offsetAt(file, start), offsetAt(file, end));
}

function collect(value: YamlValue): YamlValue[] {
  if (value.kind === 'list') return [value, ...value.items.flatMap(collect)];
  return value.kind === 'map' ? [value, ...value.entries.flatMap((entry) => collect(entry.value))] : [value];
}

test('scalars follow the core schema of YAML 1.2', () => {
  assert.equal(plain('[1, -2, 0x1F, 0o17, 1.5, .5, 1e3, 007, true, False, null, ~, yes, on, "1", 2024-01-01, 1.2.3]'), [
    1,
    -2,
    31,
    15,
    1.5,
    0.5,
    1000,
    7,
    true,
    false,
    null,
    null,
    'yes',
    'on',
    '1',
    '2024-01-01',
    '1.2.3',
  ]);
  assert.equal(plain('[.inf, -.Inf, 9007199254740993, -9007199254740993]'), [
    Infinity,
    -Infinity,
    9007199254740993n,
    -9007199254740993n,
  ]);
  assert.ok(Number.isNaN(plain('.nan')));
  assert.is(plain('!!str 5'), '5');
});

test('keys are texts, whatever they look like', () => {
  assert.equal(plain('2024: a\ntrue: b\n"x y": c\non: d'), { '2024': 'a', true: 'b', 'x y': 'c', on: 'd' });
  assert.is(JSON.stringify(plain('__proto__: 1')), '{"__proto__":1}');
});

test('every key and value knows its place', () => {
  const text = 'name: "a b"\nlist:\n  - x\n  - { k: \'v\' }\nempty:\nblock: |\n  one\n  two\n';
  const value = parse(text);
  assert.equal(
    collect(value)
      .filter((node) => node.kind === 'scalar')
      .map((node) => [textAt(node), `${node.place.start.line}:${node.place.start.column}`]),
    [
      ['"a b"', '1:7'],
      ['x', '3:5'],
      ["'v'", '4:10'],
      ['', '5:6'],
      ['one\n  two\n', '7:3'],
    ],
  );
  assert.equal(
    value.kind === 'map' && value.entries.map(({ key, keyPlace }) => [key, keyPlace.start.line, keyPlace.end?.column]),
    [
      ['name', 1, 5],
      ['list', 2, 5],
      ['empty', 5, 6],
      ['block', 6, 6],
    ],
  );
});

test('places of a part of a file count from the top of the file', () => {
  const file = { path: 'm.sql', text: '---\ntags: [a]\n---\nselect 1' };
  const { value } = parseYaml(file, 4, 13);
  const [, list] = value ? collect(value) : [];
  assert.equal(list?.place.start, { line: 2, column: 7 });
  assert.is(list?.place.file, file);
});

test('CRLF, comments, document markers and empty files are fine', () => {
  assert.equal(plain('a: 1\r\nb:\r\n  - x\r\n'), { a: 1, b: ['x'] });
  assert.equal(plain('# c\n---\na: 1 # d\n...\n'), { a: 1 });
  assert.equal(parseYaml({ path: 'a.yml', text: '' }), { diagnostics: [] });
  assert.equal(parseYaml({ path: 'a.yml', text: '# only this\n' }), { diagnostics: [] });
});

test('aliases and merge keys are resolved; keys that stand here win', () => {
  const text = 'base: &base {a: 1, b: 2}\none:\n  <<: *base\n  b: 3\ntwo: *base\nall:\n  <<: [*base, {b: 4, c: 5}]\n';
  assert.equal(plain(text), {
    base: { a: 1, b: 2 },
    one: { b: 3, a: 1 },
    two: { a: 1, b: 2 },
    all: { a: 1, b: 2, c: 5 },
  });
  assert.equal(plain('"<<": 1'), { '<<': 1 });
});

test('a duplicate key is an error at the second one', () => {
  assert.is(
    problems('a: 1\nb: 2\na: 3'),
    `error SP1104: The key "a" stands here a second time
  ╭─ a.yml:3:1
2 │ b: 2
3 │ a: 3
  │ ^
  ├─ a.yml:1:1 it stands here first
1 │ a: 1
  │ ^
  ╰─ keep one of the two`,
  );
});

test('a value that begins with {{ needs quotes', () => {
  assert.is(
    problems("url: {{env_var 'URL'}}"),
    `error SP1105: A key must be text
  ╭─ a.yml:1:7
1 │ url: {{env_var 'URL'}}
  │       ^^^^^^^^^^^^^^
  ╰─ put quotes around a value that begins with {{: "{{…}}"`,
  );
  assert.match(problems('? [a]\n: 1'), 'put quotes around the key if this is meant to be one');
});

test('aliases without anchor, recursive ones, foreign tags and wrong merges are errors at their places', () => {
  assert.is(
    problems('a: &base 1\nb: *bass'),
    `error SP1106: The alias "*bass" has no anchor "&bass" before it
  ╭─ a.yml:2:4
1 │ a: &base 1
2 │ b: *bass
  │    ^^^^^
  ╰─ did you mean "base"?`,
  );
  assert.match(problems('a: *b'), 'write &b in front of the value that is meant, or quotes around "*b"');
  assert.is(
    problems('a: &x [*x]'),
    `error SP1107: The alias "*x" stands inside of what it names
  ╭─ a.yml:1:8
1 │ a: &x [*x]
  │        ^^
  ╰─ write the value out`,
  );
  assert.is(
    problems('a: !ref b'),
    `error SP1109: The YAML tag "!ref" has no meaning here
  ╭─ a.yml:1:4
1 │ a: !ref b
  │    ^^^^
  ╰─ remove it, or put quotes around a text that begins with "!"`,
  );
  assert.is(
    problems('a:\n  <<: 5'),
    `error SP1110: The merge key "<<" takes a mapping or a list of mappings
  ╭─ a.yml:2:7
1 │ a:
2 │   <<: 5
  │       ^
  ╰─ name an anchor that stands at a mapping: \`<<: *defaults\``,
  );
});

test('a hundred alias expansions work, one more is an error, nested ones count each time', () => {
  const aliases = (count: number) => `a: &a 1\nb: [${Array.from({ length: count }, () => '*a').join(', ')}]`;
  assert.is(problems(aliases(100)), '');
  assert.match(problems(aliases(101)), 'error SP1108: Aliases are expanded more than 100 times in this file');
  const laughs = [
    'a: &a [x]',
    ...['b', 'c', 'd', 'e'].map((name, index) => `${name}: &${name} [${`*${'abcd'[index]}, `.repeat(9)}]`),
  ];
  assert.match(problems(laughs.join('\n')), 'SP1108');
});

test('a second document and tabs are errors', () => {
  assert.is(
    problems('a: 1\n---\nb: 2'),
    `error SP1103: Here begins a second YAML document; a file holds one
  ╭─ a.yml:2:1
1 │ a: 1
2 │ ---
  │ ^^^
  ╰─ remove the line \`---\`, or move what follows into a file of its own`,
  );
  assert.is(
    problems('a:\n\t- b'),
    `error SP1102: YAML is indented with spaces, here stands a tab
  ╭─ a.yml:2:1
1 │ a:
2 │     - b
  │ ^^^^
  ╰─ replace the tab with spaces`,
  );
});

const syntaxErrors: readonly (readonly [text: string, message: string, line: number, column: number, hint?: string])[] =
  [
    ['a: b: c', '": " stands in a value without quotes', 1, 5, 'put quotes around the value'],
    ['a:\n  - b: c: d', '": " stands in a value without quotes', 2, 9, 'put quotes around the value'],
    ['a: [1, 2', 'a list in brackets is not closed', 1, 4, 'close it with ]'],
    ['a: {b: 1\nc: 2', 'a mapping in braces is not closed', 1, 4, 'close it with }'],
    ["a: 'x", 'a text in single quotes is not closed', 1, 4, "close it with '"],
    ['a: "x\nb: 1', 'a text in double quotes is not closed', 1, 4, 'close it with "'],
    ['a: @b', 'a value cannot begin with @', 1, 4, 'put quotes around the value'],
    ['a: `b`', 'a value cannot begin with `', 1, 4, 'put quotes around the value'],
    ['a: - b', 'a list cannot begin on the line of its key', 1, 4, 'begin it on the next line, indented'],
    ['a: "\\q"', 'a backslash in "…" begins an escape that does not exist', 1, 6, "write \\\\, or use '…'"],
    ['a: \u0001', 'it holds a control character', 1, 4, 'remove it'],
  ];

for (const [text, message, line, column, hint] of syntaxErrors) {
  test(`${JSON.stringify(text)} is explained: ${message}`, () => {
    const [problem, ...others] = parseYaml({ path: 'a.yml', text }).diagnostics;
    assert.is(problem?.message, `This is not valid YAML: ${message}`);
    assert.equal(problem?.place?.start, { line, column });
    assert.is(problem?.hint, hint);
    assert.is(others.length, 0);
  });
}

test('uneven indentation is an error with a word on columns', () => {
  const [problem] = parseYaml({ path: 'a.yml', text: 'a:\n  b: 1\n c: 2\n' }).diagnostics;
  assert.is(problem?.code, 'SP1101');
  assert.match(problem?.hint ?? '', 'keys of one mapping begin in one column');
});

test('nesting without end is an error, not a stack overflow', () => {
  assert.match(problems('['.repeat(10_000)), 'error SP1101');
});

const jsonText = fc.oneof(
  fc.constantFrom('a', 'b: c', '- x', '{{', '#', "it's", 'ü😀', 'true', '007', ' '),
  fc.string({ maxLength: 8 }),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1, 1.5, 2024),
    jsonText,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(jsonText, tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('what was written as YAML or JSON is read back', () => {
  fc.assert(
    fc.property(json, (value) => {
      const roundTrip: unknown = JSON.parse(JSON.stringify(value));
      assert.equal(plain(`x: ${JSON.stringify(value)}`), { x: roundTrip });
      assert.equal(plain(dump({ x: value })), { x: roundTrip });
    }),
  );
});

test('the place of every scalar of a JSON text covers exactly that scalar', () => {
  fc.assert(
    fc.property(json, (value) => {
      for (const node of collect(parse(JSON.stringify({ x: value }, undefined, 1)))) {
        if (node.kind === 'scalar') assert.equal(JSON.parse(textAt(node)), node.value);
      }
    }),
  );
});

test.run();
