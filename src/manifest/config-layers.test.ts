import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { parseTemplate } from '../template/parse-template.js';
import { checkConfigCalls } from './config-layers.js';

function check(text: string): string {
  const { template } = parseTemplate({ path: 'models/m.sql', text });
  return renderDiagnostics(checkConfigCalls(template?.facts.configs ?? [], 'model'), { color: false });
}

test('a config call takes the keys that YAML takes', () => {
  assert.is(check('{{config materialized="table" tags=(list "a" "b") meta=(object owner="me")}}select 1'), '');
});

test('an unknown key of a config call is an error at its place', () => {
  assert.is(
    check('{{config materialised="table"}}select 1'),
    `error SP1201: Unknown key "materialised"
  ╭─ models/m.sql:1:10
1 │ {{config materialised="table"}}select 1
  │          ^^^^^^^^^^^^^^^^^^^^
  ╰─ did you mean "materialized"?`,
  );
});

test('a wrong type in a config call is an error at its place', () => {
  assert.match(check('{{config enabled="yes"}}select 1'), '"enabled" must be true or false, but it is text');
});

test.run();
