import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { splitFrontMatter } from './files/split-front-matter.js';
import { parseFrontMatter } from './parse-front-matter.js';
import type { FrontMatterKind } from './schemas/properties.js';
import { parseYaml } from './yaml/parse-yaml.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlMap } from './yaml-value.js';

function plain(map: YamlMap | undefined): unknown {
  return map && yamlToPlain(map);
}

function front(text: string, kind: FrontMatterKind = 'model') {
  const file = { path: 'models/m.sql', text };
  const { template, yaml } = splitFrontMatter(file);
  const { value } = parseYaml(file, yaml?.start, yaml?.end);
  const frontMatter = value?.kind === 'map' ? { frontMatter: value } : {};
  const parsed = parseFrontMatter({ file, path: 'm.sql', name: 'm', template, ...frontMatter }, kind);
  return { ...parsed, text: renderDiagnostics(parsed.diagnostics, { color: false }) };
}

test('front matter holds properties and, beside them, config', () => {
  const { properties, text } = front(`---
materialized: incremental
unique_key: [a, b]
description: One row a day.
tags: [x]
config: {alias: other}
columns:
  - name: a
    data_tests: [not_null, {relationships: {to: ref('d'), field: a}}]
---
select 1`);
  assert.is(text, '');
  assert.is(properties?.kind, 'model');
  assert.is(properties?.name, 'm');
  assert.is(properties?.description, 'One row a day.');
  assert.equal(plain(properties?.config), {
    alias: 'other',
    materialized: 'incremental',
    unique_key: ['a', 'b'],
    tags: ['x'],
  });
  assert.equal(properties?.extra, {});
  assert.is(properties?.columns[0]?.dataTests[1]?.test, 'relationships');
});

test('singular tests take the configs of tests', () => {
  const { properties, text } = front('---\nseverity: warn\ndescription: d\n---\nselect 1', 'data_test');
  assert.is(text, '');
  assert.equal(plain(properties?.config), { severity: 'warn' });
});

test('a misspelt key in front matter is searched among properties and configs', () => {
  assert.is(
    front('---\nmaterialised: table\nname: x\n---\nselect 1').text,
    `error SP1201: Unknown key "materialised"
  ╭─ models/m.sql:2:1
1 │ ---
2 │ materialised: table
  │ ^^^^^^^^^^^^
  ╰─ did you mean "materialized"?

error SP1201: Unknown key "name"
  ╭─ models/m.sql:3:1
2 │ materialised: table
3 │ name: x
  │ ^^^^
  ╰─ the name is that of the file; \`alias\` renames the relation`,
  );
  assert.match(front('---\ncolumn: []\n---\n').text, 'did you mean "columns"?');
  assert.match(front('---\nzzz: 1\n---\n').text, 'keys of your own go under meta:');
});

test('a config in front matter and its config: block is there twice', () => {
  assert.match(front('---\nalias: a\nconfig: {alias: b}\n---\n').text, 'The config "alias" stands here a second time');
});

test('a file without front matter has no properties, and a second call gives the same answer', () => {
  assert.equal(front('select 1'), { diagnostics: [], ignored: [], text: '' });
});

test.run();
